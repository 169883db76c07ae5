"""Render stored comments again: what they show is what was typed."""

from django.db import migrations, transaction

from comments.markup import is_rendered, render_comment

BATCH = 500


def render_again(apps, schema_editor):
    """Batch by batch, each in a transaction of its own; safe to run again, from wherever it broke off.

    A comment that is edited meanwhile has been rendered by its edit.
    """
    alias = schema_editor.connection.alias
    comments = apps.get_model("comments", "Comment").objects.using(alias)
    last = 0
    while batch := _following(comments, last):
        last = batch[-1][0]
        changed = [(pk, body) for pk, body, html in batch if not is_rendered(body, html)]
        with transaction.atomic(using=alias):
            for pk, body in changed:
                comments.filter(pk=pk, body=body).update(body_html=render_comment(body))


def _following(comments, pk):
    rows = comments.filter(pk__gt=pk).order_by("pk")
    return list(rows.values_list("pk", "body", "body_html")[:BATCH])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("comments", "0020_newsroom_replies")]

    operations = [migrations.RunPython(render_again, migrations.RunPython.noop)]
