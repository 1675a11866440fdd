"""Accurate mode: a small neural language model rescores what KenLM leaves open (optional extra `neural`)."""

from __future__ import annotations

from importlib import util

from restore.errors import RestoreError

NEEDED = ("gguf", "numpy", "platformdirs", "tokenizers")
EXTRA = "pip install 'restore-text[neural]'"
INSTALL = "restore models install neural"


def missing() -> list[str]:
    """The packages of the extra that are not installed."""
    return [name for name in NEEDED if util.find_spec(name) is None]


def require_packages() -> None:
    """RestoreError, with the commands that help, unless the extra is installed."""
    if names := missing():
        raise RestoreError(f"accurate mode needs {', '.join(names)} ({EXTRA}, then {INSTALL})")


def require() -> None:
    """RestoreError, with the commands that help, unless packages and model are there; nothing large is loaded."""
    require_packages()
    from restore.neural.file import located

    located()
