"""Digests: what waits for moderators, told at most once an interval."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import ngettext

from comments.mails.digest import entries_for
from comments.mails.letters import Letter, write_letter
from comments.models import (
    Appeal,
    Comment,
    Decision,
    Mail,
    ModeratorDigest,
    Status,
    lately,
)

IN_A_DIGEST: Final = 10


def enqueue_digests() -> int:
    """Put one digest for each moderator into the outbox, where comments or appeals came since.

    Whoever moves the last one does it, so two workers never put it there twice. Who has one in the
    outbox still gets no second: it says what waits when it is sent.
    """
    moderators = _moderators()
    last = _last_digest()
    news = _news_since(last)
    if not (moderators and news):
        return 0
    with transaction.atomic():
        if not _claim(last, news):
            return 0
        # One that somebody is sending may say what waited before.
        unsent = Mail.objects.unsent().filter(kind=Mail.Kind.DIGEST)
        have_one = set(unsent.values_list("to_user", flat=True))
        new = [
            Mail(kind=Mail.Kind.DIGEST, to_user=moderator)
            for moderator in moderators
            if moderator.pk not in have_one
        ]
        Mail.objects.bulk_create(new)
    return len(new)


def write_digest(mail: Mail) -> Letter | None:
    """Return what waits now; None where nothing does, or where its colleague may not decide.

    Nor is it sent where its colleague has a later one to come.
    """
    later = Mail.objects.unsent().filter(kind=mail.kind, to_user=mail.to_user_id, pk__gt=mail.pk)
    if later.exists():
        return None
    waiting, appeals = Comment.objects.awaiting_review().count(), Comment.objects.appealed().count()
    moderator = next((one for one in _moderators() if one.pk == mail.to_user_id), None)
    if moderator is None or not (waiting or appeals):
        return None
    oldest = list(Comment.objects.awaiting_review().for_digest()[:IN_A_DIGEST])
    review_url = settings.SITE_URL + reverse("comments:review")
    return write_letter(
        "digest",
        {
            "waiting": waiting,
            "appeals": appeals,
            "oldest": oldest[0] if oldest else None,
            "entries": entries_for(moderator, oldest),
            "link_days": settings.DECISION_LINK_DAYS,
            "review_url": review_url,
            "appeals_url": f"{review_url}?status=appeals",
        },
        to=moderator.email,
        subject=_subject(waiting, appeals),
        comments=oldest,
    )


def _last_digest() -> ModeratorDigest:
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    return ModeratorDigest.objects.get_or_create(pk=1, defaults={"sent_at": long_ago})[0]


def _news_since(last: ModeratorDigest) -> dict[str, int]:
    """Return the newest that waits and was not told of: a move into review, or an appeal."""
    into_review = Decision.objects.filter(
        to_status=Status.IN_REVIEW,
        comment__status=Status.IN_REVIEW,
        pk__gt=last.last_decision,
    )
    appeals = Appeal.objects.open().filter(pk__gt=last.last_appeal)
    newest = {
        "last_decision": into_review.aggregate(newest=Max("pk"))["newest"],
        "last_appeal": appeals.aggregate(newest=Max("pk"))["newest"],
    }
    return {column: pk for column, pk in newest.items() if pk}


def _claim(last: ModeratorDigest, news: dict[str, int]) -> bool:
    """Note what is told of, if the interval is over and nobody else has noted anything.

    Numbers are compared, since SQLite finds no time by what it was read as.
    """
    interval = timedelta(minutes=settings.DIGEST_MIN_INTERVAL)
    unmoved = ModeratorDigest.objects.filter(
        pk=last.pk, last_decision=last.last_decision, last_appeal=last.last_appeal
    )
    return bool(unmoved.exclude(lately("sent_at", within=interval)).update(sent_at=Now(), **news))


def _moderators() -> list[User]:
    """Return who may decide and has an address; superusers only where nobody else does."""
    deciding = User.objects.with_perm(
        "comments.decide_comment", backend="django.contrib.auth.backends.ModelBackend"
    ).exclude(email="")
    return list(deciding.filter(is_superuser=False)) or list(deciding)


def _subject(waiting: int, appeals: int) -> str:
    if not waiting:
        return ngettext(
            "%(count)d reader asks for a second look",
            "%(count)d readers ask for a second look",
            appeals,
        ) % {"count": appeals}
    return ngettext(
        "%(count)d comment waits for review", "%(count)d comments wait for review", waiting
    ) % {"count": waiting}
