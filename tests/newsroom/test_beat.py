"""The scheduler sends what is due, whatever the clock did."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsroom.beat import Scheduler
from newsroom.celery import app

ONCE_A_DAY = "learn anew from all decisions"


class Clock:
    """Shows what it is set to; a tick of the scheduler passes as much time as it asks for."""

    def __init__(self) -> None:
        self.now = datetime(2028, 2, 28, 12, 0, tzinfo=UTC)

    def show(self) -> datetime:
        return self.now


class Sending(Scheduler):
    """Counts instead of sending; `producer` is never used."""

    data: dict[str, Any]

    def __init__(self, clock: Clock) -> None:
        self.clock, self.sent = clock, Counter[str]()
        super().__init__(app)

    def apply_async(self, entry: Any, *_arguments: Any, **_options: Any) -> None:
        self.sent[entry.name] += 1

    def run(self, **how_long: float) -> Counter[str]:
        """Let so much time pass, and return what was sent in it."""
        self.sent.clear()
        ends_at = self.clock.now + timedelta(**how_long)
        while self.clock.now < ends_at:
            # Celery asks for nothing for some milliseconds before each: time passes all the same.
            self.clock.now += timedelta(seconds=max(self.tick(), 0.005))
        return Counter(self.sent)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(app, "now", clock.show)
    return clock


@pytest.fixture
def scheduler(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Sending:
    monkeypatch.setattr(Sending, "producer", None)
    return Sending(clock)


def never_sent_of(sent: Counter[str]) -> set[str]:
    return set(app.conf.beat_schedule) - set(sent) - {ONCE_A_DAY}


def test_what_has_an_interval_is_due_at_the_start_and_then_by_it(scheduler: Sending) -> None:
    sent = scheduler.run(minutes=10)
    assert not never_sent_of(sent)
    assert ONCE_A_DAY not in sent
    assert sent["retry checks that could not run"] == pytest.approx(10, abs=1)
    assert sent["erase network data"] == 1


@pytest.mark.parametrize("hours", [3, 24 * 400])
def test_a_clock_that_was_ahead_holds_nothing_up(
    scheduler: Sending, clock: Clock, hours: float
) -> None:
    scheduler.run(minutes=10)
    clock.now += timedelta(hours=hours)
    assert not never_sent_of(scheduler.run(minutes=10))
    clock.now -= timedelta(hours=hours)
    sent = scheduler.run(minutes=10)
    assert not never_sent_of(sent)
    assert sent["retry checks that could not run"] == pytest.approx(10, abs=1)


def test_a_small_correction_repeats_nothing(scheduler: Sending, clock: Clock) -> None:
    scheduler.run(minutes=10)
    clock.now -= timedelta(seconds=2)
    assert "erase network data" not in scheduler.run(minutes=1)


def test_once_a_day_is_once_a_day_in_leap_years_too(scheduler: Sending) -> None:
    scheduler.data = {ONCE_A_DAY: scheduler.data[ONCE_A_DAY]}
    assert scheduler.run(days=4) == {ONCE_A_DAY: 4}


def test_it_is_the_one_that_runs() -> None:
    assert app.conf.beat_scheduler == "newsroom.beat:Scheduler"
