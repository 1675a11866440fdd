"""Which texts paths stand for: folders searched through as git would, in a fixed order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from restore.cli.files import STDIN
from restore.errors import TextError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SUFFIXES = (".txt", ".md")
# Rules of one .gitignore and the folder they count from; the deepest that has a rule for a path decides.
Rules = tuple[Path, "GitIgnoreSpec"]


class Found(NamedTuple):
    """A text and its place in an output folder that mirrors the input."""

    path: str
    place: Path


def expand(paths: Sequence[str], exclude: Sequence[str] = (), out: Path | None = None) -> tuple[list[Found], list[TextError]]:
    """The texts that paths stand for, in the order of the paths, and what could not be searched.

    A folder stands for its *.txt and *.md and those of the folders in it, sorted, without what a .gitignore or `exclude` (patterns
    of the same form, counted from the folder) passes over, and without the output folder `out`.
    """
    texts: list[Found] = []
    errors: list[TextError] = []
    for path in paths:
        if path == STDIN or not Path(path).is_dir():
            texts.append(Found(path, Path(Path(path).name)))
        else:
            texts += search(path, exclude, out, errors)
    return texts, errors


def search(folder: str, exclude: Sequence[str], out: Path | None, errors: list[TextError]) -> list[Found]:
    """The texts in a folder and the folders in it, sorted; adds to `errors` what could not be searched, or that there is none."""
    top = Path(folder)
    known = len(errors)
    texts = []
    passed = [*above(top), (top, spec(exclude))]
    for path in sorted(_walk(top, passed, out, errors)):
        if path.suffix.lower() in SUFFIXES:
            texts.append(Found(str(path), path.relative_to(top)))
    if not texts and len(errors) == known:
        errors.append(TextError(f"{folder}: no {' or '.join('*' + suffix for suffix in SUFFIXES)} in this folder"))
    return texts


def _walk(top: Path, rules: list[Rules], out: Path | None, errors: list[TextError]) -> Iterator[Path]:
    """All files below a folder that no rule passes over."""

    def note(error: OSError) -> None:
        errors.append(TextError(f"{error.filename}: {error.strerror}"))

    inner: dict[Path, list[Rules]] = {top: rules}
    excluded = rules[-1]
    forbidden = out.resolve() if out is not None else None
    for name, folders, files in os.walk(top, onerror=note):
        parent = Path(name)
        # What the user excludes is asked last, so that no .gitignore takes it back.
        here = [*inner.pop(parent)[:-1], *own_rules(parent), excluded]
        kept = [f for f in folders if f != ".git" and not ignored(parent / f, here, folder=True)]
        folders[:] = [f for f in kept if forbidden is None or (parent / f).resolve() != forbidden]
        inner |= {parent / f: here for f in folders}
        yield from (parent / file for file in files if not ignored(parent / file, here))


def spec(lines: Iterable[str]) -> GitIgnoreSpec:
    """Rules as git reads them; imported only when a folder is searched."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def own_rules(folder: Path) -> list[Rules]:
    """The rules of a folder's own .gitignore, if it has one that can be read."""
    try:
        text = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [(folder, spec(text.splitlines()))]


def above(folder: Path) -> list[Rules]:
    """The rules of the folders above, up to that of the repository; none outside of a repository."""
    folder = folder.absolute()
    rules: list[Rules] = []
    while not (folder / ".git").exists():
        if folder.parent == folder:
            return []
        folder = folder.parent
        rules = own_rules(folder) + rules
    return rules


def ignored(path: Path, rules: list[Rules], folder: bool = False) -> bool:
    """Whether the last rule that speaks of a path passes over it."""
    verdict = False
    for base, rule in rules:
        inside = os.path.relpath(path, base) + ("/" if folder else "")
        said = rule.check_file(inside).include
        verdict = verdict if said is None else said
    return verdict
