"""restore: find and undo what an article spinner did to a text.

>>> import restore
>>> restore.restore("The dog sat on the mat.").edits
[]
"""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING

from restore.version import __version__

if TYPE_CHECKING:
    from restore.restorer import Restorer, Result

__all__ = ["__version__", "restore"]

logging.getLogger("restore").addHandler(logging.NullHandler())


@cache
def _default() -> Restorer:
    from restore.restorer import Restorer

    return Restorer()


def restore(text: str) -> Result:
    """Restore one text with the default models, which are loaded on the first call."""
    return _default().restore(text)
