import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.comments.factories import UserFactory


@pytest.fixture
def moderator(client: Client) -> User:
    """Mara, who is logged in."""
    moderator = UserFactory(moderator=True, username="mara", first_name="Mara")
    client.force_login(moderator)
    return moderator
