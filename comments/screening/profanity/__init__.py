"""Strong language, also where it is disguised.

It promises profanity, not "toxicity": a polite threat passes, and a friendly oath does not.
"""

from comments.screening.profanity.check import check_profanity

__all__ = [
    "check_profanity",
]
