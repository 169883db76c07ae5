import pickle

import pytest

from comments.screening.learner.features import extract
from comments.screening.learner.learner import Learner
from comments.screening.learner.storage import UnknownFormat, from_bytes, to_bytes
from comments.screening.learner.typed import Typed
from tests.comments.screening.learner.sketches import sketches


def taught(count: int) -> Learner:
    learner = Learner.untaught()
    for text, verdict in sketches(count):
        learner.teach(extract(Typed(text)), verdict)
    return learner


@pytest.mark.parametrize("count", [0, 1, 25])
def test_a_learner_comes_back_to_the_last_bit(count: int) -> None:
    learner = taught(count)
    read = from_bytes(to_bytes(learner), None)
    for before, after in ((learner.spam, read.spam), (learner.rejected, read.rejected)):
        assert after.model.weights == before.model.weights
        assert after.model.squares == before.model.squares
        assert list(after.record.guesses) == list(before.record.guesses)
        assert after.record.count == before.record.count == count


def test_it_goes_on_learning_as_if_it_had_never_been_away() -> None:
    interrupted, whole = from_bytes(to_bytes(taught(30)), None), taught(30)
    for text, verdict in sketches(30, seed=2):
        interrupted.teach(extract(Typed(text)), verdict)
        whole.teach(extract(Typed(text)), verdict)
    assert to_bytes(interrupted) == to_bytes(whole)


def test_a_beginner_takes_little_room() -> None:
    assert len(to_bytes(taught(0))) < 50_000


def test_a_pickle_is_refused() -> None:
    with pytest.raises(UnknownFormat):
        from_bytes(pickle.dumps([1, 2, 3]), None)
