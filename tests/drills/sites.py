"""Sites with their leases as they are deployed, in both forms, made quickly one after another."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from redis import Redis

from tests.drills.machine import PostgreSQL, redis_on_a_port, running_postgresql
from tests.integration.live_site import AS_DEPLOYED, LiveSite
from tests.processes import PATIENCE, free_port

_AS_IN_ITS_UNIT = ("--respawn-interval", "10")


class EmbeddedSite(LiveSite):
    """A site as `make run` has it: SQLite, and a Redis of its own; from a mould, if there is."""

    settings = AS_DEPLOYED
    mould: Path | None = None

    def prepare(self) -> None:
        if self.mould:
            shutil.copytree(self.mould, self.data_dir, dirs_exist_ok=True)
            return
        super().prepare()
        self.add_article()


class ProductionSite(LiveSite):
    """A site as docs/operating.md sets it up: PostgreSQL, and a Redis that others share.

    Its database has been made already; the static files are those of the mould.
    """

    settings = AS_DEPLOYED

    def __init__(self, data_dir: Path, database: PostgreSQL, mould: Path, **variables: str) -> None:
        self.database = database
        self._mould = mould
        self._redis_port = free_port()
        super().__init__(
            data_dir,
            DATABASE_URL=database.address,
            REDIS_URL=f"redis://127.0.0.1:{self._redis_port}/0",
            **variables,
        )

    def programs(self) -> dict[str, list[str]]:
        programs = super().programs()
        programs["redis"] = redis_on_a_port(self.data_dir, self._redis_port)
        programs["web server"] += _AS_IN_ITS_UNIT
        return programs

    def prepare(self) -> None:
        shutil.copytree(self._mould / "static", self.data_dir / "static")

    def redis(self) -> Redis:
        return Redis(port=self._redis_port, socket_timeout=PATIENCE)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.database.query(sql)


class Moulds:
    """What a site begins with, made once: all migrations and one article, `ferry`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _embedded(self) -> Path:
        mould = self._folder / "embedded"
        mould.mkdir()
        EmbeddedSite(mould).prepare()
        return mould

    @cached_property
    def _postgresql(self) -> PostgreSQL:
        # For the server's user to pass.
        self._folder.chmod(0o755)
        folder = self._folder / "postgresql"
        folder.mkdir()
        with running_postgresql(folder) as database:
            maker = ProductionSite(folder, database, self._embedded)
            maker.manage("migrate")
            maker.add_article()
        return database

    def embedded(self, data_dir: Path, **variables: str) -> EmbeddedSite:
        """Make a site in the folder, without starting it."""
        site = EmbeddedSite(data_dir, **variables)
        site.mould = self._embedded
        return site

    @contextmanager
    def in_production(self, folder: Path, **variables: str) -> Iterator[ProductionSite]:
        """Make one, without starting it; its database runs."""
        data_dir = folder / "site"
        data_dir.mkdir()
        with running_postgresql(folder, mould=self._postgresql) as database:
            yield ProductionSite(data_dir, database, self._embedded, **variables)
