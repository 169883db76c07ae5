import pytest

from comments.screening.simhash import compute_simhash, distance

TEXT = (
    "The new bridge will cost the town more than it can pay, and nobody on the council has said "
    "where the money is to come from once the grant has run out in the spring of next year. I have "
    "asked twice at the public meetings, and twice I was told that the figures would be published "
    "before the vote. They were not, and the vote is on Monday."
)


def fingerprint(text: str) -> int:
    value = compute_simhash(text)
    assert value is not None
    return value


@pytest.mark.parametrize("text", ["", "Seven words are too few to tell", "!!! ... ???"])
def test_a_short_text_has_no_fingerprint(text: str) -> None:
    assert compute_simhash(text) is None


def test_a_fingerprint_is_the_same_in_every_process_and_fits_the_column() -> None:
    assert fingerprint(TEXT) == 6259444159486579378
    assert -(2**63) <= fingerprint(TEXT) < 2**63


def test_case_white_space_and_look_alikes_make_no_difference() -> None:
    disguised = TEXT.upper().replace(" ", "\n").replace("O", "О")
    assert compute_simhash(disguised) == compute_simhash(TEXT)


def test_a_changed_word_is_near_and_another_text_is_far() -> None:
    assert distance(fingerprint(TEXT), fingerprint(TEXT.replace("Monday", "Friday"))) <= 8
    other = "Our choir sings in the old church every Sunday evening, and new voices are welcome."
    assert distance(fingerprint(TEXT), fingerprint(other)) > 16


def test_distance_counts_bits_of_signed_numbers() -> None:
    assert distance(-1, 0) == 64
    assert distance(-1, -2) == 1
    assert distance(5, 5) == 0
