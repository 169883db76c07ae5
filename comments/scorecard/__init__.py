"""How well screening does here: what people decided, held against what the checks had said before.

It reads, and changes nothing. All of it comes from the latest decisions, so that it costs the same
however many comments there are.
"""

from comments.scorecard.views import scorecard

__all__ = [
    "scorecard",
]
