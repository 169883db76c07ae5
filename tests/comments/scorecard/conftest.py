import pytest
from django.contrib.auth.models import User

from tests.comments.factories import UserFactory


@pytest.fixture
def moderator(db: None) -> User:
    return UserFactory(moderator=True)
