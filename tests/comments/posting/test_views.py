"""Posting a comment, as a reader's browser does it."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from articles.models import Article
from comments import moderation, tasks
from comments.identity import browser_digest, receipt_digest
from comments.models import Comment, Contact, Status
from comments.posting import submission
from comments.posting.submission import SECOND_TRY_WITHIN
from tests.articles.factories import ArticleFactory
from tests.clock import LONG_AGO
from tests.comments.factories import NOBODYS_ID, CommentFactory, StandingFactory, UserFactory

pytestmark = pytest.mark.django_db

BLANK = ["\u3164 \u3164", "\u115f", "\u2800", "\U0001d159", "\ufffc"]
BROWSER = "0123456789abcdef" * 2
TYPED = {"comment": "Well said.", "name": "Ann", "email": "ann@example.org", "website": ""}


@pytest.fixture
def article() -> Article:
    return ArticleFactory(slug="ferry")


@pytest.fixture(autouse=True)
def _no_flood_limits(settings: Settings) -> None:
    settings.FLOOD_LIMITS_PER_ADDRESS = settings.FLOOD_LIMITS_PER_NETWORK = []


def post(client: Client, typed: dict[str, Any] | None = None, **headers: str) -> Any:
    return client.post("/articles/ferry/comments/", TYPED | (typed or {}), headers=headers)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_comment_is_stored_and_leads_to_its_receipt(client: Client, article: Article) -> None:
    response = post(client, {"website": "ann.example", "mail_me": "on", "seconds": "42"})
    assert response.status_code == 303
    comment = Comment.objects.get()
    assert (comment.body, comment.body_html) == ("Well said.", "<p>Well said.</p>")
    assert (comment.name, comment.website) == ("Ann", "https://ann.example")
    assert (comment.status, comment.article) == (Status.SUBMITTED, article)
    assert (comment.seconds_to_fill, comment.honeypot_filled) == (42, False)
    assert (comment.contact.email, comment.contact.wants_publication_mail) == (
        "ann@example.org",
        True,
    )
    token = response["Location"].split("/")[2]
    assert comment.receipt_digest == receipt_digest(token)
    receipt = client.get(response["Location"])
    assert "awaiting moderation" in text_of(receipt)
    assert "Well said." in text_of(receipt)
    assert "no-store" in receipt["Cache-Control"]
    assert "noindex" in receipt["X-Robots-Tag"]
    assert not client.cookies


def test_a_comment_is_queued_after_its_row_is_committed(
    client: Client,
    article: Article,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    queued: list[int] = []
    monkeypatch.setattr("comments.posting.views.queue_screening", queued.append)
    with django_capture_on_commit_callbacks(execute=True):
        post(client)
        assert queued == []
    assert queued == [Comment.objects.get().pk]


def test_a_failing_nudge_is_not_the_readers_problem(
    client: Client,
    article: Article,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def fail(comment_id: int) -> None:
        raise RuntimeError(comment_id)

    monkeypatch.setattr("comments.posting.views.queue_screening", fail)
    with django_capture_on_commit_callbacks(execute=True):
        assert post(client).status_code == 303


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"comment": " "}, "Please write a comment."),
        ({"comment": "\u200b\u2060"}, "Please write a comment."),
        *(({"comment": blank}, "Please write a comment.") for blank in BLANK),
        *(({"name": blank}, "Please enter your name.") for blank in BLANK),
        ({"comment": "x" * 5001}, "at most 5000 characters"),
        ({"comment": "<" * 101}, "at most 100 “&lt;”"),
        ({"name": ""}, "Please enter your name."),
        ({"name": "n" * 246}, "at most 245 characters"),
        ({"email": ""}, "It is not published."),
        ({"email": "ann"}, "such as name@example.com"),
        # Letters that Django takes for ASCII's, as their case is folded.
        ({"email": "\u017fam@mail.example"}, "such as name@example.com"),
        ({"email": "\u212aen@mail.example"}, "such as name@example.com"),
        ({"email": "m\u0131ke@mail.example"}, "such as name@example.com"),
        ({"email": "a" * 92 + "@mail.example"}, "at most 100 characters"),
        ({"website": "javascript:alert(1)"}, "such as https://example.com"),
        ({"website": "https://user@ann.example"}, "such as https://example.com"),
        ({"website": "https://169.254.169.254/"}, "such as https://example.com"),
        ({"website": "https://[::1]/"}, "such as https://example.com"),
        ({"website": "https://ann.example\\@evil.example"}, "such as https://example.com"),
        ({"website": "ftp://ann.example"}, "such as https://example.com"),
        ({"website": "https://ann.example/" + "x" * 200}, "at most 200 characters"),
        ({"parent": str(NOBODYS_ID)}, "no longer published"),
        ({"parent": "x"}, "no longer published"),
        ({"parent": "9" * 30}, "no longer published"),
    ],
)
def test_an_error_is_explained_and_nothing_typed_is_lost(
    typed: dict[str, str], sentence: str, client: Client, article: Article
) -> None:
    kept = {"comment": "Kept & safe", "name": "Kept Name", "email": "kept@example.org"}
    response = post(client, kept | typed)
    assert response.status_code == 422
    assert sentence in text_of(response)
    form = response.context["form"]
    for name, value in (kept | typed).items():
        if name != "parent":
            assert form[name].value() == value
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"comment": "one\r\ntwo"}, {"body": "one\ntwo"}),
        ({"comment": "nul\x00 \u202ereversed"}, {"body": "nul reversed"}),
        (
            {"comment": "\ud83d\ude42 ok".encode("utf-16", "surrogatepass").decode("utf-16")},
            {"body": "🙂 ok"},
        ),
        ({"email": "a\u202enn@ex\u200bample.org"}, {}),
        ({"name": "Ann\uffff"}, {"name": "Ann"}),
        ({"name": " Ann\n Lee "}, {"name": "Ann Lee"}),
        ({"seconds": "soon"}, {"seconds_to_fill": None}),
        ({"seconds": "-5"}, {"seconds_to_fill": None}),
        ({"seconds": "9" * 40}, {"seconds_to_fill": None}),
        ({"subject": "Cheap watches"}, {"honeypot_filled": True}),
        ({"comment": "x" * 5000}, {"body": "x" * 5000}),
        ({"comment": "é\r\n" * 1666}, {"body": ("é\n" * 1666).strip()}),
    ],
)
def test_what_is_odd_is_cleaned_or_recorded_and_refuses_nobody(
    typed: dict[str, str], stored: dict[str, object], client: Client, article: Article
) -> None:
    assert post(client, typed).status_code == 303
    comment = Comment.objects.get()
    assert {name: getattr(comment, name) for name in stored} == stored
    assert comment.contact.email == "ann@example.org"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"comment=%FF%FE&name=Ann&email=ann@example.org", "application/x-www-form-urlencoded"),
        (
            b"comment=hi&name=Ann&email=a@b.example",
            "application/x-www-form-urlencoded; charset=idna",
        ),
        (b"comment=hi", "multipart/form-data; boundary=none; charset=punycode"),
        (b"\xff\xfe", "multipart/form-data"),
        (b'{"comment": "hi"}', "application/json"),
        (b"", "text/plain"),
    ],
)
def test_no_bytes_make_the_server_stumble(
    body: bytes, content_type: str, client: Client, article: Article
) -> None:
    response = client.post("/articles/ferry/comments/", body, content_type=content_type)
    assert response.status_code in {303, 400, 422}


def test_a_file_is_read_past_and_stored_nowhere(
    client: Client, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise AssertionError("a file was written")

    monkeypatch.setattr("django.core.files.temp.NamedTemporaryFile", fail)
    assert post(client, {"file": BytesIO(b"x" * 3_000_000)}).status_code == 303


def test_a_foreign_origin_is_refused_and_the_text_given_back(
    client: Client, article: Article
) -> None:
    response = post(client, {}, **{"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert "sent from another site" in text_of(response)
    form = response.context["form"]
    assert {name: form[name].value() for name in TYPED} == TYPED
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "closed",
    [
        {"commenting": "closed"},
        {
            "commenting": "timed",
            "commenting_days": 1,
            "published_at": LONG_AGO,
        },
    ],
)
def test_a_late_comment_is_refused_kindly_and_given_back(
    closed: dict[str, object], client: Client
) -> None:
    ArticleFactory(slug="ferry", **closed)
    assert "Comments are closed." in text_of(client.get("/articles/ferry/"))
    response = post(client)
    assert response.status_code == 403
    assert "have closed" in text_of(response)
    assert "Well said." in text_of(response)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("state", ["draft", "scheduled"])
def test_what_is_not_published_takes_no_comments_and_loses_none(state: str, client: Client) -> None:
    ArticleFactory(slug="ferry", headline="A secret draft", **{state: True})
    response = post(client)
    assert response.status_code == 404
    assert "Well said." in text_of(response)
    assert "A secret draft" not in text_of(response)


def test_the_same_comment_twice_is_stored_once_and_answered_kindly(
    client: Client, article: Article
) -> None:
    first = post(client)
    again = post(client, {"comment": " Well   said. ", "email": "ANN@example.org"})
    assert again.status_code == 409
    assert "Your comment has already arrived" in text_of(again)
    assert "in the history of this browser" in text_of(again)
    assert first["Location"].split("/")[2] not in text_of(again)
    assert Comment.objects.count() == 1


NUMBER = "1" * 32


@pytest.mark.parametrize(
    ("first", "again", "is_a_second_try"),
    [
        ({}, {}, True),
        # A neighbour, and somebody with another browser behind the same connection.
        ({}, {"REMOTE_ADDR": "203.0.113.77"}, False),
        ({}, {"REMOTE_ADDR": "198.51.100.1"}, False),
        ({}, {"HTTP_USER_AGENT": "Another/2"}, False),
        ({}, {"browser": NUMBER}, False),
        ({"browser": NUMBER}, {}, False),
        ({"form_number": NUMBER}, {}, False),
        ({"form_number": NUMBER}, {"form_number": "2" * 32}, False),
        ({"form_number": NUMBER}, {"form_number": NUMBER, "REMOTE_ADDR": "198.51.100.1"}, True),
        ({"form_number": NUMBER}, {"form_number": NUMBER, "browser": NUMBER}, True),
        ({"form_number": "no number"}, {"form_number": "none either"}, True),
        ({"browser": NUMBER}, {"browser": NUMBER, "REMOTE_ADDR": "198.51.100.1"}, True),
        ({"browser": NUMBER}, {"browser": "2" * 32, "REMOTE_ADDR": "198.51.100.1"}, False),
        ({"REMOTE_ADDR": ""}, {"REMOTE_ADDR": ""}, False),
        ({}, {"email": "bob@example.org"}, False),
    ],
)
def test_only_the_same_browser_or_form_is_told_that_it_was_said_before(
    first: dict[str, str],
    again: dict[str, str],
    is_a_second_try: bool,
    client: Client,
    article: Article,
) -> None:
    """Others would learn whose address is behind a comment."""
    answers = [
        client.post(
            "/articles/ferry/comments/",
            TYPED | {name: value for name, value in sent.items() if name.islower()},
            REMOTE_ADDR=sent.get("REMOTE_ADDR", "203.0.113.1"),
            HTTP_USER_AGENT=sent.get("HTTP_USER_AGENT", "Reader/1"),
        )
        for sent in (first, again)
    ]
    assert [answer.status_code for answer in answers] == [303, 409 if is_a_second_try else 303]
    assert Comment.objects.count() == (1 if is_a_second_try else 2)


@pytest.mark.parametrize("then", ["", "edited", "undone", "copied"])
def test_without_a_number_nobody_is_told_once_the_text_was_published(
    then: str, client: Client, article: Article
) -> None:
    """From then on others know it, and one connection may be many people's."""
    assert post(client).status_code == 303
    assert post(client).status_code == 409
    comment, dana = Comment.objects.get(), UserFactory(moderator=True)
    if then == "copied":
        comment = CommentFactory(article=article, body=f" {TYPED['comment']}")
    comment.refresh_from_db()
    moderation.approve(comment, by=dana)
    if then == "edited":
        moderation.edit(comment, by=dana, body="Quite another text.")
    elif then == "undone":
        moderation.undo_last(by=dana)
    for _ in range(2):
        assert post(client).status_code == 303


@pytest.mark.parametrize("past", [SECOND_TRY_WITHIN, -timedelta(hours=3)])
def test_who_says_the_same_again_later_or_after_a_clock_was_ahead_is_heard_again(
    past: timedelta, client: Client, article: Article
) -> None:
    for _ in range(3):
        assert post(client).status_code == 303
        assert post(client).status_code == 409
        Comment.objects.update(created_at=F("created_at") - past)
    assert Comment.objects.count() == 3


def test_whoever_floods_is_told_nothing_else(
    client: Client, article: Article, settings: Settings
) -> None:
    settings.FLOOD_LIMITS_PER_ADDRESS = [(1, 60)]
    assert post(client).status_code == 303
    assert post(client).status_code == 429
    assert post(client, {"email": "nobody"}).status_code == 429


class TooQuick:
    """A first look that finds nothing, as where the twin has not written yet."""

    def __init__(self, look: Callable[..., int]) -> None:
        self.look = look
        self.looks = 0

    def __call__(self, *keys: Any, **now: Any) -> int:
        self.looks += 1
        return 0 if self.looks == 1 else self.look(*keys, **now)


def test_twins_in_the_same_instant_are_stored_once(
    client: Client, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second request has looked before the first has written."""
    numbers = {"browser": BROWSER, "form_number": BROWSER[::-1]}
    post(client, numbers)
    monkeypatch.setattr(submission, "count_said", TooQuick(submission.count_said))
    again = post(client, numbers)
    assert again.status_code == 409
    assert Comment.objects.count() == Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("limits", "addresses", "statuses"),
    [
        ("FLOOD_LIMITS_PER_ADDRESS", ["203.0.113.1"] * 3, [303, 303, 429]),
        (
            "FLOOD_LIMITS_PER_ADDRESS",
            ["203.0.113.1", "203.0.113.2", "203.0.113.3"],
            [303, 303, 303],
        ),
        (
            "FLOOD_LIMITS_PER_NETWORK",
            ["203.0.113.1", "203.0.113.2", "203.0.113.3"],
            [303, 303, 429],
        ),
        (
            "FLOOD_LIMITS_PER_NETWORK",
            ["2001:db8::1", "2001:db8::2", "2001:db8::3"],
            [303, 303, 429],
        ),
    ],
)
def test_a_flood_is_told_to_wait_and_keeps_its_text(  # noqa: PLR0917 (fixtures)
    limits: str,
    addresses: list[str],
    statuses: list[int],
    client: Client,
    article: Article,
    settings: Settings,
) -> None:
    setattr(settings, limits, [(2, 60)])
    responses = [
        client.post(
            "/articles/ferry/comments/",
            TYPED | {"comment": f"Thought {n}"},
            REMOTE_ADDR=address,
        )
        for n, address in enumerate(addresses)
    ]
    assert [response.status_code for response in responses] == statuses
    if statuses[-1] == 429:
        assert "faster than we can read" in text_of(responses[-1])
        assert "Thought 2" in text_of(responses[-1])


@pytest.mark.parametrize(
    ("ages", "limits", "words", "seconds"),
    [
        ([10], [(1, 60)], "try again in 1 minute.", 50),
        ([10, 50, 200], [(3, 3600)], "try again in 57 minutes.", 3400),
        ([10, 50, 200], [(2, 3600), (1, 60)], "try again in 60 minutes.", 3550),
        ([10, 50], [(2, 60), (1, 20)], "try again in 1 minute.", 10),
    ],
)
@pytest.mark.usefixtures("noon")
def test_a_flood_is_told_how_long_to_wait(  # noqa: PLR0917 (fixtures)
    ages: list[int],
    limits: list[tuple[int, int]],
    words: str,
    seconds: int,
    client: Client,
    article: Article,
    settings: Settings,
) -> None:
    settings.FLOOD_LIMITS_PER_ADDRESS = limits
    for age in ages:
        earlier = CommentFactory(article=article, ip_address="127.0.0.1").contact
        moment = timezone.now() - timedelta(seconds=age)
        Contact.objects.filter(pk=earlier.pk).update(created_at=moment)
    response = post(client)
    assert response.status_code == 429
    assert words in text_of(response)
    assert response["Retry-After"] == str(seconds)


@pytest.mark.parametrize("age", [timedelta(seconds=61), -timedelta(hours=3)])
def test_yesterdays_comments_are_no_flood_nor_those_of_a_clock_that_was_ahead(
    age: timedelta, client: Client, article: Article, settings: Settings
) -> None:
    settings.FLOOD_LIMITS_PER_ADDRESS = [(1, 60)]
    earlier = CommentFactory(article=article, ip_address="127.0.0.1").contact
    Contact.objects.filter(pk=earlier.pk).update(created_at=timezone.now() - age)
    assert post(client).status_code == 303


def test_who_asks_for_the_forms_address_is_led_to_the_form(
    client: Client, article: Article
) -> None:
    response = client.get("/articles/ferry/comments/")
    assert (response.status_code, response["Location"]) == (302, "/articles/ferry/#reply")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_only_a_post_posts(method: str, client: Client, article: Article) -> None:
    assert getattr(client, method)("/articles/ferry/comments/").status_code == 405


def test_no_session_or_token_is_needed(article: Article) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/articles/ferry/")
    assert "csrf" not in text_of(page)
    assert not page.has_header("Set-Cookie")
    assert "Cookie" not in page.get("Vary", "")
    assert post(client).status_code == 303
    assert not client.cookies


def test_a_reply_belongs_to_its_parent(client: Client, article: Article) -> None:
    parent = CommentFactory(article=article, status=Status.APPROVED, name="Bob")
    page = client.get(f"/articles/ferry/?reply_to={parent.pk}")
    assert f'name="parent" value="{parent.pk}"' in page.content.decode()
    assert "Cancel reply" in text_of(page)
    assert post(client, {"parent": str(parent.pk)}).status_code == 303
    assert Comment.objects.get(name="Ann").parent == parent


@pytest.mark.parametrize(
    "status", [Status.SUBMITTED, Status.IN_REVIEW, Status.SPAM, Status.REJECTED]
)
def test_only_what_is_published_can_be_replied_to(
    status: Status, client: Client, article: Article
) -> None:
    parent = CommentFactory(article=article, status=status)
    refused = post(client, {"parent": str(parent.pk)})
    assert refused.status_code == 422
    assert not refused.context["form"]["parent"].value()
    page = client.get(f"/articles/ferry/?reply_to={parent.pk}")
    assert 'name="parent" id=' in page.content.decode()


def test_a_comment_on_another_article_cannot_be_replied_to(
    client: Client, article: Article
) -> None:
    elsewhere = CommentFactory(status=Status.APPROVED)
    assert post(client, {"parent": str(elsewhere.pk)}).status_code == 422


@pytest.mark.parametrize("reply_to", ["x", "", "-1", "9" * 40, "1e3", "٣"])
def test_a_broken_reply_link_shows_the_article(
    reply_to: str, client: Client, article: Article
) -> None:
    assert client.get("/articles/ferry/", {"reply_to": reply_to}).status_code == 200


def test_when_the_database_is_away_the_text_comes_back_ready_to_send(
    client: Client,
    article: Article,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("Failing row contains (Not <lost>)")

    monkeypatch.setattr("comments.posting.views.ReplyForm.is_valid", fail)
    response = post(client, {"comment": "Not <lost>"})
    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
    assert "Not &lt;lost&gt;" in text_of(response)
    assert 'value="ann@example.org"' in text_of(response)
    assert 'action="/articles/ferry/comments/"' in text_of(response)
    assert "could not be stored: OperationalError" in caplog.text
    assert "lost" not in caplog.text


def test_only_approved_comments_are_on_the_page_and_in_the_feed(
    client: Client, article: Article
) -> None:
    for status in Status:
        CommentFactory(article=article, status=status, body_html=f"<p>It is {status}.</p>")
    for address in ("/articles/ferry/", "/articles/ferry/comments/feed/"):
        page = text_of(client.get(address))
        assert [status for status in Status if f"It is {status}." in page] == [Status.APPROVED]


def test_every_copy_of_the_feed_learns_of_a_comment_that_was_written_before_the_newest(
    client: Client, article: Article
) -> None:
    CommentFactory(article=article, status=Status.APPROVED)
    feed = "/articles/ferry/comments/feed/"
    known = client.get(feed)
    assert known["Cache-Control"] == "public, no-cache"
    assert "Last-Modified" not in known
    etag = {"If-None-Match": known["ETag"]}
    assert client.get(feed, headers=etag).status_code == 304
    earlier = timezone.now() - timedelta(days=1)
    CommentFactory(article=article, status=Status.APPROVED, created_at=earlier)
    assert client.get(feed, headers=etag).status_code == 200


@pytest.mark.parametrize("count", [1, 20])
def test_a_page_costs_the_same_queries_for_any_number_of_comments(
    count: int, client: Client, article: Article, django_assert_num_queries: Any
) -> None:
    parent = None
    for _ in range(count):
        parent = CommentFactory(article=article, status=Status.APPROVED, parent=parent)
    with django_assert_num_queries(5):
        client.get("/articles/ferry/")


@pytest.mark.parametrize(
    ("numbers", "is_reply", "count"),
    [
        # The article with the flood limits; what the same sender has said; comment and contact.
        ({"browser": BROWSER, "form_number": BROWSER[::-1]}, False, 4),
        # And the comment that it answers.
        ({"browser": BROWSER, "form_number": BROWSER[::-1]}, True, 5),
        # The constraint knows one number alone.
        ({"form_number": BROWSER}, True, 4),
        # Without scripts: whether the text was read already, as published or in an edit.
        ({}, False, 5),
    ],
)
def test_posting_asks_little(  # noqa: PLR0917 (fixtures)
    numbers: dict[str, str],
    is_reply: bool,
    count: int,
    client: Client,
    article: Article,
    settings: Settings,
) -> None:
    settings.FLOOD_LIMITS_PER_ADDRESS = settings.FLOOD_LIMITS_PER_NETWORK = [(9, 60), (99, 3600)]
    asked = CommentFactory(article=article, status=Status.APPROVED)
    parent = {"parent": str(asked.pk)} if is_reply else {}
    with CaptureQueriesContext(connection) as captured:
        assert post(client, numbers | parent).status_code == 303
    control = ("SAVEPOINT", "RELEASE SAVEPOINT", "PRAGMA")
    asking = [query["sql"] for query in captured if not query["sql"].startswith(control)]
    assert len(asking) == count


@pytest.mark.parametrize(
    ("sent", "is_kept"), [(BROWSER, True), ("", False), ("my browser", False), (BROWSER * 2, False)]
)
def test_of_a_browser_only_a_keyed_digest_is_kept(
    sent: str, is_kept: bool, client: Client, article: Article
) -> None:
    assert post(client, {"browser": sent}).status_code == 303
    stored = Contact.objects.get().browser_digest
    expected = browser_digest(BROWSER, email="ann@example.org")
    assert stored == (expected if is_kept else "")
    assert sent not in stored or not sent


def test_the_form_sends_no_number_by_itself(client: Client, article: Article) -> None:
    page = text_of(client.get("/articles/ferry/"))
    assert '<input type="hidden" name="browser" id="id_browser">' in page


def test_a_banned_reader_is_told_that_it_was_not_published_and_not_why(
    client: Client, article: Article
) -> None:
    CommentFactory(email="ann@example.org", ip_address="127.0.0.1")
    StandingFactory(email="ann@example.org", reason="Insults everybody.")
    receipt = post(client)["Location"]
    tasks.screen_comment(Comment.objects.get(article=article).pk)
    page = text_of(client.get(receipt))
    assert "Your comment was not published." in page
    assert "are not accepted at the moment." in page
    assert "Insults" not in page
    assert "A moderator read it" not in page


def test_a_nudge_carries_nothing_but_the_id(monkeypatch: pytest.MonkeyPatch) -> None:
    submitted: list[int] = []
    monkeypatch.setattr(tasks, "_publisher", type("P", (), {"submit": submitted.append}))
    tasks.queue_screening(7)
    assert submitted == [7]


@pytest.mark.parametrize(
    ("typed", "headers", "status"),
    [
        ({}, {}, 303),
        ({"name": ""}, {}, 422),
        ({"comment": "Said before."}, {}, 409),
        ({}, {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_no_copy_is_kept_of_a_page_that_repeats_what_was_typed(
    typed: dict[str, str], headers: dict[str, str], status: int, client: Client, article: Article
) -> None:
    post(client, {"comment": "Said before."})
    response = post(client, typed, **headers)
    assert (response.status_code, response["Cache-Control"]) == (status, "no-store")


def test_no_copy_is_kept_of_what_a_flood_or_a_missing_page_gives_back(
    client: Client, article: Article, settings: Settings
) -> None:
    settings.FLOOD_LIMITS_PER_ADDRESS = [(0, 60)]
    missing = client.post("/articles/nowhere/comments/", TYPED)
    for response, status in ((post(client), 429), (missing, 404)):
        assert (response.status_code, response["Cache-Control"]) == (status, "no-store")


@pytest.mark.parametrize("typed", [{}, {"email": ""}], ids=["taken", "with an error"])
def test_a_comment_for_a_former_address_is_taken_and_its_receipt_follows(
    client: Client, article: Article, typed: dict[str, str]
) -> None:
    article.slug = "паром"
    article.save()
    response = post(client, typed)
    if typed:
        assert response.status_code == 422
        assert f'action="{article.get_absolute_url()}comments/"' in text_of(response)
        return
    assert response.status_code == 303
    assert Comment.objects.get().article == article
    receipt = client.get(response["Location"])
    assert f'href="{article.get_absolute_url()}' in text_of(receipt)


def test_who_reloads_a_former_address_is_led_to_the_form(client: Client, article: Article) -> None:
    article.slug = "steamer"
    article.save()
    response = client.get("/articles/ferry/comments/", follow=True)
    assert response.redirect_chain[-1] == (article.get_absolute_url(), 301)
    assert response.status_code == 200


def test_the_house_rules_stand_beside_the_form(
    client: Client, article: Article, settings: Settings
) -> None:
    settings.HOUSE_RULES_URL = "https://news.example/rules"
    form = text_of(client.get("/articles/ferry/")).partition('id="reply"')[2]
    assert '<a href="https://news.example/rules">House rules</a>' in form.partition("</section>")[0]


@pytest.mark.parametrize("text", ["B", "?", "5", "+1", "👍🏽", "好", "é"])
def test_a_single_letter_or_sign_is_an_answer(text: str, client: Client, article: Article) -> None:
    assert post(client, {"comment": text}).status_code == 303
    assert Comment.objects.get().body == text
