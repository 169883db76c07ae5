from django.db import migrations, models
from django.db.models.functions import Coalesce

# What was answered has a smaller number, however deep the conversation is.
FIND_BEGINNINGS = """
WITH RECURSIVE thread (id, began_with) AS (
    SELECT id, id FROM comments_comment WHERE parent_id IS NULL
    UNION ALL
    SELECT reply.id, thread.began_with
    FROM comments_comment AS reply JOIN thread ON reply.parent_id = thread.id
)
UPDATE comments_comment SET conversation = thread.began_with
FROM thread WHERE thread.id = comments_comment.id AND comments_comment.parent_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0035_digests_by_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="conversation",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.RunSQL(FIND_BEGINNINGS, migrations.RunSQL.noop),
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
