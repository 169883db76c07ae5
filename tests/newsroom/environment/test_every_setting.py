"""For each setting values as operators write them: what is right, and what is told in a sentence.

The settings are read in this process, from their file and an invented environment.
"""

import importlib.util
import os
import re
from ipaddress import ip_network
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from newsroom.environment import WrongSetting
from tests.corpora import cases
from tests.processes import PROJECT

SETTINGS = PROJECT / "newsroom" / "settings.py"
NAMES = sorted(set(re.findall(r"env\.\w+\(\s*\"(\w+)\"", SETTINGS.read_text())))

# The setting, as it is written, the name in Django's settings, and its value there.
RIGHT = [
    ("DATA_DIR", "/srv/a b/#1 %2?", "DATA_DIR", Path("/srv/a b/#1 %2?")),
    ("HOST", "[::1]", "SITE_URL", "http://[::1]:8000"),
    ("HOST", "::1", "ALLOWED_HOSTS", ["[::1]", "localhost", "127.0.0.1"]),
    ("HOST", "0.0.0.0", "SITE_URL", "http://127.0.0.1:8000"),  # noqa: S104 - nothing listens
    ("HOST", "192.0.2.7", "SITE_URL", "http://192.0.2.7:8000"),
    ("PORT", " 8123 ", "SITE_URL", "http://127.0.0.1:8123"),
    ("PORT", "", "PORT", 8000),
    ("DEBUG", "Yes", "DEBUG", True),
    ("DEBUG", "0", "DEBUG", False),
    ("SITE_URL", "https://News.Example:443/", "SITE_URL", "https://news.example"),
    ("SITE_URL", "http://news.example:80", "SITE_URL", "http://news.example"),
    ("SITE_URL", "http://news.example:8080", "CSRF_TRUSTED_ORIGINS", ["http://news.example:8080"]),
    ("SITE_URL", "http://[2001:DB8::1]:8080", "SITE_URL", "http://[2001:db8::1]:8080"),
    ("SITE_URL", "http://[fe80::a]", "DEFAULT_FROM_EMAIL", "newsroom@localhost"),
    ("SITE_URL", "https://straßenblatt.example", "SITE_URL", "https://xn--straenblatt-y6a.example"),
    ("SITE_URL", "http://news:8000", "SITE_URL", "http://news:8000"),
    ("SITE_URL", "https://news.example.", "SITE_URL", "https://news.example"),
    ("FEED_ID_HOST", "Zeitung.Example", "FEED_ID_HOST", "zeitung.example"),
    ("SITE_NAME", "  L’Écho du Port  ", "SITE_NAME", "L’Écho du Port"),
    ("SITE_TAGLINE", "All #1 news, 100%", "SITE_TAGLINE", "All #1 news, 100%"),
    ("CONTACT_EMAIL", "desk@news.example", "CONTACT_EMAIL", "desk@news.example"),
    ("HOUSE_RULES_URL", "/articles/rules/", "HOUSE_RULES_URL", "/articles/rules/"),
    ("HOUSE_RULES_URL", "https://a.example/r?b#c", "HOUSE_RULES_URL", "https://a.example/r?b#c"),
    ("SECRET_KEY", " with spaces ", "SECRET_KEY", " with spaces "),
    ("ALLOWED_HOSTS", " a.example , B.example", "ALLOWED_HOSTS", ["a.example", "b.example"]),
    ("ALLOWED_HOSTS", "a.example b.example", "ALLOWED_HOSTS", ["a.example", "b.example"]),
    ("ALLOWED_HOSTS", "*,.a.example,::1", "ALLOWED_HOSTS", ["*", ".a.example", "[::1]"]),
    ("DATABASE_URL", "sqlite:////srv/a%23b.sqlite3", "DATABASES.NAME", "/srv/a#b.sqlite3"),
    ("DATABASE_URL", "sqlite:///own.sqlite3", "DATABASES.NAME", str(PROJECT / "own.sqlite3")),
    ("DATABASE_URL", "postgres://u:p%23%25@db/n", "DATABASES.PASSWORD", "p#%"),
    ("DATABASE_URL", "postgresql://u:p@[::1]:5433/n", "DATABASES.HOST", "::1"),
    ("DATABASE_URL", "pgsql://%2Frun%2FPg/n", "DATABASES.HOST", "/run/Pg"),
    ("DATABASE_URL", "postgresql:///n?service=s", "DATABASES.NAME", "n"),
    ("DEMO_PASSWORD", "a # b", "DEMO_PASSWORD", "a # b"),
    ("LANGUAGE_CODE", "en_GB", "LANGUAGE_CODE", "en-gb"),
    ("TIME_ZONE", "Asia/Tokyo", "TIME_ZONE", "Asia/Tokyo"),
    (
        "TRUSTED_PROXIES",
        "127.0.0.1, 10.1.2.3/8 ::1",
        "TRUSTED_PROXIES",
        [ip_network(network) for network in ("127.0.0.1", "10.0.0.0/8", "::1")],
    ),
    ("REQUEST_BODY_TIMEOUT", "5", "REQUEST_BODY_TIMEOUT", 5),
    ("REQUEST_BODY_MAX_MB", "50", "REQUEST_BODY_MAX_MB", 50),
    ("WEB_THREADS", "8", "WEB_THREADS", 8),
    ("STORED_PAGES_MB", "0", "STORED_PAGES_MB", 0),
    ("EMAIL_URL", "console:", "EMAIL_BACKEND", "newsroom.mail.ConsoleBackend"),
    ("EMAIL_URL", "file:///srv/a%20b", "EMAIL_FILE_PATH", "/srv/a b"),
    ("EMAIL_URL", "smtp://me@a.example:p%23@m.example", "EMAIL_HOST_USER", "me@a.example"),
    ("EMAIL_URL", "smtp://me:p%23%2Fw@m.example", "EMAIL_HOST_PASSWORD", "p#/w"),
    ("EMAIL_URL", "smtp://m.example", "EMAIL_PORT", 25),
    ("EMAIL_URL", "smtp://m.example?tls=true", "EMAIL_PORT", 587),
    ("EMAIL_URL", "smtps://m.example", "EMAIL_PORT", 465),
    ("EMAIL_URL", "smtps://m.example:587", "EMAIL_USE_TLS", True),
    ("EMAIL_URL", "submission://u:p@m.example", "EMAIL_USE_TLS", True),
    ("EMAIL_URL", "smtp://m.example:465/?ssl=on&timeout=3", "EMAIL_TIMEOUT", 3),
    ("DEFAULT_FROM_EMAIL", '"A, B" <a@b.example>', "DEFAULT_FROM_EMAIL", '"A, B" <a@b.example>'),
    ("COMMENT_MAX_LENGTH", "200", "COMMENT_MAX_LENGTH", 200),
    ("PUBLISH_WRITERS_WITH_APPROVED", "5", "PUBLISH_WRITERS_WITH_APPROVED", 5),
    ("KEEP_NETWORK_DATA_DAYS", "0", "KEEP_NETWORK_DATA_DAYS", 0),
    ("KEEP_SIGN_INS_DAYS", "30", "KEEP_SIGN_INS_DAYS", 30),
    ("UNDO_WINDOW", "0", "UNDO_WINDOW", 0),
    ("REJECTION_NEEDS_REASON", "on", "REJECTION_NEEDS_REASON", True),
    ("SHOW_EDITS_BY_NEWSROOM", "FALSE", "SHOW_EDITS_BY_NEWSROOM", False),
    ("NEWSROOM_SIGNATURE", "", "NEWSROOM_SIGNATURE", "The Harbour Courier"),
    ("REVIEW_PROMISE", "30", "REVIEW_PROMISE", 30),
    ("DIGEST_MIN_INTERVAL", "10", "DIGEST_MIN_INTERVAL", 10),
    ("DECISION_LINK_DAYS", "0", "DECISION_LINK_DAYS", 0),
    ("SCREENING_LEASE", "6", "SCREENING_HARD_LIMIT", 3),
    ("REQUEUE_GRACE", "3", "REQUEUE_GRACE", 3),
    ("AKISMET_API_KEY", "abc", "AKISMET_API_KEY", "abc"),
    ("REDIS_URL", "redis://:p%23%2F@r.example", "REDIS.password", "p#/"),
    ("REDIS_URL", "redis://u:p%23@[::1]/3", "CELERY_BROKER_URL", "redis://u:p%23@[::1]:6379/3"),
    ("REDIS_URL", "redis://r.example?db=2", "REDIS.database", 2),
    ("REDIS_URL", "unix:///run/%23.sock?db=1", "REDIS.socket", Path("/run/#.sock")),
    ("REDIS_URL", "redis+socket:///run/r.sock?virtual_host=4", "REDIS.database", 4),
    ("LOG_LEVEL", "warn", "LOGGING.level", "WARNING"),
    ("LOG_LEVEL", "10", "LOGGING.level", "DEBUG"),
]
# The setting, as it is written, and what the sentence has to say.
WRONG = [
    ("HOST", "127.0.0.1:8000", "without a port"),
    ("HOST", "http://127.0.0.1", "write one address of this machine"),
    ("HOST", "*", "0.0.0.0 for all"),
    ("PORT", "eighty", "a whole number from 1 to 65535, such as 8000"),
    ("PORT", "0", "from 1 to 65535"),
    ("PORT", "70000", "from 1 to 65535"),
    ("PORT", '"8000"', "such as 8000"),
    ("DEBUG", "maybe", "write true or false"),
    ("SITE_URL", "news.example", "such as https://news.example"),
    ("SITE_URL", "ftp://news.example", "such as https://news.example"),
    ("SITE_URL", "https://", "such as https://news.example"),
    ("SITE_URL", "https://news.example/blog", "without a path"),
    ("SITE_URL", "https://a@news.example", "such as https://news.example"),
    ("SITE_URL", "https://news example", "such as https://news.example"),
    ("SITE_URL", "https://news.example:x", "such as https://news.example"),
    ("SITE_URL", "https://news.example:70000", "such as https://news.example"),
    ("SITE_URL", "https://[::1", "such as https://news.example"),
    ("SITE_URL", "https://*.news.example", "such as https://news.example"),
    ("SITE_URL", "https://999.1.1.1", "such as https://news.example"),
    ("FEED_ID_HOST", "https://news.example", "such as news.example"),
    ("SITE_NAME", "The\nCourier", "in one line"),
    ("SITE_TAGLINE", "a\x07b", "without control characters"),
    ("CONTACT_EMAIL", "desk at news.example", "such as desk@news.example"),
    ("HOUSE_RULES_URL", "rules.html", "such as https://news.example/rules, or its path"),
    ("HOUSE_RULES_URL", "javascript:alert(1)", "such as https://news.example/rules"),
    ("ALLOWED_HOSTS", "https://news.example", "without https://"),
    ("ALLOWED_HOSTS", "news.example:8000", "without ports"),
    ("ALLOWED_HOSTS", "['news.example']", "between commas"),
    ("ALLOWED_HOSTS", "*.news.example", ".news.example means all below it"),
    ("DATABASE_URL", "mysql://u:hush@h/db", "for PostgreSQL"),
    ("DATABASE_URL", "u:hush@h/db", "for PostgreSQL"),
    ("DATABASE_URL", "postgres://u:hush/w@h/db", "/ as %2F"),
    ("DATABASE_URL", "postgres://u:hush?w@h/db", "? as %3F"),
    ("DATABASE_URL", "postgres://u:hush%w@h/db", "% as %25"),
    ("DATABASE_URL", "postgres://u:hush[w@h/db", "[ as %5B"),
    ("DATABASE_URL", "postgres://u:hush w@h/db", "a space as %20"),
    ("DATABASE_URL", "postgres://u:hush@h", "names no database"),
    ("DATABASE_URL", "postgres://u:hush@h:db/n", "its port is no number"),
    ("DATABASE_URL", "postgres://u:hush@h/n?sslmod=require", "write sslmode="),
    ("DATABASE_URL", "postgres://u:hush@h/n?sslmode=required", "sslmode is one of"),
    ("DATABASE_URL", "sqlite://:memory:", "the path of a file"),
    ("DATABASE_URL", "sqlite://own.sqlite3", "the path of a file"),
    ("LANGUAGE_CODE", "tlh", "write one of af, ar,"),
    ("TIME_ZONE", "london", "such as Europe/London"),
    ("TIME_ZONE", "../etc/passwd", "such as Europe/London"),
    ("TRUSTED_PROXIES", "localhost", "such as 127.0.0.1,10.0.0.0/8"),
    ("TRUSTED_PROXIES", "10.0.0.0/33", "such as 127.0.0.1,10.0.0.0/8"),
    ("REQUEST_BODY_TIMEOUT", "0", "from 1 to"),
    ("REQUEST_BODY_MAX_MB", "20m", "such as 20"),
    ("WEB_THREADS", "-1", "from 1 to"),
    ("STORED_PAGES_MB", "32 MB", "from 0 to"),
    ("EMAIL_URL", "mail.example", "write smtp://user:password@mail.example:587/?tls=true"),
    ("EMAIL_URL", "smtp+tls://u:hush@m.example", "write smtp://user:password@"),
    ("EMAIL_URL", "smtp://u:hush#w@m.example", "# as %23"),
    ("EMAIL_URL", "smtp://u:hush@m.example?starttls=1", "'starttls', which means nothing"),
    ("EMAIL_URL", "smtp://u:hush@m.example?tls=perhaps", "write ?tls=true"),
    ("EMAIL_URL", "smtp://u:hush@m.example?tls=1&ssl=1", "?ssl=true (465)"),
    ("EMAIL_URL", "smtp://u:hush@m.example:465", "…:465/?ssl=true"),
    ("EMAIL_URL", "smtp://hush@m.example", "a user or a password alone"),
    ("EMAIL_URL", "smtp://m.example?timeout=soon", "a number of seconds"),
    ("DEFAULT_FROM_EMAIL", "The Newsroom", "such as newsroom@news.example"),
    ("COMMENT_MAX_LENGTH", "5,000", "such as 5000"),
    ("COMMENT_MAX_LENGTH", "1000000", "from 1 to 20000"),
    ("PUBLISH_WRITERS_WITH_APPROVED", "-5", "from 0 to"),
    ("KEEP_NETWORK_DATA_DAYS", "forever", "such as 30"),
    ("KEEP_SIGN_INS_DAYS", "0", "from 1 to 36500"),
    ("KEEP_NETWORK_DATA_DAYS", "99999999", "from 0 to 36500"),
    ("UNDO_WINDOW", "60s", "such as 60"),
    ("UNDO_WINDOW", "1.5", "a whole number"),
    ("REJECTION_NEEDS_REASON", "2", "write true or false"),
    ("SHOW_EDITS_BY_NEWSROOM", "never", "write true or false"),
    ("NEWSROOM_SIGNATURE", "a\r\nBcc: b", "in one line"),
    ("REVIEW_PROMISE", "0", "from 1 to"),
    ("DIGEST_MIN_INTERVAL", "1h", "such as 60"),
    ("DECISION_LINK_DAYS", "-1", "from 0 to"),
    ("SCREENING_LEASE", "5", "from 6 to"),
    ("REQUEUE_GRACE", "0", "from 1 to"),
    ("AKISMET_API_KEY", "a\nb", "in one line"),
    ("REDIS_URL", "r.example:6379", "write redis://:password@redis.example:6379/0"),
    ("REDIS_URL", "amqp://guest@r.example", "write redis://"),
    ("REDIS_URL", "redis://:hush/w@r.example", "/ as %2F"),
    ("REDIS_URL", "redis://hush@r.example", "a user and no password"),
    ("REDIS_URL", "redis://r.example/first", "a database's number"),
    ("REDIS_URL", "redis://r.example:0", "its port is no number"),
    ("REDIS_URL", "redis://r.example?ssl_cert_reqs=required", "write rediss://"),
    ("REDIS_URL", "rediss://r.example?ssl_cert_reqs=maybe", "ssl_cert_reqs is required"),
    ("REDIS_URL", "rediss://r.example?ssl_ca_certs=/none.pem", "where no file is"),
    ("REDIS_URL", "rediss://r.example?ssl_ca_cert=/none.pem", "write ssl_ca_certs="),
    ("REDIS_URL", "redis://a.example,redis://b.example", "write one server"),
    ("REDIS_URL", "sentinel://a.example", "set REDIS_SENTINEL_MASTER, too"),
    ("REDIS_URL", "unix://run/redis.sock", "write the socket's path"),
    ("REDIS_SENTINEL_MASTER", "a\tb", "in one line"),
    ("LOG_LEVEL", "CHATTY", "write one of DEBUG, INFO, WARNING"),
]
# Whatever these hold is right.
ANYTHING_GOES = {"DATA_DIR", "SECRET_KEY", "DEMO_PASSWORD", "REDIS_SENTINEL_PASSWORD"}


def load(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> ModuleType:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    spec = importlib.util.spec_from_file_location("settings_of_a_test", SETTINGS)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def value_of(module: ModuleType, name: str) -> Any:
    if name.startswith("DATABASES."):
        return module.DATABASES["default"][name.partition(".")[2]]
    if name == "LOGGING.level":
        return module.LOGGING["root"]["level"]
    value: Any = module
    for part in name.split("."):
        value = getattr(value, part)
    return value


def refusal(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> str:
    with pytest.raises(WrongSetting) as refused:
        load(monkeypatch, variables)
    return str(refused.value)


@pytest.mark.parametrize(("name", "written", "setting", "value"), RIGHT)
def test_what_is_right_is_read_as_it_was_meant(
    monkeypatch: pytest.MonkeyPatch, name: str, written: str, setting: str, value: object
) -> None:
    assert value_of(load(monkeypatch, {name: written}), setting) == value


@pytest.mark.parametrize(("name", "written", "words"), WRONG)
def test_what_is_wrong_is_told_in_one_sentence_with_the_way_to_write_it(
    monkeypatch: pytest.MonkeyPatch, name: str, written: str, words: str
) -> None:
    sentence = refusal(monkeypatch, {name: written})

    assert sentence.startswith(name)
    assert words in sentence
    assert "\n" not in sentence
    assert "hush" not in sentence, "no sentence shows a password"


def test_every_setting_is_in_these_tables() -> None:
    right = {name for name, *_ in RIGHT} | {"REDIS_SENTINEL_MASTER", "REDIS_SENTINEL_PASSWORD"}
    wrong = {name for name, *_ in WRONG}

    assert sorted(right) == NAMES
    assert sorted(wrong | ANYTHING_GOES) == NAMES


def test_sentinels_are_asked_for_the_master_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(
        monkeypatch,
        {
            "REDIS_URL": "sentinel://:p%23w@a.example;sentinel://b.example:26380/1",
            "REDIS_SENTINEL_MASTER": "mymaster",
            "REDIS_SENTINEL_PASSWORD": "another",
        },
    )

    assert settings.REDIS.machines == (("a.example", 26379), ("b.example", 26380))
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["master_name"] == "mymaster"
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["sentinel_kwargs"]["password"] == "another"
    assert "p#w" not in repr(settings.REDIS) + str(settings.REDIS)


@pytest.mark.parametrize("case", cases("settings"), ids=lambda case: str(case["env"]))
def test_cases_that_operators_have_met(
    monkeypatch: pytest.MonkeyPatch, case: dict[str, Any]
) -> None:
    variables: dict[str, str] = case["env"]
    may_be_refused = "one sentence" in case["right"] or "refused with" in case["right"]
    try:
        load(monkeypatch, variables)
    except WrongSetting as sentence:
        assert may_be_refused
        assert str(sentence).startswith(tuple(variables))  # noqa: PT017 - else it is read, as well
    else:
        assert not case["right"].startswith(("one sentence", "refused"))


def test_a_relative_folder_begins_where_the_program_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    for written, folder in (
        ("", PROJECT / "var"),
        ("other", tmp_path / "other"),
        ("~/other", Path("~/other").expanduser()),
    ):
        assert folder == load(monkeypatch, {"DATA_DIR": written}).DATA_DIR


def test_a_key_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret_key").write_bytes(b"\xff\xfe")

    assert "set SECRET_KEY" in refusal(monkeypatch, {"DATA_DIR": os.fspath(tmp_path)})
