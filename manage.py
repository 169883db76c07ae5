#!/usr/bin/env python
"""Django's command line for the newsroom."""

import os
import sys

from newsroom.command_line import main as run_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    run_command(sys.argv)


if __name__ == "__main__":
    main()
