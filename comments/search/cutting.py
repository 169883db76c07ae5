"""Cut texts into the words that are looked for: in Python, and the same in PostgreSQL.

Case, accents and punctuation make no difference, nor do "ß" and "ss", dotless and dotted "i".
Of a script that puts no space between words, each sign is a word: whoever looks for several of
them looks for a phrase.
"""

import re
import unicodedata
from functools import reduce
from typing import Final

from comments.unspaced import UNSPACED, UNSPACED_MARKS

# Longer than any word, and short enough for every database.
_LONGEST_WORD: Final = 60
# Accents, the points of Hebrew and Arabic, and marks whose letters are words of their own.
_LEFT_OUT: Final = (
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670"
    f"{UNSPACED_MARKS}]+"
)
# The scripts of India, where signs for vowels stand inside of words.
_INDIC: Final = r"\u0900-\u0963\u0966-\u0dff"
_ALIKE: Final = {"ß": "ss", "ẞ": "ss", "\u0131": "i", "ς": "\u03c3"}

_MARKS: Final = re.compile(_LEFT_OUT)
_TABLE: Final = str.maketrans(_ALIKE)
_WORD: Final = re.compile(rf"[{UNSPACED}]|(?:[^\W_{UNSPACED}]|[{_INDIC}])+")

_WITHOUT_MARKS: Final = (
    f"regexp_replace(normalize(name || ' / ' || body, NFKD), '{_LEFT_OUT}', '', 'g')"
)
_FOLDED: Final = reduce(
    lambda folded, pair: f"replace({folded}, '{pair[0]}', '{pair[1]}')",
    _ALIKE.items(),
    f"normalize({_WITHOUT_MARKS}, NFC)",
)
# Its parser would keep addresses, paths and numbers whole: punctuation becomes space before.
_PUNCTUATION: Final = (
    r"[!-/:-@\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u3004\u3008-\u3020\uff00-\uff0f]+"
)
POSTGRESQL_WORDS: Final = (
    f"to_tsvector('simple', regexp_replace(regexp_replace({_FOLDED},"
    f" '{_PUNCTUATION}', ' ', 'g'), '([{UNSPACED}])', ' \\1 ', 'g'))"
)


def words_in(text: str) -> list[str]:
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
        text = unicodedata.normalize("NFC", text).lower().translate(_TABLE)
    return [word[:_LONGEST_WORD] for word in _WORD.findall(text.lower())]


def search_words(text: str) -> str:
    """Return the words with spaces between; SQLite's index is made of this."""
    return " ".join(words_in(text))
