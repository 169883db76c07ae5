"""Mails to moderators and writers, and the links in them."""

from comments.mails.links import (
    LinkExpired,
    LinkRefused,
    LinkRevoked,
    LinkUnreadable,
    MailLink,
    read_link,
)
from comments.mails.notifications import send_moderator_digest, send_publication_mails

__all__ = [
    "LinkExpired",
    "LinkRefused",
    "LinkRevoked",
    "LinkUnreadable",
    "MailLink",
    "read_link",
    "send_moderator_digest",
    "send_publication_mails",
]
