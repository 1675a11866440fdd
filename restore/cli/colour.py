"""Whether to colour, and how wide the terminal is."""

from __future__ import annotations

import os
import shutil
import sys


def use_colour(choice: str) -> bool:
    """--color beats NO_COLOR beats FORCE_COLOR beats TERM=dumb beats whether standard output is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


def terminal_width() -> int:
    """$COLUMNS, else the terminal's width, else 120 cells."""
    return shutil.get_terminal_size((120, 24)).columns
