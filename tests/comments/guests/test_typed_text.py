import pytest

from comments.guests.typed_text import clean_typed, has_something_to_read


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("nu\x00l, bell\x07, escape\x1b", "nul, bell, escape"),
        ("no\ufffe such\uffff", "no such"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("שלום\u200f!", "שלום\u200f!"),
    ],
)
def test_only_what_nobody_types_is_taken_away(typed: str, cleaned: str) -> None:
    assert clean_typed(typed) == cleaned


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("a", True),
        ("7", True),
        ("?", True),
        ("🙂", True),
        ("", False),
        (" \n", False),
        ("\u200b\u2060", False),
    ],
)
def test_invisible_characters_are_nothing_to_read(text: str, readable: bool) -> None:
    assert has_something_to_read(text) is readable
