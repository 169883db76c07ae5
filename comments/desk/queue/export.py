"""The list that the address bar asks for, as a file for spreadsheets."""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, Final
from unicodedata import normalize

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comments.desk.acts import StaffRequest, filter_of
from comments.desk.listing import walk
from comments.models import Comment

MOST_ROWS: Final = 50_000
_AT_ONCE: Final = 500
# What a spreadsheet takes for a formula when a cell begins with it.
_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """Hands back what is written: the response streams it."""

    def write(self, line: str) -> str:
        return line


@require_safe
def export_comments(request: StaffRequest) -> HttpResponseBase:
    """Stream the comments of the view; their writers' addresses only to those who may see them."""
    if not request.user.has_perm("comments.decide_comment"):
        raise PermissionDenied
    asked = filter_of(request)
    found = walk(asked.tab, asked, order=asked.chosen_order, most=MOST_ROWS)
    rows = _begun(_rows(chain.from_iterable(found), with_addresses=asked.may_see_addresses))
    writer = csv.writer(_Echo())
    response = StreamingHttpResponse(
        (writer.writerow([harmless(cell) for cell in row]) for row in rows),
        content_type="text/csv; charset=utf-8",
    )
    name = f"comments-{asked.tab}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def harmless(cell: Any) -> str:
    """Return the cell as text that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    # Some programs read the full-width signs of East Asian keyboards as well.
    beginning = normalize("NFKC", text[:100]).lstrip(" ")
    return f"'{text}" if beginning.startswith(_BEGINS_FORMULA) else text


def _begun(rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """Read the heading and the first stretch now: what fails is said before “200” is."""
    return chain(list(islice(rows, 2)), rows)


def _rows(found: Iterable[int], *, with_addresses: bool) -> Iterator[list[Any]]:
    address = ["contact__email"] if with_addresses else []
    yield [
        _("number"),
        _("posted at"),
        _("status"),
        _("risk in percent"),
        _("section"),
        _("article"),
        _("name"),
        *([_("email")] if with_addresses else []),
        _("comment"),
    ]
    columns = [
        "created_at",
        "status",
        "risk",
        "article__section__name",
        "article__headline",
        "name",
        *address,
        "body",
    ]
    # A few at a time, and not through a cursor: PostgreSQL would find all before the first.
    pks = iter(found)
    while some := list(islice(pks, _AT_ONCE)):
        rows = Comment.objects.filter(pk__in=some).order_by().values_list("pk", *columns)
        by_pk = {pk: row for pk, *row in rows}
        for pk in some:
            if pk in by_pk:
                created_at, *rest = by_pk[pk]
                yield [pk, timezone.localtime(created_at).isoformat(timespec="seconds"), *rest]
