"""Ways in which people letter a word: fancy Unicode, stickers, leetspeak; random, from a seed.

A second generator, which shares nothing with `obfuscations`: it checks that nothing was fitted
to that one.
"""

from collections.abc import Iterator
from itertools import chain
from random import Random
from string import ascii_lowercase

# Letters by rows of a to z; a dot is a letter that has no such form.
_ROWS = {
    "small capitals": "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘ.ʀꜱᴛᴜᴠᴡ.ʏᴢ",
    "raised": "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ.ʳˢᵗᵘᵛʷˣʸᶻ",
    "Canadian": "ᗩᗷᑕᗪᗴᖴᘜᕼIᒍKᒪᗰᑎOᑭ.ᖇᔕTᑌᐯᗯ᙭Yᘔ",
    "Cherokee": "ᎪᏴᏟᎠᎬ.ᏀᎻᎥᎫᏦᏞᎷ.Ꮎ.Ꮔ.Ꮪ.....Ꮍ.",
    "Lisu": "ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑ.ꓣꓢꓔꓴꓦꓪꓫꓬꓜ",
    "hooked": "αɓƈɗεƒɠɦıʝƙℓɱɳσρ.ɾʂƭυѵωχყȥ",
    "barred": "ȺɃȻĐɆ.ǤĦƗɈꝀŁ..ØⱣɊɌ.ŦɄ...ɎƵ",
    "Greek": "αβς.ε...ι.κ...ορ...τυν.χγ.",
    "Cyrillic": "аЬсԁеғԍһіјк.м.ор.гѕтуѵшху.",
    "accents": "ăƀčďĕ.ğĥĩĵķĺ.ńőṗ.řśťűṽŵẋŷž",
}
_OFFSETS = {
    "italic script": 0x1D4EA,
    "double-struck": 0x1D552,
    "typewriter": 0x1D68A,
    "sans bold italic": 0x1D656,
    "full-width": 0xFF41,
    "in parentheses": 0x249C,
    "in squares": 0x1F130,
    "on squares": 0x1F170,
    "on circles": 0x1F150,
    "in circles": 0x24B6,
}
_STICKERS = {
    "a": "🅰️", "b": "🅱️", "i": "ℹ️", "m": "Ⓜ️", "o": "🅾️", "p": "🅿️", "x": "❌", "s": "💲",
}  # fmt: skip
_TURNED = dict(zip(ascii_lowercase, "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz", strict=True))
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e\u2063\ufe0f\U000e0061"
_MARKS = "\u0300\u0302\u0303\u0308\u030a\u0321\u0332\u0334\u0338\u035c\u20dd\u0360"
_LEET = {
    "a": "4@", "b": "8", "c": "(¢", "e": "3€", "g": "9", "h": "#", "i": "1!", "l": "1|", "o": "0",
    "s": "5$", "t": "7+",
}  # fmt: skip
_BUILT = {
    "a": ["/\\"], "d": ["|)"], "f": ["|="], "h": ["|-|"], "k": ["|<"], "n": ["|\\|"],
    "o": ["()"], "u": ["|_|", "(_)"], "w": ["\\/\\/"],
}  # fmt: skip
_HIDERS = "🤬💩🔥★♥"
_BETWEEN = "♥★💥→°\u00a0\u3000"


def lettered(word: str, seed: int) -> Iterator[tuple[str, str]]:
    """Yield what was done to the word, and the word as it then is: whichever word it is."""
    random = Random(f"{seed}:{word}")  # noqa: S311 - no secret
    yield from _in_one_hand(word)
    yield from _mixed(word, random)
    yield from _with_invisible(word, random)
    yield from _loud(word, random)
    yield from _in_leetspeak(word, random)


def hidden(word: str, seed: int) -> Iterator[tuple[str, str]]:
    """Yield what leaves letters out: of a clean word, another may be read in it."""
    random = Random(f"hidden:{seed}:{word}")  # noqa: S311 - no secret
    vowels = [place for place, letter in enumerate(word[1:-1], start=1) if letter in "aeiou"]
    if not vowels:
        return
    place = random.choice(vowels)
    for hider in _HIDERS:
        yield f"hidden behind {hider}", f"{word[:place]}{hider}{word[place + 1 :]}"


def _in_one_hand(word: str) -> Iterator[tuple[str, str]]:
    for name, row in _ROWS.items():
        forms = dict(zip(ascii_lowercase, row, strict=True))
        # Where half the letters have no such form, nobody writes so.
        if sum(forms.get(letter, ".") == "." for letter in word) * 2 < len(word):
            yield name, "".join(_formed(forms, letter) for letter in word)
    for name, first in _OFFSETS.items():
        yield name, "".join(chr(first + ascii_lowercase.index(letter)) for letter in word)
    yield "stickers", "".join(_STICKERS.get(letter, letter) for letter in word)
    yield "flags", " ".join(chr(0x1F1E6 + ascii_lowercase.index(letter)) for letter in word)
    yield "upside down", "".join(_TURNED[letter] for letter in reversed(word))


def _formed(forms: dict[str, str], letter: str) -> str:
    form = forms.get(letter, ".")
    return letter if form == "." else form


def _mixed(word: str, random: Random) -> Iterator[tuple[str, str]]:
    rows = [dict(zip(ascii_lowercase, row, strict=True)) for row in _ROWS.values()]
    for _time in range(4):
        letters = (
            random.choice([_formed(random.choice(rows), letter), letter.upper(), letter])
            for letter in word
        )
        yield "several scripts", "".join(letters)
    for _time in range(2):
        first = list(_OFFSETS.values())[:5]
        letters = (chr(random.choice(first) + ascii_lowercase.index(letter)) for letter in word)
        yield "several styles", "".join(letters)


def _with_invisible(word: str, random: Random) -> Iterator[tuple[str, str]]:
    for _time in range(3):
        letters = (letter + random.choice(["", *_INVISIBLE]) for letter in word)
        yield "invisible", "".join(letters)
    for most in (1, 3):
        marks = ("".join(random.choices(_MARKS, k=random.randint(1, most))) for _letter in word)
        pairs = zip(word, marks, strict=True)
        yield f"up to {most} marks", "".join(chain.from_iterable(pairs))
    yield "right to left", f"\u202e{word[::-1]}\u202c"


def _loud(word: str, random: Random) -> Iterator[tuple[str, str]]:
    yield "random case", "".join(random.choice([letter, letter.upper()]) for letter in word)
    yield "between exes", f"xX{word}Xx"
    yield "hashtag", f"#{word}"
    yield "ends stretched", word + word[-1] * random.randint(3, 9)
    separator = random.choice(_BETWEEN)
    yield f"separated by {separator!r}", separator.join(word)
    yield "shouted apart", " ".join(word.upper())
    yield "stretched apart", "-".join(letter * 2 for letter in word)


def _in_leetspeak(word: str, random: Random) -> Iterator[tuple[str, str]]:
    places = [place for place, letter in enumerate(word) if letter in _LEET]
    for count in {1, len(places) // 2} - {0}:
        if count <= len(places):
            chosen = set(random.sample(places, count))
            letters = (
                random.choice(_LEET[letter]) if place in chosen else letter
                for place, letter in enumerate(word)
            )
            yield f"{count} letters in leetspeak", "".join(letters)
    built = (random.choice(_BUILT.get(letter, [letter])) for letter in word)
    if (text := "".join(built)) != word:
        yield "built letters", text
