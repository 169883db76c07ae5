from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0022_exact_copies'),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='said_again',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RemoveConstraint(
            model_name='comment',
            name='comment_stored_once',
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(models.F('article'), models.F('duplicate_key'), models.F('said_again'), name='comment_stored_once'),
        ),
    ]
