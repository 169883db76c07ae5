"""Web addresses in running text: where one begins, and where it ends.

Every part of the pattern is bounded: the time is linear in the text, whatever was typed.
"""

import re
from typing import Final

from comments.unspaced import UNSPACED

SCHEMES: Final = {"http", "https"}

# Never part of an address that stands in a sentence: white space, quotation marks, brackets and
# full stops of all scripts, and what cannot be seen. Brackets of ASCII belong to it in pairs.
_NEVER: Final = (
    r"\s<>\"`{}|\\^()\[\]"
    r"\x00-\x1f\x7f-\x9f«»\u2039\u203a\u2018\u201a-\u201f\u2026\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\u3000-\u3004\u3008-\u3020\u3030\u303d\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
# A word of a script without spaces that follows a Latin letter at once is the sentence going on.
_SIGN: Final = rf"(?:[^{_NEVER}'\u2019{UNSPACED}] | ['\u2019](?=\w) | (?<![A-Za-z0-9])[{UNSPACED}])"
_IN_BRACKETS: Final = rf"(?: \([^{_NEVER}]{{0,200}}\) | \[[^{_NEVER}]{{0,200}}\] )"
# Belongs to the sentence where it stands at the end of an address.
_NOT_AT_END: Final = r"(?<![.,;:!?*_~'\u2019\u2013\u2014·])"

# Only what is plainly an address: README.md and file.py are none.
WEB_ADDRESS: Final = rf"""
    (?: (?<![A-Za-z0-9])(?ai:https?)://(?=[\w\[]) | (?<![A-Za-z0-9@./])(?ai:www)\.(?=\w) )
    (?: {_SIGN} | {_IN_BRACKETS} ){{3,2000}}
    {_NOT_AT_END}
"""
ADDRESS: Final = re.compile(WEB_ADDRESS, re.VERBOSE)
