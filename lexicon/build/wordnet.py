"""The synonyms of WordNet 3.0 as the builders read them: WORDNET_FOLDER is /usr/share/wordnet of Debian's wordnet-base."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PARTS = ("noun", "verb", "adj", "adv")


class Synset(NamedTuple):
    """Words of one meaning, as they are written, and the offsets of the synsets it is similar to (a satellite adjective and its
    head)."""

    offset: str
    words: list[str]
    similar: list[str]


def synsets(folder: Path, part: str) -> Iterator[Synset]:
    """The synsets of a part of speech."""
    for line in (folder / f"data.{part}").read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            continue
        offset, _, _, count, *rest = line.partition(" | ")[0].split(" ")
        size = 2 * int(count, 16)
        pointers = rest[size + 1 :]
        yield Synset(
            offset,
            [word.partition("(")[0].replace("_", " ") for word in rest[:size:2]],
            [pointers[i + 1] for i, symbol in enumerate(pointers[:-1]) if symbol == "&"],
        )
