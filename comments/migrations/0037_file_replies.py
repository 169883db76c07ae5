from django.db import migrations

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
        ("comments", "0036_conversations"),
    ]

    operations = [
        migrations.RunSQL(FIND_BEGINNINGS, migrations.RunSQL.noop),
    ]
