"""What is a view everywhere else is called so here, too, with its permissions."""

from django.db import migrations, models

_NAMES = {"savedqueue": "savedview"}


def rename_permissions(apps, schema_editor, names=_NAMES):
    """The model's content type is renamed with it; the permissions of groups keep their rows."""
    Permission = apps.get_model("auth", "Permission")
    of_views = Permission.objects.using(schema_editor.connection.alias).filter(
        content_type__app_label="comments"
    )
    for old, new in names.items():
        for permission in of_views.filter(codename__endswith=f"_{old}"):
            permission.codename = permission.codename.replace(old, new)
            permission.name = f"Can {permission.codename.partition('_')[0]} {_LABELS[new]}"
            permission.save(update_fields=["codename", "name"])


def name_permissions_back(apps, schema_editor):
    rename_permissions(apps, schema_editor, {new: old for old, new in _NAMES.items()})


_LABELS = {"savedview": "saved view", "savedqueue": "kept view"}


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("comments", "0025_websites_that_lead_somewhere"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RenameModel("SavedQueue", "SavedView"),
        migrations.AlterModelOptions(
            name="savedview",
            options={
                "ordering": ["name"],
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
            },
        ),
        migrations.AlterConstraint(
            model_name='savedview',
            name='kept_view_names_no_address',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('query__contains', '@'), _negated=True), models.Q(('query__contains', '%40'), _negated=True)), name='kept_view_names_no_address', violation_error_message='A view that searches for an address cannot be saved.'),
        ),
        migrations.RunPython(rename_permissions, name_permissions_back),
    ]
