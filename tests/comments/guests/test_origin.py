import pytest
from django.test import RequestFactory
from pytest_django import Settings

from comments.guests.origin import is_from_our_own_page

HERE = "https://news.example"


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": HERE}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Origin": HERE}, True),
        ({"Origin": "HTTPS://News.example"}, True),
        ({"Origin": "http://news.example"}, False),
        ({"Origin": "https://news.example.evil.example"}, False),
        ({"Origin": "https://news.example:8443"}, False),
        ({"Origin": "null"}, False),
        ({}, True),
    ],
)
def test_the_browsers_word_decides(
    headers: dict[str, str], is_ours: bool, settings: Settings
) -> None:
    settings.SITE_URL = HERE
    request = RequestFactory().post("/", headers=headers)
    assert is_from_our_own_page(request) is is_ours
