"""All that has happened to one comment, in the order in which it did."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from operator import attrgetter

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.desk.card.diff import mark_changes
from comments.identity import name_of
from comments.models import Comment, Decision, Edit, Featuring, Status


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


def history_of(comment: Comment) -> list[Event]:
    """Return what people and the machine did, oldest first. Wants what `with_context` loads."""
    return _in_order(_deeds(comment))


def full_history_of(comment: Comment) -> list[Event]:
    """Return the same with the screening and the mails; one query more."""
    return _in_order(chain(_deeds(comment), _screening(comment), _mails(comment)))


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=attrgetter("at"))


def _deeds(comment: Comment) -> Iterator[Event]:
    author = comment.author
    yield Event(comment.created_at, _("posted"), who=name_of(author) if author else comment.name)
    yield from map(_decided, comment.decisions.all())
    yield from map(_edited, comment.edits.all())
    yield from map(_featured, comment.featurings.all())
    yield from _appeals(comment)


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


def _appeals(comment: Comment) -> Iterator[Event]:
    for appeal in comment.appeals.all():
        yield Event(
            appeal.created_at, _("asked for a second look"), who=comment.name, words=appeal.text
        )
        if appeal.answered_at and appeal.answer:
            who = name_of(appeal.answered_by) if appeal.answered_by else ""
            yield Event(appeal.answered_at, _("told the writer:"), who=who, words=appeal.answer)


def _screening(comment: Comment) -> Iterator[Event]:
    if comment.screened_at is None:
        return
    findings = comment.findings.all()
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
        yield Event(mail.sent_at, what)
