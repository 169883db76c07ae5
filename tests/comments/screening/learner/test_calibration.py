import pytest

from comments.screening.learner.calibration import Calibration, Guess, Record


def record(*guesses: tuple[float, bool]) -> Record:
    filled = Record()
    for margin, was_true in guesses:
        filled.add(Guess(margin, was_true))
    return filled


# Honest comments at -3 to -1, adverts at 1 to 3.
WELL_APART = [(-3 + number / 50, False) for number in range(100)] + [
    (1 + number / 50, True) for number in range(100)
]


def test_below_twenty_decisions_nothing_changes() -> None:
    start = Calibration(slope=2.0, offset=1.0)
    assert record(*WELL_APART[:19]).calibrate(start) is start
    assert record(*WELL_APART[90:110]).calibrate(start) != start


def test_likelihoods_come_to_mean_what_they_say() -> None:
    """Margins that were far too sure: at 5, only half were adverts."""
    guesses = [(5.0, number % 2 == 0) for number in range(400)]
    guesses += [(-5.0, number % 10 == 0) for number in range(400)]
    calibration = record(*guesses).calibrate(Calibration())
    assert calibration.likelihood(5.0) == pytest.approx(0.5, abs=0.05)
    assert calibration.likelihood(-5.0) == pytest.approx(0.1, abs=0.05)


@pytest.mark.parametrize("guesses", [WELL_APART, [(-margin, true) for margin, true in WELL_APART]])
def test_a_higher_margin_is_never_less_likely(guesses: list[tuple[float, bool]]) -> None:
    calibration = record(*guesses).calibrate(Calibration())
    likelihoods = [calibration.likelihood(margin) for margin in (-50, -2, -1, 0, 1, 2, 50)]
    assert likelihoods == sorted(likelihoods)


def test_thresholds_lie_where_this_site_makes_few_mistakes() -> None:
    calibration = record(*WELL_APART).calibrate(Calibration())
    assert calibration.hold_from is not None
    assert calibration.fine_below is not None
    assert calibration.likelihood(calibration.hold_from) >= 0.899
    assert calibration.likelihood(calibration.fine_below) <= 0.101
    assert -2 < calibration.fine_below < 0 < calibration.hold_from < 2


def test_an_honest_comment_that_looked_like_spam_raises_the_threshold() -> None:
    guesses = [*WELL_APART, (2.9, False)]
    calibration = record(*guesses).calibrate(Calibration())
    assert calibration.hold_from is not None
    assert calibration.hold_from >= 2.9


def test_without_any_spam_there_are_no_thresholds() -> None:
    calibration = record(*WELL_APART[:100]).calibrate(Calibration())
    assert calibration.hold_from is None
    assert calibration.fine_below is None


def test_only_the_newest_thousand_are_remembered_and_all_are_counted() -> None:
    filled = record(*WELL_APART * 6)
    assert filled.count == 1200
    assert len(filled.guesses) == 1000
