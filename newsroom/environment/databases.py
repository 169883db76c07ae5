"""The database, for Django's settings."""

from pathlib import Path
from typing import Any, Final

import dj_database_url

from newsroom.environment.addresses import address, refuse_unknown
from newsroom.environment.problems import NotUnderstood

_EXAMPLE: Final = "postgresql://user:password@127.0.0.1:5432/newsroom"
_FILE_EXAMPLE: Final = "sqlite:////srv/newsroom/var/newsroom.sqlite3"
_SSL_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
# What PostgreSQL's library takes, to version 18, but for what the address itself says; then what
# Django and dj-database-url take.
_OPTIONS: Final = frozenset(
    """
    service passfile channel_binding connect_timeout host hostaddr port client_encoding options
    application_name fallback_application_name keepalives keepalives_idle keepalives_interval
    keepalives_count tcp_user_timeout sslmode sslnegotiation sslcompression sslcert sslkey
    sslcertmode sslpassword sslrootcert sslcrl sslcrldir sslsni requirepeer require_auth
    min_protocol_version max_protocol_version ssl_min_protocol_version ssl_max_protocol_version
    gssencmode krbsrvname gsslib gssdelegation target_session_attrs load_balance_hosts
    scram_client_key scram_server_key oauth_issuer oauth_client_id oauth_client_secret oauth_scope
    sslkeylogfile
    assume_role server_side_binding currentSchema
    """.split()  # noqa: SIM905 - a list would be fifty lines
)


def database(text: str, *, folder: Path) -> dict[str, Any]:
    """Return Django's settings of it; a relative path to an SQLite file begins at the folder."""
    scheme = text.partition(":")[0]
    if scheme == "sqlite":
        return _file(text, folder)
    if scheme not in {"postgres", "postgresql", "pgsql"} or "://" not in text:
        raise NotUnderstood(
            f"write {_EXAMPLE} for PostgreSQL or {_FILE_EXAMPLE} for SQLite; there are no others"
        )
    server = address(text, example=_EXAMPLE)
    if not server.path and "service" not in server.options:
        raise NotUnderstood(f"it names no database; write it as in {_EXAMPLE}")
    refuse_unknown(server.options, _OPTIONS)
    if server.options.get("sslmode", "prefer") not in _SSL_MODES:
        raise NotUnderstood(f"sslmode is one of {', '.join(_SSL_MODES)}")
    if not server.options.get("connect_timeout", "3").isdecimal():
        raise NotUnderstood("connect_timeout is a number of seconds, such as 3")
    parsed = dict(dj_database_url.parse(text, conn_max_age=60, conn_health_checks=True))
    engine = "newsroom.database.postgresql"
    return parsed | {"ENGINE": engine, "HOST": server.host.strip("[]")}


def _file(text: str, folder: Path) -> dict[str, Any]:
    server = None if text == "sqlite://:memory:" else address(text, example=_FILE_EXAMPLE)
    # In memory each process would have a database of its own.
    if server is None or server.host or server.path in {"", ":memory:"} or server.options:
        raise NotUnderstood(f"write the path of a file after sqlite:///, such as {_FILE_EXAMPLE}")
    return {
        "ENGINE": "newsroom.database.sqlite3",
        "NAME": str(folder / server.path),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
