"""May this place post again already? Limits are how many comments, in how many seconds."""

from datetime import timedelta
from math import ceil
from typing import Final

from django.conf import settings
from django.db.models import DurationField, ExpressionWrapper, F, Subquery
from django.db.models.functions import Now

from articles.models import Article, ArticleQuerySet
from comments.identity import network_of, plain_address
from comments.models import Contact, lately

_PREFIX: Final = "pace"


class Pace:
    """The limits for one client, asked together with the article that it writes under."""

    def __init__(self, client_address: str) -> None:
        address = plain_address(client_address)
        network = network_of(address)
        self._limits = [
            (column, value, *limit)
            for column, value, limits in (
                ("ip_address", address, settings.FLOOD_LIMITS_PER_ADDRESS),
                ("network", network, settings.FLOOD_LIMITS_PER_NETWORK),
            )
            for limit in limits
            if value
        ]

    def ask_with(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        """Let the article carry for each limit how old the comment is that makes room next."""
        ages = {
            f"{_PREFIX}_{number}": _age(column, value, comments, seconds)
            for number, (column, value, comments, seconds) in enumerate(self._limits)
            if comments
        }
        asking: ArticleQuerySet = articles.annotate(**ages)
        return asking

    def seconds_to_wait(self, article: Article) -> int:
        """Return for how many seconds the client stays at one of the limits; 0 for none."""
        pauses = [0]
        for number, (_column, _value, comments, seconds) in enumerate(self._limits):
            age = getattr(article, f"{_PREFIX}_{number}") if comments else timedelta()
            if age is not None:
                pauses.append(ceil((timedelta(seconds=seconds) - age).total_seconds()))
        return max(pauses)


def _age(column: str, value: str, comments: int, seconds: int) -> Subquery:
    """Once this one is out of the window, there is room for another."""
    counting = Contact.objects.filter(
        lately("created_at", within=timedelta(seconds=seconds)), **{column: value}
    )
    age = ExpressionWrapper(Now() - F("created_at"), output_field=DurationField())
    return Subquery(
        counting.order_by("-created_at").values_list(age)[comments - 1 : comments],
        output_field=DurationField(),
    )
