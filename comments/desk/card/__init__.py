"""All that a card shows of one comment."""

from comments.desk.card.cards import NOTHING_TYPED, GivenBack, build_cards
from comments.desk.card.opinion import opinions_on
from comments.desk.card.verbs import REJECT, VERBS, Verb, verbs_for

__all__ = [
    "NOTHING_TYPED",
    "REJECT",
    "VERBS",
    "GivenBack",
    "Verb",
    "build_cards",
    "opinions_on",
    "verbs_for",
]
