"""How many processors there are for this process."""

from __future__ import annotations

import os


def processors() -> int:
    """The processors that this process may use: fewer than there are, where it is bound to some of them."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
