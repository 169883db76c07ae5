from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0033_outbox"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignOfLife",
            fields=[
                (
                    "queue",
                    models.CharField(max_length=40, primary_key=True, serialize=False),
                ),
                ("shown_at", models.DateTimeField()),
            ],
            options={
                "permissions": [("see_health", "Can see what is wrong with the site")],
                "default_permissions": (),
            },
        ),
    ]
