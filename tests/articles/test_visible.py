"""Which characters are seen on a page, whatever their category says."""

import pytest

from articles.visible import has_something_to_read


@pytest.mark.parametrize("text", ["a", "7", "?", "🙂", "霧", "\u3164a", "\u303f", "\u2422"])
def test_one_letter_digit_or_sign_is_enough(text: str) -> None:
    assert has_something_to_read(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " \n", "\u200b\u2060", "\u00ad", "\u034f", "\ufe0f", "\u180e", "\U000e0041"),
        # Letters and signs by their category, which are blank.
        *("\u115f", "\u1160", "\u2800", "\u3164 \u3164", "\uffa0", "\ufffc", "\U0001d159"),
        *("\U00013441", "\U00013442"),
    ],
)
def test_what_readers_see_nothing_of_is_nothing_to_read(text: str) -> None:
    assert not has_something_to_read(text)
