"""Mail on a terminal, for development: a terminal is a log, so addresses are left out."""

from django.core.mail.backends import console
from django.core.mail.message import EmailMessage

from newsroom.logs import redact


class ConsoleBackend(console.EmailBackend):
    def write_message(self, message: EmailMessage) -> None:
        self.stream.write(f"{redact(message.message().as_string())}\n{'-' * 79}\n")
