"""Where lexicon and models lie: the only module that knows."""

from __future__ import annotations

import os
from pathlib import Path

from restore.errors import DataError


def root() -> Path:
    """The folder that holds lexicon/ and models/: $RESTORE_DATA, the installed package's data, or the checkout."""
    given = os.environ.get("RESTORE_DATA")
    if given:
        return Path(given)
    package = Path(__file__).parent
    for candidate in (package / "_data", package.parent):
        if (candidate / "lexicon" / "FORMAT.md").is_file():
            return candidate
    raise DataError(package, "neither an installed restore nor a checkout: no lexicon/", fix="reinstall restore-text")
