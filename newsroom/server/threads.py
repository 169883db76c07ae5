"""The few threads that requests take turns in; each keeps its connection to the database."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from newsroom.server.limits import Limits
from newsroom.server.refusals import TooBusy, TooLate

T = TypeVar("T")


class Threads:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pool = ThreadPoolExecutor(limits.threads, thread_name_prefix="request")
        self._free = asyncio.Semaphore(limits.threads)
        self._waiting = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work in its turn; raises TooBusy where too many wait, or for too long."""
        async with self._turn():
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def close(self) -> None:
        """Wait for the work that is under way."""
        await asyncio.to_thread(self._pool.shutdown)

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        await self._wait_for_turn()
        try:
            yield
        finally:
            self._free.release()

    async def _wait_for_turn(self) -> None:
        if self._waiting >= self._limits.longest_queue:
            raise TooBusy
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.longest_wait):
                await self._free.acquire()
        except TimeoutError:
            raise TooBusy from None
        finally:
            self._waiting -= 1


class ReservedThreads:
    """A few that stand apart, for a question that has to be answered when all others are held."""

    def __init__(self, limits: Limits) -> None:
        self._seconds = limits.probe_seconds
        self._pool = ThreadPoolExecutor(limits.probe_threads, thread_name_prefix="probe")
        self._free = asyncio.Semaphore(limits.probe_threads)

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work; raises TooLate where that takes too long, whatever the thread does then."""
        try:
            async with asyncio.timeout(self._seconds):
                await self._free.acquire()
                return await asyncio.shield(self._begin(work))
        except TimeoutError:
            raise TooLate from None

    async def close(self) -> None:
        """Wait for the work that is under way."""
        await asyncio.to_thread(self._pool.shutdown)

    def _begin(self, work: Callable[[], T]) -> asyncio.Future[T]:
        future = asyncio.get_running_loop().run_in_executor(self._pool, work)
        future.add_done_callback(self._end)
        return future

    def _end(self, future: asyncio.Future[T]) -> None:
        self._free.release()
        # Nobody may be there to ask any more, which asyncio would complain about.
        if not future.cancelled():
            future.exception()
