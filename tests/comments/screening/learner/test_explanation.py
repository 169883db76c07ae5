from comments.screening.learner.explanation import explain
from comments.screening.learner.features import extract
from comments.screening.learner.learner import Question
from comments.screening.learner.typed import Typed

LESSONS = [
    ("Cheap watches for everybody", True),
    ("The council met on Monday", False),
    ("Cheap watches of the finest", True),
    ("A council of elders decides", False),
]


def taught() -> Question:
    question = Question()
    for text, is_true in LESSONS * 3:
        question.teach(extract(Typed(text)), is_true=is_true)
    return question


def explained(text: str) -> tuple[list[str], list[str]]:
    features = extract(Typed(text))
    suspicions, doubts = explain(features, taught().answer(features).contributions)
    return [clue.words for clue in suspicions], [clue.words for clue in doubts]


def test_the_strongest_words_are_quoted_for_and_against() -> None:
    suspicions, doubts = explained("I like Cheap  Watches more than a council")
    assert suspicions[0] == "“Cheap Watches”"
    assert "council" in doubts[0]


def test_each_clue_points_to_its_place_as_it_was_typed() -> None:
    text = "ｃｈｅａｐ wátches 😀"
    features = extract(Typed(text))
    clue = explain(features, taught().answer(features).contributions).suspicions[0]
    assert [text[start:end] for start, end in clue.spans] == ["ｃｈｅａｐ wátches"]


def test_what_clues_add_is_all_that_the_margin_is() -> None:
    """With nothing left out, the clues for and against sum up to the margin."""
    features = extract(Typed("Cheap watches"))
    answer = taught().answer(features)
    assert sum(answer.contributions) == answer.margin


def test_no_address_is_quoted() -> None:
    question = Question()
    lessons = [("ask cheap@watches.example now", True), ("nothing to see here", False)]
    for text, is_true in lessons * 5:
        question.teach(extract(Typed(text)), is_true=is_true)
    features = extract(Typed("ask cheap@watches.example now"))
    suspicions, doubts = explain(features, question.answer(features).contributions)
    quoted = " ".join(clue.words for clue in suspicions + doubts)
    assert "an email address" in quoted
    assert "watches" not in quoted


def test_long_phrases_are_cut() -> None:
    question = Question()
    question.teach(extract(Typed("extraordinarily " * 6)), is_true=True)
    features = extract(Typed("extraordinarily " * 6))
    suspicions, _doubts = explain(features, question.answer(features).contributions)
    assert max(len(clue.words) for clue in suspicions) <= 42


def test_an_empty_text_is_explained_by_nothing() -> None:
    assert explained("") == ([], [])
