"""Who may do what in the admin: the whole matrix, and the limit on attempts to log in."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from articles.models import Article
from comments import moderation
from comments.mails.signed_links import sign_link
from comments.models import Appeal, Comment, Standing, Status, WriterNote
from tests.articles.factories import ArticleFactory
from tests.comments.factories import (
    CheckSettingFactory,
    CommentFactory,
    RejectionReasonFactory,
    StandingFactory,
    UserFactory,
    WatchedWordFactory,
    WriterNoteFactory,
)

pytestmark = pytest.mark.django_db

PEOPLE: Final[dict[str, Callable[[], User | None]]] = {
    "anonymous": lambda: None,
    "reader": UserFactory,
    "staff": lambda: UserFactory(is_staff=True),
    "editor": lambda: UserFactory(editor=True),
    "moderator": lambda: UserFactory(moderator=True),
    "lead": lambda: UserFactory(lead=True),
    "admin": lambda: User.objects.create_superuser("admin"),
}
# 302 is the way to the log-in page; `{…}` are the ids of what is there.
#                                        staff  editor moderator lead admin
MATRIX: Final = [
    ("/admin/", (200, 200, 200, 200, 200)),
    ("/admin/comments/review/", (403, 403, 200, 200, 200)),
    ("/admin/comments/review/?status=appeals", (403, 403, 200, 200, 200)),
    # It takes posts, and these from those alone who decide.
    ("/admin/comments/review/uphold/", (405, 405, 405, 405, 405)),
    ("/admin/comments/screening/", (403, 403, 200, 200, 200)),
    ("/admin/comments/comment/", (403, 403, 200, 200, 200)),
    ("/admin/comments/comment/{comment}/change/", (403, 403, 200, 200, 200)),
    ("/admin/comments/comment/{comment}/history/", (403, 403, 200, 200, 200)),
    ("/admin/comments/comment/{comment}/delete/", (403, 403, 403, 403, 403)),
    ("/admin/comments/comment/add/", (403, 403, 403, 403, 403)),
    ("/admin/comments/watchedword/", (403, 403, 200, 200, 200)),
    ("/admin/comments/watchedword/add/", (403, 403, 200, 200, 200)),
    ("/admin/comments/watchedword/{word}/change/", (403, 403, 200, 200, 200)),
    ("/admin/comments/watchedword/{word}/delete/", (403, 403, 200, 200, 200)),
    ("/admin/comments/watchedword/list/", (403, 403, 200, 200, 200)),
    ("/admin/comments/watchedword/list.txt", (403, 403, 200, 200, 200)),
    ("/admin/comments/checksetting/", (403, 403, 403, 200, 200)),
    ("/admin/comments/checksetting/{check}/change/", (403, 403, 403, 200, 200)),
    ("/admin/comments/checksetting/{check}/delete/", (403, 403, 403, 403, 403)),
    ("/admin/comments/checksetting/add/", (403, 403, 403, 403, 403)),
    ("/admin/comments/rejectionreason/", (403, 403, 403, 200, 200)),
    ("/admin/comments/rejectionreason/add/", (403, 403, 403, 200, 200)),
    ("/admin/comments/rejectionreason/{reason}/change/", (403, 403, 403, 200, 200)),
    ("/admin/comments/rejectionreason/{reason}/delete/", (403, 403, 403, 403, 200)),
    ("/admin/comments/standing/", (403, 403, 200, 200, 200)),
    ("/admin/comments/standing/add/", (403, 403, 403, 403, 403)),
    ("/admin/comments/standing/{standing}/change/", (403, 403, 200, 200, 200)),
    ("/admin/comments/standing/{standing}/delete/", (403, 403, 403, 403, 403)),
    ("/admin/comments/writernote/", (403, 403, 200, 200, 200)),
    ("/admin/comments/writernote/add/", (403, 403, 403, 403, 403)),
    ("/admin/comments/writernote/{note}/change/", (403, 403, 200, 200, 200)),
    ("/admin/comments/writernote/{note}/delete/", (403, 403, 403, 200, 200)),
    ("/admin/comments/profaneword/", (403, 403, 200, 200, 200)),
    ("/admin/comments/profaneword/add/", (403, 403, 200, 200, 200)),
    ("/admin/comments/", (404, 404, 200, 200, 200)),
    ("/admin/articles/article/", (403, 200, 403, 403, 200)),
    ("/admin/articles/article/add/", (403, 200, 403, 403, 200)),
    ("/admin/articles/article/{article}/change/", (403, 200, 403, 403, 200)),
    ("/admin/articles/article/{article}/history/", (403, 200, 403, 403, 200)),
    ("/admin/articles/article/{article}/delete/", (403, 403, 403, 403, 200)),
    ("/admin/articles/section/", (403, 200, 403, 403, 200)),
    ("/admin/articles/section/add/", (403, 200, 403, 403, 200)),
    ("/admin/articles/section/{section}/change/", (403, 200, 403, 403, 200)),
    ("/admin/articles/section/{section}/delete/", (403, 403, 403, 403, 200)),
    ("/admin/auth/user/", (403, 403, 403, 403, 200)),
    ("/admin/auth/user/add/", (403, 403, 403, 403, 200)),
    ("/admin/auth/group/", (403, 403, 403, 403, 200)),
    ("/admin/accounts/signin/", (403, 403, 403, 403, 200)),
    ("/admin/accounts/signin/add/", (403, 403, 403, 403, 403)),
    ("/admin/axes/accessattempt/", (403, 403, 403, 403, 200)),
]


@pytest.fixture
def comment() -> Comment:
    comment: Comment = CommentFactory(status=Status.IN_REVIEW, email="ann@example.org")
    return comment


def log_in(client: Client, person: str) -> User | None:
    user = PEOPLE[person]()
    if user:
        client.force_login(user)
    return user


def fill(path: str, comment: Comment) -> str:
    return path.format(
        comment=comment.pk,
        article=comment.article_id,
        section=comment.article.section_id,
        word=WatchedWordFactory().pk,
        check=CheckSettingFactory().pk,
        reason=RejectionReasonFactory().pk,
        standing=StandingFactory().pk,
        note=WriterNoteFactory().pk,
    )


@pytest.mark.parametrize(
    ("person", "path", "status"),
    [
        (person, path, status)
        for path, statuses in MATRIX
        for person, status in zip(PEOPLE, (302, 302, *statuses), strict=True)
    ],
)
def test_each_page_is_open_to_those_who_need_it(
    client: Client, comment: Comment, person: str, path: str, status: int
) -> None:
    log_in(client, person)
    assert client.get(fill(path, comment)).status_code == status


@pytest.mark.parametrize(
    ("person", "status", "decides"),
    [
        ("anonymous", 302, False),
        ("reader", 302, False),
        ("staff", 403, False),
        ("editor", 403, False),
        ("moderator", 303, True),
        ("admin", 303, True),
    ],
)
def test_only_moderators_decide(
    client: Client, comment: Comment, person: str, status: int, decides: bool
) -> None:
    log_in(client, person)
    response = client.post(
        "/admin/comments/review/", {"verb": "approve", "comment": f"{comment.pk}:1"}
    )
    comment.refresh_from_db()
    assert response.status_code == status
    assert (comment.status == Status.APPROVED) == decides


for_moderators_alone = pytest.mark.parametrize(
    ("person", "status"),
    [
        ("anonymous", 302),
        ("reader", 302),
        ("staff", 403),
        ("editor", 403),
        ("moderator", 303),
        ("lead", 303),
        ("admin", 303),
    ],
)


@pytest.mark.parametrize("tool", ["edit", "reply", "feature"])
@for_moderators_alone
def test_only_moderators_edit_reply_and_pick(
    client: Client, comment: Comment, person: str, status: int, tool: str
) -> None:
    log_in(client, person)
    fields = {"comment": f"{comment.pk}:1", "body": "Changed.", "wanted": "feature"}
    response = client.post(f"/admin/comments/review/{tool}/", fields)
    comment.refresh_from_db()
    assert response.status_code == status
    assert (comment.version > 1) == (status == 303)


@pytest.mark.parametrize(
    ("person", "status", "decides"),
    [
        ("anonymous", 302, False),
        ("staff", 403, False),
        ("editor", 403, False),
        ("moderator", 303, True),
        ("lead", 303, True),
        ("admin", 303, True),
    ],
)
def test_only_moderators_answer_appeals(
    client: Client, comment: Comment, person: str, status: int, decides: bool
) -> None:
    moderation.reject(comment, by=UserFactory())
    moderation.appeal(comment, text="Think again.")
    log_in(client, person)
    path = "/admin/comments/review/uphold/"
    response = client.post(path, {"comment": f"{comment.pk}:{comment.version}"})
    assert response.status_code == status
    assert Appeal.objects.open().exists() != decides


@pytest.mark.parametrize(
    ("person", "status"),
    [("reader", 403), ("staff", 403), ("editor", 403), ("moderator", 200), ("admin", 200)],
)
def test_a_link_in_a_mail_opens_for_moderators_alone(
    client: Client, comment: Comment, person: str, status: int
) -> None:
    """Whoever it was signed for: nobody is logged in."""
    user = PEOPLE[person]()
    assert user
    token = sign_link(user, comment_id=comment.pk, version=comment.version)
    response = client.get(f"/admin/comments/by-mail/{token}/")
    assert response.status_code == status
    assert "ann@example.org" not in response.content.decode()


@pytest.mark.parametrize("path", ["standings/", "standings/end/", "notes/"])
@for_moderators_alone
def test_only_moderators_settle_and_note_things_about_writers(
    client: Client, comment: Comment, path: str, person: str, status: int
) -> None:
    log_in(client, person)
    standing = StandingFactory(email="ann@example.org")
    posted = {
        "comment": f"{comment.pk}:1",
        "kind": "held",
        "whom": "address",
        "term": "day",
        "reason": "Hm.",
        "standing": standing.pk,
        "text": "Hm.",
    }
    assert client.get(f"/admin/comments/review/{path}").status_code in {302, 405}
    response = client.post(f"/admin/comments/review/{path}", posted)
    assert response.status_code == status
    standing.refresh_from_db()
    changed = [Standing.objects.count() == 2, not standing.is_in_force, WriterNote.objects.exists()]
    assert sum(changed) == (status == 303)


def test_a_note_is_deleted_by_its_author(client: Client) -> None:
    author = log_in(client, "moderator")
    own, others = WriterNoteFactory(by=author), WriterNoteFactory()
    for note, status in ((own, 302), (others, 403)):
        path = f"/admin/comments/writernote/{note.pk}/delete/"
        assert client.post(path, {"post": "yes"}).status_code == status
    assert list(WriterNote.objects.all()) == [others]


@pytest.mark.parametrize(
    ("person", "status"),
    [("anonymous", 302), ("staff", 403), ("moderator", 403), ("editor", 302), ("admin", 302)],
)
def test_only_editors_write_sections(client: Client, person: str, status: int) -> None:
    log_in(client, person)
    response = client.post(
        "/admin/articles/section/add/", {"name": "Sea", "slug": "sea", "position": "1"}
    )
    assert response.status_code == status


def article_form(article: Article) -> dict[str, Any]:
    return {
        "headline": "Something else",
        "slug": article.slug,
        "section": article.section_id,
        "body": "",
        "status": "draft",
        "commenting": "open",
    }


@pytest.mark.parametrize("page", ["change", "history/{version}"])
@pytest.mark.parametrize("granted", ["", "view_article", "view_historicalarticle"])
@pytest.mark.parametrize("person", ["staff", "moderator"])
def test_who_may_only_look_cannot_change_an_article(
    client: Client, person: str, granted: str, page: str
) -> None:
    article = ArticleFactory(headline="As it was")
    user = log_in(client, person)
    assert user
    user.user_permissions.set(Permission.objects.filter(codename=granted))
    version = article.history.get().pk
    path = f"/admin/articles/article/{article.pk}/{page.format(version=version)}/"
    assert client.post(path, article_form(article)).status_code == 403
    assert Article.objects.get().headline == "As it was"


def test_an_editor_brings_an_earlier_version_back(client: Client) -> None:
    article = ArticleFactory(headline="As it was")
    log_in(client, "editor")
    path = f"/admin/articles/article/{article.pk}/history/{article.history.get().pk}/"
    assert client.post(path, article_form(article)).status_code == 302
    assert Article.objects.get().headline == "Something else"


def test_an_editor_sees_no_readers_address(client: Client, comment: Comment) -> None:
    log_in(client, "editor")
    for path, _statuses in MATRIX:
        shown = client.get(fill(path, comment)).content.decode()
        assert "ann@example.org" not in shown, path


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/comments/review/", "/admin/comments/screening/", "/admin/login/"]
)
def test_admin_pages_are_kept_to_themselves(client: Client, path: str) -> None:
    log_in(client, "moderator")
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "no-store" in response["Cache-Control"]
    shown = response.content.decode()
    assert "style=" not in shown
    assert "<style" not in shown


# Logging in -----------------------------------------------------------------------------------


def attempt(
    client: Client, password: str, username: str = "mara", address: str = "192.0.2.1"
) -> Any:
    typed = {"username": username, "password": password}
    return client.post("/admin/login/", typed, REMOTE_ADDR=address)


def test_after_five_failures_the_right_password_has_to_wait(client: Client) -> None:
    UserFactory(username="mara", password="a quiet harbour", is_staff=True)
    statuses = [attempt(client, "guess").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    refused = attempt(client, "a quiet harbour")
    assert refused.status_code == 429
    shown = " ".join(refused.content.decode().split())
    assert "Log-in is paused" in shown
    assert "Wait 15 minutes" in shown


def test_four_failures_and_the_right_password_are_forgiven(client: Client) -> None:
    UserFactory(username="mara", password="a quiet harbour", is_staff=True)
    for _ in range(2):
        for _failure in range(4):
            assert attempt(client, "guess").status_code == 200
        assert attempt(client, "a quiet harbour").status_code == 302
        client.logout()


@pytest.mark.parametrize(
    "other", [{"username": "theo"}, {"address": "192.0.2.77"}], ids=["name", "address"]
)
def test_others_are_not_held_up(client: Client, other: dict[str, str]) -> None:
    for username in ("mara", "theo"):
        UserFactory(username=username, password="a quiet harbour", is_staff=True)
    for _ in range(6):
        attempt(client, "guess")
    assert attempt(client, "a quiet harbour", **other).status_code == 302
