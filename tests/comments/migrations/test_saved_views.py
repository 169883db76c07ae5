"""A group that may do something with saved views may still do it after the upgrade."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connection

migration = import_module("comments.migrations.0026_saved_views")

pytestmark = pytest.mark.django_db


def test_permissions_are_renamed_and_stay_with_their_groups() -> None:
    group = Group.objects.create(name="Night desk")
    permission = Permission.objects.get(codename="add_savedview")
    group.permissions.add(permission)
    migration.name_permissions_back(apps, connection.schema_editor())
    assert group.permissions.get().codename == "add_savedqueue"
    migration.rename_permissions(apps, connection.schema_editor())
    assert group.permissions.get() == permission
    assert group.permissions.get().name == "Can add saved view"
