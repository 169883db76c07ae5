"""What hangs is asked once, and nobody waits for it for long."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from newsroom.health import looks
from newsroom.health.looks import Look, Unanswered


class Hanging:
    """A question that gets its answer when the test says so."""

    def __init__(self) -> None:
        self.times_asked = 0
        self.may_answer = threading.Event()

    def __call__(self) -> int:
        self.times_asked += 1
        self.may_answer.wait()
        return self.times_asked


@pytest.fixture(autouse=True)
def threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[threading.Thread]]:
    """Ask in threads, as the site does, but for what they do with the database afterwards."""
    started: list[threading.Thread] = []

    def in_thread(work: Callable[[], None]) -> None:
        started.append(threading.Thread(target=work))
        started[-1].start()

    monkeypatch.setattr(looks, "in_thread", in_thread)
    yield started
    for thread in started:
        thread.join()


def test_an_answer_is_new_each_time() -> None:
    question = Hanging()
    question.may_answer.set()
    look = Look(question)

    assert [look.begin().figures() for _ in range(3)] == [1, 2, 3]


def test_what_hangs_is_asked_once_however_often_one_probes(
    monkeypatch: pytest.MonkeyPatch, threads: list[threading.Thread]
) -> None:
    monkeypatch.setattr(looks, "PATIENCE", 0)
    question = Hanging()
    look = Look(question)

    for _ in range(50):
        with pytest.raises(Unanswered, match="no answer for 0 s"):
            look.begin().figures()

    assert (question.times_asked, len(threads)) == (1, 1)
    question.may_answer.set()
    threads[0].join()
    assert look.begin().figures() == 2


def test_all_who_ask_at_once_get_the_same_answer(threads: list[threading.Thread]) -> None:
    question = Hanging()
    look = Look(question)
    asked = [look.begin() for _ in range(5)]
    question.may_answer.set()

    with ThreadPoolExecutor(5) as pool:
        assert list(pool.map(lambda one: one.figures(), asked)) == [1] * 5


def test_a_thread_that_could_not_be_had_costs_this_answer_and_no_later_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    question = Hanging()
    question.may_answer.set()
    look = Look(question)

    def refuse(_work: Callable[[], None]) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(looks, "in_thread", refuse)
        with pytest.raises(Unanswered, match="can't start new thread"):
            look.begin().figures()

    assert look.begin().figures() == 1


def test_a_question_that_fails_says_why() -> None:
    def fail() -> int:
        raise ConnectionRefusedError("nobody is there")

    with pytest.raises(Unanswered, match="ConnectionRefusedError: nobody is there"):
        Look(fail).begin().figures()
