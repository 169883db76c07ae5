import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0010_quick_at_a_million'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(blank=True, max_length=1000, verbose_name='what the reader says')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='asked at')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='answer to the reader')),
                ('answered_with', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answered_appeals', to='comments.decision', verbose_name='answered with')),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appeals', to='comments.comment', verbose_name='comment')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='appeal', to='comments.decision', verbose_name='rejection')),
            ],
            options={
                'verbose_name': 'appeal',
                'verbose_name_plural': 'appeals',
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='comment',
            name='appealed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='appealed at'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(models.F('appealed_at'), models.F('id'), condition=models.Q(('appealed_at__isnull', False)), name='comment_appeals'),
        ),
    ]
