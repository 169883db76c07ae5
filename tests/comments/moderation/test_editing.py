"""Edits by the newsroom: the original is kept, and the change can be taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from comments import moderation, tasks
from comments.markup import render_comment
from comments.models import ChangeIsPermanent, Comment, Edit, Standing, Status
from comments.moderation import ChangedSince, NothingToUndo
from comments.screening import Result
from comments.screening.simhash import compute_simhash
from tests.comments.factories import (
    CommentFactory,
    FindingFactory,
    StandingFactory,
    UserFactory,
)

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


# What is taken back never publishes -----------------------------------------------------------


def trust_ann() -> None:
    """Let the machine publish what she writes."""
    CommentFactory(email="ann@mail.example", browser="1" * 32, status=Status.APPROVED)
    StandingFactory(kind=Standing.Kind.TRUSTED, email="ann@mail.example")


def published_by_the_machine(comment: Comment) -> None:
    trust_ann()
    tasks.screen_comment(comment.pk)
    assert Comment.objects.get(pk=comment.pk).is_approved


@pytest.fixture
def submitted() -> Comment:
    comment: Comment = CommentFactory(
        body="The pier is closed.", email="ann@mail.example", browser="1" * 32
    )
    return comment


def test_undo_puts_no_text_on_the_page_that_the_machine_has_never_approved(
    submitted: Comment, dana: User
) -> None:
    moderation.edit(submitted, by=dana, body="The pier is closed today.")
    published_by_the_machine(submitted)
    outcome = moderation.undo_last(by=dana)
    assert [refusal.comment for refusal in outcome.refused] == [submitted]
    assert str(outcome.refused[0]) == (
        "This comment was published with that change, so it stays as it is."
    )
    assert state(submitted)[0] == "The pier is closed today."


def test_undo_puts_back_on_the_page_what_stood_there(submitted: Comment, dana: User) -> None:
    published_by_the_machine(submitted)
    submitted.refresh_from_db()
    moderation.edit(submitted, by=dana, body="The pier is closed today.")
    assert moderation.undo_last(by=dana).decided == [submitted]
    assert state(submitted)[0] == "The pier is closed."


def test_what_the_machine_has_put_into_review_can_still_be_taken_back(
    submitted: Comment, dana: User
) -> None:
    moderation.edit(submitted, by=dana, body="The pier is closed today.")
    tasks.screen_comment(submitted.pk)
    assert moderation.undo_last(by=dana).decided == [submitted]
    body, *_rest, status = state(submitted)
    assert (body, status) == ("The pier is closed.", Status.IN_REVIEW)


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_what_was_screened_as_another_text_is_screened_again(
    submitted: Comment, dana: User, monkeypatch: pytest.MonkeyPatch, *, is_taken_back: bool
) -> None:
    """A text that changes while the machine looks at it is not published on what it has seen."""
    trust_ann()
    if is_taken_back:
        moderation.edit(submitted, by=dana, body="The pier is closed today.")

    def change_meanwhile(_comment: Comment, **_seconds: float) -> list[Result]:
        if is_taken_back:
            moderation.undo_last(by=dana)
        else:
            moderation.edit(submitted, by=dana, body="The pier is closed today.")
        return []

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("comments.screening.screen", change_meanwhile)
        assert not tasks.screen_comment(submitted.pk)
    assert state(submitted)[-1] == Status.SUBMITTED
    assert tasks.screen_comment(submitted.pk), "nobody waits for a lease to run out"
    assert state(submitted)[-1] == Status.APPROVED
