"""Collects in a thread what Django answers, so that the thread is free before it is sent.

Nearly every answer is collected as a whole. What is left of a long file is read later. Only what
Django makes while it is sent (an export) keeps its thread, to which its database cursor belongs.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, Final

from newsroom.server.limits import ANSWER_IN_MEMORY
from newsroom.server.protocol import Headers

WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
PART: Final = 64 * 1024


class FileParts:
    """WSGI's `file_wrapper`, by which Django says that an answer is a file and nothing else."""

    def __init__(self, file: BinaryIO, _block_size: int = 0) -> None:
        self._file = file

    def read(self) -> bytes:
        return self._file.read(PART)

    def close(self) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.read, b"")


class Answer:
    """What is ready to be sent: status, headers, and bytes; `rest` is the rest of a long file."""

    def __init__(self) -> None:
        self.status = 500
        self.headers = Headers()
        self.collected = b""
        self.rest: FileParts | None = None

    def start(
        self, status: str, headers: list[tuple[str, str]], _exc_info: object = None
    ) -> Callable[[bytes], object]:
        """WSGI's `start_response`; what it returns is for applications older than WSGI."""
        self.status = int(status.partition(" ")[0])
        self.headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]
        return bytes


def collect(
    application: WSGIApplication,
    environ: dict[str, Any],
    send_part: Callable[[Answer], None],
) -> Answer:
    """Call the application and collect its answer; `send_part` takes what becomes too long."""
    answer = Answer()
    parts = application(environ, answer.start)
    if isinstance(parts, FileParts):
        _collect_file(answer, parts)
        return answer
    try:
        _collect_parts(answer, parts, send_part)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    return answer


def _collect_file(answer: Answer, file: FileParts) -> None:
    parts = []
    for part in file:
        parts.append(part)
        if len(parts) * PART >= ANSWER_IN_MEMORY:
            answer.rest = file
            break
    else:
        file.close()
    answer.collected = b"".join(parts)


def _collect_parts(
    answer: Answer, parts: Iterable[bytes], send_part: Callable[[Answer], None]
) -> None:
    collected: list[bytes] = []
    size = 0
    for part in parts:
        # Only once there is more: one long part is in memory anyway, and is sent as a whole.
        if size > ANSWER_IN_MEMORY:
            answer.collected = b"".join(collected)
            send_part(answer)
            collected, size = [], 0
        collected.append(part)
        size += len(part)
    answer.collected = b"".join(collected)
