"""Ways in which people disguise a word: our own generator, for tests."""

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
    yield from _restyled(word)
    yield from _taken_apart(word)
    yield from _with_other_letters(word)
    yield from _masked(word)


def _restyled(word: str) -> Iterator[tuple[str, str]]:
    yield "shouted", word.upper()
    yield (
        "alternating",
        "".join(letter.upper() if place % 2 else letter for place, letter in enumerate(word)),
    )
    for name, forms in (("wide", _FULL_WIDTH), ("fraktur", _FRAKTUR), ("circled", _CIRCLED)):
        yield name, "".join(forms.get(letter, letter) for letter in word)
    yield "struck through", "".join(f"{letter}\u0336" for letter in word)


def _taken_apart(word: str) -> Iterator[tuple[str, str]]:
    for separator, times in product(" .-_*/·", (1, 2)):
        yield f"separated by {separator!r} {times}x", (separator * times).join(word)
    for name, invisible in _INVISIBLE.items():
        yield name, invisible.join(word)
    for place in range(1, len(word)):
        yield "split", f"{word[:place]}.{word[place:]}"


def _with_other_letters(word: str) -> Iterator[tuple[str, str]]:
    for place, letter in enumerate(word):
        yield "stretched", word[:place] + letter * 4 + word[place + 1 :]
        yield "accented", word[: place + 1] + "\u0301" + word[place + 1 :]
        yield from (("sign", word.replace(letter, sign)) for sign in _SIGNS.get(letter, ""))
        yield from (("twin", word.replace(letter, twin)) for twin in _LOOK_ALIKES.get(letter, ""))
    yield "all twins", "".join(_LOOK_ALIKES.get(letter, letter)[0] for letter in word)


def _masked(word: str) -> Iterator[tuple[str, str]]:
    for place, mask in product(range(1, len(word) - 1), "*#"):
        yield "masked", f"{word[:place]}{mask}{word[place + 1 :]}"
    yield "inside masked", f"{word[0]}{'*' * (len(word) - 2)}{word[-1]}"
    yield "cut", f"{word[:2]}{'*' * (len(word) - 2)}"
