"""What the shipped nginx writes into its log: its maps, read as nginx reads them."""

import re
from pathlib import Path
from string import Template

import pytest
from django.conf import settings

CONFIGURATION = Path(settings.BASE_DIR, "deploy/nginx.conf").read_text(encoding="utf-8")


def logged(variable: str, value: str) -> str:
    """Return what the map of that name makes of a value: the first pattern that fits decides."""
    found = re.search(rf"map \S+ \${variable} {{\n(.*?)\n}}", CONFIGURATION, re.DOTALL)
    assert found
    for line in found[1].splitlines():
        pattern, result = line.strip().rstrip(";").split(" ", 1)
        if pattern == "default":
            return value
        flags = re.IGNORECASE if pattern.startswith("~*") else 0
        match = re.search(pattern.lstrip("~*").replace("(?<", "(?P<"), value, flags)
        if match:
            return Template(result.strip('"')).substitute(match.groupdict())
    raise AssertionError(variable)


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("/articles/ferry/?reply_to=7", "/articles/ferry/?reply_to=7"),
        ("/receipts/secret/", "/receipts/[token]"),
        ("/confirm/secret/?x=1", "/confirm/[token]"),
        ("/admin/comments/by-mail/secret/?x=1", "/admin/comments/by-mail/[token]"),
        ("/admin/comments/review/", "/admin/comments/review/"),
        ("/admin/comments/review/?q=late+ferry", "/admin/comments/review/?[query]"),
        ("/admin/comments/review/export/?who=x", "/admin/comments/review/export/?[query]"),
        ("/admin/login/?next=/admin/%3Fq%3Dann", "/admin/login/?[query]"),
        ("/?ann@mail.example", "/?[query]"),
        ("/?x=ann%40mail.example", "/?[query]"),
    ],
)
def test_neither_keys_nor_searches_are_in_the_log(asked: str, line: str) -> None:
    assert logged("newsroom_uri", asked) == line
    came_from = logged("newsroom_referer", f"https://news.example{asked}")
    assert came_from in {f"https://news.example{line}", "[private page]"}
    assert "secret" not in came_from


def test_what_is_logged_is_what_the_maps_made_of_it() -> None:
    [written] = re.findall(r"log_format newsroom (.*?);", CONFIGURATION, re.DOTALL)
    variables = set(re.findall(r"\$(\w+)", written))
    assert not {"request", "request_uri", "uri", "args", "query_string", "http_referer"} & variables
