"""Attack and sample texts that lie beside the project where a developer or CI has them."""

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2] / "shared" / "data"


def path_of(collection: str, name: str) -> Path:
    """Return where a file of a collection is; without it, skip: the project stands alone."""
    path = ROOT / collection / name
    if not path.is_file():
        pytest.skip(f"the corpus {collection}/{name} is not beside the project")
    return path


def rows(collection: str, name: str) -> list[dict[str, Any]]:
    """Return a corpus's rows."""
    text = path_of(collection, name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line]


def corpus(collection: str, name: str) -> list[str]:
    """Return a corpus's payloads, each a string."""
    return [str(row["payload"]) for row in rows(collection, name)]


CASES = ROOT.parent / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    """Return cases that were collected beside the project; none where it stands alone."""
    path = CASES / f"{name}.jsonl"
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
