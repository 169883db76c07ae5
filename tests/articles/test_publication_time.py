"""The time of publishing, in the zone of the site."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client, override_settings

from tests.articles.factories import SectionFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/article/add/"


@pytest.fixture(autouse=True)
def _editor(client: Client) -> None:
    user = User.objects.create_user("maren", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="articles"))
    client.force_login(user)


@pytest.mark.parametrize("status", ["draft", "scheduled", "published"])
@pytest.mark.parametrize(
    ("date", "time", "sentence"),
    [
        ("2037-03-29", "02:30", "The clocks of Europe/Berlin are changed then"),
        ("2037-10-25", "02:30", "The clocks of Europe/Berlin are changed then"),
        ("2037-02-30", "12:00", "Enter a valid date."),
        ("2037-03-01", "25:00", "Enter a valid time."),
        ("2037-03-01", "", "Enter a valid time."),
    ],
)
def test_a_time_that_is_none_gets_one_sentence(
    client: Client, status: str, date: str, time: str, sentence: str
) -> None:
    typed = {
        "headline": "Fog",
        "body": "<p>Grey.</p>",
        "slug": "fog",
        "section": SectionFactory().pk,
        "status": status,
        "commenting": "open",
        "published_at_0": date,
        "published_at_1": time,
    }
    with override_settings(TIME_ZONE="Europe/Berlin"):
        page = client.post(ADD, typed)
    told = page.context["adminform"].form.errors
    assert list(told) == ["published_at"]
    assert len(told["published_at"]) == 1
    assert sentence in told["published_at"][0]


def test_the_zone_is_named_beside_the_field(client: Client) -> None:
    with override_settings(TIME_ZONE="Europe/Berlin"):
        page = client.get(ADD).content.decode()
    assert "In the time of Europe/Berlin." in page
