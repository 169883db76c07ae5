import unicodedata

import pytest

from comments.screening.findings import Span
from comments.screening.folding import fold


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Hello", "hello"),
        ("Straße", "strasse"),
        ("Crème BRÛLÉE", "creme brulee"),
        ("Cre\u0300me", "creme"),
        ("ＨＥＬＬＯ", "hello"),
        ("𝓱𝔢𝐥𝗅𝚘", "hello"),
        ("ⓗⓔⓛⓛⓞ", "hello"),
        ("🅷🅴🅻🅻🅾", "hello"),
        ("ʜᴇʟʟᴏ", "hello"),
        ("ﬁne", "fine"),
        ("Øyvind, Łódź, đ", "oyvind, lodz, d"),
        ("hеllо", "hello"),  # Cyrillic ie and o
        ("НЕLLО", "hello"),  # Cyrillic en, ie and o
        ("ΗΕΛΛΟ", "heλλo"),
        ("hel\u200blo\u00ad", "hello"),
        ("\u202ehello\u202c", "hello"),
        ("h\ufe0fe\ufe0fllo", "hello"),
        ("h\u0336e\u0489llo", "hello"),
        ("a\x00b", "ab"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("a\u00a0b\u2003c\u2800d", "a b c d"),
        ("☃ 😀 4€", "☃ 😀 4€"),
        ("日本語", "日本語"),
        ("", ""),
    ],
)
def test_a_text_reads_as_a_person_reads_it(typed: str, read: str) -> None:
    assert fold(typed).text == read


@pytest.mark.parametrize(
    ("typed", "word", "place"),
    [
        ("say hello now", "hello", "hello"),
        ("say h\u200bello now", "hello", "h\u200bello"),
        ("say héllo\u0301 now", "hello", "héllo\u0301"),
        ("say 𝔥𝔢𝔩𝔩𝔬 now", "hello", "𝔥𝔢𝔩𝔩𝔬"),
        ("😀 ﬁne", "fine", "ﬁne"),
        ("a ﬁn", "i", "ﬁ"),
    ],
)
def test_a_place_in_the_folded_text_is_found_in_the_original(
    typed: str, word: str, place: str
) -> None:
    folded = fold(typed)
    start = folded.text.index(word)
    span = folded.span(start, start + len(word))
    assert typed[span.start : span.end] == place


def test_spans_are_counted_in_code_points() -> None:
    assert fold("😀😀 é!").span(3, 4) == Span(3, 4)


def test_every_character_of_unicode_can_be_folded() -> None:
    letters = "".join(map(chr, range(0x11000)))
    folded = fold(letters)
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    assert not any(unicodedata.category(letter) in {"Cf", "Mn"} for letter in folded.text)
