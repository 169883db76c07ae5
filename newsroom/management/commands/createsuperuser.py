from django.contrib.auth.management.commands import createsuperuser

from newsroom.management.accounts import SaysWhichDatabase


class Command(SaysWhichDatabase, createsuperuser.Command):
    help = "Make an account that may do everything."
