import pytest

from comments.screening.learner.features import BUCKETS, OF_SIGN, extract
from comments.screening.learner.typed import Typed


def test_the_same_text_has_the_same_features_in_every_process() -> None:
    """Hashes that differ from process to process would make what was learnt worthless."""
    assert extract(Typed("Well said, Ann")).buckets[:3] == [8271, 222131, 137284]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FREE", "free"),
        ("caſh", "cash"),
        ("cásh", "cash"),
        ("ｃａｓｈ", "cash"),
        ("с\u200bash", "cash"),
        ("sooooo", "soo"),
        ("call 555", "call 123"),
    ],
)
def test_words_are_read_as_people_read_them(one: str, other: str) -> None:
    assert extract(Typed(one)).words == extract(Typed(other)).words


def test_words_share_their_loudness_and_signs_do_not() -> None:
    short, long = extract(Typed("free money")), extract(Typed("free money " * 50))
    assert sum(value**2 for value in short.values[: len(short.words)]) == pytest.approx(1)
    assert sum(value**2 for value in long.values[: len(long.words)]) == pytest.approx(1)
    assert short.values[-1] == long.values[-1]


def test_every_feature_knows_where_it_came_from() -> None:
    features = extract(Typed("Cheap watches: http://watches.example", "Ann", "a@b.example"))
    assert len(features.buckets) == len(features.values) == len(features.owners)
    assert all(0 <= bucket < BUCKETS for bucket in features.buckets)
    for place, owner in enumerate(features.owners):
        if place < features.of_language:
            assert 0 <= owner < len(features.tokens)
        else:
            assert 0 <= OF_SIGN - owner < len(features.signs)


@pytest.mark.parametrize("text", ["", " ", "!", "\ud800", "\x00", "a", "日本", "\u0301"])
def test_the_smallest_texts_have_features(text: str) -> None:
    assert extract(Typed(text)).buckets


@pytest.mark.parametrize(
    "unit", ["a", "a ", "é", "日", "😀", "@a ", "a@b.c ", "1-", "$1 ", "[.", "a dot ", "make ", "W"]
)
def test_a_hundred_thousand_characters_take_no_more_than_a_moment(unit: str) -> None:
    extract(Typed((unit * 100_000)[:100_000], unit * 200, f"{unit * 50}@mail.example"))
