"""Storing a comment: one row for what is said, one for who said it, both or neither."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from articles.models import Article
from comments.identity import (
    browser_digest,
    duplicate_key,
    email_digest,
    network_of,
    new_receipt_token,
    receipt_digest,
)
from comments.markup import render_comment
from comments.models import Comment, Contact
from comments.screening import compute_simhash

# Within it, the same from the same sender is a second try; later it is said again.
SECOND_TRY_WITHIN: Final = timedelta(minutes=10)


class AlreadySubmitted(Exception):
    """The same sender has just said the same in the same place; it is stored once."""


class Submission(NamedTuple):
    comment: Comment
    # Of the private link; only its digest is stored.
    token: str


def submit(
    *,
    article: Article,
    parent: Comment | None = None,
    name: str,
    email: str,
    website: str = "",
    body: str,
    client_address: str = "",
    user_agent: str = "",
    browser: str = "",
    wants_publication_mail: bool = False,
    honeypot_filled: bool = False,
    seconds_to_fill: int | None = None,
    created_at: datetime | None = None,
) -> Submission:
    """Store a comment that waits for screening; raise `AlreadySubmitted` for a second try.

    `browser` is the number that the reader's browser keeps, where the reader wanted that.
    What is passed in has been validated: see `form.ReplyForm`.

    A second try is one from the same browser or network within minutes. To refuse what others
    have sent under the same address would tell whoever asks whose address is behind a comment.
    """
    now = created_at or timezone.now()
    token = new_receipt_token()
    network = network_of(client_address)
    keys = [
        duplicate_key(
            email=email, parent_id=parent.pk if parent else None, body=body, sender=sender
        )
        # Who sends from nowhere that is known is nobody's twin.
        for sender in [known for known in (browser, network) if known] or [token]
    ]
    times_said = count_said(article, keys, now=now)
    comment = Comment(
        article=article,
        parent=parent,
        name=name,
        website=website,
        body=body,
        body_html=render_comment(body),
        created_at=now,
        queued_at=now,
        receipt_digest=receipt_digest(token),
        duplicate_key=keys[0],
        said_again=times_said,
        honeypot_filled=honeypot_filled,
        seconds_to_fill=seconds_to_fill,
        simhash=compute_simhash(body),
    )
    contact = Contact(
        comment=comment,
        email=email,
        email_digest=email_digest(email),
        ip_address=client_address or None,
        network=network,
        user_agent=user_agent,
        browser_digest=browser_digest(browser, email=email) if browser else "",
        wants_publication_mail=wants_publication_mail,
        created_at=now,
    )
    try:
        with transaction.atomic():
            comment.save(force_insert=True)
            contact.save(force_insert=True)
    except IntegrityError:
        # Where its twin was quicker, that is what to say.
        count_said(article, keys, now=now)
        raise
    return Submission(comment, token)


def count_said(article: Article, keys: Sequence[str], *, now: datetime) -> int:
    """Return how often it was said by the first key; raise `AlreadySubmitted` for a second try."""
    earlier = Comment.objects.filter(article=article, duplicate_key__in=keys).aggregate(
        last_at=Max("created_at"), last=Max("said_again", filter=Q(duplicate_key=keys[0]))
    )
    if earlier["last_at"] and earlier["last_at"] > now - SECOND_TRY_WITHIN:
        raise AlreadySubmitted
    return 0 if earlier["last"] is None else int(earlier["last"]) + 1
