import contextlib
from collections.abc import Callable, Iterator
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
def make_site(data_dir: Path) -> Iterator[Callable[..., LiveSite]]:
    """Starts a site with one article, `ferry`, and with the settings that a test names."""
    with contextlib.ExitStack() as stack:

        def make(**variables: str) -> LiveSite:
            running = stack.enter_context(LiveSite(data_dir, **variables))
            added = manage("shell", "-c", ADD_ARTICLE, data_dir=data_dir, **QUICK)
            assert added.returncode == 0, added.stderr
            return running

        yield make


@pytest.fixture
def site(make_site: Callable[..., LiveSite]) -> LiveSite:
    """A running site with one article, `ferry`."""
    return make_site()
