"""A watched word says whether it may look into addresses; those that are there may."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0031_markup_in_ascii_and_links_in_plain_letters")]

    operations = [
        migrations.AddField(
            model_name="watchedword",
            name="looks_into_addresses",
            field=models.BooleanField(
                default=True, editable=False, verbose_name="looked for in mail addresses"
            ),
        ),
    ]
