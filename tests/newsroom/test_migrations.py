from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations import (
    AddField,
    AlterField,
    AlterModelTable,
    CreateModel,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED

# The last migration of each app before upgrades went on under way: later ones are looked at.
LAST_BEFORE = {"accounts": 1, "articles": 4, "comments": 33}
TAKEN_AWAY = (RemoveField, RenameField, RenameModel, DeleteModel, AlterModelTable)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_the_version_before_can_go_on_with_the_new_tables() -> None:
    """While the web server reloads, old processes still write to tables that are new already.

    They know nothing of a column that must have a value, so the database has to: `db_default`. And
    they read what is taken away: that goes one version after the code that reads it, and is let
    through here then.
    """
    hurtful = [
        f"{place}: {operation.describe()}"
        for place, app, state, operation in _operations()
        if _hurts_old_code(app, state, operation)
    ]
    assert hurtful == []


def test_every_app_with_tables_is_looked_at() -> None:
    ours = {
        app.label
        for app in apps.get_app_configs()
        if "site-packages" not in app.path and any(app.get_models())
    }
    assert set(LAST_BEFORE) == ours


def _operations() -> Iterator[tuple[str, str, ProjectState, Operation]]:
    """Name each operation's place, its app, the tables before its migration, and itself."""
    loader = MigrationLoader(None)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app not in LAST_BEFORE or int(name[:4]) <= LAST_BEFORE[app]:
            continue
        before = loader.project_state((app, name), at_end=False)
        for operation in migration.operations:
            yield f"{app}.{name}", app, before, operation


def _hurts_old_code(app: str, before: ProjectState, operation: Operation) -> bool:
    if isinstance(operation, CreateModel):
        return False
    if not isinstance(operation, AddField | AlterField):
        return isinstance(operation, TAKEN_AWAY)
    field = operation.field
    may_be_left_out = field.null or field.many_to_many or field.db_default is not NOT_PROVIDED
    model = before.models.get((app, operation.model_name_lower))
    if may_be_left_out or model is None:
        return False
    old = model.fields.get(operation.name)
    return old is None or old.null
