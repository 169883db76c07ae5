"""Finding comments by their words, names and addresses, on both databases."""

from comments.search.addresses import find_address, hide_address
from comments.search.index import prepare_index, teach_sqlite
from comments.search.words import Wanted, search, tell_what_is_looked_for

__all__ = [
    "Wanted",
    "find_address",
    "hide_address",
    "prepare_index",
    "search",
    "teach_sqlite",
    "tell_what_is_looked_for",
]
