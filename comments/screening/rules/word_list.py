"""The list of watched words as text, for people to write and to keep.

# What begins so is for colleagues who read the list.
casino                  whole words, in any case
buy now = block         with what to do: hold, block or watch
viagr* # waves in May   the beginning of a word; a note for colleagues
/v.agra/ = watch        a pattern
"f***"                  as it stands between the quotation marks
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from comments.models import WORD_MAX_LENGTH, WatchedWord
from comments.screening.rules.watchlist import check_word, same_word

_NOTE_MAX_LENGTH: Final = 200
_COMMENT: Final = re.compile(r"#(?:\s|\Z)")
_AFTER: Final = r"(?:\s+=\s*(?P<action>\S*))?(?:\s+\#\s+(?P<note>.*))?\Z"
_SHAPES: Final = (
    (WatchedWord.Form.PATTERN, re.compile(rf"/(?P<text>(?:[^\\]|\\.)*?)/{_AFTER}")),
    (WatchedWord.Form.EXACT, re.compile(rf'"(?P<text>.*?)"{_AFTER}')),
    (WatchedWord.Form.PREFIX, re.compile(rf"(?P<text>.*?)\*{_AFTER}")),
    (WatchedWord.Form.EXACT, re.compile(rf"(?P<text>.*?){_AFTER}")),
)
# It would look like the end of the pattern.
_MISTAKABLE_SLASH: Final = re.compile(r"(?<!\\)/(?=\s)")
_ESCAPED_SLASH: Final = r"\\/"


class BadLine(ValueError):
    """A line that is not understood; the message names it."""

    def __init__(self, number: int, problem: str) -> None:
        super().__init__(_("Line %(number)d: %(problem)s") % {"number": number, "problem": problem})


class Line(NamedTuple):
    number: int
    word: WatchedWord


class WordList(NamedTuple):
    """What a text says: lines that are fine, and the problems of those that are not."""

    lines: list[Line]
    problems: list[BadLine]


def read_list(text: str, action: str) -> WordList:
    """Read all lines; `action` is for those that name none. Nothing is saved."""
    lines, problems = [], []
    for number, typed in enumerate(text.splitlines(), start=1):
        line = typed.strip()
        if not line or _COMMENT.match(line):
            continue
        try:
            lines.append(Line(number, _word(line, action)))
        except ValueError as problem:
            problems.append(BadLine(number, str(problem)))
    return WordList(lines, problems)


def new_words(lines: Iterable[Line]) -> tuple[list[WatchedWord], list[Line]]:
    """Tell the words that are new from the lines whose word is there, or stands further up."""
    there = {
        same_word(text, form) for text, form in WatchedWord.objects.values_list("text", "form")
    }
    new, known = [], []
    for line in lines:
        key = same_word(line.word.text, line.word.form)
        if key in there:
            known.append(line)
        else:
            new.append(line.word)
            there.add(key)
    return new, known


def write_list(words: Iterable[WatchedWord]) -> Iterator[str]:
    """Write lines that `read_list` understands as the same words."""
    for word in words:
        note = f" # {' '.join(word.note.split())}" if word.note else ""
        yield f"{_written(word)} = {word.action}{note}"


def _word(line: str, action: str) -> WatchedWord:
    form, found = next(
        (form, found) for form, shape in _SHAPES if (found := shape.match(line)) is not None
    )
    if line.startswith("/") and form != WatchedWord.Form.PATTERN:
        raise ValueError(
            _(
                "A pattern ends with a slash too. Put the line between quotation marks if it is"
                " none."
            )
        )
    text, note = found["text"].strip(), found["note"] or ""
    chosen = action if found["action"] is None else found["action"].lower()
    if chosen not in WatchedWord.Action.values:
        raise ValueError(
            _(
                "“= %(typed)s” is none of = hold, = block and = watch. Put the words between"
                " quotation marks if it belongs to them."
            )
            % {"typed": found["action"]}
        )
    if len(text) > WORD_MAX_LENGTH:
        raise ValueError(
            _("At most %(most)d characters, and these are %(count)d.")
            % {"most": WORD_MAX_LENGTH, "count": len(text)}
        )
    if len(note) > _NOTE_MAX_LENGTH:
        raise ValueError(_("The note is too long: at most %(most)d.") % {"most": _NOTE_MAX_LENGTH})
    check_word(text, form)
    return WatchedWord(text=text, form=form, action=chosen, note=note)


def _written(word: WatchedWord) -> str:
    if word.form == WatchedWord.Form.PATTERN:
        return f"/{_MISTAKABLE_SLASH.sub(_ESCAPED_SLASH, word.text)}/"
    plain = str(word)
    return plain if _is_read_as(plain, word) else f'"{plain}"'


def _is_read_as(line: str, word: WatchedWord) -> bool:
    if _COMMENT.match(line):
        return False
    try:
        read = _word(line, word.action)
    except ValueError:
        return False
    return (read.text, read.form, read.note) == (word.text, word.form, "")
