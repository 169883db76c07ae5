"""Nothing that anybody can ask for is an error of the site's."""

import os
import random
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from comments import moderation
from comments.identity import confirmation_token, receipt_digest
from comments.mails.signed_links import sign_link
from comments.models import Comment, SavedView, Status
from newsroom.requests import Handler
from tests import hostile
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

ROLES: Final[dict[str, Callable[[], User | None]]] = {
    "anonymous": lambda: None,
    "moderator": lambda: UserFactory(moderator=True),
    "lead": lambda: UserFactory(lead=True),
    "editor": lambda: UserFactory(editor=True),
    "administrator": lambda: User.objects.create_superuser("admin"),
}
# Of each address, by each method, as each role.
ROUNDS: Final = int(os.environ.get("HOSTILE_ROUNDS", "1"))
SEED: Final = int(os.environ.get("HOSTILE_SEED", "9"))
INTERNAL_ERROR: Final = 500
# It says by its status that Redis is away, which it is.
TELLS_OF_REDIS: Final = "/readyz"


@pytest.fixture
def site() -> hostile.Site:
    """A newsroom with one of everything, and what leads to it."""
    user = UserFactory(moderator=True, username="mara")
    comment = CommentFactory(
        status=Status.IN_REVIEW,
        email="ann@mail.example",
        receipt_digest=receipt_digest("a-token"),
    )
    moderation.reply(comment, by=user, body="Thank you.")
    refused = CommentFactory(article=comment.article, status=Status.IN_REVIEW)
    moderation.reject(refused, by=user)
    moderation.appeal(refused, text="Look again.")
    CommentFactory(article=comment.article, status=Status.IN_REVIEW)
    SavedView.objects.create(name="Ferries", query="status=spam")
    for make in (
        CheckSettingFactory,
        RejectionReasonFactory,
        StandingFactory,
        WatchedWordFactory,
        WriterNoteFactory,
    ):
        make()
    version = Comment.objects.get(pk=comment.pk).version
    link = sign_link(user, comment_id=comment.pk, version=version)
    token = {"by-mail": link, "confirm": confirmation_token(comment.pk), "receipts": "a-token"}
    return hostile.Site(
        {
            "slug": comment.article.slug,
            "pk": str(comment.pk),
            "_1": str(comment.article.history.get().pk),
            "token": quote(token["receipts"]),
            "path": "articles/harbour.webp",
            "app_label": "comments",
        }
    )


def ask(
    client: Client, site: hostile.Site, template: str, method: str, chance: random.Random
) -> tuple[str, str]:
    """Send one hostile request whose effects do not last; returns what was asked, and the fault."""
    path = site.hostile_address(template, chance)
    names = hostile.names_for(template)
    form = chance.choice(site.forms.get(site.address(template)) or [{}])
    asked = hostile.hostile_fields([*names, *form], chance) if chance.random() < 0.8 else {}
    query = hostile.encoded(asked)
    body, content_type = "", ""
    if method == "POST":
        typed = {quote(name): quote(value) for name, value in form.items()}
        body = hostile.encoded(typed | hostile.hostile_fields([*form] or names, chance))
        content_type = chance.choice(hostile.CONTENT_TYPES)
    name, value = chance.choice(hostile.HEADERS)
    headers = {name: value} if name else {}
    said = f"{method} {path[:200]}?{query[:300]} {content_type} {body[:600]} {headers}"
    cookies = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        try:
            response: Any = client.generic(
                method, f"{path}?{query}", body, content_type=content_type, headers=headers
            )
            if response.streaming:
                b"".join(response.streaming_content)
            status = response.status_code
            is_fault = status >= INTERNAL_ERROR and template != TELLS_OF_REDIS
            fault = f"status {status}" if is_fault else ""
        except Exception as error:  # noqa: BLE001 # any is what is looked for
            fault = f"{type(error).__name__}: {error}"
        transaction.set_rollback(True)
    # Whoever has logged out, or has another session, is logged in again.
    client.cookies.clear()
    client.cookies.load(cookies)
    return said, fault


@pytest.fixture(autouse=True)
def _requests_as_the_site_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.test.client.WSGIRequest", Handler.request_class)


def test_no_address_fails_whatever_is_asked(client: Client, site: hostile.Site) -> None:
    client.force_login(User.objects.create_superuser("reader_of_forms"))
    site.read_forms(client)
    faults: dict[str, str] = {}
    for role, make in ROLES.items():
        chance = random.Random(f"{SEED} {role}")  # noqa: S311 # the same requests again
        client = Client()
        if user := make():
            client.force_login(user)
        for template in hostile.addresses() * ROUNDS:
            for method in ("GET", "POST"):
                said, fault = ask(client, site, template, method, chance)
                if fault:
                    faults.setdefault(f"{fault[:100]} at {template}", f"{role}: {said}")
    assert not faults, "\n\n".join(f"{fault}\n{said}" for fault, said in sorted(faults.items()))
