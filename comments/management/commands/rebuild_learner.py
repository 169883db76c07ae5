"""`manage.py rebuild_learner`: learn anew from every stored decision."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from comments.screening.learner import continue_rebuild


class Command(BaseCommand):
    help = (
        "Learn anew from every stored decision, as happens each night. The learner in use stays"
        " until the end; interrupted, it goes on where it was."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        done = 0
        try:
            while True:
                progress = continue_rebuild()
                done += progress.considered
                self.stderr.write(f"{done:,} decisions considered, {progress.left:,} to go.")
                if progress.is_finished:
                    break
        except KeyboardInterrupt:
            self.stderr.write("Interrupted: run it again to go on from here.")
            sys.exit(130)
        self.stdout.write("The learner is rebuilt.")
