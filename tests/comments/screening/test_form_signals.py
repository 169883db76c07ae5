import pytest

from comments.models import Comment
from comments.screening.form_signals import check_form_signals


@pytest.mark.parametrize(
    ("honeypot_filled", "seconds", "score"),
    [
        (False, None, None),  # without JavaScript
        (False, 3, None),
        (False, 400, None),
        (False, 2, 0.5),
        (False, 0, 0.5),
        (True, None, 0.8),
        (True, 400, 0.8),
        (True, 0, 0.8),
    ],
)
def test_what_the_form_noticed_is_a_signal(
    honeypot_filled: bool, seconds: int | None, score: float | None
) -> None:
    comment = Comment(honeypot_filled=honeypot_filled, seconds_to_fill=seconds)
    finding = check_form_signals(comment)
    assert (finding and finding.score) == score


def test_the_reason_counts_seconds_in_words() -> None:
    finding = check_form_signals(Comment(seconds_to_fill=1))
    assert finding
    assert finding.reason == "Posted 1 second after the form was first touched."
