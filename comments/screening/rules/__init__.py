"""Rules of the newsroom: watched words, as lists and patterns, and trying them on the past."""

from comments.screening.rules.past import (
    Record,
    Trial,
    records_of_checks,
    records_of_words,
    try_threshold,
    try_words,
)
from comments.screening.rules.watched_words import check_watched_words, check_words_on_trial
from comments.screening.rules.watchlist import Entry, Hit, Watchlist, check_word, same_word
from comments.screening.rules.word_list import Line, new_words, read_list, write_list

__all__ = [
    "Entry",
    "Hit",
    "Line",
    "Record",
    "Trial",
    "Watchlist",
    "check_watched_words",
    "check_word",
    "check_words_on_trial",
    "new_words",
    "read_list",
    "records_of_checks",
    "records_of_words",
    "same_word",
    "try_threshold",
    "try_words",
    "write_list",
]
