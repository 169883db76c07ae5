"""The same text again: copies and near copies across the site."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Comment, Contact, Status
from comments.screening.findings import Finding
from comments.screening.links import Link, find_links, links_beside
from comments.screening.simhash import FEWEST_WORDS, compared_words, distance

_WINDOW: Final = timedelta(days=30)
_COMPARED: Final = 2000
# Bits in which fingerprints differ: up to the first they are copies; up to the second, which a
# few changed or added words in a short text reach, the texts themselves tell: of 2,000 texts that
# have nothing in common, about three are so near.
_NEAR: Final = 3
_PERHAPS_NEAR: Final = 18
# The part of two texts that is the same words: one in seven may have been changed.
_SAME_WORDS: Final = 0.85
# Or so many words, besides links, were put before or behind it.
_MOST_ADDED: Final = 8
# Of more copies, the newest tell which links they have.
_LINKS_COMPARED: Final = 50
_SITES_NAMED: Final = 3

_REPEATED: Final = 0.3
_UNDER_OTHER_ARTICLES: Final = 0.5
_BY_OTHER_WRITERS: Final = 0.6
_REFUSED_BEFORE: Final = 0.9


class Copy(NamedTuple):
    """A comment that is much the same as another; `copy_of` is what it was closed as a copy of."""

    pk: int
    simhash: int | None
    status: str
    copy_of: int | None
    article_id: int
    email_digest: str
    network: str
    browser_digest: str

    def is_from_sender_of(self, contact: Contact) -> bool:
        """Tell whether address and place are the same: anybody can type an address."""
        return self.email_digest == contact.email_digest and (
            self.network == contact.network != ""
            or self.browser_digest == contact.browser_digest != ""
        )


def check_repetition(comment: Comment) -> Finding | None:
    """Compare with the newest comments of the last thirty days."""
    copies = find_copies(comment)
    if not copies:
        return None
    elsewhere = {copy.article_id for copy in copies} - {comment.article_id}
    other_writers = {copy.email_digest for copy in copies} - {comment.contact.email_digest}
    other_senders = [copy for copy in copies if not copy.is_from_sender_of(comment.contact)]
    decided = Counter(copy.status for copy in copies if copy.copy_of is None)
    if decided[Status.SPAM] or decided[Status.REJECTED]:
        score = _REFUSED_BEFORE
    elif other_senders:
        score = _BY_OTHER_WRITERS
    elif elsewhere:
        score = _UNDER_OTHER_ARTICLES
    else:
        score = _REPEATED
    reason = _reason(copies, len(elsewhere), len(other_writers))
    if other_senders and not other_writers:
        reason += " " + _("From the same address, but not from the same browser or network.")
    own_links = _own_links(comment, copies)
    if own_links:
        reason += " " + _("None of those has its link: %(sites)s.") % {"sites": _sites(own_links)}
    return Finding(score, reason, spans=tuple(link.span for link in own_links))


def find_copies(comment: Comment) -> list[Copy]:
    """Return those of the newest comments that are much the same, in two queries at most."""
    if comment.simhash is None:
        return []
    apart = {
        copy: distance(copy.simhash, comment.simhash)
        for copy in _recent_comments(comment)
        if copy.simhash is not None
    }
    perhaps = [copy.pk for copy, bits in apart.items() if _NEAR < bits <= _PERHAPS_NEAR]
    alike = _alike(comment, perhaps) if perhaps else set()
    return [copy for copy, bits in apart.items() if bits <= _NEAR or copy.pk in alike]


def _recent_comments(comment: Comment) -> list[Copy]:
    rows = (
        Comment.objects.filter(simhash__isnull=False, created_at__gte=timezone.now() - _WINDOW)
        .exclude(pk=comment.pk)
        .newest_first()
        .values_list(
            "pk",
            "simhash",
            "status",
            "copy_of",
            "article_id",
            "contact__email_digest",
            "contact__network",
            "contact__browser_digest",
        )
    )
    return [Copy(*row) for row in rows[:_COMPARED]]


def _alike(comment: Comment, others: Collection[int]) -> set[int]:
    """Return which of the others, by their ids, say it in the same words but for a few."""
    said = compared_words(comment.body)
    bodies = Comment.objects.filter(pk__in=others).order_by().values_list("pk", "body")
    return {pk for pk, body in bodies if _is_much_the_same(said, compared_words(body))}


def _is_much_the_same(one: Sequence[str], other: Sequence[str]) -> bool:
    return _shared(Counter(one), Counter(other)) >= _SAME_WORDS or _is_continued(one, other)


def _shared(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / (one.total() + other.total())


def _is_continued(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether one text is the other with a few words before or behind it."""
    short, long = sorted((one, other), key=len)
    length = len(short)
    if length < FEWEST_WORDS or len(long) > length + _MOST_ADDED:
        return False
    return short in (long[:length], long[-length:])


def _own_links(comment: Comment, copies: Sequence[Copy]) -> list[Link]:
    """Return the links that none of the copies has: what was added, or put in their place."""
    if next(find_links(comment.body), None) is None:
        return []
    newest = [copy.pk for copy in copies[:_LINKS_COMPARED]]
    bodies = Comment.objects.filter(pk__in=newest).order_by().values_list("body", flat=True)
    return links_beside(comment.body, bodies)


def _sites(links: Sequence[Link]) -> str:
    hosts = list(dict.fromkeys(link.host or link.url for link in links))
    further = ["…"] if len(hosts) > _SITES_NAMED else []
    return ", ".join([*hosts[:_SITES_NAMED], *further])


def _reason(copies: list[Copy], articles: int, writers: int) -> str:
    sentences = [
        ngettext(
            "Much the same text was posted %(count)d other time in the 30 days before.",
            "Much the same text was posted %(count)d other times in the 30 days before.",
            len(copies),
        )
        % {"count": len(copies)}
    ]
    if articles:
        sentences.append(
            ngettext("Under %(count)d other article.", "Under %(count)d other articles.", articles)
            % {"count": articles}
        )
    if writers:
        sentences.append(
            ngettext("From %(count)d other address.", "From %(count)d other addresses.", writers)
            % {"count": writers}
        )
    sentences.append(_("At that time: %(decisions)s.") % {"decisions": _decisions(copies)})
    return " ".join(sentences)


def _decisions(copies: list[Copy]) -> str:
    """List how many of the copies have which status, as in “Spam: 2, Awaiting review: 1”."""
    counted = Counter(
        _("Closed as a copy") if copy.copy_of else Status(copy.status).label for copy in copies
    )
    return ", ".join(
        _("%(status)s: %(count)d") % {"status": status, "count": count}
        for status, count in counted.most_common()
    )
