"""All that has happened to one comment, in the order in which it did."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from operator import attrgetter

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.desk.card.diff import mark_changes
from comments.identity import name_of
from comments.models import Appeal, Comment, Decision, Edit, Featuring, Finding, Mail, Status


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history.

    `who` is empty where nobody in particular did it; `status` is what the comment became, if it
    moved; `words` are what somebody wrote about it; `changes` are what an edit changed.
    """

    at: datetime
    what: str
    who: str = ""
    status: str = ""
    words: str = ""
    changes: SafeString | None = None

    @property
    def status_label(self) -> str:
        return str(Status(self.status).label) if self.status else ""


@dataclass(slots=True)
class Deeds:
    """What was found in one comment, surest first; and what was done about it, oldest first."""

    findings: list[Finding] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    featurings: list[Featuring] = field(default_factory=list)
    appeals: list[Appeal] = field(default_factory=list)


def history_of(comment: Comment, deeds: Deeds) -> list[Event]:
    """Return what people and the machine did, oldest first."""
    return _in_order(_deeds(comment, deeds))


def full_history_of(comment: Comment, deeds: Deeds) -> list[Event]:
    """Return the same with the screening and the mails; one query more."""
    return _in_order(
        chain(_deeds(comment, deeds), _screening(comment, deeds.findings), _mails(comment))
    )


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=attrgetter("at"))


def _deeds(comment: Comment, deeds: Deeds) -> Iterator[Event]:
    author = comment.author
    yield Event(comment.created_at, _("posted"), who=name_of(author) if author else comment.name)
    yield from map(_decided, deeds.decisions)
    yield from map(_edited, deeds.edits)
    yield from map(_featured, deeds.featurings)
    yield from _appeals(comment, deeds.appeals)


def _decided(decision: Decision) -> Event:
    return Event(
        decision.created_at,
        _("took a decision back:") if decision.undoes_id else _("decided:"),
        who=name_of(decision.by) if decision.by else _("the screening"),
        status=decision.to_status,
        words="" if decision.undoes_id else decision.reason,
    )


def _edited(edit: Edit) -> Event:
    return Event(
        edit.created_at,
        _("took an edit back") if edit.undoes_id else _("edited"),
        who=name_of(edit.by),
        words=edit.reason,
        changes=mark_changes(edit.body_before, edit.body_after),
    )


def _featured(featuring: Featuring) -> Event:
    is_pick = featuring.featured_at is not None
    what = _("made it an editors’ pick") if is_pick else _("ended the editors’ pick")  # noqa: RUF001
    return Event(featuring.created_at, what, who=name_of(featuring.by))


def _appeals(comment: Comment, appeals: Iterable[Appeal]) -> Iterator[Event]:
    for appeal in appeals:
        yield Event(
            appeal.created_at, _("asked for a second look"), who=comment.name, words=appeal.text
        )
        if appeal.answered_at and appeal.answer:
            who = name_of(appeal.answered_by) if appeal.answered_by else ""
            yield Event(appeal.answered_at, _("told the writer:"), who=who, words=appeal.answer)


def _screening(comment: Comment, findings: Sequence[Finding]) -> Iterator[Event]:
    if comment.screened_at is None:
        return
    found = sum(not finding.could_not_run for finding in findings)
    failed = len(findings) - found
    what = ngettext("screened: %(count)d finding", "screened: %(count)d findings", found) % {
        "count": found
    }
    if failed:
        what += ", " + ngettext(
            "%(count)d check could not run", "%(count)d checks could not run", failed
        ) % {"count": failed}
    yield Event(comment.screened_at, what)


def _mails(comment: Comment) -> Iterator[Event]:
    for mail in comment.mails.with_people():
        to = name_of(mail.to_user) if mail.to_user else _("the writer")
        what = _("mail to %(to)s: %(subject)s") % {"to": to, "subject": mail.get_kind_display()}
        became = "" if mail.state == Mail.State.SENT else mail.get_state_display()
        yield Event(mail.sent_at or mail.created_at, what, words=became)
