"""What `make drills DRILL=faults` is made of: how it judges, what it keeps, and one short form."""

from dataclasses import replace
from email.message import Message
from pathlib import Path

import pytest

from tests.drills.experiment import try_out
from tests.drills.faults import FAULTS
from tests.drills.mails import Fared, fared
from tests.drills.outcome import Light, Outcome, Results, quantile, table, version
from tests.drills.sites import Moulds
from tests.mail_server import mail_server
from tests.processes import short_folder


def outcome(light: Light = "green", **found: object) -> Outcome:
    well = Outcome(fault="redis-away", commit=version(), light=light, posts=120, recovery=3.0)
    return replace(well, **found)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        ({}, []),
        ({"lost": 1}, ["lost: 1"]),
        ({"never_taken": 2}, ["never taken: 2"]),
        ({"twice": 1, "stuck": 1}, ["twice: 1", "stuck: 1"]),
        ({"lost_texts": 1}, ["lost texts: 1"]),
        ({"crashes": 1}, ["crashes: 1"]),
        ({"given_up": 3, "poisoned": 3}, []),
        ({"mails": Fared(wished=3, once=1, unsure=1, claimed=1)}, []),
        ({"mails": Fared(wished=2, twice=1, missing=1)}, ["mails twice: 1", "mails missing: 1"]),
        ({"recovery": None}, ["it was not whole again"]),
        ({"recovery": 91.0}, ["whole again after 91 s, not 90"]),
        ({"page_p99": 6.1}, ["a reader's page took 6.1 s, not 6"]),
        ({"under_p99": 6.1}, ["a post took 6.1 s, not 6"]),
        ({"light_p99": 3.0}, ["/readyz took 3.0 s, not 2"]),
        ({"wrong": ["p99 of a post 0.60 s, not 0.5"]}, ["p99 of a post 0.60 s, not 0.5"]),
    ],
)
def test_what_may_not_be_is_said(found: dict[str, object], wrong: list[str]) -> None:
    assert outcome(**found).judge() == wrong  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("light", "red_after", "green_after", "wrong"),
    [
        ("red", 5.0, 2.0, []),
        ("red", None, None, ["never red, in 110 s"]),
        ("red", 95.0, 2.0, ["red after 95 s, not 90"]),
        ("red", 5.0, 61.0, ["green after 61 s, not 60"]),
        ("red", 5.0, None, ["never green again: redis"]),
        ("green", None, None, []),
        ("green", 5.0, 2.0, ["red after 5 s, and nobody had to act: redis"]),
        ("either", None, None, []),
        ("either", 5.0, 2.0, []),
    ],
)
def test_the_light_owes_what_the_fault_says(
    light: Light, red_after: float | None, green_after: float | None, wrong: list[str]
) -> None:
    found = outcome(light, red_after=red_after, green_after=green_after, said="redis", lasted=110.0)
    assert found.judge() == wrong


def test_a_quantile_is_one_of_the_values() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile([1.0, 2.0], 0.99) == 2.0
    assert quantile([], 0.99) == 0.0


def test_a_run_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    results = Results(tmp_path / "drills" / "faults.jsonl")
    assert not results.has_passed("redis-away")
    results.add(outcome(lost=1, mails=Fared(wished=2, once=2)))
    assert not results.has_passed("redis-away")
    results.add(outcome(mails=Fared(wished=2, once=2)))
    results.add(replace(outcome(), fault="poison", commit="another"))

    again = Results(results.path)
    assert again.has_passed("redis-away")
    assert again.of_this_version() == {"redis-away": outcome(mails=Fared(wished=2, once=2))}


def test_the_table_has_a_line_for_each_fault() -> None:
    lines = table([outcome(), outcome(lost=1)]).splitlines()
    assert len({line.count("|") for line in lines}) == 1
    assert [line.rpartition("| ")[2].strip(" |") for line in lines[2:]] == ["well", "lost: 1"]


def test_each_wished_mail_is_counted_once() -> None:
    with mail_server() as server:
        server.taken = [
            (f"{name}@example.org", Message()) for name in ("once", "twice", "twice", "unsure")
        ]
        rows = [
            ("once@example.org", "sent", False),
            ("twice@example.org", "sent", False),
            ("unsure@example.org", "unknown", False),
            ("refused@example.org", "refused", False),
            ("claimed@example.org", "due", True),
            ("due@example.org", "due", False),
            ("never@example.org", None, False),
        ]
        found = fared(lambda _sql: rows, server)
    assert found == Fared(wished=7, once=1, twice=1, unsure=1, refused=1, claimed=1, missing=2)


def test_twenty_faults_have_a_story_of_their_own() -> None:
    assert len(FAULTS) == 20
    assert len({fault.story for fault in FAULTS.values()}) == 20


@pytest.mark.worker
def test_a_drill_in_short() -> None:
    """Redis is flushed: the shortest of them, to see that they still run."""
    fault = replace(FAULTS["redis-flushed"], form="embedded", lasts=(4, 4))
    with short_folder() as folder:
        found = try_out(fault, posts=12, moulds=Moulds(folder), quiet=1)
    assert found.judge() == []
    assert (found.posts, found.unanswered) == (22, 0)
