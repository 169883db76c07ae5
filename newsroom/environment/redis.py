"""Where Redis is: read once, and told alike to Celery and to redis-py, which spell it their way."""

import contextlib
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

from newsroom.environment.addresses import Address, address, refuse_unknown
from newsroom.environment.problems import NotUnderstood

_EXAMPLE: Final = "redis://:password@redis.example:6379/0"
_SENTINELS: Final = "sentinel://s1.example:26379;sentinel://s2.example:26379"
_VERIFY: Final = {
    "none": ssl.CERT_NONE,
    "optional": ssl.CERT_OPTIONAL,
    "required": ssl.CERT_REQUIRED,
}
_TLS_FILES: Final = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
_TLS_OPTIONS: Final = {"ssl_cert_reqs", "ssl_check_hostname", *_TLS_FILES}
_PORTS: Final = {"redis": 6379, "rediss": 6379, "sentinel": 26379, "sentinels": 26379}


@dataclass(frozen=True)
class RedisServer:
    """One server on a socket or a machine, or the master that sentinels know."""

    machines: tuple[tuple[str, int], ...] = ()
    socket: Path | None = None
    database: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    # As redis-py's `ssl_…` arguments; None where the line is not encrypted.
    tls: dict[str, Any] | None = None
    master: str = ""
    sentinel_password: str = field(default="", repr=False)

    @property
    def broker_url(self) -> str:
        """Return Celery's spelling; what is not in it is in `tls` and `transport_options`."""
        if self.socket:
            login = f"&password={quote(self.password, safe='')}" if self.password else ""
            return f"redis+socket://{quote(str(self.socket))}?virtual_host={self.database}{login}"
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@"
        scheme = "sentinel" if self.master else "rediss" if self.tls else "redis"
        return ";".join(
            f"{scheme}://{login if self.password else ''}{_in_address(name)}:{port}/{self.database}"
            for name, port in self.machines
        )

    @property
    def is_unverified(self) -> bool:
        """Whether the line is encrypted, and nobody asks who is at its other end."""
        return self.tls is not None and not (
            self.tls["ssl_check_hostname"] and self.tls["ssl_cert_reqs"] == ssl.CERT_REQUIRED
        )

    def transport_options(self, timeouts: dict[str, float]) -> dict[str, Any]:
        """Return what Celery's transport has to know of sentinels, beside `timeouts`."""
        if not self.master:
            return dict(timeouts)
        return timeouts | {
            "master_name": self.master,
            "sentinel_kwargs": timeouts | self._at_sentinels(),
        }

    @contextlib.contextmanager
    def client(self, timeout: float) -> Iterator[Redis]:
        """Connect for a few words, none of which may take longer than so many seconds."""
        patience = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
        login: dict[str, Any] = {
            "db": self.database,
            "username": self.user or None,
            "password": self.password or None,
            "retry": _once(),
            **patience,
            **self._encryption(),
        }
        if self.socket:
            with Redis(unix_socket_path=str(self.socket), **login) as redis:
                yield redis
        elif self.master:
            sentinels = Sentinel(  # type: ignore[no-untyped-call] # redis-py leaves it untyped
                list(self.machines), sentinel_kwargs=patience | self._at_sentinels(), **login
            )
            with contextlib.closing(sentinels), _master_of(sentinels, self.master) as redis:
                yield redis
        else:
            name, port = self.machines[0]
            with Redis(host=name, port=port, **login) as redis:
                yield redis

    def __str__(self) -> str:
        """Name it without its password."""
        if self.socket:
            return str(self.socket)
        names = ", ".join(f"{_in_address(name)}:{port}" for name, port in self.machines)
        return f"{self.master} (sentinels {names})" if self.master else names

    def _encryption(self) -> dict[str, Any]:
        return {"ssl": True, **self.tls} if self.tls else {}

    def _at_sentinels(self) -> dict[str, Any]:
        # Where one is down the next is asked, at once: redis-py would try it for ten seconds.
        login = {"password": self.sentinel_password} if self.sentinel_password else {}
        return {"retry": _once(), **login, **self._encryption()}


def _once() -> Retry:
    return Retry(NoBackoff(), 0)


def _master_of(sentinels: Sentinel, name: str) -> Redis:
    return cast("Redis", sentinels.master_for(name))  # type: ignore[no-untyped-call] # see above


def redis_server(text: str, *, master: str, sentinel_password: str) -> RedisServer:
    """Read `redis://`, `rediss://` (TLS), `unix://` or a list of `sentinel://`, `sentinels://`."""
    first, *others = [
        _checked(address(word, example=_EXAMPLE)) for word in re.split(r"[;,]\s*", text) if word
    ]
    is_sentinel = first.scheme.startswith("sentinel")
    if any(other.scheme != first.scheme for other in others) or (others and not is_sentinel):
        raise NotUnderstood(f"write one server, {_EXAMPLE}, or only sentinels, {_SENTINELS}")
    if is_sentinel and not master:
        raise NotUnderstood(
            "set REDIS_SENTINEL_MASTER, too, to the name that follows `sentinel monitor` in the"
            " sentinels' configuration, such as mymaster"
        )
    if first.scheme in {"unix", "redis+socket"}:
        return RedisServer(
            socket=Path("/", first.path),
            database=_socket_database(first.options),
            user=first.user,
            password=first.password or first.options.get("password", ""),
        )
    return RedisServer(
        machines=tuple(
            (one.host.strip("[]") or "localhost", one.port or _PORTS[one.scheme])
            for one in (first, *others)
        ),
        database=_database(first.path or first.options.get("db", "0")),
        user=first.user,
        password=first.password,
        tls=_tls(first.options) if first.scheme in {"rediss", "sentinels"} else None,
        master=master if is_sentinel else "",
        sentinel_password=sentinel_password,
    )


def _checked(server: Address) -> Address:
    if server.scheme in {"unix", "redis+socket"}:
        refuse_unknown(server.options, {"db", "virtual_host", "password"})
        if not server.path or server.host:
            raise NotUnderstood("write the socket's path, as in unix:///run/redis/redis.sock?db=0")
        return server
    if server.scheme not in _PORTS:
        raise NotUnderstood(
            f"write {_EXAMPLE}, rediss://… for TLS, unix:///run/redis/redis.sock, or {_SENTINELS}"
        )
    if server.user and not server.password:
        raise NotUnderstood(f"it has a user and no password; write a colon before it: {_EXAMPLE}")
    is_encrypted = server.scheme in {"rediss", "sentinels"}
    if server.options.keys() & _TLS_OPTIONS and not is_encrypted:
        raise NotUnderstood(
            f"ssl_… is for TLS: write {server.scheme}s:// in place of {server.scheme}://"
        )
    refuse_unknown(server.options, {"db"} | (_TLS_OPTIONS if is_encrypted else set()))
    return server


def _socket_database(options: dict[str, str]) -> int:
    return _database(options.get("db") or options.get("virtual_host") or "0")


def _database(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise NotUnderstood(f"after the machine's name comes a database's number: {_EXAMPLE}")
    return int(text)


def _tls(options: dict[str, str]) -> dict[str, Any]:
    """Verify the certificate, unless the address says not to."""
    wanted = options.get("ssl_cert_reqs", "required").lower().removeprefix("cert_")
    check_hostname = options.get("ssl_check_hostname", "true").lower()
    if wanted not in _VERIFY or check_hostname not in {"true", "false"}:
        raise NotUnderstood(
            "ssl_cert_reqs is required (as without it), optional or none,"
            " and ssl_check_hostname is true or false"
        )
    files: dict[str, Any] = {name: options[name] for name in _TLS_FILES if name in options}
    for name, path in files.items():
        if not Path(path).is_file():
            raise NotUnderstood(f"{name} is {path}, where no file is")
    return {
        "ssl_cert_reqs": _VERIFY[wanted],
        "ssl_check_hostname": check_hostname == "true" and wanted != "none",
        **files,
    }


def _in_address(machine: str) -> str:
    return f"[{machine}]" if ":" in machine else machine
