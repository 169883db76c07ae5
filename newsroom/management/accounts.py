"""What the commands for accounts have in common: they say whose accounts these are."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom.command_line import name_of_database, other_database


class SaysWhichDatabase(BaseCommand):
    """Stands before Django's own command."""

    def execute(self, *args: Any, **options: Any) -> Any:
        # Looking into it would make it.
        if (
            settings.USES_EMBEDDED_DATABASE
            and not Path(settings.DATABASES["default"]["NAME"]).exists()
        ):
            raise CommandError(f"{name_of_database()} does not exist. {other_database()}")
        self.stderr.write(f"{name_of_database()}:")
        return super().execute(*args, **options)
