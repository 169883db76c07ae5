"""Whatever is imported is installed by the requirements, and not by chance."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

from tests.processes import PROJECT

OURS = ("accounts", "articles", "comments", "newsroom", "tests")


@pytest.mark.parametrize(
    ("folders", "requirements"),
    [(OURS[:-1], "requirements.txt"), (OURS[-1:], "requirements-dev.txt")],
    ids=["the site", "the tests"],
)
def test_every_package_that_is_imported_is_required(
    folders: tuple[str, ...], requirements: str
) -> None:
    installed = with_dependencies(required_in(PROJECT / requirements))
    distributions = packages_distributions()

    found_by_chance = {
        f"{path.relative_to(PROJECT)} imports {package}"
        for folder in folders
        for path in (PROJECT / folder).rglob("*.py")
        for package in imported_by(path) - sys.stdlib_module_names - set(OURS)
        if not installed.intersection(map(folded, distributions.get(package, [])))
    }
    assert found_by_chance == set()


def imported_by(path: Path) -> set[str]:
    """Return the packages at the beginning of the module's imports."""
    return {name.split(".")[0] for name in _imports(ast.parse(path.read_text(encoding="utf-8")))}


def _imports(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def required_in(path: Path) -> set[str]:
    """Return the names in the file, and in those that it includes."""
    names = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            names |= required_in(path.parent / line.removeprefix("-r "))
        elif line and not line.startswith("#"):
            names.add(name_in(line))
    return names


def with_dependencies(names: set[str]) -> set[str]:
    """Return them and all that they bring with them everywhere, whatever the system or extra."""
    known: set[str] = set()
    new = names
    while new:
        known |= new
        brought = (line for name in new for line in requires(name) or [] if ";" not in line)
        new = set(map(name_in, brought)) - known
    return known


def name_in(requirement: str) -> str:
    return folded(re.split(r"[^\w.-]", requirement, maxsplit=1)[0])


def folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
