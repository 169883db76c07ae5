"""`manage.py build_seed`: learn the shipped seed anew from public sets of labelled texts."""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

from django.core.management.base import BaseCommand, CommandError, CommandParser

from comments.screening.learner import SEED_PATH, grow_seed, spin, spin_all

LABELLED: Final = (
    "spam_youtube_psy.jsonl",
    "spam_youtube_katyperry.jsonl",
    "spam_youtube_lmfao.jsonl",
    "spam_sms_uci.jsonl",
)
# Honest comments, with the characters that are rude.
HONEST: Final = "tox_toxicspans_train.jsonl"
# Without its rude words a comment teaches what decent ones look like, unless little is left.
SHORTEST_DECENT: Final = 20
INVENTED: Final = SEED_PATH.with_name("examples")
TIMES_SPUN: Final = 5
# The sets know hardly an honest comment with a link: without these, any link would be an advert.
LINKING: Final = 0.07  # of the honest comments
WAYS_TO_LINK: Final = (
    "{text} {link}",
    "{text} {link}",
    "{text} {link}",
    "{link} {text}",
    "{text} See {link}",
    "Source: {link} {text}",
    "{start} {link}",
    "{link}",
)
SHORT: Final = 80  # characters
WIDTH: Final = 40


class Example(NamedTuple):
    text: str
    is_spam: bool


class Command(BaseCommand):
    help = "Learn the shipped seed anew from sets of labelled texts, which SEED.md names."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="The folder of the sets, as JSON lines.")
        parser.add_argument("--output", type=Path, default=SEED_PATH, help="The file to write.")

    def handle(self, *_args: Any, **options: Any) -> None:
        examples = list(read_examples(options["folder"]))
        try:
            content = grow_seed(examples, self._tell).to_bytes()
        except KeyboardInterrupt:
            self.stderr.write("\nInterrupted: the seed is as it was.")
            sys.exit(130)
        write_whole(options["output"], content)
        self.stdout.write(f"{options['output']}: {len(content):,} bytes")

    def _tell(self, done: int, steps: int) -> None:
        filled = WIDTH * done // steps
        if filled != WIDTH * (done - 1) // steps:
            bar = "█" * filled + "·" * (WIDTH - filled)
            self.stderr.write(f"\r{bar} {done:,} of {steps:,}", ending="")
        if done == steps:
            self.stderr.write("")


def read_examples(folder: Path) -> Iterator[Example]:
    random = Random(0)  # noqa: S311 (an order, no secret)
    for name in LABELLED:
        for row in rows(folder / name):
            yield Example(row["text"], bool(row["label"]))
    for text in some_with_links(honest(rows(folder / HONEST)), random):
        yield Example(text, is_spam=False)
    for name, is_spam in (("spam.txt", True), ("ham.txt", False)):
        for text in spin_all(invented(name), times=TIMES_SPUN, random=random):
            yield Example(text, is_spam)


def honest(comments: Iterable[dict[str, Any]]) -> Iterator[str]:
    for row in comments:
        yield row["text"]
        decent = without(row["text"], frozenset(row["spans"]))
        if len(decent) > SHORTEST_DECENT:
            yield decent


def some_with_links(texts: Iterable[str], random: Random) -> Iterator[str]:
    """Add a link to some of the texts, of the kind that readers set."""
    links = [line for line in invented("links.txt") if line and not line.startswith("#")]
    for text in texts:
        if random.random() < LINKING:
            way, link = random.choice(WAYS_TO_LINK), spin(random.choice(links), random)
            yield way.format(text=text, link=link, start=text.partition(". ")[0][:SHORT])
        else:
            yield text


def invented(name: str) -> list[str]:
    return (INVENTED / name).read_text(encoding="utf-8").splitlines()


def rows(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None
    return [json.loads(line) for line in lines]


def without(text: str, places: frozenset[int]) -> str:
    kept = "".join(letter for index, letter in enumerate(text) if index not in places)
    return re.sub(r"\s{2,}", " ", kept).strip()


def write_whole(path: Path, content: bytes) -> None:
    """Write all or nothing: whoever interrupts keeps the old file."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(path)
