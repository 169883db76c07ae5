from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.live_site import QUICK, LiveSite
from tests.processes import manage

ADD_ARTICLE = """
from django.utils import timezone
from articles.models import Article, Section
section = Section.objects.create(name="News", slug="news")
Article.objects.create(
    headline="Ferry", slug="ferry", section=section, status="published",
    published_at=timezone.now(), body="<p>It sails.</p>",
)
"""


@pytest.fixture
def site(data_dir: Path) -> Iterator[LiveSite]:
    """A running site with one article, `ferry`."""
    with LiveSite(data_dir) as running:
        added = manage("shell", "-c", ADD_ARTICLE, data_dir=data_dir, **QUICK)
        assert added.returncode == 0, added.stderr
        yield running
