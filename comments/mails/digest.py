"""What a digest says of each comment, in plain text that cannot pass for the mail's own words."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from comments.mails.signed_links import sign_link
from comments.markup import links_in, read
from comments.models import Comment

_EXCERPT: Final = 300  # characters
_LINE: Final = 70


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """`addresses` are of links behind words; `decision_url` is empty where mails carry none."""

    comment: Comment
    excerpt: str
    addresses: list[str]
    screening: str
    decision_url: str


def entries_for(moderator: User, comments: Iterable[Comment]) -> list[DigestEntry]:
    """Return the entries of that moderator's mail: the links in it are theirs alone."""
    return [
        DigestEntry(
            comment=comment,
            excerpt=_excerpt(comment.words),
            addresses=[link.element.href for link in links_in(read(comment.body))],
            screening=_in_a_phrase(comment),
            decision_url=_decision_url(moderator, comment) if settings.DECISION_LINK_DAYS else "",
        )
        for comment in comments
    ]


def _decision_url(moderator: User, comment: Comment) -> str:
    token = sign_link(moderator, comment_id=comment.pk, version=comment.version)
    return settings.SITE_URL + reverse("comments:decide_by_mail", args=[token])


def _excerpt(words: str) -> str:
    """Return the beginning, each line marked as a quotation; words and addresses stay whole."""
    beginning = Truncator(" ".join(words.split())).chars(_EXCERPT)
    lines = textwrap.fill(beginning, _LINE, break_long_words=False, break_on_hyphens=False)
    return textwrap.indent(lines, "   > ")


def _in_a_phrase(comment: Comment) -> str:
    """Say what weighs most among the findings: a mail is read in passing."""
    findings = list(comment.findings.all())
    if findings:
        return findings[0].reason
    if comment.screened_at:
        return _("The checks found nothing.")
    return _("Not screened yet.")
