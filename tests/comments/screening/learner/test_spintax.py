from random import Random

import pytest

from comments.screening.learner.spintax import spin, spin_all


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("plain", {"plain"}),
        ("{a|b} c", {"a c", "b c"}),
        ("{a|{b|c}d}", {"a", "bd", "cd"}),
        ("x{|y}", {"x", "xy"}),
    ],
)
def test_every_choice_is_made_sooner_or_later(text: str, possible: set[str]) -> None:
    random = Random(0)  # noqa: S311 (a choice, no secret)
    assert {spin(text, random) for _time in range(50)} == possible


def test_remarks_and_empty_lines_are_left_out() -> None:
    random = Random(0)  # noqa: S311 (a choice, no secret)
    assert list(spin_all(["# Remark", "", "a"], times=2, random=random)) == ["a", "a"]
