from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0018_checks_that_could_not_run'),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='wave',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(models.F('wave'), models.F('status'), models.F('created_at'), models.F('id'), condition=models.Q(('wave__isnull', False)), name='comment_wave'),
        ),
        migrations.RemoveIndex(
            model_name='comment',
            name='comment_queue',
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(models.F('status'), models.F('created_at'), models.F('id'), models.F('wave'), name='comment_queue'),
        ),
    ]
