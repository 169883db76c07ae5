"""Mails to moderators and writers: the outbox that sends them, and the links in them."""

from comments.mails.outbox import send_again, send_due
from comments.mails.signed_links import (
    LinkExpired,
    LinkRefused,
    LinkRevoked,
    LinkUnreadable,
    MailLink,
    read_link,
)
from comments.mails.to_moderators import enqueue_digests
from comments.mails.to_writers import enqueue_publications

__all__ = [
    "LinkExpired",
    "LinkRefused",
    "LinkRevoked",
    "LinkUnreadable",
    "MailLink",
    "enqueue_digests",
    "enqueue_publications",
    "read_link",
    "send_again",
    "send_due",
]
