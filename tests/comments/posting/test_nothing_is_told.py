"""Who tries whose address is behind a comment learns nothing: not now, and not later.

Two worlds are compared that differ in one thing: in one the address is that of the comment's
writer, in the other it is anybody's.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import pytest
from django.core.mail import EmailMessage
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from comments import moderation, tasks
from comments.models import Comment, Contact, Standing, Status
from newsroom.stored_pages.answers import etag_of
from tests.articles.factories import ArticleFactory
from tests.comments.factories import (
    CheckSettingFactory,
    CommentFactory,
    StandingFactory,
    UserFactory,
)
from tests.comments.mails.sending import tell

pytestmark = pytest.mark.django_db

TEXT: Final = "The ferry was late again on Monday, and nobody at the pier could tell us why."
ELSE: Final = "Does anybody know what the harbour office says to this?"
RIGHT: Final = "ann.lee@mail.example"
WRONG: Final = "bob.ray@post.example"
BROWSER: Final = "a" * 32
ANNS_PLACE: Final = "198.51.100.7"
ELSEWHERE: Final = "203.0.113.5"
KIND_OF_BROWSER: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@contextmanager
def a_world_of_its_own() -> Iterator[None]:
    """What happens in it is undone; a comment of the next has the same number."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Comment]):
            cursor.execute(statement)


def plain(settings: Settings) -> None:
    """Ann's comment is published; nothing else is settled."""


def regulars_are_published(settings: Settings) -> None:
    settings.PUBLISH_WRITERS_WITH_APPROVED = 1


def trusted(settings: Settings) -> None:
    StandingFactory(email=RIGHT, kind=Standing.Kind.TRUSTED)


def held(settings: Settings) -> None:
    settings.PUBLISH_WRITERS_WITH_APPROVED = 1
    StandingFactory(email=RIGHT, kind=Standing.Kind.HELD)


def banned(settings: Settings) -> None:
    StandingFactory(email=RIGHT)


def refused_before(settings: Settings) -> None:
    settings.PUBLISH_WRITERS_WITH_APPROVED = 1
    CommentFactory(email=RIGHT, ip_address=ANNS_PLACE, status=Status.SPAM)
    CommentFactory(email=RIGHT, ip_address=ANNS_PLACE, status=Status.REJECTED)


def confirmed(settings: Settings) -> None:
    settings.PUBLISH_WRITERS_WITH_APPROVED = 1
    trusted(settings)
    Contact.objects.filter(email=RIGHT).update(confirmed_at=timezone.now())


def copies_by_others_are_spam(settings: Settings) -> None:
    CheckSettingFactory(check_name="repetition", sure_from=55)


def still_waiting(settings: Settings) -> None:
    Comment.objects.filter(contact__email=RIGHT).update(status=Status.IN_REVIEW)


def edited(settings: Settings) -> None:
    comment = Comment.objects.get(contact__email=RIGHT)
    moderation.edit(comment, by=UserFactory(), body="The harbour office has answered.")


def rejected(settings: Settings) -> None:
    Comment.objects.filter(contact__email=RIGHT).update(status=Status.REJECTED)


def as_anybody_sees_it(response: Any, *own: object) -> tuple[Any, ...]:
    """Everything of an answer but what differs from one try to the next: the token, the clock."""
    headers = {name: value for name, value in response.headers.items() if name != "Expires"}
    # It is of the page, clock and all, and of nothing else.
    assert headers.pop("ETag", etag_of(response.content)) == etag_of(response.content)
    told = repr((response.status_code, headers, response.content.decode()))
    for typed in own:
        told = told.replace(str(typed), "…")
    told = re.sub(r"\d{4}-\d\d-\d\dT[\d:+.]+|\d\d:\d\d", "then", told)
    return (response.status_code, told)


class Guess(NamedTuple):
    """What is tried, and what its moderator does; `asker` is the place and the numbers sent."""

    email: str
    said: str
    outcome: str
    asker: dict[str, str]


def all_that_is_told(guess: Guess, settings: Settings, mails: list[Any]) -> list[Any]:
    """Post a comment under that address, and look at all that follows."""
    email, said, outcome, asker = guess
    place = {name: value for name, value in asker.items() if name.isupper()}
    client = Client(**place)  # type: ignore[arg-type]
    told: list[Any] = []
    numbers = {name: value for name, value in asker.items() if name.islower()}
    typed = {"comment": said, "name": "Zed", "email": email, "mail_me": "on", **numbers}

    def look(token: str) -> None:
        for path in (
            f"/receipts/{token}/",
            "/articles/ferry/",
            "/articles/ferry/comments/feed/",
            "/",
        ):
            answer = client.get(path)
            told.append((path.replace(token, "…"), *as_anybody_sees_it(answer, token, email)))

    for _ in range(2):  # the second try is a duplicate of the first
        answer = client.post("/articles/ferry/comments/", typed)
        token = answer["Location"].split("/")[2] if answer.has_header("Location") else "none"
        told.append(as_anybody_sees_it(answer, token, email))
        if token != "none":
            own = token
            look(own)
    comment = Comment.objects.newest_first().first()
    assert comment
    tasks.screen_comment(comment.pk)
    look(own)
    comment.refresh_from_db()
    told.append(comment.status)
    dana = UserFactory()
    if comment.status == Status.IN_REVIEW:
        getattr(moderation, outcome)(comment, by=dana)
        look(own)
        settings.UNDO_WINDOW = 0
        Comment.objects.filter(pk=comment.pk).update(decided_at=timezone.now())
        mails.clear()
        tell()
        told.append([mail.subject for mail in mails])
    answer = client.post(f"/receipts/{own}/appeal/", {"appeal": "Why?"})
    told.append(as_anybody_sees_it(answer, own, email))
    look(own)
    answer = client.post("/articles/ferry/comments/", typed, REMOTE_ADDR="192.0.2.9")
    told.append(answer.status_code)
    return told


@pytest.mark.parametrize(
    ("case", "said", "outcome"),
    [
        (plain, TEXT, "approve"),
        (plain, TEXT, "reject"),
        (still_waiting, TEXT, "approve"),
        (rejected, TEXT, "approve"),
        (copies_by_others_are_spam, TEXT, "approve"),
        (regulars_are_published, ELSE, "approve"),
        (trusted, ELSE, "approve"),
        (held, ELSE, "approve"),
        (banned, ELSE, "approve"),
        (refused_before, ELSE, "approve"),
        (confirmed, ELSE, "approve"),
    ],
)
def test_a_right_guess_of_an_address_looks_like_a_wrong_one(
    case: Callable[[Settings], None],
    said: str,
    outcome: str,
    settings: Settings,
    mailoutbox: list[EmailMessage],
) -> None:
    ArticleFactory(slug="ferry")
    write_as_ann(browser=BROWSER)
    moderation.approve(Comment.objects.get(), by=UserFactory())
    case(settings)
    asker = {"REMOTE_ADDR": ELSEWHERE, "browser": "b" * 32}
    right, wrong = (
        told_to(Guess(email, said, outcome, asker), settings, mailoutbox)
        for email in (RIGHT, WRONG)
    )
    assert right == wrong
    assert right[0][0] == 303


# Under one roof with Ann, and next door; with a browser as hers.
ASKERS: Final[list[dict[str, str]]] = [
    {"REMOTE_ADDR": place, "HTTP_USER_AGENT": KIND_OF_BROWSER, **numbers}
    for place in (ANNS_PLACE, "198.51.100.99")
    for numbers in ({}, {"form_number": "c" * 32}, {"browser": "c" * 32})
]


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize(
    ("anns", "case"),
    [
        # Where Ann's browser runs no scripts, from when her text can be read.
        ({}, plain),
        ({}, edited),
        ({"form_number": BROWSER}, plain),
        ({"form_number": BROWSER}, still_waiting),
        ({"form_number": BROWSER}, rejected),
        ({"browser": BROWSER}, still_waiting),
    ],
)
def test_who_sits_beside_her_learns_no_more(
    anns: dict[str, str],
    case: Callable[[Settings], None],
    asker: dict[str, str],
    settings: Settings,
    mailoutbox: list[EmailMessage],
) -> None:
    ArticleFactory(slug="ferry")
    write_as_ann(**anns)
    moderation.approve(Comment.objects.get(), by=UserFactory())
    case(settings)
    right, wrong = (
        told_to(Guess(email, TEXT, "approve", asker), settings, mailoutbox)
        for email in (RIGHT, WRONG)
    )
    assert right == wrong
    assert right[0][0] == 303


@pytest.mark.parametrize(
    ("hers", "said"),
    [
        (TEXT, TEXT.replace(" ", "\n ", 1)),
        (
            'See <a href="https://pier.example">it</a>',
            'See <a            href="https://pier.example">it</a>',
        ),
    ],
)
def test_white_space_tells_nothing_either(
    hers: str, said: str, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    """The folded text is what is known again, but not all that is published."""
    ArticleFactory(slug="ferry")
    write_as_ann(comment=hers)
    moderation.approve(Comment.objects.get(), by=UserFactory())
    right, wrong = (
        told_to(Guess(email, said, "approve", ASKERS[0]), settings, mailoutbox)
        for email in (RIGHT, WRONG)
    )
    assert right == wrong
    assert right[0][0] == 303


def write_as_ann(**typed: str) -> None:
    Client(REMOTE_ADDR=ANNS_PLACE, HTTP_USER_AGENT=KIND_OF_BROWSER).post(
        "/articles/ferry/comments/",
        {"comment": TEXT, "name": "Ann", "email": RIGHT, **typed},
    )


def told_to(guess: Guess, settings: Settings, mails: list[Any]) -> list[Any]:
    with a_world_of_its_own():
        return all_that_is_told(guess, settings, mails)
