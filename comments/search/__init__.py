"""Finding comments by their words, names and addresses, on both databases."""

from comments.search.index import prepare_index, teach_sqlite
from comments.search.words import Wanted, search

__all__ = [
    "Wanted",
    "prepare_index",
    "search",
    "teach_sqlite",
]
