from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.contrib.auth.models import User
from django.core.management.base import CommandError

from newsroom.command_line import name_of_database, other_database
from newsroom.management.accounts import SaysWhichDatabase


class Command(SaysWhichDatabase, changepassword.Command):
    help = "Give an account another password."

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["username"]
        if name and not User.objects.filter(username=name).exists():
            raise CommandError(f"{name_of_database()} has no account {name}. {other_database()}")
        super().handle(*args, **options)
