"""The mail server, for Django's settings."""

from typing import Any, Final

from newsroom.environment.addresses import Address, address, refuse_unknown
from newsroom.environment.problems import NotUnderstood

_EXAMPLE: Final = "smtp://user:password@mail.example:587/?tls=true"
_BACKENDS: Final = "django.core.mail.backends"
_YES: Final = {"true", "t", "yes", "y", "on", "1"}
_NO: Final = {"false", "f", "no", "n", "off", "0", ""}
_LONGEST_TIMEOUT: Final = 600
_TLS_FROM_THE_START: Final = 465
_STARTTLS: Final = 587


def mail_server(text: str) -> dict[str, Any]:
    """Return Django's EMAIL_… settings for `smtp://…`, `console:`, `file:///folder` or `dummy:`."""
    scheme, _colon, rest = text.partition(":")
    others = {
        "console": "newsroom.mail.ConsoleBackend",
        "memory": f"{_BACKENDS}.locmem.EmailBackend",
        "dummy": f"{_BACKENDS}.dummy.EmailBackend",
    }
    if scheme in others and not rest.strip("/"):
        return {"EMAIL_BACKEND": others[scheme]}
    if scheme not in {"smtp", "smtps", "submission", "submit", "file"} or not rest.startswith("//"):
        raise NotUnderstood(f"write {_EXAMPLE}, or console: to print mails")
    server = address(text, example=_EXAMPLE)
    if scheme == "file":
        return {
            "EMAIL_BACKEND": f"{_BACKENDS}.filebased.EmailBackend",
            "EMAIL_FILE_PATH": f"/{server.path}",
        }
    return _smtp(server)


def _smtp(server: Address) -> dict[str, Any]:
    refuse_unknown(server.options, {"ssl", "tls", "timeout"})
    if server.path:
        raise NotUnderstood(f"there is more after the machine's name; write it as in {_EXAMPLE}")
    if bool(server.user) != bool(server.password):
        raise NotUnderstood(f"it has a user or a password alone; write both, as in {_EXAMPLE}")
    ssl, tls = _encryption(server)
    default_port = _TLS_FROM_THE_START if ssl else _STARTTLS if tls else 25
    if server.port == _TLS_FROM_THE_START and not ssl:
        raise NotUnderstood(
            "port 465 is encrypted from the start: write …:465/?ssl=true, or …:587/?tls=true"
        )
    return {
        "EMAIL_BACKEND": "comments.mails.smtp.EmailBackend",
        "EMAIL_HOST": server.host.strip("[]") or "localhost",
        "EMAIL_PORT": server.port or default_port,
        "EMAIL_HOST_USER": server.user,
        "EMAIL_HOST_PASSWORD": server.password,
        "EMAIL_USE_SSL": ssl,
        "EMAIL_USE_TLS": tls,
    } | _timeout(server.options)


def _encryption(server: Address) -> tuple[bool, bool]:
    """Return whether the line is encrypted from the start, and whether by STARTTLS."""
    ssl, tls = (_asked(server.options, name) for name in ("ssl", "tls"))
    if ssl and tls:
        raise NotUnderstood(
            "it asks for ssl and tls; write ?tls=true (port 587) or ?ssl=true (465)"
        )
    if ssl is None and tls is None:
        by_scheme = {"smtps": server.port != _STARTTLS, "submission": False, "submit": False}
        if server.scheme in by_scheme:
            return by_scheme[server.scheme], not by_scheme[server.scheme]
    return bool(ssl), bool(tls)


def _asked(options: dict[str, str], name: str) -> bool | None:
    if name not in options:
        return None
    value = options[name].lower()
    if value not in _YES | _NO:
        raise NotUnderstood(f"{name}={value} is neither true nor false; write ?{name}=true")
    return value in _YES


def _timeout(options: dict[str, str]) -> dict[str, Any]:
    text = options.get("timeout", "")
    if not text:
        return {}
    if not text.isdecimal() or not 0 < int(text) <= _LONGEST_TIMEOUT:
        raise NotUnderstood(f"timeout is a number of seconds from 1 to {_LONGEST_TIMEOUT}")
    return {"EMAIL_TIMEOUT": int(text)}
