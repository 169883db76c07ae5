"""Real processes, as no other kind dies."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from newsroom import watchdog
from tests.processes import PATIENCE, is_running, wait_until

# Starts a child, says its number, and ends itself and the child when it is asked to.
POLITE = """
import signal, subprocess, sys
child = subprocess.Popen(["sleep", "3600"])
def end(*_):
    child.terminate()
    sys.exit()
signal.signal(signal.SIGTERM, end)
print(child.pid, flush=True)
child.wait()
"""
# Starts a child and ends for nobody.
STUBBORN = POLITE.replace("end)", "signal.SIG_IGN)")
# Starts a child that takes long to die, as there is much memory to give back.
HEAVY = """
import os, time
if not os.fork():
    memory = b"x" * 200_000_000
    print(os.getpid(), flush=True)
time.sleep(3600)
"""


class Program:
    """A process in a group of its own, with one child."""

    def __init__(self, code: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert self.process.stdout
        self.group = self.process.pid
        self.child = int(self.process.stdout.readline())
        self.process.stdout.close()
        # Who ended stays in the group until the parent asks, as the system's first process does.
        threading.Thread(target=self.process.wait, daemon=True).start()


@pytest.fixture
def start() -> Iterator[Callable[[str], Program]]:
    programs: list[Program] = []

    def start_program(code: str) -> Program:
        programs.append(Program(code))
        return programs[-1]

    yield start_program
    for program in programs:
        watchdog.kill_group(program.group)
        program.process.wait()


@pytest.fixture
def guard() -> Iterator[subprocess.Popen[str]]:
    """A watchdog; closing its standard input is the supervisor's death."""
    with subprocess.Popen(
        [sys.executable, "-I", "-S", watchdog.__file__], stdin=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def tell(guard: subprocess.Popen[str], line: str) -> None:
    assert guard.stdin
    guard.stdin.write(line + "\n")
    guard.stdin.flush()


def supervisor_dies(guard: subprocess.Popen[str]) -> None:
    assert guard.stdin
    guard.stdin.close()
    assert guard.wait(timeout=PATIENCE) == 0


def wait_for_the_end_of(program: Program) -> int:
    code = program.process.wait(timeout=PATIENCE)
    wait_until(lambda: not is_running(program.child), what="the child has ended")
    return code


def test_it_ends_what_a_dead_supervisor_left(
    guard: subprocess.Popen[str], start: Callable[[str], Program]
) -> None:
    program = start(POLITE)
    tell(guard, f"+{program.group}")

    supervisor_dies(guard)

    assert wait_for_the_end_of(program) == 0


def test_it_ends_children_whose_parent_died_first(
    guard: subprocess.Popen[str], start: Callable[[str], Program]
) -> None:
    program = start(POLITE)
    tell(guard, f"+{program.group}")
    program.process.kill()
    program.process.wait()

    supervisor_dies(guard)

    wait_for_the_end_of(program)


def test_it_leaves_alone_what_had_ended_before(
    guard: subprocess.Popen[str], start: Callable[[str], Program]
) -> None:
    program = start(POLITE)
    tell(guard, f"+{program.group}")
    tell(guard, f"-{program.group}")

    supervisor_dies(guard)

    assert program.process.poll() is None
    assert is_running(program.child)


def test_it_hears_twice_of_an_end_and_once_of_half_a_start(
    guard: subprocess.Popen[str], start: Callable[[str], Program]
) -> None:
    """As where a part died while all was being stopped, and the supervisor then was killed."""
    program = start(POLITE)
    for line in (f"+{program.group}", "+99999999", "-99999999", "-99999999"):
        tell(guard, line)
    assert guard.stdin
    guard.stdin.write("+1")

    supervisor_dies(guard)

    assert wait_for_the_end_of(program) == 0


def test_it_kills_what_does_not_want_to_end(start: Callable[[str], Program]) -> None:
    program = start(STUBBORN)

    watchdog.stop_groups([program.group], grace=0.2)

    assert wait_for_the_end_of(program) == -signal.SIGKILL


def test_what_was_killed_is_gone_and_no_longer_holds_anything(
    start: Callable[[str], Program],
) -> None:
    """Not only asked to go: the next run finds its port free."""
    program = start(HEAVY)

    watchdog.stop_groups([program.group])

    assert not is_running(program.child)
