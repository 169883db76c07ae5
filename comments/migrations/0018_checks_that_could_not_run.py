from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0017_rules_on_trial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(models.OrderBy(models.F('id'), descending=True), condition=models.Q(('score__isnull', True)), name='finding_could_not_run'),
        ),
    ]
