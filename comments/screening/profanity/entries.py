"""The words of our own list: curated here, by hand, one file of `data/words` a language.

A line reads "level kind marks: words". Level 1 is mild, 2 coarse, 3 strong, 4 a slur or the
strongest there is. The kind says which forms a word has:

word       itself alone
noun       and its English plural
verb       and what an English verb and its doer take
stem       whatever begins with it

Marks say when it counts:

root       also within a longer word, where what is left is made of words: "fuckface"
name       not where it is typed like a name: "Minge"; but if it is all of a sentence: "Wanker!"
person     not where it is typed like a name at all: "Dick"
place      not where it is typed like a name, but in a text of its own language: "Kurwa"
acronym    not where it is typed in capitals: "MILF"
exact      only with the accents it is listed with: Turkish "piç", but not "pic"
masked     only where it is disguised: "h*ll", but not "hell"
plain      never what a mask hides: "f#cking" is not "fecking"
rigid      not stretched: "assess" is another word
needs_own  only in a text of its own language: Spanish "polla", French "bite"
not_abroad not in a text of another language: German "dick"
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent / "data"
LANGUAGES: Final = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "tr")
LEVELS: Final = (1, 2, 3, 4)
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True)
class Word:
    """One form of an entry, as a reader meets it. `language` is empty for a word of the site.

    `variants` are forms that differ in accents alone.
    """

    text: str
    level: int
    language: str = ""
    marks: frozenset[str] = frozenset()
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    word: Word
    kind: str

    def forms(self) -> Iterator[str]:
        """Yield each at least once, German ones also as keyboards without umlauts have them."""
        for form in _inflected(self.word.text, self.kind):
            yield form
            if self.word.language == "de":
                yield form.translate(_UMLAUTS)


def own_entries() -> Iterator[Entry]:
    for language in LANGUAGES:
        for line in lines_of(f"words/{language}.txt"):
            about, _colon, words = line.partition(":")
            level, kind, *marks = about.split()
            for text in words.split():
                yield Entry(Word(text, int(level), language, frozenset(marks)), kind)


def lines_of(name: str) -> list[str]:
    """Return the lines of a file of `data` that are neither empty nor comments."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _inflected(word: str, kind: str) -> Iterator[str]:
    yield word
    if kind not in {"noun", "verb"}:
        return
    yield word + ("es" if word.endswith(("s", "sh", "ch", "x", "z")) else "s")
    if word.endswith("y"):
        yield word[:-1] + "ies"
    if kind == "verb":
        # Both spellings of the stem: "shiter" costs nothing, and is typed.
        for stem in (word, word + word[-1]):
            yield from (stem + ending for ending in ("ed", "er", "ers", "in", "ing", "ings"))
