"""Sites with their leases as they are deployed, in both forms."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from redis import Redis

from tests.drills.machine import PostgreSQL, redis_on_a_port, running_postgresql
from tests.integration.live_site import AS_DEPLOYED, LiveSite
from tests.processes import PATIENCE, free_port


class EmbeddedSite(LiveSite):
    """A site as `make run` has it: SQLite, and a Redis of its own."""

    settings = AS_DEPLOYED


class ProductionSite(LiveSite):
    """A site as docs/operating.md sets it up: PostgreSQL, and a Redis that others share."""

    settings = AS_DEPLOYED

    def __init__(self, data_dir: Path, database: PostgreSQL, **variables: str) -> None:
        self.database = database
        self._redis_port = free_port()
        super().__init__(
            data_dir,
            DATABASE_URL=database.address,
            REDIS_URL=f"redis://127.0.0.1:{self._redis_port}/0",
            **variables,
        )

    def programs(self) -> dict[str, list[str]]:
        return {**super().programs(), "redis": redis_on_a_port(self.data_dir, self._redis_port)}

    def redis(self) -> Redis:
        return Redis(port=self._redis_port, socket_timeout=PATIENCE)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.database.query(sql)


@contextmanager
def in_production(folder: Path, **variables: str) -> Iterator[ProductionSite]:
    """Make it, without starting it; its database runs."""
    data_dir = folder / "site"
    data_dir.mkdir()
    with running_postgresql(folder) as database:
        yield ProductionSite(data_dir, database, **variables)
