"""Every address of the site, its forms, and what somebody hostile puts into both.

What is hostile is written as it stands on the wire, percent signs and all: much of it is no text.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize
from lxml import html

_PLACE: Final = re.compile(r"%\((\w+)\)s")
_OF_MODEL: Final = re.compile(r"/admin/(?P<app>\w+)/(?P<model>\w+)/")

# Of what may vary in an address, so much is hostile: with all of it, none would lead anywhere.
_HOSTILE: Final = 0.6

NUMBERS: Final = (
    "0",
    "-1",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "9" * 40,
    # More digits than Python turns into a number.
    "9" * 5000,
    "1e400",
    "nan",
    "1.5",
    "%D9%A3",
    "1_0",
    "0x10",
    "%C2%B2",
)
TEXTS: Final = (
    "",
    "%00",
    "a%00b",
    "%01%1f%7f",
    "%ff%fe",
    "%ED%A0%80",
    "%F0%9F%92%A9",
    "%E2%80%AE",
    "_00",
    "_ED_A0_80",
    "x" * 300,
    "%C3%A4" * 3000,
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "%27%22%3E%3Cscript%3E%25s%25(a)s%7B0%7D",
    "%0d%0aSet-Cookie:a=b",
    "((((",
    "%5B",
    "*" * 50,
    "%5C",
    "@",
    "%22",
    "null",
    "on",
    "true",
)
MOMENTS: Final = (
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59:59.999999-23:59",
    "0001-01-01T00:00:00%2B23:59",
    "2026-02-30",
    "10000-01-01",
    "25:61",
    "00010101T000000.000000-1",
    "99991231T235959.999999-1",
    "9999999999999999-999999999999999999",
    "999-9999999999999999-999999999999999999",
)
LISTS: Final = (
    "1,2,9223372036854775808",
    "%00,%00",
    ",",
    "-1.2.3",
    "-0.-0.999999999999",
    "1:1",
    ":",
)
HOSTILE: Final = (*NUMBERS, *TEXTS, *MOMENTS, *LISTS)
# Names that Django's admin reads from an address, and our own pages.
NAMES: Final = (
    *("p", "o", "q", "e", "all", "_facets", "_to_field", "_popup", "_changelist_filters", "next"),
    *("term", "app_label", "model_name", "field_name", "before", "after", "status", "order"),
    *("comment", "wave", "writer", "who", "then", "parent", "token", "_source_model"),
)
LOOKUPS: Final = (
    *("", "__exact", "__in", "__gte", "__lt", "__isnull", "__range", "__year", "__month", "__day"),
    *("__contains", "__iregex", "__date", "__time", "__hour", "__nonsense", "__year__gte"),
)
CONTENT_TYPES: Final = (
    *["application/x-www-form-urlencoded"] * 6,
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=idna",
    "application/x-www-form-urlencoded; charset=nonsense",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/json",
    "text/plain",
)
HEADERS: Final = (
    *[("", "")] * 20,
    ("X-Requested-With", "desk"),
    ("Cookie", "sessionid=%00; csrftoken=x; messages=[[1]]"),
    ("Accept-Language", "x-" * 400),
    ("If-Modified-Since", "Thu, 99 Nov 99999 99:99:99 GMT"),
    ("If-None-Match", '"' * 100),
    ("Range", "bytes=9-1"),
    ("X-Forwarded-For", "999.1.1.1, [::"),
    ("Origin", "http://["),
    ("Referer", "http://[::1"),
    ("User-Agent", "\N{LATIN SMALL LETTER A WITH DIAERESIS}" * 2000),
)


def addresses() -> list[str]:
    """Return every address, with `%(name)s` for what may vary."""
    return sorted(set(_walk(get_resolver().url_patterns, "/")))


def _walk(patterns: Iterable[Any], before: str) -> Iterator[str]:
    for one in patterns:
        for template, _names in normalize(one.pattern.regex.pattern):
            if isinstance(one, URLResolver):
                yield from _walk(one.url_patterns, before + template)
            elif isinstance(one, URLPattern):
                yield before + template


def model_of(address: str) -> type[Model] | None:
    """Return the model whose pages in the admin the address is of."""
    found = _OF_MODEL.match(address)
    try:
        return apps.get_model(found["app"], found["model"]) if found else None
    except LookupError:
        return None


@dataclass
class Site:
    """What is there: `known` is what may stand in an address, by its name in the URLconf."""

    known: dict[str, str]
    # By address: the fields of each of its forms, as they are filled in.
    forms: dict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def address(self, template: str) -> str:
        """Fill in what is there."""
        return _PLACE.sub(lambda place: self._known(template, place[1]), template)

    def hostile_address(self, template: str, chance: random.Random) -> str:
        """Fill in what is there for the most part, and something hostile for the rest."""
        return _PLACE.sub(
            lambda place: (
                chance.choice(HOSTILE)
                if chance.random() < _HOSTILE
                else self._known(template, place[1])
            ),
            template,
        )

    def read_forms(self, client: Client) -> None:
        """Learn the forms of every page that this client sees."""
        for template in addresses():
            path = self.address(template)
            response = client.get(path)
            if response.streaming or not response["Content-Type"].startswith("text/html"):
                continue
            for form in html.fromstring(response.content or b"<p>").forms:
                action = form.action or ""
                address = action if action.startswith("/") else path
                filled = {name: str(value or "") for name, value in form.form_values()}
                buttons = form.xpath(".//button[@name] | .//input[@type='submit'][@name]")
                filled |= {button.get("name"): button.get("value") or "" for button in buttons[:1]}
                self.forms[address.partition("?")[0]].append(filled)

    def _known(self, template: str, name: str) -> str:
        model = model_of(template)
        if name in {"object_id", "_0"} and model:
            first = model._default_manager.first()  # noqa: SLF001 # Django's public name for it
            return str(first.pk) if first else "1"
        return self.known.get(name, "1")


def hostile_fields(names: Iterable[str], chance: random.Random) -> dict[str, str]:
    """Return one to three fields of those names."""
    names = sorted(set(names))
    return {
        quote(chance.choice(names)): chance.choice(HOSTILE)
        for _ in range(min(chance.randint(1, 3), len(names)))
    }


def names_for(template: str) -> list[str]:
    """Return the names of parameters that mean something at the address, and some that do not."""
    model = model_of(template)
    if model is None or not template.endswith(f"/{model.__name__.lower()}/"):
        return [*NAMES]
    fields = model._meta.get_fields()  # noqa: SLF001 # Django's public name for it
    columns = [one.name for one in fields] + ["pk", "article__section__id"]
    return [*NAMES] * 4 + [f"{name}{lookup}" for name in columns for lookup in LOOKUPS]


def encoded(fields: dict[str, str]) -> str:
    """Return them for the wire: the values are already as they stand there."""
    return "&".join(f"{name}={value}" for name, value in fields.items())
