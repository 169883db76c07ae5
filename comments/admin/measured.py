"""How right rules were: measured over the last decided comments, in lists of the admin."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

_USUAL: Final = 1000
_CHOICES: Final = (_USUAL, 5000, 20_000)


class MeasuredOver(admin.SimpleListFilter):
    """Leaves no row out: it says over how many comments the rows are measured."""

    title = _("how many decided comments")
    parameter_name = "over"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        del request, model_admin
        return [(str(count), number_format(count, force_grouping=True)) for count in _CHOICES]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        del request
        return queryset

    @property
    def chosen(self) -> int:
        chosen = self.value()
        return next((count for count in _CHOICES if str(count) == chosen), _USUAL)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        for value, title in self.lookup_choices:
            yield {
                "selected": str(self.chosen) == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }


def measured_over(changelist: ChangeList) -> int:
    """Return over how many comments the list is to be measured."""
    chosen = [one.chosen for one in changelist.filter_specs if isinstance(one, MeasuredOver)]
    return chosen[0] if chosen else _USUAL
