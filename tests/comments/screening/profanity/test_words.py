"""Our own list, as data."""

import pytest

from comments.screening.folding import fold
from comments.screening.profanity.entries import DATA, LANGUAGES, LEVELS, lines_of, own_entries
from comments.screening.profanity.languages import Languages
from comments.screening.profanity.matcher import find_profanity
from comments.screening.profanity.site_words import own_lexicon

MARKS = {
    "root", "name", "person", "place", "acronym", "exact", "masked", "plain", "rigid",
    "needs_own", "not_abroad",
}  # fmt: skip
ENTRIES = list(own_entries())


def is_found_whole(word: str) -> bool:
    folded = fold(word)
    hits = find_profanity(folded, own_lexicon())
    return [(hit.start, hit.end) for hit in hits] == [(0, len(folded.text))]


def test_every_line_is_understood() -> None:
    assert {entry.kind for entry in ENTRIES} == {"word", "noun", "verb", "stem"}
    assert {entry.word.level for entry in ENTRIES} == set(LEVELS)
    assert {entry.word.language for entry in ENTRIES} == set(LANGUAGES)
    assert {mark for entry in ENTRIES for mark in entry.word.marks} == MARKS
    assert sorted(path.stem for path in (DATA / "words").iterdir()) == sorted(LANGUAGES)


def test_no_word_is_listed_twice_in_a_language() -> None:
    listed = [(entry.word.text, entry.word.language) for entry in ENTRIES]
    assert [word for word in set(listed) if listed.count(word) > 1] == []


def test_every_form_is_found_as_it_is_listed() -> None:
    forms = [
        form
        for entry in ENTRIES
        if entry.word.marks.isdisjoint({"masked", "needs_own"})
        for form in entry.forms()
    ]
    assert [form for form in forms if not is_found_whole(form)] == []


@pytest.mark.parametrize("phrase", lines_of("innocent_phrases.txt"))
def test_innocent_phrases_pass_in_any_case_and_with_other_separators(phrase: str) -> None:
    plain = " ".join(word.split("|")[0] for word in phrase.split())
    for text in (plain, plain.upper(), plain.replace(" ", ", "), plain.replace(" ", "-")):
        assert find_profanity(fold(text), own_lexicon()) == []


@pytest.mark.parametrize("phrase", lines_of("profane_phrases.txt"))
def test_profane_phrases_are_found(phrase: str) -> None:
    level, _colon, words = phrase.partition(":")
    for place in (0, -1):
        text = " ".join(word.split("|")[place] for word in words.split())
        assert max(hit.level for hit in find_profanity(fold(text), own_lexicon())) >= int(level)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the law of the land is what it is", "en"),
        ("das ist nicht der Weg und auch nicht das Ziel", "de"),
        ("ce n'est pas la fin de tout, mais une pause", "fr"),
        ("no es lo que parece, pero es muy caro", "es"),
        ("non è la fine, ma anche questo è un inizio", "it"),
        ("não é o fim, mas isso também tem um preço", "pt"),
        ("het is niet het einde, maar ook geen begin", "nl"),
        ("to nie jest koniec, ale tak się mówi", "pl"),
        ("bu bir son değil ama çok kadar iyi", "tr"),
    ],
)
def test_small_words_tell_a_language(text: str, language: str) -> None:
    languages = Languages(fold(text).text.replace(",", "").split())
    assert languages.speak(language)
    assert not languages.speak_another_than(language)
