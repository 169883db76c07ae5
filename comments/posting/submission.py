"""Storing a comment: one row for what is said, one for who said it, both or neither."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Final, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, Max, OuterRef, Q
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
from comments.models import Comment, Contact, Decision, Edit, Status, as_said
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
    form_number: str = "",
    wants_publication_mail: bool = False,
    honeypot_filled: bool = False,
    seconds_to_fill: int | None = None,
    created_at: datetime | None = None,
) -> Submission:
    """Store a comment that waits for screening; raise `AlreadySubmitted` for a second try.

    `browser` is the number that the reader's browser keeps, where the reader wanted that;
    `form_number` is that of the form as it stood there. What is passed in has been validated: see
    `form.ReplyForm`.

    A second try is one from the same browser or form within minutes. To refuse what others have
    sent under the same address would tell whoever asks whose address is behind a comment.
    """
    now = created_at or timezone.now()
    token = new_receipt_token()

    def key_of(sender: str) -> str:
        parent_id = parent.pk if parent else None
        return duplicate_key(email=email, parent_id=parent_id, body=body, sender=sender)

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
        honeypot_filled=honeypot_filled,
        seconds_to_fill=seconds_to_fill,
        simhash=compute_simhash(body),
    )
    contact = Contact(
        comment=comment,
        email=email,
        email_digest=email_digest(email),
        ip_address=client_address or None,
        network=network_of(client_address),
        user_agent=user_agent,
        browser_digest=browser_digest(browser, email=email) if browser else "",
        wants_publication_mail=wants_publication_mail,
        created_at=now,
    )
    senders = [number for number in (browser, form_number) if number]
    keys = [key_of(sender) for sender in senders or [_place(contact, token)]]
    comment.duplicate_key = keys[0]
    if len(keys) > 1:
        # The constraint knows the first alone.
        comment.said_again = count_said(article, keys, now=now)
    try:
        _store(comment, contact)
    except IntegrityError:
        # It was said before, or a twin was quicker: that is told by whoever looks.
        comment.said_again = count_said(article, keys, now=now)
        _store(comment, contact)
    return Submission(comment, token)


def _store(comment: Comment, contact: Contact) -> None:
    with transaction.atomic():
        comment.save(force_insert=True)
        contact.save(force_insert=True)


def count_said(article: Article, keys: Sequence[str], *, now: datetime) -> int:
    """Return how often it was said by the first key; raise `AlreadySubmitted` for a second try."""
    earlier = Comment.objects.filter(article=article, duplicate_key__in=keys).aggregate(
        # On both sides: a clock that was hours ahead has refused nobody since it was set right.
        tries=Count(
            "pk",
            filter=Q(
                created_at__gt=now - SECOND_TRY_WITHIN, created_at__lt=now + SECOND_TRY_WITHIN
            ),
        ),
        last=Max("said_again", filter=Q(duplicate_key=keys[0])),
    )
    if earlier["tries"]:
        raise AlreadySubmitted
    return 0 if earlier["last"] is None else int(earlier["last"]) + 1


def _place(contact: Contact, token: str) -> str:
    """Return what tells who sends where scripts have given no number.

    An address and a kind of browser are shared by those behind one connection. They tell something
    only as long as nobody else can have read the text: to send that once more proves who sends.
    From nowhere that is known, or later, nobody is anybody's twin.
    """
    if not contact.ip_address or _was_read(contact.comment):
        return token
    said = contact.comment.compute_copy_key()
    return f"{contact.ip_address}\0{contact.user_agent}\0{said}"


def _was_read(comment: Comment) -> bool:
    """Tell whether that text was published in that place, whoever wrote it, or was edited there."""
    published = Decision.objects.filter(comment=OuterRef("pk"), to_status=Status.APPROVED)
    copies = Comment.objects.filter(copy_key=comment.compute_copy_key())
    if copies.filter(Q(status=Status.APPROVED) | Exists(published)).exists():
        return True
    edits = Edit.objects.filter(comment__article=comment.article_id)
    texts = edits.values_list("body_before", "body_after").iterator()
    return as_said(comment.body) in map(as_said, chain.from_iterable(texts))
