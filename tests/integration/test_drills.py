"""What `make drills DRILL=faults` is made of: how it judges, what it keeps, and one short form."""

import json
from dataclasses import replace
from email.message import Message
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.drills import outcome as kept_outcomes
from tests.drills.experiment import try_out
from tests.drills.faults import FAULTS
from tests.drills.mails import Fared, fared
from tests.drills.outcome import Light, Outcome, Promise, Results, quantile, table, version
from tests.drills.sites import Moulds
from tests.drills.watching import Look, light_of
from tests.mail_server import mail_server
from tests.processes import short_folder

RED = Promise("red", names=("redis-away",))
HEALS = Promise("green")
ENDS_WORK = Promise("green", ends_work=True)


def outcome(promise: Promise = HEALS, **found: object) -> Outcome:
    well = Outcome(
        fault="redis-away",
        commit=version(),
        promise=promise,
        posts=120,
        posts_under=50,
        pages_under=60,
        lights_under=30,
        recovery=3.0,
    )
    return replace(well, **found)  # type: ignore[arg-type]


def mailed(promise: Promise = HEALS, after: float | None = 5.0, **fates: int) -> Outcome:
    return outcome(promise, wishes=20, mailed=after, mails=Fared(**{"wished": 20, **fates}))


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        ({}, []),
        ({"lost": 1}, ["lost: 1"]),
        ({"never_taken": 2}, ["never taken: 2"]),
        ({"twice": 1, "stuck": 1}, ["twice: 1", "stuck: 1"]),
        ({"undecided": 1}, ["undecided: 1"]),
        ({"lost_texts": 1}, ["lost texts: 1"]),
        ({"crashes": 1}, ["crashes: 1"]),
        ({"posts_refused": 1}, ["posts refused: 1"]),
        ({"pages_refused": 1}, ["pages refused: 1"]),
        ({"refused_in_peace": 1}, ["refused in peace: 1"]),
        ({"given_up": 3, "poisoned": 3}, []),
        ({"given_up": 4, "poisoned": 3}, ["given to a person: 4"]),
        ({"posts_under": 0}, ["posts under it: none"]),
        ({"pages_under": 0}, ["pages under it: none"]),
        ({"lights_under": 0}, ["lights under it: none"]),
        ({"recovery": None}, ["it was not whole again"]),
        ({"recovery": 90.0}, []),
        ({"recovery": 90.6}, ["whole again after 91 s, not 90"]),
        ({"longest_page": 6.0, "under_p99": 6.0}, []),
        ({"longest_page": 6.1}, ["a reader's page took 6.1 s, not 6"]),
        ({"under_p99": 6.1}, ["a post took 6.1 s, not 6"]),
        ({"light_p99": 2.5}, []),
        ({"light_p99": 2.6}, ["/readyz took 2.6 s, not 2"]),
        ({"wrong": ["p99 of a post 0.60 s, not 0.5"]}, ["p99 of a post 0.60 s, not 0.5"]),
    ],
)
def test_what_may_not_be_is_said(found: dict[str, object], wrong: list[str]) -> None:
    assert outcome(**found).judge() == wrong  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("refuses", "wrong"),
    [
        (("posts", "pages"), []),
        (("posts",), ["pages refused: 9"]),
        (("pages",), ["posts refused: 9"]),
    ],
)
def test_a_fault_refuses_what_it_may_and_nothing_else(
    refuses: tuple[Literal["posts", "pages"], ...], wrong: list[str]
) -> None:
    promise = Promise("green", refuses=refuses)
    assert outcome(promise, posts_refused=9, pages_refused=9).judge() == wrong


@pytest.mark.parametrize(("given_up", "wrong"), [(15, []), (16, ["given to a person: 16"])])
def test_where_work_is_ended_a_few_go_to_a_person(given_up: int, wrong: list[str]) -> None:
    assert outcome(ENDS_WORK, given_up=given_up, poisoned=3).judge() == wrong


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        (mailed(once=20), []),
        (mailed(once=18, twice=1, missing=1), ["mails twice: 1", "mails missing: 1"]),
        # The outbox does not know it, and would send it again.
        (mailed(once=19, untold=1), ["mails untold: 1"]),
        (mailed(once=17, refused=3), ["mails refused: 3, not 0"]),
        (mailed(Promise("green", refused_mails=3), once=17, refused=3), []),
        (mailed(Promise("green", refused_mails=3), once=20), ["mails refused: 0, not 3"]),
        (mailed(once=18, unsure=1, claimed=1), ["mails unsure: 2"]),
        (mailed(ENDS_WORK, once=18, unsure=1, claimed=1), []),
        # Nobody wished any, which proves nothing.
        (mailed(wished=0), ["mails wished: 0, not 20"]),
        (mailed(after=None, once=20), ["not every mail had an end"]),
        (mailed(after=90.6, once=20), ["mailed after 91 s, not 90"]),
        (mailed(Promise("green", mailed_within=150), after=150, once=20), []),
    ],
)
def test_each_wished_mail_has_an_end_that_it_may_have(found: Outcome, wrong: list[str]) -> None:
    assert found.judge() == wrong


@pytest.mark.parametrize(
    ("light", "red_after", "green_after", "wrong"),
    [
        ("red", 5.0, 2.0, []),
        ("red", 90.0, 60.0, []),
        ("red", None, None, ["never red, in 110 s"]),
        ("red", 90.6, 2.0, ["red after 91 s, not 90"]),
        ("red", 5.0, 60.6, ["green after 61 s, not 60"]),
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
    found = outcome(
        Promise(light), red_after=red_after, green_after=green_after, said="redis", lasted=110.0
    )
    assert found.judge() == wrong


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        ({"red_in_peace": 1}, ["red before anything was wrong: redis"]),
        ({"green_under": 2}, ["green 2 times while it lasted"]),
        ({"misnamed": "disk-full"}, ["red for something else: disk-full"]),
    ],
)
def test_the_light_is_red_for_the_fault_and_for_as_long(
    found: dict[str, object], wrong: list[str]
) -> None:
    seen = outcome(RED, red_after=5.0, green_after=2.0, said="redis", **found)
    assert seen.judge() == wrong


def red(*names: str, at: float, seconds: float = 0.1) -> Look:
    problems = [{"name": name, "sentence": f"{name}!"} for name in names]
    return Look(at, seconds, 503, json.dumps({"problems": problems}))


def green(at: float) -> Look:
    return Look(at, 0.1, 200, "")


def seen(*looks: Look, names: tuple[str, ...] = ("redis-away",)) -> dict[str, Any]:
    """Return what is noted of a fault that lasts from 100 s to 150 s."""
    return light_of(looks, began_at=100.0, ended_at=150.0, names=names)


def test_the_light_is_red_from_its_name_on_and_green_from_the_last_word_on() -> None:
    found = seen(
        green(99),
        red("redis-away", at=102),
        red("redis-away", "worker-silent", at=151),
        green(155),
        red("worker-silent", at=156),
        green(160),
    )
    assert (found["red_after"], found["green_after"], found["green_under"]) == (2.1, 10.0, 0)
    assert (found["misnamed"], found["red_in_peace"]) == ("", 0)
    assert found["said"] == "redis-away!; worker-silent!"


def test_a_light_that_is_red_for_something_else_is_not_red_for_this() -> None:
    no_words = Look(105, 2.0, 503, "The site has not found out in time.")
    found = seen(red("disk-full", at=102), no_words, green(120))
    assert "red_after" not in found
    assert found["misnamed"] == "disk-full, no words"

    found = seen(red("disk-full", at=102), red("redis-away", at=103), green(152))
    assert (found["misnamed"], found["red_after"]) == ("disk-full", 3.1)


def test_a_light_that_goes_green_while_the_fault_lasts_is_seen() -> None:
    found = seen(red("redis-away", at=102), green(110), red("redis-away", at=111), green(152))
    assert (found["green_under"], found["green_after"]) == (1, 2.0)
    assert seen(red("redis-away", at=102), green(149.95))["green_under"] == 0


def test_a_light_that_was_red_in_peace_is_seen() -> None:
    found = seen(red("mails-wait", at=90), green(95), red("redis-away", at=99.5, seconds=1))
    assert (found["red_in_peace"], found["red_after"], found["misnamed"]) == (1, 0.5, "")
    assert "green_after" not in found


def test_where_the_light_owes_green_any_red_counts() -> None:
    found = seen(red("disk-full", at=102), green(103), names=())
    assert (found["red_after"], found["green_after"]) == (2.1, 0.0)


def judged(fault: str, **found: object) -> list[str]:
    return list(FAULTS[fault].judge(outcome(**found)))  # type: ignore[arg-type]


@pytest.mark.parametrize("fault", ["redis-away", "redis-frozen"])
def test_a_post_does_not_wait_for_redis(fault: str) -> None:
    assert judged(fault, under_p99=0.499) == []
    assert judged(fault, under_p99=0.5) == ["p99 of a post 0.50 s, not 0.5"]
    assert FAULTS[fault].promise.refuses == ()


def test_poison_has_to_harm_itself_and_may_harm_nobody_else() -> None:
    assert judged("poison", harmed=3, poisoned=3, last_screened=60.0) == []
    assert judged("poison", harmed=2, poisoned=3) == ["poisoned: 2, not 3"]
    assert judged("poison", half_screened=1) == ["screened in part: 1"]
    assert judged("poison", last_screened=60.6) == ["screened after 61 s, not 60"]


def test_who_is_killed_has_only_few_mails_in_hand() -> None:
    few = Fared(unsure=9, claimed=9)
    assert judged("three-schedulers", lasted=45.0, mails=few) == []
    more = replace(few, claimed=10)
    assert judged("three-schedulers", lasted=45.0, mails=more) == ["mails unsure: 19, not 18"]


def test_a_quantile_is_one_of_the_values() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile([1.0, 2.0], 0.99) == 2.0
    assert quantile([], 0.99) == 0.0


def test_a_run_that_was_broken_off_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_outcomes, "version", lambda: "d25868f")
    results = Results(tmp_path / "drills" / "faults.jsonl")
    assert not results.has_passed("redis-away")
    passed = replace(mailed(RED, once=20), commit="d25868f", red_after=1.0, green_after=2.0)
    results.add(replace(passed, lost=1))
    assert not results.has_passed("redis-away")
    results.add(passed)
    results.add(replace(passed, fault="poison", commit="another"))

    again = Results(results.path)
    assert again.has_passed("redis-away")
    assert again.of_this_version() == {"redis-away": passed}


@pytest.mark.parametrize("commit", ["d25868f-dirty", "no commit"])
def test_of_a_tree_that_nobody_knows_all_is_done_again(
    commit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was changed since has the same name."""
    monkeypatch.setattr(kept_outcomes, "version", lambda: commit)
    results = Results(tmp_path / "faults.jsonl")
    results.add(replace(outcome(), commit=commit))
    assert "redis-away" in results.of_this_version()
    assert not results.has_passed("redis-away")


def test_the_table_has_a_line_for_each_fault() -> None:
    lines = table([outcome(), outcome(lost=1)]).splitlines()
    assert len({line.count("|") for line in lines}) == 1
    assert [line.rpartition("| ")[2].strip(" |") for line in lines[2:]] == ["well", "lost: 1"]


def test_each_wished_mail_is_counted_once() -> None:
    with mail_server() as server:
        server.taken = [
            (f"{name}@example.org", Message())
            for name in ("once", "twice", "twice", "unsure", "untold", "told-otherwise", "held")
        ]
        rows = [
            ("once@example.org", "sent", False),
            ("twice@example.org", "sent", False),
            ("unsure@example.org", "unknown", False),
            ("refused@example.org", "refused", False),
            ("claimed@example.org", "due", True),
            ("due@example.org", "due", False),
            ("never@example.org", None, False),
            ("untold@example.org", "due", False),
            ("told-otherwise@example.org", "refused", False),
            ("held@example.org", "due", True),
        ]
        found = fared(lambda _sql: rows, server)
    assert found == Fared(
        wished=10, once=1, twice=1, unsure=1, refused=1, claimed=2, untold=2, missing=2
    )


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
