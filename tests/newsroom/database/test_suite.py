import pytest
from django.db import connection


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_postgresql_suite_runs_on_postgresql() -> None:
    assert connection.vendor == "postgresql"
