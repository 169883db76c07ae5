"""Somebody at a terminal, who types one command after the other and answers what is asked."""

import contextlib
import os
import pty
import re
import select
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.drills.machine import missing
from tests.processes import kill_group

# What bash shows when it waits for the next command: how the one before ended.
PROMPT: Final = "<drill $?>"
_PROMPT: Final = re.compile(r"<drill (\d+)>$")
_COLOURS: Final = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")
# Seconds without a word, on a busy machine.
LONGEST_SILENCE: Final = 300


@dataclass(frozen=True)
class Said:
    code: int
    words: str


class Typist:
    def __init__(self, terminal: int, answers: Mapping[str, str], transcript: Path) -> None:
        self._terminal = terminal
        # By question, without the space behind it.
        self._answers = answers
        self._transcript = transcript
        self._read()

    def type(self, command: str) -> Said:
        self._write(command)
        return self._read()

    def _write(self, line: str) -> None:
        os.write(self._terminal, f"{line}\n".encode())

    def _read(self) -> Said:
        """Read until the shell waits again, and answer meanwhile."""
        words = answered = ""
        while not (ended := _PROMPT.search(words)):
            words += self._next_words(answered + words)
            asked = words.rstrip()
            question = next(filter(asked.endswith, self._answers), None)
            if question is not None:
                answered, words = answered + words, ""
                self._write(self._answers[question])
        return Said(int(ended[1]), answered + words[: ended.start()])

    def _next_words(self, so_far: str) -> str:
        ready, _, _ = select.select([self._terminal], [], [], LONGEST_SILENCE)
        if not ready:
            missing(f"It hangs, or asks what the drill has no answer to:\n{so_far[-1500:]}")
        read = os.read(self._terminal, 65536)
        with self._transcript.open("ab") as transcript:
            transcript.write(read)
        return _COLOURS.sub("", read.decode(errors="replace")).replace("\r\n", "\n")


@contextlib.contextmanager
def typing(
    shell: Sequence[str], *, answers: Mapping[str, str], transcript: Path
) -> Iterator[Typist]:
    """Open a terminal with the shell, a bash with this module's prompt that takes it over."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        shell, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    try:
        yield Typist(ours, answers, transcript)
    finally:
        os.close(ours)
        kill_group(process.pid)
        process.wait()
