"""What an operator has to know before the site starts; `manage.py check --deploy` tells it all.

Whether mail and proxies are set up only the operator knows: `.env.example` explains them.
"""

import os
import sys
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.http.request import split_domain_port, validate_host

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


def slips_in_environment_file() -> list[str]:
    """Return a sentence on each name in `.env` that was surely meant to be another."""
    sentences: list[str] = settings.ENVIRONMENT.slips()
    return sentences


def tell_slips() -> None:
    """Say at the start of a web server or a worker what `manage.py check` says."""
    for sentence in slips_in_environment_file():
        sys.stderr.write(f"{sentence}\n")


def check_environment_file(**_kwargs: Any) -> list[checks.CheckMessage]:
    return [checks.Warning(slip, id="newsroom.W004") for slip in slips_in_environment_file()]


def check_strangers_in_environment_file(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Only where somebody asks for it: another program may share the file."""
    return [
        checks.Warning(
            f".env sets {name}, which is no setting of the newsroom.",
            hint="Take it out, unless another program reads this file. .env.example has them all.",
            id="newsroom.W005",
        )
        for name in settings.ENVIRONMENT.strangers()
    ]


def host_of_site() -> str:
    return split_domain_port(settings.SITE_URL.partition("://")[2])[0]


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
        (
            settings.LANGUAGE_CODE.startswith("en"),
            f"LANGUAGE_CODE is {settings.LANGUAGE_CODE}: only Django's texts and dates are in it.",
            "The newsroom's own texts are in English.",
            "newsroom.W006",
        ),
        (
            not settings.REDIS.is_unverified,
            "REDIS_URL asks for TLS, and not for the server's certificate to be verified.",
            "Take the ssl_… out; name an authority of yours: ?ssl_ca_certs=/path/of/ca.pem.",
            "newsroom.W007",
        ),
        (
            validate_host(host_of_site(), settings.ALLOWED_HOSTS),
            f"ALLOWED_HOSTS lacks {host_of_site()}, the host of SITE_URL: readers are refused.",
            "Add it, or leave ALLOWED_HOSTS out.",
            "newsroom.W008",
        ),
    ]
    return [
        checks.Warning(message, hint=hint, id=name)
        for holds, message, hint, name in rules
        if not holds
    ]
