from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone

from comments.models.copies import copy_key

_AT_ONCE = 500


def give_keys(apps, schema_editor):
    """So that what is sent from now on is seen as a copy of what waits, or was just published."""
    comments = apps.get_model("comments", "Comment").objects
    lately = timezone.now() - timedelta(days=30)
    asked = comments.filter(
        Q(status__in=["submitted", "in_review"]) | Q(status="approved", created_at__gte=lately),
        author=None,
    ).order_by("pk")
    last = 0
    while some := list(
        asked.filter(pk__gt=last).only("article_id", "parent_id", "body")[:_AT_ONCE]
    ):
        for comment in some:
            comment.copy_key = copy_key(
                article_id=comment.article_id, parent_id=comment.parent_id, body=comment.body
            )
        comments.bulk_update(some, ["copy_key"])
        last = some[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0001_initial'),
        ('comments', '0021_words_as_typed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='bulkjob',
            name='copy_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='comments.comment'),
        ),
        migrations.AddField(
            model_name='comment',
            name='copy_key',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='comment',
            name='copy_of',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='closed_copies', to='comments.comment', verbose_name='closed as a copy of'),
        ),
        migrations.AddField(
            model_name='decision',
            name='copy_of',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='comments.comment', verbose_name='closed as a copy of'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(models.F('copy_key'), models.F('status'), name='comment_copies'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(models.F('copy_of'), condition=models.Q(('copy_of__isnull', False)), name='comment_closed_copies'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(models.F('copy_of'), condition=models.Q(('copy_of__isnull', False)), name='decision_copies'),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop, elidable=True),
    ]
