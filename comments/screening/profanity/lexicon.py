"""Look words up: as they are, stretched, within longer ones, or partly hidden.

Words here are folded. What a word needs around it to count is the matcher's business.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import Final

from comments.screening.folding import fold
from comments.screening.profanity.compounds import Compounds
from comments.screening.profanity.entries import Entry, Word, lines_of
from comments.screening.profanity.phrases import Phrases

_DOUBLED: Final = re.compile(r"([^\W\d_])\1")
_REPEATS: Final = re.compile(r"(.)\1+")
_STRETCHED: Final = re.compile(r"(.)\1{2,}")
_FRAMED: Final = re.compile(r"xx+([^x].*[^x])xx+")
_STRONG: Final = 3
_SLIP: Final = 2
_STRETCH: Final = 3
# The languages whose words are looked for in every way: the site's own, and English.
OURS: Final = ("", "en")
# Marks of words that nobody means who hides letters.
_NOT_HIDDEN: Final = {"exact", "needs_own", "plain"}
_SHORTEST_SPLIT: Final = 4
_VOWEL: Final = re.compile(r"[aeiouy]")
# Not "hit" or "it": they are words, and a sign between an "s" and a "hit" is often lost.
_FRAGMENTS: Final = frozenset(
    ["uck", "ucks", "ucked", "ucker", "uckers", "uckin", "ucking", "fuc", "unt", "unts", "cun"]
)
# Of a word in another language, this many letters must be legible.
_LEGIBLE: Final = 4
# And so many, where it is not known how many are hidden, unless it is a root.
_CLEAR: Final = 4


class Lexicon:
    """All that is known: our own list, and what the site added to it and took from it.

    `removed` is spared in every way; both may hold phrases. Slow to build, so keep it.
    """

    def __init__(self, entries: Iterable[Entry], removed: Iterable[str] = ()) -> None:
        spared = {" ".join(fold(text).text.split()) for text in removed}
        self._spared = spared | set(lines_of("innocent_words.txt"))
        kept = [entry for entry in entries if _folded(entry.word.text) not in spared]
        phrases = [entry.word for entry in kept if " " in entry.word.text]
        self.innocent = Phrases.innocent(text for text in spared if " " in text)
        self.profane = Phrases.profane(phrases)
        self._forms: dict[str, Word] = {}
        self._masked: dict[str, Word] = {}
        self._stems: dict[str, Word] = {}
        self._roots: dict[str, Word] = {}
        for entry in kept:
            self._add(entry)
        self._stem_lengths = sorted({len(stem) for stem in self._stems}, reverse=True)
        self._compounds = Compounds(self._roots, lines_of("compound_parts.txt"))
        everything = self._forms | self._masked
        self._stretchable = _by_skeleton(self._forms)
        self._maskable = _by_shape(everything)
        self._by_ends = _by_ends(everything)
        self._root_lengths = sorted({len(root) for root in self._roots}, reverse=True)
        self.halves = dict(_halves(self._roots))
        # Comments share most of their words.
        self.look_up = lru_cache(maxsize=8192)(self._look_up)

    def is_listed(self, word: str) -> bool:
        return word in self._forms or self._beginning(word) is not None

    def look_up_disguised(self, word: str) -> Word | None:
        """Find a word that was read out of a disguise."""
        return self.look_up(word) or self._masked.get(word)

    def look_up_whole(self, word: str) -> Word | None:
        """Find a word of English or of the site, but not within a longer one."""
        found = None if word in self._spared else self._forms.get(word) or self._stretched(word)
        return found if found and found.language in OURS else None

    def fitting(self, pattern: str) -> Iterator[tuple[str, Word]]:
        """Yield the words of a pattern in which each star hides a letter, but never the first."""
        legible = len(pattern) - pattern.count("*")
        for form, word in self._maskable.get((len(pattern), pattern[0]), ()):
            if word.language not in OURS and legible < _LEGIBLE:
                continue
            if all(typed in ("*", letter) for typed, letter in zip(pattern, form, strict=True)):
                yield form, word

    def fitting_ends(self, before: str, after: str, signs: int) -> Iterator[Word]:
        """Yield the words that begin and end so, where about so many letters are hidden.

        One sign hides one letter or two; more of them may have been typed without counting.
        """
        legible = len(before) + len(after)
        most = legible + (signs + 3 if signs > 1 else 2)
        for form, word in self._by_ends.get((before[0], after[-1]), ()):
            is_fitting = legible < len(form) <= most
            is_clear = "root" in word.marks or legible >= _CLEAR
            if is_fitting and is_clear and form.startswith(before) and form.endswith(after):
                yield word

    def beginning_at(self, letters: str, start: int) -> tuple[int, Word] | None:
        """Find the longest strong root that begins there, and where it ends."""
        for length in self._root_lengths:
            root = self._roots.get(letters[start : start + length])
            if root and root.level >= _STRONG and start + length <= len(letters):
                return start + length, root
        return None

    def _add(self, entry: Entry) -> None:
        word = entry.word
        if " " in word.text:
            return
        for text in entry.forms():
            form = _folded(text)
            if form in self._spared or not form:
                continue
            known = Word(text, word.level, word.language, word.marks)
            if entry.kind == "stem":
                _keep(self._stems, form, known)
                continue
            _keep(self._masked if "masked" in word.marks else self._forms, form, known)
            if "root" in word.marks:
                self._roots.setdefault(form, known)

    def _look_up(self, word: str) -> Word | None:
        if word in self._spared:
            return None
        return (
            self._forms.get(word)
            or self._beginning(word)
            or self._stretched(word)
            or self._compound(word)
            or self._between_exes(word)
        )

    def _between_exes(self, word: str) -> Word | None:
        """Find xXfuckXx."""
        framed = _FRAMED.fullmatch(word)
        return self.look_up_whole(framed[1]) if framed else None

    def _beginning(self, word: str) -> Word | None:
        for length in self._stem_lengths:
            if found := self._stems.get(word[:length]):
                return found
        return None

    def _stretched(self, letters: str) -> Word | None:
        """Find a word of which letters are typed more often than they belong there."""
        if not _DOUBLED.search(letters):
            return None
        candidates = self._stretchable.get(_REPEATS.sub(r"\1", letters))
        if not candidates:
            return None
        typed = _runs(letters)
        return next(
            (entry for runs, entry in candidates if _is_stretched(typed, runs, entry)), None
        )

    def _compound(self, word: str) -> Word | None:
        if found := self._compounds.read(word):
            return found
        if not _STRETCHED.search(word):
            return None
        shorter = (_STRETCHED.sub(kept, word) for kept in (r"\1", r"\1\1"))
        return next(filter(None, map(self._compounds.read, shorter)), None)


def _keep(known: dict[str, Word], form: str, word: Word) -> None:
    """Keep the first word of that form; later ones of its language add how they are accented."""
    first = known.setdefault(form, word)
    if first.language == word.language and first.text != word.text:
        known[form] = replace(first, variants=(*first.variants, word.text))


def _folded(text: str) -> str:
    return fold(text).text.strip()


def _is_stretched(typed: tuple[int, ...], runs: tuple[int, ...], word: Word) -> bool:
    """Double letters are a slip in English, and another word elsewhere."""
    least = _SLIP if word.language in OURS else _STRETCH
    return all(
        length == run or length >= max(run + 1, least)
        for length, run in zip(typed, runs, strict=True)
    )


def _runs(word: str) -> tuple[int, ...]:
    """Return how often each letter is repeated: 1, 3, 1, 1 for fuuuck."""
    return tuple(sum(1 for _letter in letters) for _key, letters in groupby(word))


def _by_skeleton(forms: Mapping[str, Word]) -> dict[str, list[tuple[tuple[int, ...], Word]]]:
    words = defaultdict(list)
    for form, word in forms.items():
        if word.marks.isdisjoint({"exact", "rigid"}):
            words[_REPEATS.sub(r"\1", form)].append((_runs(form), word))
    return dict(words)


def _by_shape(forms: Mapping[str, Word]) -> dict[tuple[int, str], list[tuple[str, Word]]]:
    words = defaultdict(list)
    for form, word in forms.items():
        if word.marks.isdisjoint(_NOT_HIDDEN):
            words[len(form), form[0]].append((form, word))
    return dict(words)


def _by_ends(forms: Mapping[str, Word]) -> dict[tuple[str, str], list[tuple[str, Word]]]:
    words = defaultdict(list)
    for form, word in forms.items():
        if word.language in OURS and word.marks.isdisjoint(_NOT_HIDDEN):
            words[form[0], form[-1]].append((form, word))
    return dict(words)


def _halves(roots: Mapping[str, Word]) -> Iterator[tuple[str, dict[str, Word]]]:
    """Yield the two halves of words of which one could be no word by itself: fu ck, fuc king."""
    halves: defaultdict[str, dict[str, Word]] = defaultdict(dict)
    for form, word in roots.items():
        for place in range(1, len(form)):
            left, right = form[:place], form[place:]
            if len(form) >= _SHORTEST_SPLIT and (
                left in _FRAGMENTS or right in _FRAGMENTS or _are_odd(left, right)
            ):
                halves[left][right] = word
    yield from halves.items()


def _are_odd(left: str, right: str) -> bool:
    return min(len(left), len(right)) > 1 and not (_VOWEL.search(left) and _VOWEL.search(right))
