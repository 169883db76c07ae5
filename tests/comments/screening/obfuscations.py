"""Ways in which people disguise a word: our own generator, for tests and for the benchmark."""

from collections.abc import Iterator
from itertools import product

_SIGNS = {"a": "@4", "e": "3", "i": "1!", "o": "0", "s": "$5", "t": "7+", "l": "1|", "b": "8"}
_LOOK_ALIKES = {
    "a": "аɑα",
    "c": "сϲ",
    "e": "еҽ",
    "h": "һ",
    "i": "іı",
    "k": "кκ",
    "o": "оοօ",
    "p": "рρ",
    "s": "ѕ",
    "t": "тτ",
    "u": "υս",
    "w": "ѡ",
}
_FULL_WIDTH = {chr(code): chr(code + 0xFEE0) for code in range(ord("!"), ord("~") + 1)}
_FRAKTUR = {chr(ord("a") + place): chr(0x1D51E + place) for place in range(26)}
_BOLD = {chr(ord("a") + place): chr(0x1D41A + place) for place in range(26)}
_CIRCLED = {chr(ord("a") + place): chr(0x24D0 + place) for place in range(26)}
_INVISIBLE = {
    "zero-width space": "\u200b",
    "soft hyphen": "\u00ad",
    "direction mark": "\u200e",
    "variation selector": "\ufe0f",
    "word joiner": "\u2060",
}


def obfuscations(word: str) -> Iterator[tuple[str, str]]:
    """Yield what was done to the word, and the word as it then is."""
    yield from transformations(word)
    yield from masks(word)


def transformations(word: str) -> Iterator[tuple[str, str]]:
    """Yield what leaves a word the one that it is, whichever it is."""
    yield from _restyled(word)
    yield from _taken_apart(word)
    yield from _with_other_letters(word)


def masks(word: str) -> Iterator[tuple[str, str]]:
    """Yield what hides letters: of a clean word, another may be read in it."""
    for place, mask in product(range(1, len(word) - 1), "*#"):
        yield "masked", f"{word[:place]}{mask}{word[place + 1 :]}"
    for place, letter in enumerate(word[1:-1], start=1):
        if letter in "aeiou":
            for mask in "*-_%^":
                yield "vowel masked", f"{word[:place]}{mask}{word[place + 1 :]}"
    hidden = len(word) - 2
    for mask in "*-" if hidden > 1 else "*":
        yield "inside masked", f"{word[0]}{mask * hidden}{word[-1]}"
    yield "cut", f"{word[:2]}{'*' * hidden}"
    if hidden > 1:
        yield "initial", f"{word[0]}{'*' * (len(word) - 1)}"


def _restyled(word: str) -> Iterator[tuple[str, str]]:
    yield "shouted", word.upper()
    yield (
        "alternating",
        "".join(letter.upper() if place % 2 else letter for place, letter in enumerate(word)),
    )
    styles = {"wide": _FULL_WIDTH, "fraktur": _FRAKTUR, "bold": _BOLD, "circled": _CIRCLED}
    for name, forms in styles.items():
        yield name, "".join(forms.get(letter, letter) for letter in word)
    yield "struck through", "".join(f"{letter}\u0336" for letter in word)
    yield "zalgo", "".join(f"{letter}\u0301\u0323\u0489" for letter in word)
    yield "emphasised", f"**{word}**"
    yield "quoted", f"“{word}”!!!"


def _taken_apart(word: str) -> Iterator[tuple[str, str]]:
    for separator, times in product(" .-_*/·,~|", (1, 2)):
        yield f"separated by {separator!r} {times}x", (separator * times).join(word)
    yield "in brackets", "".join(f"[{letter}]" for letter in word)
    for name, invisible in _INVISIBLE.items():
        yield name, invisible.join(word)
    for place, separator in product(range(1, len(word)), ".-_*"):
        yield "split", f"{word[:place]}{separator}{word[place:]}"


def _with_other_letters(word: str) -> Iterator[tuple[str, str]]:
    for place, letter in enumerate(word):
        for times in (2, 3, 5):
            yield f"stretched {times}x", word[:place] + letter * times + word[place + 1 :]
        yield "accented", word[: place + 1] + "\u0301" + word[place + 1 :]
        yield from (("sign", word.replace(letter, sign)) for sign in _SIGNS.get(letter, ""))
        yield from (("twin", word.replace(letter, twin)) for twin in _LOOK_ALIKES.get(letter, ""))
    yield "all stretched", "".join(letter * 3 for letter in word)
    yield "all twins", "".join(_LOOK_ALIKES.get(letter, letter)[0] for letter in word)
    for which in (0, -1):
        signs = (_SIGNS.get(letter, letter)[which] for letter in word)
        yield "all signs", "".join(signs)
