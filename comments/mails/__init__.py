"""Mails to moderators and writers, and the links in them."""

from comments.mails.notifications import send_moderator_digest, send_publication_mails
from comments.mails.signed_links import (
    LinkExpired,
    LinkRefused,
    LinkRevoked,
    LinkUnreadable,
    MailLink,
    read_link,
)

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
