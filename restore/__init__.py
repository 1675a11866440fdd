"""restore: find and undo what an article spinner did to a text.

>>> import restore
>>> restore.restore("The dog sat on the mat.").edits
[]

`restore` and `detect` use the default models, which are loaded at the first call; a `Restorer` with a `Config` of its own may be
shared by threads, sent to other processes, and restores streams of texts in order:

>>> restorer = restore.Restorer(restore.Config(min_confidence=0.9))
>>> [result.text for result in restorer.restore_many(["One text.", "And another."])]
['One text.', 'And another.']
"""

from __future__ import annotations

import logging
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from restore.version import __version__

if TYPE_CHECKING:
    from restore.config import Config
    from restore.edits import Edit, apply, invert
    from restore.errors import RestoreError
    from restore.report.detection import Detection
    from restore.restorer import Restorer, Result

__all__ = [
    "Config",
    "Detection",
    "Edit",
    "RestoreError",
    "Restorer",
    "Result",
    "__version__",
    "apply",
    "detect",
    "invert",
    "restore",
]

# Where names live that are imported only when asked for, so that `import restore` costs nothing.
_HOMES = {
    "Config": "restore.config",
    "Detection": "restore.report.detection",
    "Edit": "restore.edits",
    "RestoreError": "restore.errors",
    "Restorer": "restore.restorer",
    "Result": "restore.restorer",
    "apply": "restore.edits",
    "invert": "restore.edits",
}

logging.getLogger("restore").addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'restore' has no attribute {name!r}")


@cache
def _default() -> Restorer:
    from restore.restorer import Restorer

    return Restorer()


def restore(text: str) -> Result:
    """Restore one text: the restored text, the edits that lead there, and the probability that it was spun.

    >>> from restore import apply
    >>> result = restore("Folks in opposition to it mentioned the struggle.")
    >>> result.text == apply(result.source, result.edits)
    True
    >>> 0 <= result.spun <= 1
    True
    """
    return _default().restore(text)


def detect(text: str) -> Detection:
    """Tell whether a text was spun, by what kind of spinner, and where; nothing is restored.

    >>> detect("The dog sat on the mat.").spans
    ()
    """
    return _default().detect(text)
