"""Accurate mode: a neural language model, small or large, rescores what KenLM leaves open (optional extra `neural`)."""

from __future__ import annotations

from importlib import util

from restore.errors import RestoreError

NEEDED = ("gguf", "numpy", "platformdirs", "tokenizers")
EXTRA = "pip install 'restore-text[neural]'"
# The rerankers that are neural models, and the models each needs: the small one judges documents for both.
MODELS = {"neural": ("neural",), "large": ("neural", "large")}


def missing() -> list[str]:
    """The packages of the extra that are not installed."""
    return [name for name in NEEDED if util.find_spec(name) is None]


def require_packages() -> None:
    """RestoreError, with the commands that help, unless the extra is installed."""
    if names := missing():
        raise RestoreError(f"accurate mode needs {', '.join(names)} ({EXTRA}, then restore models install neural)")


def require(reranker: str) -> None:
    """RestoreError, with the commands that help, unless packages and models of a reranker are there; nothing large is loaded."""
    require_packages()
    from restore.neural.sources import SOURCES

    for name in MODELS[reranker]:
        SOURCES[name].located()


def ready(reranker: str) -> bool:
    """Whether packages and models of a reranker are there; nothing large is loaded."""
    try:
        require(reranker)
    except RestoreError:
        return False
    return True
