"""The contents of a model file as arrays.

Parsing and dequantizing a GGUF file takes seconds or minutes, so what came of it is kept in the user's cache folder, named by its
hash.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from restore.errors import DataError
from restore.neural.contents import Contents, Eights, Matrix
from restore.neural.sources import Source

# Raise with every change of what the cache holds.
CACHE_FORMAT = 2
# What the scales of a matrix of 8-bit integers are called there.
SCALE = ".scale"
# The hyperparameters and the vocabulary, among what else a GGUF file says of itself.
FIELDS = ("general.architecture", "llama.", "qwen2.", "tokenizer.ggml.")


def read(source: Source, parts: Sequence[Path]) -> Contents:
    """The contents of a model's `checked` parts, from the cache if they were read before. Raises DataError if they cannot be."""
    cache = platformdirs.user_cache_path("restore-text") / f"{source.sha256[:16]}.{CACHE_FORMAT}.npz"
    try:
        with np.load(cache) as stored:
            return _contents({name: stored[name] for name in stored.files})
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error):
        contents = parse(source, parts)
        _keep(contents, cache)
        return contents


def parse(source: Source, parts: Sequence[Path]) -> Contents:
    """The contents of a GGUF file. Raises DataError if it is none."""
    from gguf import GGUFReader, dequantize

    with tempfile.TemporaryDirectory() as folder:
        whole = parts[0] if len(parts) == 1 else _whole(parts, Path(folder))
        try:
            reader = GGUFReader(whole)
            fields = {name: f.contents() for name, f in reader.fields.items() if name.startswith(FIELDS)}
            tensors: dict[str, Matrix] = {}
            for tensor in reader.tensors:
                floats = dequantize(tensor.data, tensor.tensor_type)
                tensors[tensor.name] = Eights.of(floats) if source.eights and floats.ndim == 2 else floats.astype(np.float32)
        except (OSError, ValueError, KeyError, IndexError) as error:
            raise DataError(parts[0], f"not a readable GGUF model: {error}", fix=source.install) from None
    return Contents(fields, tensors)


def _whole(parts: Sequence[Path], folder: Path) -> Path:
    """The parts as one file."""
    path = folder / "model.gguf"
    with path.open("wb") as out:
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, out)
    return path


def _contents(stored: dict[str, Any]) -> Contents:
    fields = json.loads(stored.pop("fields").tobytes())
    scales = {name.removesuffix(SCALE): stored.pop(name) for name in [*stored] if name.endswith(SCALE)}
    tensors = {
        name: Eights(numbers, scales[name]) if name in scales else numbers.astype(np.float32) for name, numbers in stored.items()
    }
    return Contents(fields, tensors)


def _keep(contents: Contents, cache: Path) -> None:
    """Write the cache in one step; where that is not possible the next start is slow again, nothing more."""
    numbers: dict[str, Any] = {"fields": np.frombuffer(json.dumps(contents.fields).encode(), np.uint8)}
    for name, tensor in contents.tensors.items():
        if isinstance(tensor, Eights):
            numbers |= {name: tensor.integers, name + SCALE: tensor.scale}
        else:
            # Values made of 4 bits lose nothing by it.
            numbers[name] = tensor.astype(np.float16)
    temporary = None
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=cache.parent, delete=False) as file:
            temporary = Path(file.name)
            np.savez(file, allow_pickle=False, **numbers)
        temporary.replace(cache)
    except OSError:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
