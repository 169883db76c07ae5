"""The groups that the project makes."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from comments.groups import EDITORS, LEADS, MODERATORS, PERMISSIONS


def permissions_of(name: str) -> set[str]:
    stored = Permission.objects.filter(group__name=name).select_related("content_type")
    return {f"{one.content_type.app_label}.{one.codename}" for one in stored}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [MODERATORS, LEADS, EDITORS])
def test_a_group_has_what_the_table_says(name: str) -> None:
    assert permissions_of(name) == PERMISSIONS[name]


@pytest.mark.django_db
def test_a_group_that_is_missing_is_made_again() -> None:
    Group.objects.get(name=MODERATORS).delete()
    call_command("migrate", verbosity=0)
    assert permissions_of(MODERATORS) == PERMISSIONS[MODERATORS]


@pytest.mark.django_db
def test_what_an_operator_changed_stays() -> None:
    group = Group.objects.get(name=MODERATORS)
    group.permissions.set([Permission.objects.get(codename="add_user")])
    call_command("migrate", verbosity=0)
    assert permissions_of(MODERATORS) == {"auth.add_user"}


@pytest.mark.django_db(transaction=True)
def test_a_flushed_database_has_its_groups() -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert permissions_of(EDITORS) == PERMISSIONS[EDITORS]
