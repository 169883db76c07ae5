import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.live_site import LiveSite


@pytest.fixture
def make_site(data_dir: Path) -> Iterator[Callable[..., LiveSite]]:
    """Starts a site with one article, `ferry`, and with the settings that a test names."""
    with contextlib.ExitStack() as stack:

        def make(**variables: str) -> LiveSite:
            running = stack.enter_context(LiveSite(data_dir, **variables))
            running.add_article()
            return running

        yield make


@pytest.fixture
def site(make_site: Callable[..., LiveSite]) -> LiveSite:
    """A running site with one article, `ferry`."""
    return make_site()
