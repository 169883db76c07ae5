"""Django's SMTP, which tells when the server has the text, and then waits as long as it may.

Until the text is handed over, trying again does no harm. From then on only the server knows whether
it has the mail, and RFC 5321 (4.5.3.2.6) gives it ten minutes to say so: who hangs up earlier and
tries again sends the mail twice.
"""

import re
import smtplib
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.core.mail.backends import smtp

SECONDS_FOR_THE_TEXT: Final = 180
SECONDS_UNTIL_ACCEPTED: Final = 600
_GO_ON: Final = 354
# The only yes that smtplib knows, though others of its hundred mean the same.
_TAKEN: Final = 250
_YES: Final = range(200, 300)
_NO: Final = range(400, 600)
_DOT_AT_THE_BEGINNING: Final = re.compile(rb"^\.", re.MULTILINE)


class EmailBackend(smtp.EmailBackend):
    """Without `before_text`, which is called before a text leaves, it is Django's own."""

    before_text: Callable[[], None] | None = None
    # Whether the server has the text of a mail, and has not said what it makes of it.
    is_handed_over = False

    @property
    def connection_class(self) -> Callable[..., smtplib.SMTP]:  # type: ignore[override] # is called
        return partial(_SmtpOverTls if self.use_ssl else _Smtp, self)

    def open(self) -> bool | None:
        if self.connection is None:
            self.is_handed_over = False
        return super().open()

    def drop(self) -> None:
        """Close the line without a word, and without waiting for one."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class _TellsWhenHandedOver(smtplib.SMTP):
    def __init__(self, backend: EmailBackend, *arguments: Any, **options: Any) -> None:
        self.backend = backend
        super().__init__(*arguments, **options)

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Do as smtplib does for a text in bytes whose lines end with CRLF."""
        if self.backend.before_text is None or self.sock is None:
            return super().data(msg)
        code, reply = self.docmd("DATA")
        if code != _GO_ON:
            raise smtplib.SMTPDataError(code, reply)
        self.backend.before_text()
        usual = self.sock.gettimeout()
        self.sock.settimeout(SECONDS_FOR_THE_TEXT)
        text = _DOT_AT_THE_BEGINNING.sub(b"..", msg)
        self.send(text + (b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"))
        self.backend.is_handed_over = True
        self.sock.settimeout(SECONDS_UNTIL_ACCEPTED)
        code, reply = self.getreply()
        # Anything else says neither yes nor no.
        self.backend.is_handed_over = code not in _YES and code not in _NO
        self.sock.settimeout(usual)
        return (_TAKEN if code in _YES else code), reply


class _Smtp(_TellsWhenHandedOver):
    pass


class _SmtpOverTls(_TellsWhenHandedOver, smtplib.SMTP_SSL):
    pass
