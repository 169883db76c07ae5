"""All that a moderator has in front of them about one comment, in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count, F, Prefetch, Window
from django.db.models.functions import RowNumber
from django.utils.safestring import SafeString

from comments.desk.evidence import Evidence, mark_evidence, read_evidence
from comments.desk.verbs import Verb, verbs_for
from comments.models import Comment, CommentQuerySet, Contact, Decision, Status

EARLIER_SHOWN: Final = 5
_NO_NOTICES: Final[Mapping[int, str]] = {}


@dataclass(frozen=True, slots=True)
class EarlierComment:
    comment: Comment
    decision: Decision | None


@dataclass(slots=True)
class Writer:
    """Who wrote it, as far as a typed address says: typed, not proven.

    `email` is empty for those who may not see addresses. The counts leave out the comment
    itself; `others` is how many comments came from the address besides it.
    """

    email: str = ""
    approved: int = 0
    rejected: int = 0
    spam: int = 0
    others: int = 0
    earlier: list[EarlierComment] = field(default_factory=list)

    @property
    def undecided(self) -> int:
        return self.others - self.approved - self.rejected - self.spam


@dataclass(frozen=True, slots=True)
class Card:
    """One comment with its evidence and its writer.

    `decisions` are by persons and by the machine, oldest first; `next_id` is the comment to go
    on with; `notice` tells why the card is shown again.
    """

    comment: Comment
    text: SafeString
    evidence: list[Evidence]
    writer: Writer
    decisions: list[Decision]
    verbs: list[Verb]
    next_id: int | None
    notice: str = ""

    @property
    def last_decision(self) -> Decision | None:
        return _last(self.decisions)


def with_context(comments: CommentQuerySet) -> CommentQuerySet:
    """Load with the comments what their cards show besides them."""
    decisions = Decision.objects.select_related("by")
    return (
        comments.select_related("article__section", "parent")
        .defer("body_html", "article__body", "parent__body_html")
        .prefetch_related("findings", Prefetch("decisions", decisions))
    )


def build_cards(
    comments: Sequence[Comment], *, with_addresses: bool, notices: Mapping[int, str] = _NO_NOTICES
) -> list[Card]:
    """Turn comments that were loaded by `with_context` into cards.

    `notices` are by the comments' ids.
    """
    writers = _writers(comments, with_addresses=with_addresses)
    cards = []
    for index, comment in enumerate(comments):
        evidence = read_evidence(comment.findings.all(), comment.body)
        neighbours = [*comments[index + 1 : index + 2], *comments[max(index - 1, 0) : index]]
        cards.append(
            Card(
                comment=comment,
                text=mark_evidence(comment.body, evidence),
                evidence=evidence,
                writer=writers[comment.pk],
                decisions=list(comment.decisions.all()),
                verbs=verbs_for(comment.status),
                next_id=neighbours[0].pk if neighbours else None,
                notice=notices.get(comment.pk, ""),
            )
        )
    return cards


def _writers(comments: Sequence[Comment], *, with_addresses: bool) -> dict[int, Writer]:
    """Return the writers of the comments by the comments' ids."""
    columns = ["comment_id", "email_digest", *(["email"] if with_addresses else [])]
    contacts = list(Contact.objects.filter(comment__in=comments).only(*columns))
    digests = {contact.email_digest for contact in contacts}
    counts = _counts_by_writer(digests)
    latest = _latest_by_writer(digests)

    writers: defaultdict[int, Writer] = defaultdict(Writer)
    own_status = {comment.pk: comment.status for comment in comments}
    for contact in contacts:
        pk = contact.comment_id
        others = counts[contact.email_digest] - Counter([own_status[pk]])
        earlier = [one for one in latest[contact.email_digest] if one.comment.pk != pk]
        writers[pk] = Writer(
            email=contact.email if with_addresses else "",
            approved=others[Status.APPROVED],
            rejected=others[Status.REJECTED],
            spam=others[Status.SPAM],
            others=others.total(),
            earlier=earlier[:EARLIER_SHOWN],
        )
    return writers


def _counts_by_writer(digests: Iterable[str]) -> defaultdict[str, Counter[str]]:
    """Count each writer's comments by status."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows = (
        Contact.objects.filter(email_digest__in=digests)
        .order_by()
        .values_list("email_digest", "comment__status")
        .annotate(Count("comment_id"))
    )
    for digest, status, count in rows:
        counts[digest][status] = count
    return counts


def _latest_by_writer(digests: Iterable[str]) -> defaultdict[str, list[EarlierComment]]:
    """Load each writer's latest comments, newest first: one more than is shown beside another."""
    rank = Window(
        RowNumber(),
        partition_by=F("contact__email_digest"),
        order_by=[F("created_at").desc(), F("pk").desc()],
    )
    comments = (
        Comment.objects.filter(contact__email_digest__in=digests)
        .annotate(rank=rank)
        .filter(rank__lte=EARLIER_SHOWN + 1)
        .newest_first()
        .select_related("contact")
        .only("body", "created_at", "status", "contact__email_digest")
        .prefetch_related("decisions")
    )
    latest: defaultdict[str, list[EarlierComment]] = defaultdict(list)
    for comment in comments:
        earlier = EarlierComment(comment, _last(comment.decisions.all()))
        latest[comment.contact.email_digest].append(earlier)
    return latest


def _last(decisions: Iterable[Decision]) -> Decision | None:
    return next(reversed(list(decisions)), None)
