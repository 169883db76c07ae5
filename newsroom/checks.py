"""What an operator has to know before the site starts; `manage.py check --deploy` tells it all.

Whether mail and proxies are set up only the operator knows: `.env.example` explains them.
"""

import os
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

_KEY_IS_MISSING = "SECRET_KEY is not set."
_KEY_HINT = (
    "Set it to a long random text that stays the same, such as the output of:"
    " python3 -c 'import secrets; print(secrets.token_urlsafe(50))'."
    " `make run` keeps a key of its own in DATA_DIR."
)


def secret_key_is_set() -> bool:
    """Django refuses an empty key only when somebody reads it."""
    try:
        return bool(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return False


def refuse_without_secret_key() -> None:
    """End a web server or a worker at its start: it would fail at its first signature."""
    if not secret_key_is_set():
        raise SystemExit(f"{_KEY_IS_MISSING} {_KEY_HINT}")


def check_secret_key(**_kwargs: Any) -> list[checks.CheckMessage]:
    if secret_key_is_set():
        return []
    return [checks.Error(_KEY_IS_MISSING, hint=_KEY_HINT, id="newsroom.E001")]


def check_data_dir(**_kwargs: Any) -> list[checks.CheckMessage]:
    path = settings.DATA_DIR
    nearest = next(folder for folder in (path, *path.parents) if folder.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return []
    return [
        checks.Error(
            f"DATA_DIR is {path}, where nothing can be written.",
            hint="Pictures are kept there: set DATA_DIR to a folder that this user may write to.",
            id="newsroom.E002",
        )
    ]


def check_public_site(**_kwargs: Any) -> list[checks.CheckMessage]:
    """What serves one laptop well and a public site badly."""
    rules = [
        (
            settings.SITE_IS_SECURE,
            f"SITE_URL is {settings.SITE_URL}: log-ins and comments travel unencrypted.",
            "Set SITE_URL to the site's public https address: cookies, redirects and HSTS follow.",
            "newsroom.W001",
        ),
        (
            not settings.USES_EMBEDDED_DATABASE,
            "The database is the embedded SQLite, which serves one machine.",
            "Set DATABASE_URL to a PostgreSQL database.",
            "newsroom.W002",
        ),
        (
            not settings.USES_EMBEDDED_REDIS,
            "The message broker is the embedded Redis, which is there only under `make run`.",
            "Set REDIS_URL to a Redis server.",
            "newsroom.W003",
        ),
    ]
    return [
        checks.Warning(message, hint=hint, id=name)
        for holds, message, hint, name in rules
        if not holds
    ]
