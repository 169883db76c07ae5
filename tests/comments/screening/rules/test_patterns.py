"""Patterns: what is taken, what is refused and why, and what makes others hang."""

import random

import pytest
import re2

from comments.screening.folding import fold
from comments.screening.rules.patterns import BadPattern, Patterns, compile_pattern


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(?=a)b", "“(?=…” is not possible here: there is no looking ahead or back."),
        ("(?!a)b", "“(?!…” is not possible here: there is no looking ahead or back."),
        ("(?<=a)b", "“(?<=…” is not possible here: there is no looking ahead or back."),
        (r"(a)\1", r"“\1” is not possible here: a pattern cannot refer back."),
        ("(ab", "A round bracket is opened and not closed."),
        ("ab)", "A round bracket is closed and was not opened."),
        ("[ab", "A square bracket is opened and not closed."),
        ("*a", "Nothing stands before * to repeat."),
        ("a**", "Only one sign of repetition at a time: **."),
        ("a{2000}", "It repeats too often: {2000}."),
        (r"\pL{500}", "It is too large: let it repeat less."),
        ("[z-a]", "There is no such range: z-a."),
        ("a\\", "A backslash stands at its end."),
        (r"\Za", r"It cannot be understood: invalid escape sequence: \Z."),
        (r"a\Cb", r"“\C” is not possible here: it would cut letters in two."),
        ("[а-я]+", "Ranges are possible from a to z and from 0 to 9: list other letters instead."),
        ("\ud800", "It cannot be understood"),
    ],
)
def test_what_is_not_possible_is_refused_with_a_sentence(pattern: str, problem: str) -> None:
    with pytest.raises(BadPattern) as refused:
        compile_pattern(pattern)
    assert problem in str(refused.value)


@pytest.mark.parametrize("pattern", ["a*", "^", "$", r"\b", "(a|)", r"\B", "x?", "(?:)", r"1|\b"])
def test_what_matches_where_nothing_stands_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern, match="It also matches where nothing stands"):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["a+", "[a-z]+", "[éè]+", "é-mail", r"[[:alpha:]]{3}", r"\[é-", "[]é]", "Привет"]
)
def test_what_is_possible_is_taken(pattern: str) -> None:
    compile_pattern(pattern)


def found(patterns: list[str], text: str) -> list[tuple[int, str]]:
    folded = fold(text)
    return [
        (place.pattern, text[slice(*folded.span(place.start, place.end))])
        for place in Patterns(patterns).find(folded.text)
    ]


def test_each_pattern_is_told_by_its_number() -> None:
    assert found(["b+", "zz", "c"], "aBBc") == [(0, "BB"), (2, "c")]
    assert found([], "abc") == []


def test_one_pattern_is_marked_a_limited_number_of_times() -> None:
    assert len(found(["a"], "a" * 5000)) == 20


def test_searching_for_all_in_one_go_misses_nothing() -> None:
    chance = random.Random(7)  # noqa: S311
    patterns = ["".join(chance.choices("abcdé.+[x]", k=4)) for _ in range(300)]
    compiled = {}
    for pattern in patterns:
        try:
            compiled[pattern] = compile_pattern(pattern)
        except BadPattern:
            continue
    kept = list(compiled)
    together = Patterns(kept)
    assert len(kept) > 50
    for _ in range(50):
        text = fold("".join(chance.choices("abcdéx. ", k=30))).text
        alone = {index for index, pattern in enumerate(kept) if compiled[pattern].search(text)}
        assert {place.pattern for place in together.find(text)} == alone


def test_patterns_that_are_too_large_together_are_searched_one_by_one() -> None:
    patterns = [rf"[^{letter}]*\pL+\s\pL+{letter}!" for letter in "abcdefghij" * 20]
    assert Patterns(patterns)._set is None  # noqa: SLF001
    assert (0, "x ba!") in found(patterns, "x ba!")


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a|aa)+b",
        "(.*)(.*)(.*)(.*)[0-9]",
        "a.*z|a|.*q",
        ".{0,400}c",
        "([ab]{1,30}c?){30}d",
    ],
)
@pytest.mark.parametrize("text", ["a" * 5000, "ab" * 2500, "é" * 5000], ids=["a", "ab", "accent"])
def test_what_makes_others_hang_ends(pattern: str, text: str) -> None:
    assert len(list(Patterns([pattern]).find(text))) <= 20


def test_nothing_that_is_typed_is_written_to_standard_error(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(BadPattern):
        compile_pattern("secret(")
    assert "secret" not in capfd.readouterr().err
    assert re2.Options().log_errors
