"""A moderator at the desk."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.comments.desk.page import Desk
from tests.comments.factories import UserFactory


@pytest.fixture
def moderator(db: None) -> User:
    return UserFactory(moderator=True, first_name="Mara", last_name="Lind")


@pytest.fixture
def colleague(db: None) -> User:
    return UserFactory(moderator=True, first_name="Theo", last_name="Brandt")


@pytest.fixture
def desk(client: Client, moderator: User) -> Desk:
    client.force_login(moderator)
    return Desk(client)
