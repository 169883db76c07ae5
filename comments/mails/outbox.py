"""Sending what is in the outbox: each mail once, and none held up by what becomes of another.

A mail is claimed before it is sent, and what became of it is noted with the claim. A worker that
dies before the server had the text costs nothing: the claim ends, and the mail is due again. One
that dies later leaves a mail that may have been sent, which the outbox says.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from smtplib import (
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from time import monotonic
from typing import Any, Final

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils.encoding import punycode

from comments.mails.letters import Letter
from comments.mails.smtp import EmailBackend
from comments.mails.to_moderators import write_digest
from comments.mails.to_writers import write_publication
from comments.models import LONGEST_WAIT_OF_MAIL, MAIL_LEASE, Mail

logger = logging.getLogger(__name__)

# A batch begins no further mail after so many seconds; another goes on.
SECONDS_A_BATCH: Final = 60
# With waits of 2, 4, 8, 16, 32 and then 60 minutes, a day.
MOST_ATTEMPTS: Final = 28
_WRITE: Final[dict[str, Callable[[Mail], Letter | None]]] = {
    Mail.Kind.PUBLISHED: write_publication,
    Mail.Kind.DIGEST: write_digest,
}
_FINAL: Final = range(500, 600)
# What a server may say to the sender already, since it is told the size.
_TEXT_TOO_LONG: Final = 552
_ADDRESS: Final = re.compile(r"\S*@\S*")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class ClaimLost(Exception):
    """Another worker has taken the mail: the claim ended, or the clock was set back."""


def send_due(*, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, one after the other; returns how many the mail server took.

    Where the process is stopping it ends with the mail that it has in hand. It stops where the
    server cannot be reached, or takes nothing from us: what is due stays due.
    """
    _settle_what_was_lost()
    sent = 0
    ends_at = monotonic() + SECONDS_A_BATCH
    connection = get_connection()
    try:
        while _may_go_on(ends_at, is_stopping) and (mail := Mail.objects.due().first()):
            is_new_line = connection.open()
            if not _claim(mail):
                continue
            try:
                sent += _deliver(mail, connection)
            except SMTPSenderRefused:
                # A line that has carried mails may have carried enough of them.
                if is_new_line:
                    raise
    except SMTPSenderRefused as refused:
        logger.warning("Mails wait, as the mail server refuses the sender: %s", _answer(refused)[1])
    except OSError as problem:
        logger.warning("Mails wait, as the mail server cannot be reached: %s", _answer(problem)[1])
    finally:
        _hang_up(connection)
    return sent


def _may_go_on(ends_at: float, is_stopping: Callable[[], bool]) -> bool:
    return monotonic() < ends_at and not is_stopping()


def send_again(chosen: QuerySet[Mail]) -> int:
    """Make due, as if never tried, what was not sent or may not have been; returns how many.

    Each keeps its Message-ID: a server that has it already, and looks, throws the second one away.
    """
    ended = chosen.filter(
        state__in=[Mail.State.REFUSED, Mail.State.UNKNOWN, Mail.State.GIVEN_UP],
    )
    return ended.update(
        state=Mail.State.DUE,
        due_at=Now(),
        attempts=0,
        handed_over_at=None,
        sent_at=None,
    )


def _settle_what_was_lost() -> None:
    """Where a worker died after the text had left, nobody can tell whether it arrived.

    One that died before it had noted what came of the last attempt may have died of the mail.
    """
    spent = Mail.objects.unsent().filter(attempts__gte=MOST_ATTEMPTS)
    if count := spent.update(state=Mail.State.GIVEN_UP):
        logger.warning("%d mails are given up: a worker ended each time it had one", count)
    due = Mail.objects.filter(state=Mail.State.DUE, handed_over_at__isnull=False)
    lost = due.without_live_lease()
    if count := lost.update(state=Mail.State.UNKNOWN, sent_at=F("handed_over_at")):
        logger.warning("%d mails may have been sent: a worker ended while sending them", count)


def _claim(mail: Mail) -> bool:
    """Take it, unless somebody else was quicker. The attempt counts from here, however it ends."""
    still_due = Mail.objects.due().order_by().filter(pk=mail.pk)
    if not still_due.update(lease_ends_at=Now() + MAIL_LEASE, attempts=F("attempts") + 1):
        return False
    mail.refresh_from_db()
    return True


def _deliver(mail: Mail, connection: Any) -> int:
    """Send one mail, and note what became of it; returns 1 where the server took it.

    A sender that is refused is raised: that is about the site, or about the line.
    """
    letter = None
    try:
        letter = _write_or_take_out(mail)
        if letter is None:
            return 0
        _send(letter, mail, connection)
    except ClaimLost:
        _hang_up(connection, is_broken=True)
        return 0
    except Exception as problem:
        if isinstance(problem, SMTPSenderRefused) and problem.smtp_code != _TEXT_TOO_LONG:
            _give_back(mail, connection)
            raise
        if not isinstance(problem, OSError):
            logger.exception("Mail %d could not be written", mail.pk)
        _note_failure(mail, problem, connection, to=letter.to if letter else "")
        return 0
    _note(mail, state=Mail.State.SENT, sent_at=Now(), last_answer="")
    return 1


def _write_or_take_out(mail: Mail) -> Letter | None:
    """Return its letter; what is not true any more is taken out, with all that this changes."""
    with transaction.atomic():
        letter = _WRITE[mail.kind](mail)
        if letter is None and not _ours(mail).delete()[0]:
            raise ClaimLost
    return letter


def _send(letter: Letter, mail: Mail, connection: Any) -> None:
    mail.comments.set(letter.comments)
    message = EmailMessage(
        letter.subject,
        letter.body,
        to=[letter.to],
        headers={"Message-ID": mail.message_id},
        connection=connection,
    )
    if isinstance(connection, EmailBackend):
        connection.before_text = lambda: _note_handed_over(mail)
    else:
        _note_handed_over(mail)
    message.send()


def _note_handed_over(mail: Mail) -> None:
    if not _ours(mail).update(handed_over_at=Now()):
        raise ClaimLost


def _give_back(mail: Mail, connection: Any) -> None:
    """Let it be due as if it had not been tried: the server would not hear of any."""
    _hang_up(connection, is_broken=True)
    _note(mail, attempts=F("attempts") - 1)


def _note_failure(mail: Mail, problem: Exception, connection: Any, *, to: str) -> None:
    """Note what the server said, and when to try again, if ever."""
    code, words = _answer(problem)
    answer = _without_address(words, to)
    may_be_sent = isinstance(connection, EmailBackend) and connection.is_handed_over
    is_about_this_mail = isinstance(
        problem, SMTPRecipientsRefused | SMTPDataError | SMTPSenderRefused
    )
    _hang_up(connection, is_broken=True)
    if may_be_sent:
        state = Mail.State.UNKNOWN
    elif is_about_this_mail and code in _FINAL:
        state = Mail.State.REFUSED
    elif mail.attempts >= MOST_ATTEMPTS:
        state = Mail.State.GIVEN_UP
    else:
        wait = min(timedelta(minutes=2**mail.attempts), LONGEST_WAIT_OF_MAIL)
        _note(
            mail,
            # Others may have taken it for lost.
            state=Mail.State.DUE,
            sent_at=None,
            due_at=Now() + wait,
            handed_over_at=None,
            last_answer=answer,
        )
        return
    logger.warning("Mail %d: %s", mail.pk, state.label)
    _note(mail, state=state, sent_at=Now() if may_be_sent else None, last_answer=answer)


def _note(mail: Mail, **changes: Any) -> None:
    """Note it with the claim, which ends: whoever has lost it notes nothing."""
    _ours(mail).update(lease_ends_at=None, **changes)


def _ours(mail: Mail) -> QuerySet[Mail]:
    """Return the mail, as long as nobody else has claimed it."""
    return Mail.objects.filter(pk=mail.pk, lease_ends_at=mail.lease_ends_at)


def _answer(problem: Exception) -> tuple[int, str]:
    """Return the server's code (0 where it has not said one) and what it said."""
    code: int
    words: bytes | str
    if isinstance(problem, SMTPRecipientsRefused):
        code, words = next(iter(problem.recipients.values()))
    elif isinstance(problem, SMTPResponseException):
        code, words = problem.smtp_code, problem.smtp_error
    else:
        return 0, f"{type(problem).__name__}: {problem}"
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return code, f"{code} {said}"


def _without_address(words: str, to: str) -> str:
    """Servers repeat the address, or what is before or behind its @."""
    said = _UNPRINTABLE.sub("?", " ".join(words.splitlines()))
    if to:
        name, _at, host = to.rpartition("@")
        said = re.sub(re.escape(to), "@", said, flags=re.IGNORECASE)
        said = _ADDRESS.sub("[address]", said)
        for part in (*_with_whole_names(host), rf"(?<!\w){re.escape(name)}"):
            said = re.sub(rf"{part}(?!\w)", "[address]", said, flags=re.IGNORECASE)
    return _ADDRESS.sub("[address]", said)[:300]


def _with_whole_names(host: str) -> Iterator[str]:
    """Return patterns of the host's names, and of what ends in one."""
    yield rf"[^\s<>()=:;,]*{re.escape(host)}"
    with suppress(UnicodeError):
        yield rf"[^\s<>()=:;,]*{re.escape(punycode(host))}"


def _hang_up(connection: Any, *, is_broken: bool = False) -> None:
    """Say good-bye, but to a server of which nobody knows where it stands."""
    with suppress(OSError):
        if is_broken and isinstance(connection, EmailBackend):
            connection.drop()
        else:
            connection.close()
