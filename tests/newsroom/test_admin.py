import pytest
from django.contrib.auth.models import Group, User
from django.test import Client


@pytest.fixture
def colleague(db: None) -> User:
    return User.objects.create_user("mira")


def save(client: Client, colleague: User, **fields: object) -> str:
    """Save the form of the account as a browser sends it, and return the page that follows."""
    form = {
        "username": colleague.username,
        "is_active": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "12:00:00",
        **fields,
    }
    page = client.post(f"/admin/auth/user/{colleague.pk}/change/", form, follow=True)
    assert page.status_code == 200
    colleague.refresh_from_db()
    return page.content.decode()


def test_who_is_put_into_a_group_can_log_in(admin_client: Client, colleague: User) -> None:
    group = Group.objects.get(name="Moderators")

    page = save(admin_client, colleague, groups=[group.pk])

    assert colleague.is_staff
    assert "can now log in here" in page


def test_who_lost_staff_status_keeps_it_lost_and_that_is_said(
    admin_client: Client, colleague: User
) -> None:
    group = Group.objects.get(name="Editors")
    colleague.groups.add(group)

    page = save(admin_client, colleague, groups=[group.pk])

    assert not colleague.is_staff
    assert "is in a group and cannot log in here" in page


def test_who_is_in_no_group_gets_nothing(admin_client: Client, colleague: User) -> None:
    save(admin_client, colleague)

    assert not colleague.is_staff
