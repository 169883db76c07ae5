"""All that a moderator has in front of them about one comment, in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Final, Literal

from django.db.models import OuterRef, Q, Subquery
from django.utils.safestring import SafeString

from comments.desk.card.evidence import Evidence, mark_evidence, read_evidence
from comments.desk.card.history import Event, history_of
from comments.desk.card.verbs import Verb, verbs_for
from comments.desk.card.writers import Known, what_is_known
from comments.desk.listing import APPEALS, Wave
from comments.models import (
    LATEST_COUNTED,
    Comment,
    Contact,
    Decision,
    Status,
)

EARLIER_SHOWN: Final = 5
_NO_NOTICES: Final[Mapping[int, str]] = {}
_NO_WAVES: Final[Mapping[int, Wave]] = {}


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What somebody typed into a tool of the card, and why it was not taken."""

    tool: Literal["edit", "reply"]
    text: str
    problem: str
    reason: str = ""


NOTHING_TYPED: Final[Mapping[int, GivenBack]] = {}


@dataclass(frozen=True, slots=True)
class EarlierComment:
    comment: Comment
    decision: Decision | None


@dataclass(slots=True)
class Writer:
    """Who wrote it, as far as a typed address says: typed, not proven.

    `email` is empty for those who may not see addresses. The counts leave out the comment
    itself; `others` is how many comments came from the address besides it; `waiting` counts all
    that wait for review. Of somebody who has written very many, they are of the latest
    `LATEST_COUNTED`.
    """

    email: str = ""
    approved: int = 0
    rejected: int = 0
    spam: int = 0
    waiting: int = 0
    others: int = 0
    earlier: list[EarlierComment] = field(default_factory=list)
    known: Known = field(default_factory=Known)

    @property
    def undecided(self) -> int:
        return self.others - self.approved - self.rejected - self.spam

    @property
    def only_latest(self) -> int:
        """Of how many the counts are where they are not of all, else 0."""
        return LATEST_COUNTED if self.others >= LATEST_COUNTED - 1 else 0


@dataclass(frozen=True, slots=True)
class Card:
    """One comment with its evidence and its writer.

    `decisions` are by persons and by the machine, oldest first; `next_id` is the comment to go
    on with; `notice` tells why the card is shown again; `wave` are those that are much the same.
    """

    comment: Comment
    text: SafeString
    evidence: list[Evidence]
    writer: Writer
    decisions: list[Decision]
    verbs: list[Verb]
    next_id: int | None
    notice: str = ""
    given_back: GivenBack | None = None
    wave: Wave | None = None

    @property
    def tabs(self) -> list[str]:
        """The tabs in which the comment now is."""
        return [self.comment.status, *([APPEALS] if self.comment.appealed_at else [])]

    @property
    def last_decision(self) -> Decision | None:
        return _last(self.decisions)

    @property
    def history(self) -> list[Event]:
        return history_of(self.comment)

    @property
    def newsroom_replies(self) -> list[Comment]:
        """Return what the newsroom has replied; loaded with the comment."""
        return list(self.comment.replies.all())

    @property
    def text_to_edit(self) -> str:
        return self._typed("edit", otherwise=self.comment.body)

    @property
    def reply_to_write(self) -> str:
        """Return what was typed; else the reply that was taken back, where none is published."""
        replies = self.newsroom_replies
        is_replied = any(one.is_approved for one in replies)
        taken_back = "" if is_replied or not replies else replies[-1].body
        return self._typed("reply", otherwise=taken_back)

    def _typed(self, tool: str, *, otherwise: str) -> str:
        given = self.given_back
        return given.text if given and given.tool == tool else otherwise


def build_cards(
    comments: Sequence[Comment],
    *,
    with_addresses: bool,
    notices: Mapping[int, str] = _NO_NOTICES,
    given_back: Mapping[int, GivenBack] = NOTHING_TYPED,
    waves: Mapping[int, Wave] = _NO_WAVES,
) -> list[Card]:
    """Turn comments that were loaded by `with_context` into cards.

    `notices`, `given_back` and `waves` are by the comments' ids.
    """
    writers = _writers(comments, with_addresses=with_addresses)
    cards = []
    for index, comment in enumerate(comments):
        # Places are those of the text that was screened.
        screened = "" if comment.edited_at else comment.body
        evidence = read_evidence(comment.findings.all(), screened)
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
                given_back=given_back.get(comment.pk),
                wave=waves.get(comment.pk),
            )
        )
    return cards


def _writers(comments: Sequence[Comment], *, with_addresses: bool) -> dict[int, Writer]:
    """Return the writers of the comments by the comments' ids."""
    columns = ["email_digest", "network", "browser_digest", *(["email"] if with_addresses else [])]
    writers_own = Contact.objects.filter(email_digest=OuterRef("email_digest"))
    just_too_old = writers_own.order_by("-created_at").values("created_at")[
        LATEST_COUNTED : LATEST_COUNTED + 1
    ]
    contacts = list(
        Contact.objects.filter(comment__in=comments)
        .only(*columns)
        .annotate(too_old=Subquery(just_too_old))
    )
    too_old = {contact.email_digest: contact.too_old for contact in contacts}
    history = _history(too_old)
    statuses = _statuses(history)
    latest = _latest_by_writer(history)
    known = what_is_known(contacts, history, with_networks=with_addresses)

    writers: defaultdict[int, Writer] = defaultdict(Writer)
    own_status = {comment.pk: comment.status for comment in comments}
    for contact in contacts:
        pk = contact.comment_id
        written = Counter(statuses[one] for one in history[contact.email_digest] if one in statuses)
        others = written - Counter([own_status[pk]])
        earlier = [one for one in latest[contact.email_digest] if one.comment.pk != pk]
        writers[pk] = Writer(
            email=contact.email if with_addresses else "",
            approved=others[Status.APPROVED],
            rejected=others[Status.REJECTED],
            spam=others[Status.SPAM],
            waiting=written[Status.IN_REVIEW],
            others=others.total(),
            earlier=earlier[:EARLIER_SHOWN],
            known=known[pk],
        )
    return writers


def _history(too_old: Mapping[str, datetime | None]) -> dict[str, list[int]]:
    """Return the ids of each writer's comments, newest first; of very many the latest.

    By digest, `too_old` is the moment from which on back they are left out, if there is one.
    Nothing is joined here: databases guess the size of this badly, and would read whole tables.
    """
    wanted = Q(email_digest__in=[digest for digest, moment in too_old.items() if moment is None])
    for digest, moment in too_old.items():
        if moment is not None:
            wanted |= Q(email_digest=digest, created_at__gt=moment)
    contacts = Contact.objects.filter(wanted).order_by("-created_at", "-pk")
    history: dict[str, list[int]] = {digest: [] for digest in too_old}
    for digest, pk in contacts.values_list("email_digest", "pk"):
        history[digest].append(pk)
    return history


def _statuses(history: Mapping[str, Sequence[int]]) -> dict[int, str]:
    comments = Comment.objects.filter(pk__in=list(chain.from_iterable(history.values())))
    return dict(comments.order_by().values_list("pk", "status"))


def _latest_by_writer(history: Mapping[str, Sequence[int]]) -> dict[str, list[EarlierComment]]:
    """Load each writer's latest comments, newest first: one more than is shown beside another."""
    ids = {digest: pks[: EARLIER_SHOWN + 1] for digest, pks in history.items()}
    comments = (
        Comment.objects.filter(pk__in=list(chain.from_iterable(ids.values())))
        .only("body", "created_at", "status")
        .prefetch_related("decisions")
        .in_bulk()
    )
    return {
        digest: [
            EarlierComment(comments[pk], _last(comments[pk].decisions.all()))
            for pk in pks
            if pk in comments
        ]
        for digest, pks in ids.items()
    }


def _last(decisions: Iterable[Decision]) -> Decision | None:
    return next(reversed(list(decisions)), None)
