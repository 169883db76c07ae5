from typing import Any

from django.db import migrations, models
from django.db.models import Max


def note_what_was_told_of(apps: Any, _schema_editor: Any) -> None:
    """Up to now that was known by its time."""
    for digest in apps.get_model("comments", "ModeratorDigest").objects.all():
        for column, model in (("last_decision", "Decision"), ("last_appeal", "Appeal")):
            told = apps.get_model("comments", model).objects.filter(created_at__lte=digest.sent_at)
            setattr(digest, column, told.aggregate(newest=Max("pk"))["newest"] or 0)
        digest.save()


class Migration(migrations.Migration):
    dependencies = [("comments", "0034_sign_of_life")]

    operations = [
        migrations.AddField(
            "moderatordigest",
            "last_decision",
            models.PositiveBigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            "moderatordigest",
            "last_appeal",
            models.PositiveBigIntegerField(db_default=0, default=0),
        ),
        migrations.RunPython(note_what_was_told_of, migrations.RunPython.noop),
    ]
