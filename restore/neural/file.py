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


# Numbers by name, as the cache holds them: the fields as JSON; vectors and matrices of 16-bit floats, which lose nothing of values
# made of 4 bits; or matrices of 8-bit integers with their scales.
Stored = dict[str, "np.ndarray[Any, Any]"]


def read(source: Source, parts: Sequence[Path]) -> Contents:
    """The contents of a model's `checked` parts, from the cache if they were read before. Raises DataError if they cannot be."""
    cache = platformdirs.user_cache_path("restore-text") / f"{source.sha256[:16]}.{CACHE_FORMAT}.npz"
    try:
        with np.load(cache) as kept:
            stored = {name: kept[name] for name in kept.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error):
        stored = parse(source, parts)
        _keep(stored, cache)
    return _contents(stored)


def parse(source: Source, parts: Sequence[Path]) -> Stored:
    """What the cache is to hold of a GGUF file. Raises DataError if it is none."""
    from gguf import GGUFReader, dequantize

    with tempfile.TemporaryDirectory() as folder:
        whole = parts[0] if len(parts) == 1 else _whole(parts, Path(folder))
        try:
            reader = GGUFReader(whole)
            fields = {name: f.contents() for name, f in reader.fields.items() if name.startswith(FIELDS)}
            stored: Stored = {"fields": np.frombuffer(json.dumps(fields).encode(), np.uint8)}
            for tensor in reader.tensors:
                floats = dequantize(tensor.data, tensor.tensor_type)
                if source.eights and floats.ndim == 2:
                    eights = Eights.of(floats)
                    stored |= {tensor.name: eights.integers, tensor.name + SCALE: eights.scale}
                else:
                    stored[tensor.name] = floats.astype(np.float16)
        except (OSError, ValueError, KeyError, IndexError) as error:
            raise DataError(parts[0], f"not a readable GGUF model: {error}", fix=source.install) from None
    return stored


def _whole(parts: Sequence[Path], folder: Path) -> Path:
    """The parts as one file."""
    path = folder / "model.gguf"
    with path.open("wb") as out:
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, out)
    return path


def _contents(stored: Stored) -> Contents:
    fields = json.loads(stored.pop("fields").tobytes())
    scales = {name.removesuffix(SCALE): stored.pop(name) for name in [*stored] if name.endswith(SCALE)}
    tensors: dict[str, Matrix] = {}
    for name in [*stored]:
        numbers = stored.pop(name)
        tensors[name] = Eights(numbers, scales[name]) if name in scales else numbers.astype(np.float32)
    return Contents(fields, tensors)


def _keep(stored: Stored, cache: Path) -> None:
    """Write the cache in one step; where that is not possible the next start is slow again, nothing more."""
    temporary = None
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=cache.parent, delete=False) as file:
            temporary = Path(file.name)
            np.savez(file, allow_pickle=False, **stored)
        temporary.replace(cache)
    except OSError:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
