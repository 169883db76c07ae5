"""One way to write a time, in the admin as on the site."""

from datetime import UTC, datetime

import pytest
from django.utils.formats import date_format, time_format
from django.utils.translation import override

NIGHT = datetime(2026, 11, 29, 0, 31, tzinfo=UTC)


@pytest.mark.parametrize("language", ["en", "en-gb", "en-us", "en-au", "en-ca"])
def test_midnight_is_no_twelve_o_clock(language: str) -> None:
    with override(language):
        assert time_format(NIGHT) == "00:31"
        assert date_format(NIGHT, "DATETIME_FORMAT") == "29 Nov 2026, 00:31"
        assert date_format(NIGHT, "SHORT_DATETIME_FORMAT") == "29 Nov 2026, 00:31"


def test_another_language_keeps_its_own() -> None:
    with override("de"):
        assert date_format(NIGHT, "SHORT_DATETIME_FORMAT") == "29.11.2026 00:31"
