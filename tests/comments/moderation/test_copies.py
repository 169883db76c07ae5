"""Exact copies: the same text in the same place, whoever sent it, goes the way of the first."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from comments import moderation, tasks
from comments.identity import receipt_digest
from comments.markup import render_comment
from comments.models import BulkJob, Comment, LearnerVersion, Status
from comments.moderation import bulk
from comments.screening import learner
from comments.screening.repetition import check_repetition
from comments.screening.writer import check_refused_before
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory, UserFactory

pytestmark = pytest.mark.django_db

LONG = "The new timetable of the ferry leaves the islanders waiting for an hour every morning."


@pytest.fixture
def dana() -> User:
    return UserFactory(first_name="Dana", moderator=True)


def same(count: int, **fields: Any) -> list[Comment]:
    """Return waiting comments that are exact copies of the first."""
    first: Comment = CommentFactory(**{"body": LONG, "status": Status.IN_REVIEW} | fields)
    alike = {"article": first.article, "body": first.body, "status": first.status} | fields
    return [first, *(CommentFactory(**alike) for _ in range(count - 1))]


def seen(*comments: Comment) -> dict[int, int]:
    return {comment.pk: comment.version for comment in comments}


def approve(first: Comment, *others: Comment, by: User) -> moderation.Outcome:
    return moderation.approve_with_copies([first], seen(*others), by=by)


def statuses(*comments: Comment) -> list[str]:
    rows = Comment.objects.in_bulk([comment.pk for comment in comments])
    return [rows[comment.pk].status for comment in comments]


# What is a copy -------------------------------------------------------------------------------


@pytest.mark.parametrize("bodies", [("Yes!", "  Yes!\n"), (LONG, LONG.replace(" ", "\n "))])
def test_white_space_makes_no_difference(bodies: tuple[str, str]) -> None:
    article = ArticleFactory()
    one, other = (CommentFactory(article=article, body=body) for body in bodies)
    assert list(Comment.objects.exact_copies(one)) == [other]
    assert one.is_copy_of(other)


@pytest.mark.parametrize(
    "bodies",
    [
        # A link, and text that looks like one.
        (
            '<a href="https://pier.example">so</a>',
            f'<a{" " * 12}href="https://pier.example">so</a>',
        ),
        ("https://pier.example/boats", "https://pier.example/\nboats"),
        # Bold, and text.
        ("<b >so</b>", f"<b{' ' * 12}>so</b>"),
        # All of it is quoted, or only its first line.
        ("> so it was\nand is", "> so it was and is"),
        ("so it was\n> and is", "so it was > and is"),
        # A space between, and none: separators are not shown.
        ("so\x1fit was", "so it was"),
        ("so\x85it was", "so it was"),
        # A new line, and text that looks like one.
        ("so<br >it was", f"so<br{' ' * 12}>it was"),
    ],
)
def test_what_readers_get_otherwise_is_no_copy(bodies: tuple[str, str]) -> None:
    article = ArticleFactory()
    one, other = (CommentFactory(article=article, body=body) for body in bodies)
    assert not one.is_copy_of(other)


@pytest.mark.parametrize(
    "bodies",
    [
        ("one\ntwo\n\nthree", "one two three"),
        ("one\u00a0two", "one  two"),
        ("see  https://pier.example\nat once", "see https://pier.example at  once"),
        ("<b>so</b>\n\nit was", "<b>so</b> it was"),
        ("> so\n> it was", ">  so\n>  it  was"),
    ],
)
def test_white_space_beside_markup_makes_no_difference_either(bodies: tuple[str, str]) -> None:
    article = ArticleFactory()
    one, other = (CommentFactory(article=article, body=body) for body in bodies)
    assert list(Comment.objects.exact_copies(one)) == [other]
    assert one.is_copy_of(other)


def test_a_link_is_no_copy_of_the_same_words_without_one(dana: User) -> None:
    """Neither is published with what was shown, nor closed as its copy."""
    space = " " * 12
    shown, link = same(2, body=f'See <a{space}href="https://pier.example">the pier</a>.')
    Comment.objects.filter(pk=link.pk).update(copy_key=shown.copy_key)
    link.body = link.body.replace(space, " ")
    link.body_html = render_comment(link.body)
    link.save(update_fields=["body", "body_html"])
    approve(shown, link, by=dana)
    assert statuses(shown, link) == [Status.APPROVED, Status.IN_REVIEW]


@pytest.mark.parametrize("what", ["text", "article", "parent", "newsroom"])
def test_what_differs_or_stands_elsewhere_is_no_copy(what: str) -> None:
    one = CommentFactory(body="Yes!")
    different: dict[str, dict[str, Any]] = {
        "text": {"body": "Yes."},
        "article": {"article": ArticleFactory()},
        "parent": {"parent": CommentFactory(article=one.article)},
        "newsroom": {"author": UserFactory()},
    }
    CommentFactory(**{"article": one.article, "body": "Yes!"} | different[what])
    assert not Comment.objects.exact_copies(one).exists()


def test_rows_that_are_made_in_bulk_are_known_too() -> None:
    one = CommentFactory(body="Yes!")
    fields = {name: getattr(one, name) for name in ("article", "name", "body", "body_html")}
    Comment.objects.bulk_create([Comment(**fields, receipt_digest="x", duplicate_key="y")])
    assert Comment.objects.exact_copies(one).count() == 1


def test_an_edited_text_is_known_as_what_it_is_now(dana: User) -> None:
    one, other = same(2)
    moderation.edit(one, by=dana, body="Something else.")
    assert not Comment.objects.exact_copies(other).exists()
    moderation.undo_last(by=dana)
    assert list(Comment.objects.exact_copies(other)) == [one]


@pytest.mark.parametrize("body", ["Yes!", LONG])
def test_screening_brings_copies_together_however_short(body: str) -> None:
    comments = same(3, body=body, status=Status.SUBMITTED)
    elsewhere: Comment = CommentFactory(body="Yes!")
    for comment in [*comments, elsewhere]:
        tasks.screen_comment(comment.pk)
    same_place = Comment.objects.filter(article=comments[0].article)
    assert set(same_place.values_list("wave", flat=True)) == {comments[0].pk}
    assert Comment.objects.get(pk=elsewhere.pk).wave is None


def test_the_machine_publishes_no_copy(settings: Settings) -> None:
    settings.PUBLISH_WRITERS_WITH_APPROVED = 1
    known = {"email": "ann@mail.example", "browser": "0" * 32}
    first = CommentFactory(status=Status.APPROVED, **known)
    [other] = same(1, body="Yes!", article=first.article)
    new = {"article": first.article, **known}
    copy, plain = CommentFactory(body=other.body, **new), CommentFactory(body="No!", **new)
    for comment in (copy, plain):
        tasks.screen_comment(comment.pk)
    assert statuses(copy, plain) == [Status.IN_REVIEW, Status.APPROVED]


# Closing --------------------------------------------------------------------------------------


def test_approving_closes_the_copies_and_leaves_what_differs(dana: User) -> None:
    first, copy, by_another = same(3)
    different = CommentFactory(
        article=first.article, body=f"{LONG} You fools.", status=Status.IN_REVIEW
    )
    outcome = approve(first, copy, by_another, different, by=dana)
    assert statuses(first, copy, by_another, different) == [
        Status.APPROVED,
        Status.REJECTED,
        Status.REJECTED,
        Status.IN_REVIEW,
    ]
    assert outcome.closed == [copy, by_another]
    copy.refresh_from_db()
    assert copy.copy_of == first
    decision = copy.decisions.get()
    assert decision.reason == f"The same text was published as comment #{first.pk}."
    first.article.refresh_from_db()
    assert first.article.comment_count == 1


def test_a_copy_that_changed_since_is_left_alone(dana: User) -> None:
    first, edited, moved = same(3)
    shown = seen(edited, moved)
    moderation.edit(edited, by=UserFactory(), body=f"{LONG} ")
    moderation.mark_as_spam(moved, by=UserFactory())
    moderation.approve_with_copies([first], shown, by=dana)
    assert statuses(edited, moved) == [Status.IN_REVIEW, Status.SPAM]


def test_nothing_is_closed_where_the_first_was_not_published(dana: User) -> None:
    first, copy = same(2)
    moderation.reject(Comment.objects.get(pk=first.pk), by=UserFactory())
    outcome = approve(first, copy, by=dana)
    assert len(outcome.refused) == 1
    assert statuses(copy) == [Status.IN_REVIEW]


def test_one_undo_takes_all_of_it_back(dana: User) -> None:
    first, copy = same(2)
    approve(first, copy, by=dana)
    moderation.undo_last(by=dana)
    assert statuses(first, copy) == [Status.IN_REVIEW, Status.IN_REVIEW]
    assert Comment.objects.get(pk=copy.pk).copy_of is None


def test_a_closed_copy_can_be_published_and_that_taken_back(dana: User) -> None:
    first, copy = same(2)
    approve(first, copy, by=dana)
    copy.refresh_from_db()
    moderation.approve(copy, by=dana)
    assert Comment.objects.get(pk=copy.pk).copy_of is None
    moderation.undo_last(by=dana)
    copy.refresh_from_db()
    assert (copy.status, copy.copy_of) == (Status.REJECTED, first)


def test_copies_are_closed_in_the_background_and_taken_back_at_once_where_readers_see_it(
    dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_AT_ONCE", 2)
    first, *copies = same(6)
    outcome = moderation.approve_with_copies([first], {}, by=dana)
    assert outcome.action
    waiting = Comment.objects.awaiting_review()
    job = moderation.start_closing(waiting, first, action=outcome.action)
    tasks.work_on_bulk_job(job.pk)
    assert set(statuses(*copies)) == {Status.REJECTED}
    assert Comment.objects.filter(copy_of=first).count() == 5
    moderation.undo_last(by=dana)
    assert statuses(first) == [Status.IN_REVIEW]
    tasks.work_on_bulk_job(job.pk)
    assert set(statuses(*copies)) == {Status.IN_REVIEW}
    assert BulkJob.objects.get().undone == 5


# What it counts for ---------------------------------------------------------------------------


def test_it_counts_against_nobody_and_teaches_nothing(dana: User, settings: Settings) -> None:
    settings.UNDO_WINDOW = 0
    first, copy = same(2, email="ann@mail.example")
    approve(first, copy, by=dana)
    later = CommentFactory(email="ann@mail.example", body=LONG)
    assert check_refused_before(later) is None
    repeated = check_repetition(later)
    assert repeated
    assert repeated.score < 0.9
    assert "Closed as a copy: 1" in repeated.reason
    assert learner.teach_learner() == 1
    assert LearnerVersion.objects.exists()


def test_the_writer_of_a_copy_is_told_where_the_text_stands_as_long_as_it_does(
    dana: User, client: Client
) -> None:
    first, copy = same(2)
    Comment.objects.filter(pk=copy.pk).update(receipt_digest=receipt_digest("token"))
    approve(first, copy, by=dana)
    page = " ".join(client.get("/receipts/token/").content.decode().split())
    assert "The same text is published." in page
    assert (
        f"The same text was published as comment #{first.pk}, so yours was closed as its copy."
        in page
    )
    assert f'href="{first.get_absolute_url()}"' in page

    first.refresh_from_db()
    moderation.reject(first, by=dana)
    page = " ".join(client.get("/receipts/token/").content.decode().split())
    assert "Your comment was not published." in page
    assert "was closed as its copy" not in page


def published_comment() -> Comment:
    earlier = timezone.now() - timedelta(hours=1)
    return CommentFactory(status=Status.APPROVED, decided_at=earlier, article__comment_count=1)


# Undo and what was edited since ---------------------------------------------------------------


def test_undo_does_not_publish_what_a_colleague_wrote_since(dana: User) -> None:
    comment = published_comment()
    moderation.reject(comment, by=dana)
    moderation.edit(comment, by=UserFactory(first_name="Theo"), body="Never seen by Dana.")
    outcome = moderation.undo_last(by=dana)
    assert [str(refusal) for refusal in outcome.refused] == [
        "Theo has changed this comment since, so it stays as it is."
    ]
    assert statuses(comment) == [Status.REJECTED]


def test_undo_publishes_again_what_was_edited_and_edited_back(dana: User) -> None:
    comment = published_comment()
    moderation.reject(comment, by=dana)
    theo = UserFactory()
    moderation.edit(comment, by=theo, body="Never seen by Dana.")
    moderation.undo_last(by=theo)
    moderation.undo_last(by=dana)
    assert statuses(comment) == [Status.APPROVED]
