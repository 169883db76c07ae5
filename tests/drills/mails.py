"""Writers who wished a mail when their comment is published, and what they got."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from tests.integration.campaign import Query
from tests.integration.live_site import LiveSite
from tests.mail_server import Server

# Published, each with the wish: what the outbox makes of it is the site's own.
_WISH: Final = """
from django.utils import timezone
from django.contrib.auth.models import User
from articles.models import Article
from comments import moderation
from comments.models import Comment, Contact
from tests.comments.factories import CommentFactory
dana, _ = User.objects.get_or_create(username="dana", is_staff=True)
ferry = Article.objects.get(slug="ferry")
for number in range({count}):
    comment = CommentFactory(
        article=ferry, status="in_review", body=f"Writer {{number}} wished to hear of this.",
        contact__email=f"writer{{number}}@example.org", contact__wants_publication_mail=True,
    )
    moderation.approve(comment, by=dana)
"""
_STATES: Final = """
SELECT contact.email, mail.state, mail.lease_ends_at IS NOT NULL
FROM comments_contact contact
LEFT JOIN comments_mail_comments about ON about.comment_id = contact.comment_id
LEFT JOIN comments_mail mail ON mail.id = about.mail_id AND mail.kind = 'published'
WHERE contact.wants_publication_mail
"""


@dataclass(frozen=True)
class Fared:
    """How many of the wished mails fared so; each is counted once."""

    wished: int = 0
    # Taken by the server once, as the outbox says; what that is not sure of counts as `unsure`.
    once: int = 0
    twice: int = 0
    # Not taken, and refused for good by the server, as the outbox says.
    refused: int = 0
    # The outbox says that it may have been sent.
    unsure: int = 0
    # Claimed by one who died, and due again when the claim ends.
    claimed: int = 0
    # Taken, and the outbox says that it was not: it may be sent again.
    untold: int = 0
    missing: int = 0


def wish(site: LiveSite, count: int) -> None:
    site.manage("shell", "-c", _WISH.format(count=count))


def fared(query: Query, server: Server) -> Fared:
    taken = Counter(server.addresses())
    how: Counter[str] = Counter()
    for address, state, is_claimed in query(_STATES):
        how["wished"] += 1
        how[_fate(taken[address], state, is_claimed=bool(is_claimed))] += 1
    return Fared(**how)


def _fate(taken: int, state: str | None, *, is_claimed: bool) -> str:
    if taken > 1:
        return "twice"
    if state == "unknown":
        return "unsure"
    if state == "due" and is_claimed:
        return "claimed"
    if taken:
        return "once" if state == "sent" else "untold"
    return "refused" if state == "refused" else "missing"
