"""`manage.py screen`: screen comments from a file, with nothing but this program.

Reads JSON lines from standard input, such as
    {"id": 1, "text": "Well said.", "name": "Ann", "email": "ann@mail.example", "website": ""}
and writes one for each, in the same order, such as
    {"id": 1, "spam": 0.02, "profanity": 0, "findings": []}
A line that is not understood gets {"error": "…", "line": 7} instead. Memory does not grow with the
number of lines.
"""

import json
import os
import sys
import time
from copy import deepcopy
from typing import Any, Final, NamedTuple, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from comments.models import Comment, Contact
from comments.screening import CHECKS, Finding, screen, spam_likelihood
from comments.screening.learner import (
    VERDICTS,
    Features,
    Learner,
    Typed,
    Verdict,
    extract,
    newest_learner,
    shipped_seed,
    spam_finding,
)

OF_TEXT: Final = tuple(check for check in CHECKS if check.needs == "text")
OF_SPAM: Final = frozenset(check.name for check in OF_TEXT if check.speaks_of == "spam")
PROFANITY_LEVELS: Final = 4
SAY_EVERY: Final = 5.0  # seconds


class BadLine(ValueError):
    """The line is not a comment; the message says why."""


class Line(NamedTuple):
    id: Any
    typed: Typed
    verdict: Verdict | None


class Command(BaseCommand):
    help = "Screen comments given as JSON lines on standard input."
    # It runs anywhere: without a database, a Redis, or any setting.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--model",
            choices=("site", "seed", "none"),
            default="site",
            help="What the learner starts from: what this site has learnt, what is shipped with"
            " the program, or nothing. Only “site” needs the database.",
        )
        parser.add_argument(
            "--learn",
            action="store_true",
            help="Learn, in memory alone, from lines that have a “decision”"
            f" ({', '.join(VERDICTS)}), once they are screened.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        screener = Screener(learner_from(options["model"]), learns=options["learn"])
        started = said = time.monotonic()
        number = 0
        try:
            for number, raw in enumerate(sys.stdin.buffer, start=1):
                self.stdout.write(json.dumps(screener.answer(raw, number)))
                self.stdout.flush()  # whoever sends line by line waits for the answer
                if time.monotonic() - said > SAY_EVERY:
                    said = time.monotonic()
                    self.stderr.write(speed(number, said - started))
        except BrokenPipeError:
            # Whoever read the answers has seen enough: Python shall not fail over what is left.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except KeyboardInterrupt:
            self.stderr.write("Interrupted.")
            sys.exit(130)
        finally:
            self.stderr.write(speed(number, time.monotonic() - started))


class Screener:
    """Answers line by line; where it learns, each line is answered before it is learnt from."""

    def __init__(self, learner: Learner, *, learns: bool) -> None:
        self._learner = learner
        self._learns = learns

    def answer(self, raw: bytes, number: int) -> dict[str, Any]:
        try:
            line = read(raw)
        except BadLine as problem:
            return {"error": str(problem), "line": number}
        features = extract(line.typed)
        answer = {"id": line.id, **screened(line.typed, features, self._learner)}
        if self._learns and line.verdict:
            self._learner.teach(features, line.verdict)
        return answer


def learner_from(model: str) -> Learner:
    """Return a learner of our own, which may be taught."""
    if model == "site":
        try:
            return deepcopy(newest_learner())
        except DatabaseError as problem:
            raise CommandError(f"{problem}\nWithout a database there is: --model seed") from None
    return Learner.untaught(shipped_seed() if model == "seed" else None)


def read(raw: bytes) -> Line:
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"This is no JSON: {error}") from None
    if not isinstance(line, dict):
        raise BadLine("This is no JSON object.")
    typed = Typed(*(text_of(line, key) for key in Typed._fields))
    if "text" not in line:
        raise BadLine("“text” is missing.")
    verdict = line.get("decision")
    if verdict is not None and verdict not in VERDICTS:
        raise BadLine(f"“decision” is none of {', '.join(VERDICTS)}.")
    return Line(line.get("id"), typed, cast("Verdict | None", verdict))


def text_of(line: dict[str, Any], key: str) -> str:
    text = line.get(key)
    if text is not None and not isinstance(text, str):
        raise BadLine(f"“{key}” is no text.")
    return text or ""


def screened(typed: Typed, features: Features, learner: Learner) -> dict[str, Any]:
    comment = Comment(body=typed.text, name=typed.name, website=typed.website)
    comment.contact = Contact(email=typed.email)
    found = {result.check_name: result.finding for result in screen(comment, OF_TEXT)}
    answer = learner.spam.answer(features)
    likelihood = spam_likelihood(
        answer.likelihood,
        (finding for name, finding in found.items() if name in OF_SPAM),
    )
    profanity = found["profanity"]
    found["learner"] = spam_finding(learner.spam, features, answer)
    return {
        "spam": likelihood,
        "profanity": round(PROFANITY_LEVELS * profanity.score) if profanity else 0,
        "findings": [columns(name, finding) for name, finding in found.items() if finding],
    }


def columns(name: str, finding: Finding) -> dict[str, Any]:
    return {
        "check": name,
        "score": finding.score,
        "reason": finding.reason,
        "spans": finding.spans,
    }


def speed(lines: int, seconds: float) -> str:
    return f"{lines} lines in {seconds:.1f} seconds: {lines / max(seconds, 1e-9):.0f} a second."
