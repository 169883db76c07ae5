from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from comments.groups import create_missing_groups


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Comments")

    def ready(self) -> None:
        from comments.search import (  # noqa: PLC0415 (it needs models, loaded by now)
            prepare_index,
            teach_sqlite,
        )
        from comments.thread import watch_comments  # noqa: PLC0415 (so does it)

        connection_created.connect(teach_sqlite)
        post_migrate.connect(create_missing_groups, sender=self)
        post_migrate.connect(prepare_index, sender=self)
        post_migrate.connect(watch_comments, sender=self)
