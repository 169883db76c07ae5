from django.db import migrations, models


class Migration(migrations.Migration):
    """The column alone: nothing can be read from the table before this is committed."""

    dependencies = [
        ("comments", "0035_digests_by_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="conversation",
            field=models.BigIntegerField(editable=False, null=True),
        ),
    ]
