"""Tags and links in letters that only pass for those of ASCII are text again."""

from django.db import migrations, transaction
from django.db.models import Q

from comments.markup import render_comment
from comments.models.copies import copy_key

BATCH = 500
# What folds to letters of a tag: long s, i with and without its dot, the Kelvin sign.
FOLDING = "\u017f\u0130\u0131\u212a"


def look_again(apps, schema_editor):
    """Batch by batch, each in a transaction of its own; safe to run again, from wherever it broke off.

    A comment that is edited meanwhile has been rendered by its edit.
    """
    alias = schema_editor.connection.alias
    comments = apps.get_model("comments", "Comment").objects.using(alias)
    last = 0
    while batch := _following(comments, last):
        last = batch[-1].pk
        changed = [(one, fields) for one in batch if (fields := _changed(one))]
        with transaction.atomic(using=alias):
            for one, fields in changed:
                comments.filter(pk=one.pk, body=one.body).update(**fields)


def _changed(comment):
    # In ASCII nothing passes for anything else.
    if comment.body.isascii():
        return {}
    html = render_comment(comment.body)
    if html == comment.body_html:
        return {}
    fields = {"body_html": html}
    if comment.copy_key is not None:
        place = {"article_id": comment.article_id, "parent_id": comment.parent_id}
        fields["copy_key"] = copy_key(**place, body=comment.body, html=html)
    return fields


def _following(comments, pk):
    may_have_changed = Q(body_html__contains="<a ")
    for letter in FOLDING:
        may_have_changed |= Q(body__contains=letter)
    columns = ["article_id", "parent_id", "body", "body_html", "copy_key"]
    following = comments.filter(may_have_changed, pk__gt=pk).order_by("pk")
    return list(following.only(*columns)[:BATCH])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("comments", "0030_links_that_lead_where_they_say")]

    operations = [migrations.RunPython(look_again, migrations.RunPython.noop, elidable=True)]
