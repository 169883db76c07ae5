from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.comments.mails.sending import use
from tests.mail_server import Server, mail_server


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    """A mail server that the site uses."""
    with mail_server() as running:
        use(running.port, settings)
        yield running
