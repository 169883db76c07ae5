"""Storing a comment: one row for what is said, one for who said it, both or neither."""

from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
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


class AlreadySubmitted(Exception):
    """The same writer has said the same in the same place; it is stored once."""


class Submission(NamedTuple):
    comment: Comment
    # Of the private link; only its digest is stored.
    token: str


def is_stored_already(*, article: Article, parent: Comment | None, email: str, body: str) -> bool:
    key = duplicate_key(email=email, parent_id=parent.pk if parent else None, body=body)
    return Comment.objects.filter(article=article, duplicate_key=key).exists()


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
    """Store a comment that waits for screening; raise `AlreadySubmitted` for a twin.

    `browser` is the number that the reader's browser keeps, where the reader wanted that.
    What is passed in has been validated: see `forms.ReplyForm`.
    """
    now = created_at or timezone.now()
    token = new_receipt_token()
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
        duplicate_key=duplicate_key(
            email=email, parent_id=parent.pk if parent else None, body=body
        ),
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
    try:
        with transaction.atomic():
            comment.save(force_insert=True)
            contact.save(force_insert=True)
    except IntegrityError as error:
        if is_stored_already(article=article, parent=parent, email=email, body=body):
            raise AlreadySubmitted from error
        raise
    return Submission(comment, token)
