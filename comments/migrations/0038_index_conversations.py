from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0037_file_replies"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                models.F("article"),
                models.F("status"),
                Coalesce("conversation", "id", output_field=models.BigIntegerField()),
                models.F("id"),
                name="comment_conversations",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                models.F("article"),
                condition=models.Q(("featured_at__isnull", False)),
                name="comment_picks",
            ),
        ),
    ]
