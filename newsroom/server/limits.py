"""How long and how much one process of the web server puts up with."""

from dataclasses import dataclass
from typing import Final

# Bytes of one body that are kept in memory; what is longer goes to a file.
BODY_IN_MEMORY: Final = 64 * 1024
# Bytes of an answer that are collected before it is sent in parts.
ANSWER_IN_MEMORY: Final = 256 * 1024
# Bytes a second that earn a client more time for its body: a slow line is no attack.
SLOWEST_CLIENT: Final = 16 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Times are seconds, sizes are bytes. The first three are settings."""

    client_timeout: float
    largest_body: int
    threads: int
    # Of all bodies together, while they arrive and are worked on.
    all_bodies: int = 400 * 1024 * 1024
    # Of requests that wait for a thread, and for how long somebody is likely to wait for them.
    longest_queue: int = 500
    longest_wait: float = 20
    # For each address of a monitor, and for how long one waits for its answer.
    probe_threads: int = 4
    probe_seconds: float = 2
