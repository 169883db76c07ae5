"""Asking for a second look on the private receipt."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from comments import moderation
from comments.identity import receipt_digest
from comments.models import Appeal, Comment, Status
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory, UserFactory

pytestmark = pytest.mark.django_db

RECEIPT = "/receipts/token/"
URL = "/receipts/token/appeal/"
ASK = "Ask for a second look"


@pytest.fixture
def comment() -> Comment:
    comment: Comment = CommentFactory(
        status=Status.IN_REVIEW, receipt_digest=receipt_digest("token")
    )
    moderation.reject(comment, by=UserFactory(), reason="Off topic.")
    return comment


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def ask(client: Client, text: str = "I only quoted.", **headers: str) -> Any:
    return client.post(URL, {"appeal": text}, headers=headers)


@pytest.mark.parametrize("text", ["I only quoted.\r\nReally.", "", "  \u200b "])
def test_a_reader_asks_once_and_reads_what_happens_next(
    text: str, client: Client, comment: Comment
) -> None:
    assert ASK in text_of(client.get(RECEIPT))
    response = ask(client, text)
    assert (response.status_code, response["Location"]) == (303, f"{RECEIPT}#your-comment")
    appeal = Appeal.objects.get()
    assert appeal.text == ("I only quoted.\nReally." if "quoted" in text else "")
    page = text_of(client.get(RECEIPT))
    assert "You asked for a second look on" in page
    assert "You will find the answer on this page" in page
    assert "<textarea" not in page.split('id="your-comment"')[1].split("</section>")[0]


def test_an_appeal_needs_no_session_and_no_token_but_the_links_own(comment: Comment) -> None:
    client = Client(enforce_csrf_checks=True)
    assert ask(client).status_code == 303
    assert not client.cookies


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}])
def test_what_another_site_sends_asks_nobody_and_loses_nothing(
    headers: dict[str, str], client: Client, comment: Comment
) -> None:
    response = ask(client, "Not <lost>", **headers)
    assert response.status_code == 403
    assert "sent from another site" in text_of(response)
    assert "Not &lt;lost&gt;</textarea>" in text_of(response)
    assert not Appeal.objects.exists()


def test_too_long_a_text_comes_back_whole(client: Client, comment: Comment) -> None:
    typed = "word " * 200 + "and one"
    response = ask(client, typed)
    assert response.status_code == 422
    assert "at most 1000 characters" in text_of(response)
    assert typed in text_of(response)
    assert not Appeal.objects.exists()
    assert "no-store" in response["Cache-Control"]


def test_line_ends_of_browsers_count_once(client: Client, comment: Comment) -> None:
    assert ask(client, "a\r\n" * 499 + "en").status_code == 303


def test_who_comes_too_late_reads_how_it_stands_and_keeps_the_text(
    client: Client, comment: Comment
) -> None:
    moderation.approve(comment, by=UserFactory())
    response = ask(client, "Not <lost>")
    assert response.status_code == 409
    assert "is published" in text_of(response)
    assert "Not &lt;lost&gt;</textarea>" in text_of(response)


def test_the_second_of_two_appeals_is_told_of_the_first(client: Client, comment: Comment) -> None:
    ask(client, "First.")
    response = ask(client, "Second.")
    assert response.status_code == 409
    assert "You asked for a second look on" in text_of(response)
    assert Appeal.objects.get().text == "First."


def test_when_the_database_is_away_the_text_comes_back_ready_to_send(
    client: Client,
    comment: Comment,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("Failing row contains (Not <lost>)")

    monkeypatch.setattr("comments.receipt.views.moderation.appeal", fail)
    response = ask(client, "Not <lost>")
    assert response.status_code == 503
    assert "Not &lt;lost&gt;</textarea>" in text_of(response)
    assert f'action="{URL}"' in text_of(response)
    assert "lost" not in caplog.text


def test_who_asks_for_the_forms_address_is_led_to_the_receipt(
    client: Client, comment: Comment
) -> None:
    response = client.get(URL)
    assert (response.status_code, response["Location"]) == (302, f"{RECEIPT}#your-comment")
    assert not Appeal.objects.exists()


def test_a_strangers_link_asks_nothing(client: Client, comment: Comment) -> None:
    assert client.post("/receipts/other/appeal/", {"appeal": "x"}).status_code == 404


@pytest.mark.parametrize("status", [one for one in Status if one != Status.REJECTED])
def test_only_a_rejected_comment_offers_an_appeal(status: Status, client: Client) -> None:
    CommentFactory(status=status, receipt_digest=receipt_digest("token"))
    assert ASK not in text_of(client.get(RECEIPT))
    assert ask(client).status_code == 409


@pytest.mark.parametrize(
    ("decide", "told"),
    [
        (moderation.approve, "read your comment again on {} and published it."),
        (moderation.uphold, "read your comment again on {} and stayed with the decision."),
    ],
)
def test_the_receipt_tells_the_answer(
    decide: Any, told: str, client: Client, comment: Comment
) -> None:
    ask(client)
    comment.refresh_from_db()
    decision = decide(comment, by=UserFactory())
    when = f"{decision.created_at:%d %B %Y, %H:%M}".lstrip("0")
    assert told.format(when) in text_of(client.get(RECEIPT))


def test_the_answers_own_words_are_on_the_receipt_beside_the_reason(
    client: Client, comment: Comment
) -> None:
    ask(client)
    moderation.uphold(comment, by=UserFactory(), answer="It names a <private> person.")
    page = text_of(client.get(RECEIPT))
    assert "It names a &lt;private&gt; person." in page
    assert "Off topic." in page


def test_what_was_taken_for_spam_after_an_appeal_reads_like_what_waits(
    client: Client, comment: Comment
) -> None:
    ask(client)
    moderation.mark_as_spam(comment, by=UserFactory())
    spam = text_of(client.get(RECEIPT))
    moderation.return_to_review(comment, by=UserFactory())
    assert text_of(client.get(RECEIPT)) == spam
    assert "awaiting moderation" in spam
    assert "again on" not in spam


def test_the_receipt_of_an_unpublished_article_offers_the_appeal_too(client: Client) -> None:
    comment = CommentFactory(
        article=ArticleFactory(draft=True),
        status=Status.IN_REVIEW,
        receipt_digest=receipt_digest("token"),
    )
    moderation.reject(comment, by=UserFactory())
    assert ASK in text_of(client.get(RECEIPT))
    assert ask(client).status_code == 303
