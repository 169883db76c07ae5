"""Edits by the newsroom: the original is kept, and the change can be taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from comments import moderation
from comments.markup import render_comment
from comments.models import ChangeIsPermanent, Comment, Edit, Status
from comments.moderation import ChangedSince, NothingToUndo
from comments.screening.simhash import compute_simhash
from tests.comments.factories import CommentFactory, FindingFactory, UserFactory

pytestmark = pytest.mark.django_db

ORIGINAL = "The ferry was late again on Monday morning, call me at 5550123."
EDITED = "The ferry was late again on Monday morning. **A number was taken out**"


@pytest.fixture
def dana() -> User:
    return UserFactory(first_name="Dana", last_name="Reyes")


@pytest.fixture
def theo() -> User:
    return UserFactory(first_name="Theo", last_name="Brandt")


@pytest.fixture
def comment() -> Comment:
    comment: Comment = CommentFactory(status=Status.IN_REVIEW, body=ORIGINAL)
    return comment


def state(comment: Comment) -> tuple[Any, ...]:
    comment.refresh_from_db()
    return comment.body, comment.body_html, comment.simhash, comment.edited_at, comment.status


def test_an_edit_changes_what_is_shown_and_keeps_the_original(comment: Comment, dana: User) -> None:
    key = comment.duplicate_key
    moderation.edit(comment, by=dana, body=EDITED, reason="A private number.")
    edit = Edit.objects.get()
    assert (edit.body_before, edit.body_after, edit.by) == (ORIGINAL, EDITED, dana)
    assert edit.reason == "A private number."
    assert state(comment) == (
        EDITED,
        render_comment(EDITED),
        compute_simhash(EDITED),
        edit.created_at,
        Status.IN_REVIEW,
    )
    assert (comment.version, comment.duplicate_key) == (2, key)


def test_an_edit_is_rendered_as_safely_as_a_comment(comment: Comment, dana: User) -> None:
    moderation.edit(comment, by=dana, body="<script>alert(1)</script> https://example.org/a")
    assert "<script" not in comment.body_html
    assert 'href="https://example.org/a"' in comment.body_html


def test_the_object_that_was_passed_is_brought_up_to_date(comment: Comment, dana: User) -> None:
    moderation.edit(comment, by=dana, body=EDITED)
    moderation.approve(comment, by=dana)
    assert state(comment)[-1] == Status.APPROVED


def test_undo_gives_the_original_back_exactly(comment: Comment, dana: User) -> None:
    FindingFactory(comment=comment, spans=[[4, 9]])
    was = state(comment)
    moderation.edit(comment, by=dana, body=EDITED)
    first = state(comment)
    moderation.edit(comment, by=dana, body="Shorter.")
    for before in (first, was):
        assert moderation.undo_last(by=dana).decided == [comment]
        assert state(comment) == before
    assert comment.findings.get().spans == [[4, 9]]
    with pytest.raises(NothingToUndo):
        moderation.undo_last(by=dana)
    assert [edit.undoes_id is None for edit in comment.edits.all()] == [True, True, False, False]


def test_edits_and_decisions_are_taken_back_in_turn(comment: Comment, dana: User) -> None:
    was = state(comment)
    moderation.edit(comment, by=dana, body=EDITED)
    edited = state(comment)
    moderation.approve(comment, by=dana)
    moderation.undo_last(by=dana)
    assert state(comment) == edited
    moderation.undo_last(by=dana)
    assert state(comment) == was


def test_what_a_colleague_has_edited_meanwhile_is_neither_decided_nor_edited(
    comment: Comment, dana: User, theo: User
) -> None:
    seen = Comment.objects.get()
    moderation.edit(comment, by=theo, body=EDITED)
    for act in (
        lambda: moderation.approve(seen, by=dana),
        lambda: moderation.edit(seen, by=dana, body="Mine."),
    ):
        with pytest.raises(ChangedSince, match="Theo Brandt has changed this comment"):
            act()
    assert state(comment)[0] == EDITED


def test_an_edit_stays_that_a_colleague_has_edited_since(
    comment: Comment, dana: User, theo: User
) -> None:
    moderation.edit(comment, by=dana, body=EDITED)
    moderation.edit(comment, by=theo, body="By Theo.")
    outcome = moderation.undo_last(by=dana)
    [refusal] = outcome.refused
    assert "Theo Brandt has changed this comment since" in str(refusal)
    assert outcome.decided == []
    assert state(comment)[0] == "By Theo."


def test_an_edit_stays_that_a_colleague_has_decided_on(
    comment: Comment, dana: User, theo: User
) -> None:
    moderation.edit(comment, by=dana, body=EDITED)
    moderation.approve(comment, by=theo)
    [refusal] = moderation.undo_last(by=dana).refused
    assert "Theo Brandt has moved this comment since" in str(refusal)
    assert state(comment)[0] == EDITED


def test_edits_are_never_changed(comment: Comment, dana: User) -> None:
    edit = moderation.edit(comment, by=dana, body=EDITED)
    edit.body_before = "What was never said"
    with pytest.raises(ChangeIsPermanent):
        edit.save()


def test_an_older_decision_does_not_hide_who_edited(
    comment: Comment, dana: User, theo: User
) -> None:
    seen = Comment.objects.get()
    moderation.approve(comment, by=dana)
    Comment.objects.update(decided_at=timezone.now() - timedelta(hours=1))
    moderation.edit(comment, by=theo, body=EDITED)
    with pytest.raises(ChangedSince, match="Theo Brandt"):
        moderation.reject(seen, by=dana)
