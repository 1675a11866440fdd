"""Folders: what in them is a text, what is passed over."""

from __future__ import annotations

from pathlib import Path

from restore.cli.walk import expand


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def found(root: Path, *exclude: str, out: Path | None = None) -> list[str]:
    texts, errors = expand([str(root)], exclude, out)
    assert not errors or not texts
    return [text.place.as_posix() for text in texts]


def test_texts_of_a_folder_in_a_fixed_order(tmp_path: Path) -> None:
    tree(tmp_path, "b.txt", "a/c.md", "a/d.py", "a/B.TXT", ".git/e.txt")
    assert found(tmp_path) == ["a/B.TXT", "a/c.md", "b.txt"]


def test_gitignore_is_respected_at_every_level(tmp_path: Path) -> None:
    tree(tmp_path, ".git/HEAD", "a.txt", "build/b.txt", "docs/c.txt", "docs/keep.txt", "docs/drafts/d.txt", "docs/x/build/e.txt")
    (tmp_path / ".gitignore").write_text("build/\nkeep.txt\n/docs/drafts\n", encoding="utf-8")
    (tmp_path / "docs" / ".gitignore").write_text("!keep.txt\nc.txt\n", encoding="utf-8")
    assert found(tmp_path) == ["a.txt", "docs/keep.txt"]
    assert found(tmp_path / "docs") == ["keep.txt"]


def test_exclude_counts_from_the_folder_and_beats_gitignore(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "old/b.txt", "new/old/c.txt", "new/d.txt")
    (tmp_path / "new" / ".gitignore").write_text("!d.txt\n", encoding="utf-8")
    assert found(tmp_path, "/old", "d.txt") == ["a.txt", "new/old/c.txt"]


def test_the_output_folder_is_no_input(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "out/a.txt")
    assert found(tmp_path, out=tmp_path / "out") == ["a.txt"]


def test_an_empty_folder_and_a_missing_one_are_told(tmp_path: Path) -> None:
    texts, errors = expand([str(tmp_path)])
    assert not texts and "no *.txt or *.md" in str(errors[0])
