import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import comments.models.mails

STATES = [
    ("due", "Waits to be sent"),
    ("sent", "Sent"),
    ("unknown", "May have been sent"),
    ("refused", "Refused by the mail server"),
    ("given_up", "Given up after a day"),
]


class Migration(migrations.Migration):
    """What was noted of mails that had left becomes the outbox: all of it was sent."""

    dependencies = [
        ("comments", "0032_words_that_may_look_into_addresses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("SentMail", "Mail"),
        migrations.AddField(
            "mail",
            "comments",
            models.ManyToManyField(
                related_name="mails", to="comments.comment", verbose_name="comments"
            ),
        ),
        migrations.RunSQL(
            "INSERT INTO comments_mail_comments (mail_id, comment_id)"
            " SELECT id, comment_id FROM comments_mail",
            "DELETE FROM comments_mail_comments",
        ),
        migrations.RemoveField("mail", "comment"),
        migrations.AddField(
            "mail",
            "state",
            models.CharField(choices=STATES, default="sent", max_length=10, verbose_name="state"),
        ),
        migrations.AlterField(
            "mail",
            "state",
            models.CharField(choices=STATES, default="due", max_length=10, verbose_name="state"),
        ),
        migrations.AddField(
            "mail",
            "created_at",
            models.DateTimeField(
                default=django.utils.timezone.now, editable=False, verbose_name="created at"
            ),
        ),
        migrations.RunSQL("UPDATE comments_mail SET created_at = sent_at", migrations.RunSQL.noop),
        migrations.AddField(
            "mail",
            "due_at",
            models.DateTimeField(default=django.utils.timezone.now, verbose_name="due at"),
        ),
        migrations.AddField(
            "mail",
            "attempts",
            models.PositiveSmallIntegerField(default=0, verbose_name="attempts"),
        ),
        migrations.AddField(
            "mail", "lease_ends_at", models.DateTimeField(editable=False, null=True)
        ),
        migrations.AddField(
            "mail", "handed_over_at", models.DateTimeField(editable=False, null=True)
        ),
        migrations.AddField(
            "mail",
            "message_id",
            models.CharField(
                default=comments.models.mails.new_message_id, editable=False, max_length=255
            ),
        ),
        migrations.AddField(
            "mail",
            "last_answer",
            models.CharField(
                blank=True, max_length=300, verbose_name="last answer of the mail server"
            ),
        ),
        migrations.AlterField(
            "mail",
            "sent_at",
            models.DateTimeField(editable=False, null=True, verbose_name="sent at"),
        ),
        migrations.AlterField(
            "mail",
            "to_user",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="to",
            ),
        ),
        migrations.AlterModelOptions(
            "mail",
            {
                "ordering": ["created_at", "pk"],
                "permissions": [("send_mail_again", "Can send a mail about comments again")],
                "verbose_name": "mail about comments",
                "verbose_name_plural": "mails about comments",
            },
        ),
        migrations.AddIndex(
            "mail",
            models.Index(
                condition=models.Q(("state", "due")), fields=["due_at", "id"], name="mail_due"
            ),
        ),
    ]
