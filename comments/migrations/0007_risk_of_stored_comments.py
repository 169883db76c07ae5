"""Sort what is stored already by what was found in it."""

from django.db import migrations
from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Cast, Coalesce, Round
from django.db.models import IntegerField

# For a check that could not run; see comments.moderation.
UNKNOWN = 0.5


def set_risk(apps, schema_editor):
    comment_model = apps.get_model("comments", "Comment")
    finding_model = apps.get_model("comments", "Finding")
    highest = (
        finding_model.objects.filter(comment=OuterRef("pk"))
        .order_by()
        .values("comment")
        .annotate(highest=Max(Coalesce(F("score"), UNKNOWN)))
        .values("highest")
    )
    comment_model.objects.using(schema_editor.connection.alias).update(
        risk=Cast(Round(Coalesce(Subquery(highest), 0.0) * 100), IntegerField())
    )


class Migration(migrations.Migration):
    dependencies = [("comments", "0006_orders_and_kept_views")]

    operations = [migrations.RunPython(set_risk, migrations.RunPython.noop)]
