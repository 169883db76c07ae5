"""The list of watched words as text."""

import pytest

from comments.models import WatchedWord
from comments.screening.rules.word_list import Line, new_words, read_list, write_list
from tests.comments.factories import WatchedWordFactory

Form = WatchedWord.Form


def columns(word: WatchedWord) -> tuple[str, str, str, str]:
    return word.text, word.form, word.action, word.note


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("casino", ("casino", "exact", "hold", "")),
        ("  buy now  ", ("buy now", "exact", "hold", "")),
        ("casino = block", ("casino", "exact", "block", "")),
        ("casino = WATCH # in May", ("casino", "exact", "watch", "in May")),
        ("casino # = block", ("casino", "exact", "hold", "= block")),
        ("viagr*", ("viagr", "prefix", "hold", "")),
        ("viagr* = block", ("viagr", "prefix", "block", "")),
        ("/v.agra/", ("v.agra", "pattern", "hold", "")),
        ("/https?://x/ = block # a # b", ("https?://x", "pattern", "block", "a # b")),
        (r"/a\/ b/", (r"a\/ b", "pattern", "hold", "")),
        ('"f***"', ("f***", "exact", "hold", "")),
        ('"/r/foo/" = block', ("/r/foo/", "exact", "block", "")),
        ('"1 + 1 = 2"', ("1 + 1 = 2", "exact", "hold", "")),
        ("#sale", ("#sale", "exact", "hold", "")),
        ("a=b", ("a=b", "exact", "hold", "")),
        ('say "hi"', ('say "hi"', "exact", "hold", "")),
    ],
)
def test_a_line_says_a_word_its_form_what_to_do_and_a_note(
    line: str, expected: tuple[str, str, str, str]
) -> None:
    read = read_list(line, "hold")
    assert not read.problems
    assert [columns(one.word) for one in read.lines] == [expected]


@pytest.mark.parametrize("line", ["", "   ", "#", "# a line for colleagues", "\t# x = block"])
def test_empty_lines_and_those_for_readers_are_no_words(line: str) -> None:
    assert read_list(line, "hold") == ([], [])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("/(a/", "Line 3: A round bracket is opened and not closed."),
        ("/abc", "Line 3: A pattern ends with a slash too. Put the line between quotation marks"),
        ("x = blok", "Line 3: “= blok” is none of = hold, = block and = watch."),
        ("1 + 1 = 2", "Line 3: “= 2” is none of"),
        ("v*", "Line 3: The beginning of a word needs two characters or more."),
        ("*", "Line 3: Nothing in it can be seen"),
        ("\u200b", "Line 3: Nothing in it can be seen"),
        ('""', "Line 3: Nothing in it can be seen"),
        ("//", "Line 3: It also matches where nothing stands"),
        ("x" * 201, "Line 3: At most 200 characters, and these are 201."),
        ("x # " + "y" * 201, "Line 3: The note is too long: at most 200."),
    ],
)
def test_problems_name_their_line_and_the_others_are_read(line: str, problem: str) -> None:
    read = read_list(f"casino\n\n{line}\npills", "hold")
    assert [one.number for one in read.lines] == [1, 4]
    assert len(read.problems) == 1
    assert str(read.problems[0]).startswith(problem)


@pytest.mark.parametrize(
    ("text", "form", "note"),
    [
        ("casino", Form.EXACT, ""),
        ("casino", Form.PREFIX, "waves # in = block"),
        ("f***", Form.EXACT, ""),
        ("f***", Form.PREFIX, ""),
        ("/r/foo/", Form.EXACT, ""),
        ("# one", Form.EXACT, ""),
        ("#sale", Form.EXACT, ""),
        ("a = block", Form.EXACT, "x"),
        ("a # b", Form.EXACT, ""),
        ('"quoted"', Form.EXACT, ""),
        ('say "hi"', Form.EXACT, ""),
        (r"a\/b/c [0-9]{2} = x", Form.PATTERN, "n"),
        ("https?://x", Form.PATTERN, ""),
        (r"\*", Form.PATTERN, ""),
        ("казино", Form.EXACT, "ноябрь"),
    ],
)
@pytest.mark.parametrize("action", WatchedWord.Action.values)
def test_what_is_written_is_read_as_the_same(text: str, form: str, note: str, action: str) -> None:
    word = WatchedWord(text=text, form=form, action=action, note=note)
    [line] = write_list([word])
    read = read_list(line, "hold")
    assert [columns(one.word) for one in read.lines] == [columns(word)]


@pytest.mark.django_db
def test_what_is_there_already_or_stands_twice_is_told_from_what_is_new() -> None:
    WatchedWordFactory(text="Casino")
    WatchedWordFactory(text="v.agra", form=Form.PATTERN)
    read = read_list("casino\ncasino*\n/v.agra/\n/V.agra/\npills\nPILLS", "hold")
    new, known = new_words(read.lines)
    assert [str(word) for word in new] == ["casino*", "/V.agra/", "pills"]
    assert [line.number for line in known] == [1, 3, 6]
    assert isinstance(known[0], Line)
