"""What an operator has to know before the site starts; `manage.py check --deploy` tells it all.

Whether mail and proxies are set up only the operator knows: `.env.example` explains them.
"""

import os
import sys
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http.request import split_domain_port, validate_host

from newsroom.storage import JoinedStaticFilesStorage, is_collected

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


def refuse_without_static_files() -> None:
    """End a web server at its start: every page would be an error."""
    if isinstance(staticfiles_storage, JoinedStaticFilesStorage) and not (
        settings.DEBUG or staticfiles_storage.manifest_storage.exists("staticfiles.json")
    ):
        raise SystemExit(
            f"There are no static files in {settings.STATIC_ROOT}. Run manage.py collectstatic"
            " --no-input, and look whether it and the web server have the same DATA_DIR."
        )


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


def check_site_name(**_kwargs: Any) -> list[checks.CheckMessage]:
    if settings.SITE_NAME != settings.DEMO_SITE_NAME:
        return []
    return [
        checks.Error(
            f"SITE_NAME is {settings.SITE_NAME}, the demo's name.",
            hint="Set it to the name of your newsroom, such as SITE_NAME=Echo of the Port.",
            id="newsroom.E003",
        )
    ]


def check_static_files(**_kwargs: Any) -> list[checks.CheckMessage]:
    if is_collected():
        return []
    return [
        checks.Error(
            f"The static files in {settings.STATIC_ROOT} are missing, or older than the code.",
            hint="Run manage.py collectstatic --no-input, with the DATA_DIR of the web server.",
            id="newsroom.E004",
        )
    ]


def check_database(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Whether the database is there, up to date, and has what an article needs."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            problem = "The database is not up to date.", "Run manage.py migrate.", "newsroom.E006"
        elif not apps.get_model("articles", "Section").objects.exists():
            problem = (
                "There are no sections, and each article stands in one.",
                f"Add one at {settings.SITE_URL}/admin/articles/section/add/.",
                "newsroom.E007",
            )
        else:
            return []
    except DatabaseError as error:
        first_line = next(iter(str(error).splitlines()), type(error).__name__)
        problem = (
            f"The database does not answer: {first_line}",
            "Start it, and look whether DATABASE_URL has its name, user and password.",
            "newsroom.E005",
        )
    message, hint, name = problem
    return [checks.Error(message, hint=hint, id=name)]


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
