from django.db import migrations

from comments.web_addresses import as_web_address

AT_ONCE = 1000
LONGEST = 200


def write_websites_plainly(apps, _schema_editor):
    """What was let through before, and leads to no public host, is no link any more."""
    comments = apps.get_model("comments", "Comment").objects
    last = 0
    while rows := list(
        comments.filter(pk__gt=last)
        .exclude(website="")
        .order_by("pk")
        .values_list("pk", "website")[:AT_ONCE]
    ):
        for pk, website in rows:
            address = as_web_address(website)
            if address != website:
                comments.filter(pk=pk).update(website=address if len(address) <= LONGEST else "")
        last = rows[-1][0]


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0024_kept_views_without_addresses'),
    ]

    operations = [
        migrations.RunPython(write_websites_plainly, migrations.RunPython.noop, elidable=True),
    ]
