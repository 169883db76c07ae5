"""Screening: every check looks at a comment, and none decides alone."""

from comments.screening.findings import CheckUnavailable, Finding, Span
from comments.screening.folding import fold
from comments.screening.likelihood import spam_likelihood
from comments.screening.links import Link, links_beside, without_links
from comments.screening.pipeline import (
    CHECK_LABELS,
    CHECKS,
    Check,
    Result,
    find_check,
    is_repeated,
    is_surely_spam,
    is_watch_only,
    run_check,
    screen,
)
from comments.screening.policy import SURE, Policy, read_policy
from comments.screening.repetition import find_copies
from comments.screening.simhash import FEWEST_WORDS, compute_simhash, words

__all__ = [
    "CHECKS",
    "CHECK_LABELS",
    "FEWEST_WORDS",
    "SURE",
    "Check",
    "CheckUnavailable",
    "Finding",
    "Link",
    "Policy",
    "Result",
    "Span",
    "compute_simhash",
    "find_check",
    "find_copies",
    "fold",
    "is_repeated",
    "is_surely_spam",
    "is_watch_only",
    "links_beside",
    "read_policy",
    "run_check",
    "screen",
    "spam_likelihood",
    "without_links",
    "words",
]
