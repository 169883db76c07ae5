"""Links in comments follow the rules of websites: what leads to no public host is text again."""

from django.db import migrations, transaction

from comments.markup import is_rendered, render_comment
from comments.models.copies import copy_key
from comments.web_addresses import as_web_address

BATCH = 500
LONGEST_WEBSITE = 200


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
    fields = {}
    if comment.website:
        website = as_web_address(comment.website)
        website = website if len(website) <= LONGEST_WEBSITE else ""
        if website != comment.website:
            fields["website"] = website
    # Where nothing was a link, nothing changes.
    if "<a " not in comment.body_html or is_rendered(comment.body, comment.body_html):
        return fields
    html = render_comment(comment.body)
    fields["body_html"] = html
    if comment.copy_key is not None:
        place = {"article_id": comment.article_id, "parent_id": comment.parent_id}
        fields["copy_key"] = copy_key(**place, body=comment.body, html=html)
    return fields


def _following(comments, pk):
    columns = ["article_id", "parent_id", "website", "body", "body_html", "copy_key"]
    return list(comments.filter(pk__gt=pk).order_by("pk").only(*columns)[:BATCH])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("comments", "0029_standings_and_notes_as_steps")]

    operations = [migrations.RunPython(look_again, migrations.RunPython.noop, elidable=True)]
