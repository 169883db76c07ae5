"""Twenty faults, one after the other, each while readers post: what is lost, and who noticed.

DRILL_POSTS: how many comments for each, 120 if unset; from 1,000 on faults last longer. What has
passed for this commit is kept in `var/drills` and not done again, so a run that was broken off
goes on; FAULT=redis-away does these alone, whatever has passed.
"""

import os
from collections.abc import Iterator

import pytest

from tests.drills.experiment import try_out
from tests.drills.faults import FAULTS
from tests.drills.outcome import Results, table
from tests.drills.sites import Moulds
from tests.processes import PROJECT, short_folder

pytestmark = pytest.mark.drill

POSTS = int(os.environ.get("DRILL_POSTS", "120"))
CHOSEN = os.environ.get("FAULT", "").split()


@pytest.fixture(scope="module")
def results() -> Iterator[Results]:
    """Keeps what was found; in the end prints it all, also where the run is broken off."""
    kept = Results(PROJECT / "var" / "drills" / f"faults-{POSTS}.jsonl")
    yield kept
    found = kept.of_this_version()
    print(f"\n{table(found[name] for name in FAULTS if name in found)}")


@pytest.fixture(scope="module")
def moulds() -> Iterator[Moulds]:
    with short_folder() as folder:
        yield Moulds(folder)


@pytest.mark.parametrize("name", CHOSEN or FAULTS)
def test_it_heals(name: str, results: Results, moulds: Moulds) -> None:
    if name not in FAULTS:
        pytest.fail(f"There are these faults: {' '.join(FAULTS)}", pytrace=False)
    if not CHOSEN and results.has_passed(name):
        print(f"\n  {name}: has passed; FAULT={name} does it again")
        return
    print(f"\n  {name}: {FAULTS[name].story}", flush=True)
    outcome = try_out(FAULTS[name], posts=POSTS, moulds=moulds)
    results.add(outcome)
    print(f"  {'; '.join(outcome.judge()) or 'well'}")
    assert outcome.judge() == []
