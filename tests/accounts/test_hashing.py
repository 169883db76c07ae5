"""How many passwords are hashed at a time."""

import threading

import pytest

from accounts.hashing import TooManyAtOnce, Turns


def test_one_is_at_work_one_waits_and_the_third_is_sent_away() -> None:
    turns = Turns(waiting=1, rests=False)
    waits, done = threading.Event(), threading.Event()

    def wait_for_turn() -> None:
        waits.set()
        with turns.take():
            done.set()

    with turns.take():
        second = threading.Thread(target=wait_for_turn)
        second.start()
        assert waits.wait(5)
        while True:
            # Until the second has its place, a third would take it.
            if not turns._places.acquire(blocking=False):  # noqa: SLF001
                break
            turns._places.release()  # noqa: SLF001
        with pytest.raises(TooManyAtOnce), turns.take():
            pass
        assert not done.is_set()
    second.join()
    assert done.is_set()


def test_a_turn_that_fails_is_over() -> None:
    turns = Turns(waiting=0, rests=True)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), turns.take():
            raise ZeroDivisionError
