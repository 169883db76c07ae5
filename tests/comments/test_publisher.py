import queue
import threading

import pytest

from comments.publisher import BackgroundPublisher
from tests.processes import PATIENCE, wait_until


def test_ids_are_sent_in_their_order_from_another_thread() -> None:
    sent: queue.Queue[tuple[int, str]] = queue.Queue()
    publisher = BackgroundPublisher(lambda pk: sent.put((pk, threading.current_thread().name)))
    publisher.submit(1)
    publisher.submit(2)
    assert [sent.get(timeout=PATIENCE) for _ in range(2)] == [(1, "publisher"), (2, "publisher")]


def test_a_broker_that_hangs_holds_nobody() -> None:
    thawed = threading.Event()
    publisher = BackgroundPublisher(lambda _pk: thawed.wait(PATIENCE))
    for pk in range(2000):
        publisher.submit(pk)
    thawed.set()


def test_after_a_failure_the_rest_is_left_to_the_sweeper_and_the_next_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    all_wait = threading.Event()
    sent: queue.Queue[int] = queue.Queue()

    def send(pk: int) -> None:
        if pk == 1:
            all_wait.wait(PATIENCE)
            raise ConnectionError
        sent.put(pk)

    lines: queue.Queue[tuple[object, ...]] = queue.Queue()
    monkeypatch.setattr("comments.publisher.logger.warning", lambda *line: lines.put(line))
    publisher = BackgroundPublisher(send)
    for pk in (1, 2, 3):
        publisher.submit(pk)
    all_wait.set()
    assert "ConnectionError" in lines.get(timeout=PATIENCE)
    publisher.submit(4)
    assert sent.get(timeout=PATIENCE) == 4
    assert 3 in lines.get(timeout=PATIENCE)


def test_a_broker_that_is_away_is_told_of_once_however_much_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    back = 1000

    def send(pk: int) -> None:
        if pk != back:
            raise ConnectionError

    lines: queue.Queue[tuple[object, ...]] = queue.Queue()
    monkeypatch.setattr("comments.publisher.logger.warning", lambda *line: lines.put(line))
    publisher = BackgroundPublisher(send)
    for pk in range(200):
        publisher.submit(pk)

    def is_back() -> bool:
        publisher.submit(back)
        return lines.qsize() > 1

    wait_until(is_back)
    assert "ConnectionError" in lines.get()
    assert int(str(lines.get()[-1])) >= 200
    assert lines.empty()
