import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0007_risk_of_stored_comments'),
    ]

    operations = [
        migrations.CreateModel(
            name='LearnerVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('last_decision', models.PositiveBigIntegerField(default=0)),
                ('is_finished', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'version of the learner',
                'verbose_name_plural': 'versions of the learner',
                'ordering': ['-pk'],
            },
        ),
    ]
