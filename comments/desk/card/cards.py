"""All that a moderator has in front of them about one comment, in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Final, Literal, TypeVar

from django.db.models import (
    Case,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.utils.safestring import SafeString

from comments.desk.card.alike import Alike, tell_alike
from comments.desk.card.evidence import Evidence, read_evidence
from comments.desk.card.history import Deeds, Event, full_history_of, history_of
from comments.desk.card.marks import mark_evidence, mark_links
from comments.desk.card.verbs import Verb, verbs_for
from comments.desk.card.writers import Known, what_is_known
from comments.desk.listing import APPEALS, OLDEST, Wave, place_in
from comments.guests import Written
from comments.models import (
    LATEST_COUNTED,
    Appeal,
    Comment,
    Contact,
    Decision,
    Edit,
    Featuring,
    Finding,
    Standing,
    Status,
    WriterNote,
    load_together,
)

EARLIER_SHOWN: Final = 5
# What stands for the status of a closed copy.
_CLOSED: Final = "closed"
_NO_NOTICES: Final[Mapping[int, str]] = {}
_NO_WAVES: Final[Mapping[int, Wave]] = {}
_Made = TypeVar("_Made", Finding, Edit, Featuring)


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
    # As copies of what was published: nobody has judged them.
    closed: int = 0
    waiting: int = 0
    others: int = 0
    earlier: list[EarlierComment] = field(default_factory=list)
    known: Known = field(default_factory=Known)

    @property
    def undecided(self) -> int:
        return self.others - self.approved - self.rejected - self.spam - self.closed

    @property
    def only_latest(self) -> int:
        """Of how many the counts are where they are not of all, else 0."""
        return LATEST_COUNTED if self.others >= LATEST_COUNTED - 1 else 0


@dataclass(frozen=True, slots=True)
class Card:
    """One comment with its evidence and its writer.

    `links` are those behind words, and where they lead; `newsroom_replies` are oldest first;
    `place` sorts, as text, as the cards of the list do;
    `next_id` is the comment to go on with; `notice` tells why the card is shown again; `wave` are
    those that are much the same, and `alike` what it tells of them where it stands for them.
    """

    comment: Comment
    text: SafeString
    links: list[tuple[str, SafeString]]
    evidence: list[Evidence]
    writer: Writer
    deeds: Deeds
    newsroom_replies: list[Comment]
    verbs: list[Verb]
    place: str
    next_id: int | None
    notice: str = ""
    given_back: GivenBack | None = None
    wave: Wave | None = None
    alike: Alike | None = None

    @property
    def tabs(self) -> list[str]:
        """The tabs in which the comment now is."""
        return [self.comment.status, *([APPEALS] if self.comment.appealed_at else [])]

    @property
    def last_decision(self) -> Decision | None:
        return _last(self.deeds.decisions)

    @property
    def history(self) -> list[Event]:
        return history_of(self.comment, self.deeds)

    @property
    def full_history(self) -> list[Event]:
        """The same with the screening and the mails; one query more."""
        return full_history_of(self.comment, self.deeds)

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


@dataclass(frozen=True, slots=True)
class _Around:
    """What a page of cards shows besides its comments, by their ids."""

    writers: Mapping[int, Writer]
    findings: Mapping[int, list[Finding]]
    edits: Mapping[int, list[Edit]]
    featurings: Mapping[int, list[Featuring]]
    replies: Mapping[int, list[Comment]]


def build_cards(
    comments: Sequence[Comment],
    *,
    with_addresses: bool,
    notices: Mapping[int, str] = _NO_NOTICES,
    given_back: Mapping[int, GivenBack] = NOTHING_TYPED,
    waves: Mapping[int, Wave] = _NO_WAVES,
    order: str = OLDEST,
) -> list[Card]:
    """Turn comments that were loaded by `with_context` into cards.

    `order` is that of the list that they stand in; `notices`, `given_back` and `waves` are by the
    comments' ids.
    """
    members = [member for wave in waves.values() for member in wave.members]
    around = _load_around(comments, members, with_addresses=with_addresses)
    cards = []
    for index, comment in enumerate(comments):
        # Places are those of the text that was screened.
        screened = "" if comment.edited_at else comment.body
        evidence = read_evidence(around.findings[comment.pk], screened)
        neighbours = [*comments[index + 1 : index + 2], *comments[max(index - 1, 0) : index]]
        cards.append(
            Card(
                comment=comment,
                text=mark_evidence(comment.body, evidence),
                links=mark_links(comment.body, evidence),
                evidence=evidence,
                writer=around.writers[comment.pk],
                deeds=Deeds(
                    findings=around.findings[comment.pk],
                    decisions=list(comment.decisions.all()),
                    edits=around.edits[comment.pk],
                    featurings=around.featurings[comment.pk],
                    appeals=_appeals(comment.decisions.all()),
                ),
                newsroom_replies=around.replies[comment.pk],
                verbs=verbs_for(comment.status),
                place=place_in(comment, order),
                next_id=neighbours[0].pk if neighbours else None,
                notice=notices.get(comment.pk, ""),
                given_back=given_back.get(comment.pk),
                wave=(wave := waves.get(comment.pk)),
                alike=tell_alike(comment, wave, around.findings) if wave else None,
            )
        )
    return cards


def _load_around(
    comments: Sequence[Comment], members: Sequence[Comment], *, with_addresses: bool
) -> _Around:
    """Load it, of the members of waves their findings alone."""
    contacts, too_old = _contacts(comments, with_addresses=with_addresses)
    written = _written(too_old)
    beside, replies = _beside(comments, written)
    _load_decisions([*comments, *beside.values()])
    findings, edits, featurings, standings, notes = load_together(
        Finding.objects.filter(comment__in=[*comments, *members]),
        Edit.objects.filter(comment__in=comments).select_related("by"),
        Featuring.objects.filter(comment__in=comments).select_related("by"),
        Standing.objects.in_force().about(contacts).select_related("by"),
        WriterNote.objects.filter(email_digest__in=written).select_related("by"),
    )
    known = what_is_known(
        contacts,
        written=chain.from_iterable(written.values()),
        standings=standings,
        notes=notes,
        with_networks=with_addresses,
    )
    writers = _writers(comments, contacts, written, beside)
    for contact in contacts:
        writers[contact.pk].known = known[contact.pk]
        writers[contact.pk].email = contact.email if with_addresses else ""
    return _Around(
        writers, _by_comment(findings), _by_comment(edits), _by_comment(featurings), replies
    )


def _contacts(
    comments: Sequence[Comment], *, with_addresses: bool
) -> tuple[list[Contact], dict[str, datetime | None]]:
    """Return them, and by digest the moment from which on back a writer's comments are left out."""
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
    return [*contacts], {contact.email_digest: contact.too_old for contact in contacts}


def _written(too_old: Mapping[str, datetime | None]) -> dict[str, list[Written]]:
    """Return each writer's comments, newest first; of very many the latest, and the confirmed.

    Nothing is joined here: databases guess the size of this badly, and would read whole tables.
    """
    wanted = Q(email_digest__in=[digest for digest, moment in too_old.items() if moment is None])
    for digest, moment in too_old.items():
        if moment is not None:
            is_latest = Q(created_at__gt=moment)
            wanted |= Q(email_digest=digest) & (is_latest | Q(confirmed_at__isnull=False))
    fate = Case(When(copy_of__isnull=False, then=Value(_CLOSED)), default=F("status"))
    status = Subquery(
        Comment.objects.filter(pk=OuterRef("pk")).order_by().annotate(fate=fate).values("fate")
    )
    rows = Contact.objects.filter(wanted).order_by("-created_at", "-pk")
    written: dict[str, list[Written]] = {digest: [] for digest in too_old}
    for created_at, *row in rows.values_list(
        "created_at", "pk", "email_digest", "browser_digest", "confirmed_at", status
    ):
        one = Written(*row)
        moment = too_old[one.email_digest]
        is_counted = moment is None or created_at > moment
        written[one.email_digest].append(one._replace(is_counted=is_counted))
    return written


def _beside(
    comments: Sequence[Comment], written: Mapping[str, Sequence[Written]]
) -> tuple[dict[int, Comment], defaultdict[int, list[Comment]]]:
    """Load the writers' latest comments, by their ids, and the newsroom's replies.

    Of each writer, it is one more than is shown beside another. The replies are by what they reply
    to, oldest first.
    """
    latest = {
        one.pk
        for some in written.values()
        for one in [one for one in some if one.is_counted][: EARLIER_SHOWN + 1]
    }
    asked = {comment.pk for comment in comments}
    is_reply = Q(parent__in=asked, author__isnull=False)
    found = Comment.objects.filter(Q(pk__in=latest) | is_reply).select_related("author")
    beside = {}
    replies = defaultdict(list)
    # Sorted here: asked for an order, SQLite would read all comments in it.
    found = found.only("body", "created_at", "status", "parent", "author").order_by()
    for one in sorted(found, key=attrgetter("created_at", "pk")):
        if one.pk in latest:
            beside[one.pk] = one
        if one.is_by_newsroom and one.parent_id in asked:
            replies[one.parent_id].append(one)
    return beside, replies


def _load_decisions(comments: Sequence[Comment]) -> None:
    """Load the decisions on the comments, each with the appeal against it."""
    decisions = Decision.objects.select_related("by", "appeal")
    prefetch_related_objects(comments, Prefetch("decisions", decisions))


def _appeals(decisions: Collection[Decision]) -> list[Appeal]:
    """Return the appeals of one comment, oldest first, each with what it was answered with."""
    by_pk = {decision.pk: decision for decision in decisions}
    appeals = [decision.appeal for decision in decisions if hasattr(decision, "appeal")]
    for appeal in appeals:
        if answer := by_pk.get(appeal.answered_with_id or 0):
            appeal.answered_with = answer
    return sorted(appeals, key=attrgetter("created_at", "pk"))


def _by_comment(made: Iterable[_Made]) -> defaultdict[int, list[_Made]]:
    by_comment = defaultdict(list)
    for one in made:
        by_comment[one.comment_id].append(one)
    return by_comment


def _writers(
    comments: Iterable[Comment],
    contacts: Iterable[Contact],
    written: Mapping[str, Sequence[Written]],
    beside: Mapping[int, Comment],
) -> dict[int, Writer]:
    """Return what the writers of the comments have written, by the comments' ids."""
    writers: defaultdict[int, Writer] = defaultdict(Writer)
    own_status = {one.pk: _CLOSED if one.copy_of_id else one.status for one in comments}
    for contact in contacts:
        pk = contact.comment_id
        counted = [one for one in written[contact.email_digest] if one.is_counted]
        statuses = Counter(one.status for one in counted)
        others = statuses - Counter([own_status[pk]])
        earlier = [beside[one.pk] for one in counted if one.pk != pk and one.pk in beside]
        writers[pk] = Writer(
            approved=others[Status.APPROVED],
            rejected=others[Status.REJECTED],
            spam=others[Status.SPAM],
            closed=others[_CLOSED],
            waiting=statuses[Status.IN_REVIEW],
            others=others.total(),
            earlier=[
                EarlierComment(one, _last(one.decisions.all())) for one in earlier[:EARLIER_SHOWN]
            ],
        )
    return writers


def _last(decisions: Iterable[Decision]) -> Decision | None:
    return next(reversed(list(decisions)), None)
