"""How long the site reads what is pasted into an article, by its length.

make bench ARGS="tests/benchmarks/test_bodies.py"
"""

from time import process_time

import pytest

from articles.body import BodyTooLong, read_body
from tests.articles.test_reading_bodies import HOSTILE

pytestmark = pytest.mark.benchmark

LENGTHS = (50_000, 200_000, 500_000)


def test_reading_bodies() -> None:
    shapes = {"an article": "<p>Fog <b>all</b> day, <a href='https://a.example/'>it says</a>.</p>"}
    for name, shape in (shapes | HOSTILE).items():
        times = [_seconds((shape * (length // len(shape) + 1))[:length]) for length in LENGTHS]
        print(f"{name:20}", *(f"{time:8.2f} s" for time in times))


def _seconds(html: str) -> float:
    began = process_time()
    try:
        read_body(html)
    except BodyTooLong:
        return process_time() - began
    return process_time() - began
