from random import Random

import pytest

from comments.screening.learner.features import extract
from comments.screening.learner.learner import Learner, Verdict
from comments.screening.learner.typed import Typed
from tests.comments.screening.learner.sketches import sketches


def taught(lessons: list[tuple[str, Verdict]]) -> Learner:
    learner = Learner.untaught()
    for text, verdict in lessons:
        learner.teach(extract(Typed(text)), verdict)
    return learner


def mistakes(learner: Learner, lessons: list[tuple[str, Verdict]]) -> int:
    """Count the adverts called honest, and the honest comments called adverts."""
    return sum(
        (learner.spam.answer(extract(Typed(text))).margin > 0) != (verdict == "spam")
        for text, verdict in lessons
    )


def test_a_hundred_decisions_tell_adverts_from_the_rest() -> None:
    assert mistakes(taught(sketches(100)), sketches(200, seed=2)) == 0


def test_five_wrong_decisions_in_a_hundred_do_little_harm() -> None:
    random = Random(3)  # noqa: S311 (an accident, no secret)
    wrong: dict[Verdict, Verdict] = {"spam": "approved", "approved": "spam", "rejected": "spam"}
    lessons = [
        (text, wrong[verdict] if random.random() < 0.05 else verdict)
        for text, verdict in sketches(200)
    ]
    assert lessons != sketches(200)
    assert mistakes(taught(lessons), sketches(200, seed=2)) <= 2


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_decisions_hardly_matters(seed: int) -> None:
    lessons = sketches(100)
    Random(seed).shuffle(lessons)  # noqa: S311 (an order, no secret)
    assert mistakes(taught(lessons), sketches(200, seed=2)) == 0


def test_the_same_decisions_teach_the_same_to_the_last_bit() -> None:
    one, other = taught(sketches(50)), taught(sketches(50))
    assert one.spam.model.weights == other.spam.model.weights
    assert one.rejected.calibration == other.rejected.calibration


def test_rudeness_and_adverts_are_told_apart() -> None:
    learner = taught(sketches(200))
    rude = extract(Typed("Only an idiot wants bridges at Mill Lane. boats"))
    advert = extract(Typed("Cheap lamps at the harbour, order today and save. nets"))
    assert learner.rejected.answer(rude).likelihood > 0.5 > learner.spam.answer(rude).likelihood
    assert learner.spam.answer(advert).likelihood > 0.5
    assert learner.rejected.answer(advert).likelihood < 0.5


def test_who_was_never_taught_takes_nothing_for_spam() -> None:
    learner = Learner.untaught()
    assert learner.taught == 0
    assert learner.spam.is_still_learning
    assert learner.spam.answer(extract(Typed("Buy now!"))).likelihood == pytest.approx(0.119, 0.01)
