"""What readers see of a text, and what is blank whatever it is made of."""

import unicodedata
from typing import Final

# Letters and signs by their category of which nothing is seen: fillers of Hangul, which Unicode's
# Default_Ignorable_Code_Point has; a Braille cell without dots, the place of an object, a note
# without a head, and the blanks of hieroglyphs. All else that is ignorable is of no such category.
_BLANK: Final = frozenset("\u115f\u1160\u3164\uffa0" + "\u2800\ufffc\U0001d159\U00013441\U00013442")


def has_something_to_read(text: str) -> bool:
    """Tell whether the text holds a letter, digit, sign or emoji, not only what is invisible."""
    return any(
        unicodedata.category(character)[0] in "LNPS" and character not in _BLANK
        for character in text
    )
