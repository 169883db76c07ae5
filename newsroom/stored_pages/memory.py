"""Where pages are kept: the one that nobody has asked for the longest makes room."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.conf import settings

# Of the memory: pages with parameters, of which anybody can ask for any number, displace only one
# another; and no page displaces all others.
_WITH_PARAMETERS: Final = 1 / 4
_LARGEST: Final = 1 / 8
# Of what Python keeps beside the bytes of a page.
_OVERHEAD: Final = 2000


class Address(NamedTuple):
    """`parameters` are those that make it another page, as a query."""

    path: str
    parameters: str


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with status 200; `gzip` is empty where it is no shorter."""

    version: Hashable
    etag: str
    headers: dict[str, str]
    content: bytes
    gzip: bytes

    @property
    def size(self) -> int:
        return len(self.content) + len(self.gzip) + _OVERHEAD


class Memory:
    def __init__(self, share: float) -> None:
        self._share = share
        self._lock = threading.Lock()
        self._pages: OrderedDict[Address, Page] = OrderedDict()
        self._size = 0

    def find(self, address: Address) -> Page | None:
        with self._lock:
            if address not in self._pages:
                return None
            self._pages.move_to_end(address)
            return self._pages[address]

    def keep(self, address: Address, page: Page) -> None:
        most = settings.STORED_PAGES_MB * 1024 * 1024
        with self._lock:
            self._drop(address)
            if page.size > most * _LARGEST:
                return
            self._pages[address] = page
            self._size += page.size
            while self._size > most * self._share:
                self._drop(next(iter(self._pages)))

    def forget(self, address: Address) -> None:
        with self._lock:
            self._drop(address)

    def forget_path(self, path: str) -> None:
        with self._lock:
            for address in [address for address in self._pages if address.path == path]:
                self._drop(address)

    def forget_all(self) -> None:
        with self._lock:
            self._pages.clear()
            self._size = 0

    def _drop(self, address: Address) -> None:
        dropped = self._pages.pop(address, None)
        if dropped:
            self._size -= dropped.size


# Of this process.
_plain: Final = Memory(1 - _WITH_PARAMETERS)
_with_parameters: Final = Memory(_WITH_PARAMETERS)


def memory_for(address: Address) -> Memory:
    return _with_parameters if address.parameters else _plain


def forget_path(path: str) -> None:
    _plain.forget_path(path)
    _with_parameters.forget_path(path)


def forget_all() -> None:
    _plain.forget_all()
    _with_parameters.forget_all()
