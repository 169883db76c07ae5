"""Who comes to a booted machine from outside, by the site's public name and over TLS."""

import http.client
import socket
import ssl
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html

from tests.drills.booted import Booted
from tests.integration.visits import Moderator, Readers
from tests.processes import PATIENCE


@dataclass(frozen=True)
class Door:
    """Where the site is met: no name is looked up, and its certificate is the one to trust."""

    machine: Booted
    name: str
    certificate: Path

    def knock(self, port: int) -> socket.socket:
        with self.machine.network():
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)

    def connect(self, *_: Any, **__: Any) -> http.client.HTTPConnection:
        return _Secure(self)


class _Secure(http.client.HTTPSConnection):
    def __init__(self, door: Door) -> None:
        self._door = door
        self._trusted = ssl.create_default_context(cafile=str(door.certificate))
        super().__init__(door.name, timeout=PATIENCE, context=self._trusted)

    def connect(self) -> None:
        plain = self._door.knock(443)
        self.sock = self._trusted.wrap_socket(plain, server_hostname=self._door.name)


class _Plain(http.client.HTTPConnection):
    def __init__(self, door: Door) -> None:
        self._door = door
        super().__init__(door.name, timeout=PATIENCE)

    def connect(self) -> None:
        self.sock = self._door.knock(80)


class _Way(urllib.request.HTTPSHandler):
    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._door.connect, request)


class Public(Readers):
    """Readers, whose requests come by nginx."""

    def __init__(self, door: Door) -> None:
        super().__init__(443)
        self._door = door

    def connect(self) -> http.client.HTTPConnection:
        return self._door.connect()

    def find_site(self) -> bool:
        """Whether it is up: a service starts, and nginx opens a port, after systemctl has ended."""
        return self.get("/healthz").status == 200


class Unencrypted(Readers):
    """Readers who type the name without https."""

    def __init__(self, door: Door) -> None:
        super().__init__(80)
        self._door = door

    def connect(self) -> http.client.HTTPConnection:
        return _Plain(self._door)


class Colleague(Moderator):
    """Somebody in the admin, who fills in its forms as they are."""

    def __init__(self, door: Door) -> None:
        super().__init__(443, _Way(door))
        self._name = door.name

    @property
    def address(self) -> str:
        return f"https://{self._name}"

    def fill_in(self, path: str, button: str = "_save", **fields: str) -> str:
        """Change these fields of the page's form, press the button, return what is shown then.

        What is chosen from a list is named as it reads there.
        """
        page = lxml.html.fromstring(self.get(path))
        [form] = [form for form in page.forms if form.xpath(f".//*[@name='{button}']")]
        for name, typed in fields.items():
            _fill(form.inputs[name], typed)
        filled: dict[str, list[str]] = {button: ["1"]}
        for name, value in form.form_values():
            filled.setdefault(name, []).append(value)
        del filled["csrfmiddlewaretoken"]
        shown = self.post(path, **filled)
        errors = lxml.html.fromstring(shown).find_class("errorlist")
        assert not errors, [error.text_content() for error in errors]
        return shown


def _fill(field: Any, typed: str) -> None:
    if field.tag != "select":
        field.value = typed
        return
    [option] = [option for option in field.iter("option") if option.text_content() == typed]
    option.set("selected", "selected")
