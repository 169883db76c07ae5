"""The settings as a process of its own reads them from its environment."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.processes import PROJECT, environment

PRINT = """
import json, sys
from newsroom import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def read(data_dir: Path, variables: dict[str, str], *names: str) -> dict[str, Any]:
    process = subprocess.run(
        [sys.executable, "-c", PRINT, *names],
        cwd=PROJECT,
        env=environment(data_dir, **variables),
        capture_output=True,
        text=True,
        check=True,
    )
    values: dict[str, Any] = json.loads(process.stdout)
    return values


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        pytest.param(
            {},
            {
                "SITE_URL": "http://127.0.0.1:8000",
                "DEBUG": False,
                "SESSION_COOKIE_SECURE": False,
                "SECURE_HSTS_SECONDS": 0,
                "SECURE_SSL_REDIRECT": False,
                "USES_EMBEDDED_DATABASE": True,
                "USES_EMBEDDED_REDIS": True,
                "TRUSTED_PROXIES": [],
                "SECURE_PROXY_SSL_HEADER": None,
                "EMAIL_BACKEND": "newsroom.mail.ConsoleBackend",
            },
            id="nothing set",
        ),
        pytest.param(
            {"PORT": "8123"},
            {"SITE_URL": "http://127.0.0.1:8123", "PORT": 8123},
            id="the port is in the site's address",
        ),
        pytest.param(
            {"SITE_URL": "https://news.example/"},
            {
                "SITE_URL": "https://news.example",
                "ALLOWED_HOSTS": ["news.example", "localhost", "127.0.0.1", "[::1]"],
                "CSRF_TRUSTED_ORIGINS": ["https://news.example"],
                "SESSION_COOKIE_SECURE": True,
                "CSRF_COOKIE_SECURE": True,
                "SECURE_HSTS_SECONDS": 31_536_000,
                "SECURE_SSL_REDIRECT": True,
                "DEFAULT_FROM_EMAIL": "newsroom@news.example",
            },
            id="an https address makes the site secure",
        ),
        pytest.param(
            {"ALLOWED_HOSTS": "news.example,www.news.example"},
            {"ALLOWED_HOSTS": ["news.example", "www.news.example"]},
            id="hosts",
        ),
        pytest.param(
            {"TRUSTED_PROXIES": "10.0.0.0/8,2001:db8::/32"},
            {
                "TRUSTED_PROXIES": ["10.0.0.0/8", "2001:db8::/32"],
                "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
            },
            id="proxies",
        ),
        pytest.param(
            {"REDIS_URL": "redis://queue.example:6379/3"},
            {"USES_EMBEDDED_REDIS": False, "CELERY_BROKER_URL": "redis://queue.example:6379/3"},
            id="a Redis of one's own",
        ),
        pytest.param(
            {"EMAIL_URL": "smtp://user:secret@mail.example:587/?tls=true"},
            {
                "EMAIL_BACKEND": "comments.mails.smtp.EmailBackend",
                "EMAIL_HOST": "mail.example",
                "EMAIL_PORT": 587,
                "EMAIL_HOST_USER": "user",
                "EMAIL_HOST_PASSWORD": "secret",
                "EMAIL_USE_TLS": True,
            },
            id="mail",
        ),
        pytest.param({"DEBUG": "true"}, {"DEBUG": True}, id="debugging"),
        pytest.param({"SECRET_KEY": "given"}, {"SECRET_KEY": "given"}, id="a key"),
    ],
)
def test_settings_come_from_the_environment(
    tmp_path: Path, variables: dict[str, str], expected: dict[str, Any]
) -> None:
    assert read(tmp_path, variables, *expected) == expected


def test_everything_embedded_is_kept_in_one_folder(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("kept\n")

    values = read(tmp_path, {}, "SECRET_KEY", "DATABASES", "MEDIA_ROOT", "CELERY_BROKER_URL")

    assert values["SECRET_KEY"] == "kept"
    assert values["DATABASES"]["default"]["NAME"] == str(tmp_path / "newsroom.sqlite3")
    assert values["MEDIA_ROOT"] == str(tmp_path / "media")
    assert values["CELERY_BROKER_URL"] == f"redis+socket://{tmp_path}/redis.sock?virtual_host=0"


def test_a_postgresql_database_is_named_by_its_address(tmp_path: Path) -> None:
    address = "postgresql://news:secret@db.example:5433/newsroom"

    values = read(tmp_path, {"DATABASE_URL": address}, "DATABASES", "USES_EMBEDDED_DATABASE")

    database = values["DATABASES"]["default"]
    assert values["USES_EMBEDDED_DATABASE"] is False
    assert database["ENGINE"] == "newsroom.database.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == (
        "db.example",
        5433,
        "newsroom",
    )
    assert database["OPTIONS"]["connect_timeout"] == 3
    assert database["OPTIONS"]["tcp_user_timeout"] == 30_000


def test_what_an_address_says_of_its_database_comes_first(tmp_path: Path) -> None:
    address = "postgresql://db.example/newsroom?connect_timeout=9&sslmode=require"

    values = read(tmp_path, {"DATABASE_URL": address}, "DATABASES")

    options = values["DATABASES"]["default"]["OPTIONS"]
    assert (options["connect_timeout"], options["sslmode"]) == (9, "require")


@pytest.mark.parametrize("address", ["news.example", "ftp://news.example", "https://"])
def test_an_address_that_is_none_is_refused_with_an_example(tmp_path: Path, address: str) -> None:
    with pytest.raises(subprocess.CalledProcessError) as failure:
        read(tmp_path, {"SITE_URL": address}, "SITE_URL")

    assert "such as https://news.example" in failure.value.stderr


def test_a_mail_server_that_is_not_understood_is_refused_without_its_password(
    tmp_path: Path,
) -> None:
    with pytest.raises(subprocess.CalledProcessError) as failure:
        read(tmp_path, {"EMAIL_URL": "smtp+tls://user:secret@mail.example"}, "EMAIL_HOST")

    assert "write smtp://user:password@mail.example:587/?tls=true" in failure.value.stderr
    assert "secret" not in failure.value.stderr


def test_every_variable_is_explained_to_the_operator() -> None:
    read_by_settings = set(
        re.findall(r"env\.\w+\(\s*\"(\w+)\"", (PROJECT / "newsroom/settings.py").read_text())
    )
    explained = (PROJECT / ".env.example").read_text()

    assert [name for name in sorted(read_by_settings) if f"{name}=" not in explained] == []
