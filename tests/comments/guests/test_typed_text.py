import pytest

from comments.guests.typed_text import clean_typed


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
