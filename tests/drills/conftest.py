"""What all drills have: a list of them before they begin, and a table of facts after each."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drills.facts import Facts


def pytest_collection_finish(session: pytest.Session) -> None:
    """Say which drills are about to run, as `make drills DRILL=…` names them."""
    drills = [item for item in session.items if item.get_closest_marker("drill")]
    for module in dict.fromkeys(item.getparent(pytest.Module) for item in drills):
        if module:
            told = inspect.getdoc(module.obj) or ""
            print(f"  {name_of(module.path):<10} {told.splitlines()[0]}")


def name_of(path: Path) -> str:
    return path.stem.removeprefix("test_")


@pytest.fixture
def facts(request: pytest.FixtureRequest) -> Iterator[Facts]:
    """The table of this drill; printed also where the drill broke off half-way."""
    table = Facts(name_of(request.path))
    yield table
    table.print()
