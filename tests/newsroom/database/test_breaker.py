import threading

from newsroom.database.breaker import Breaker
from tests.processes import PATIENCE


def test_it_is_open_until_the_server_answers() -> None:
    answers = iter([False, False, True])
    breaker = Breaker(look_again=0)

    breaker.open(lambda: next(answers))

    assert breaker.wait_until_closed(PATIENCE)
    assert not breaker.is_open
    assert next(answers, None) is None


def test_one_thread_looks_however_many_have_waited() -> None:
    may_answer = threading.Event()
    asked_in = set()

    def answers() -> bool:
        asked_in.add(threading.current_thread())
        return may_answer.wait(PATIENCE)

    breaker = Breaker(look_again=0)
    for _request in range(5):
        breaker.open(answers)
    is_open = breaker.is_open
    may_answer.set()

    assert is_open
    assert breaker.wait_until_closed(PATIENCE)
    assert len(asked_in) == 1
