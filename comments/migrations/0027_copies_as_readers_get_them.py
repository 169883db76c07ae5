"""What readers get tells what is a copy, so comments with links, quotes or formatting get new keys."""

from django.db import migrations, transaction

from comments.markup import telling_tags
from comments.models.copies import copy_key

BATCH = 500


def give_keys(apps, schema_editor):
    """Batch by batch, each in a transaction of its own; safe to run again, from wherever it broke off.

    A comment that is edited meanwhile gets its key by its edit.
    """
    alias = schema_editor.connection.alias
    comments = apps.get_model("comments", "Comment").objects.using(alias)
    last = 0
    while batch := _following(comments, last):
        last = batch[-1]["pk"]
        marked = [one for one in batch if telling_tags(one["body_html"])]
        with transaction.atomic(using=alias):
            for one in marked:
                pk, html, old_key = one.pop("pk"), one.pop("body_html"), one.pop("copy_key")
                key = copy_key(**one, html=html)
                if key != old_key:
                    comments.filter(pk=pk, body=one["body"]).update(copy_key=key)


def _following(comments, pk):
    rows = comments.filter(pk__gt=pk, copy_key__isnull=False).order_by("pk")
    return list(
        rows.values("pk", "article_id", "parent_id", "body", "body_html", "copy_key")[:BATCH]
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("comments", "0026_saved_views")]

    operations = [migrations.RunPython(give_keys, migrations.RunPython.noop, elidable=True)]
