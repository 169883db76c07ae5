"""All that has happened to one comment, in the order in which it did."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from operator import attrgetter

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Comment, Decision, Status


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history.

    `who` is empty where nobody in particular did it; `status` is what the comment became, if it
    moved; `words` are what somebody wrote about it.
    """

    at: datetime
    what: str
    who: str = ""
    status: str = ""
    words: str = ""

    @property
    def status_label(self) -> str:
        return str(Status(self.status).label) if self.status else ""


def timeline(comment: Comment) -> list[Event]:
    """Return what happened, oldest first. Wants what `cards.with_context` loads."""
    events = chain(
        _submission(comment),
        _screening(comment),
        _decisions(comment),
        _appeals(comment),
        _mails(comment),
    )
    return sorted(events, key=attrgetter("at"))


def _submission(comment: Comment) -> Iterator[Event]:
    yield Event(comment.created_at, _("posted"), who=comment.name)


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


def _decisions(comment: Comment) -> Iterator[Event]:
    for decision in comment.decisions.all():
        yield Event(
            decision.created_at,
            _("took a decision back:") if decision.undoes_id else _("decided:"),
            who=name_of(decision.by) if decision.by else _("the screening"),
            status=decision.to_status,
            words=_words(decision),
        )


def _appeals(comment: Comment) -> Iterator[Event]:
    for appeal in comment.appeals.all():
        yield Event(
            appeal.created_at, _("asked for a second look"), who=comment.name, words=appeal.text
        )
        if appeal.answered_at and appeal.answer:
            who = name_of(appeal.answered_by) if appeal.answered_by else ""
            yield Event(appeal.answered_at, _("told the writer:"), who=who, words=appeal.answer)


def _mails(comment: Comment) -> Iterator[Event]:
    for mail in comment.mails.with_people():
        to = name_of(mail.to_user) if mail.to_user else _("the writer")
        what = _("mail to %(to)s: %(subject)s") % {"to": to, "subject": mail.get_kind_display()}
        yield Event(mail.sent_at, what)


def _words(decision: Decision) -> str:
    return decision.reason if not decision.undoes_id else ""


def name_of(colleague: User) -> str:
    return colleague.get_full_name() or colleague.get_username()
