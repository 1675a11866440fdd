"""Tortured terms that no list holds, and phrases that count only under a condition: what a user sees, and the data files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from restore.document import Document
from restore.errors import DataError
from restore.generate.conditional import ConditionalGenerator
from restore.lexicon.conditional import CONDITIONAL_HEADER, read_conditional
from restore.lexicon.lines import read_lines
from restore.lexicon.terms import (
    LONGEST,
    SOURCES,
    TERMS_HEADER,
    THESAURUS_HEADER,
    WORDS_HEADER,
    TermLexicon,
    TermThesaurus,
    TermWords,
)
from restore.restorer import Restorer
from restore.text.inflection import american, singular
from restore.text.tokens import phrase_key
from tests.conftest import ROOT

ENGLISH = ROOT / "lexicon" / "en"
TERMS = TermLexicon(ENGLISH / "terms.tsv")
WORDS = TermWords(ENGLISH / "term_words.tsv")
THESAURUS = TermThesaurus(ENGLISH / "term_thesaurus.tsv")
CONDITIONAL = read_conditional(ENGLISH / "conditional.tsv")
FILES = ("terms.tsv", "term_words.tsv", "term_thesaurus.tsv", "conditional.tsv")

ABSTRACT = """\
As of late, {} has drawn in a ton of consideration from analysts everywhere throughout the world. In this paper, we suggest a novel
strategy that makes utilization of {} for the given assignment. Be that as it may, the vast majority of the current works don't
consider {} in an appropriate way. The exploratory outcomes exhibit that {} outflanks the current strategies by a wide edge. Thus,
the adequacy of {} has been shown by broad reenactments.
"""
UNLISTED = {
    "nuclear attractive reverberation": "nuclear magnetic resonance",
    "profound support learning": "deep reinforcement learning",
    "discourse-handling framework": "speech processing framework",
    "limited component investigation": "finite element analysis",
    "unpleasant set hypothesis": "rough set theory",
}


def test_unlisted_terms_are_restored_in_a_spun_abstract(restorer: Restorer) -> None:
    assert not [p for p in UNLISTED if restorer.table.get(phrase_key(p))]
    text = restorer.restore(ABSTRACT.format(*UNLISTED)).text
    assert [right for right in UNLISTED.values() if right in text] == list(UNLISTED.values())


def test_the_same_words_stay_in_clean_text(restorer: Restorer) -> None:
    text = (
        "The nuclear plant stood in an attractive bay, and its hum found a reverberation in every house. My parents gave me "
        "profound support; learning came easily. The speech handling of the limited company fell under a component investigation. "
        "It was an unpleasant set of colours, and nobody had a hypothesis for the discourse that followed. The random forest of "
        "masts and the deep learning of the old librarian are famous in our town, and so is the irregular line of the backwoods "
        "behind it.\n"
    )
    assert restorer.restore(text).text == text


def test_terms_that_are_right_are_not_made_into_others(restorer: Restorer) -> None:
    terms = ("magnetic field", "deep learning", "support vector machines", "blood pressure", "random forest")
    text = restorer.restore(ABSTRACT.format(*terms)).text
    assert [term for term in terms if term in text] == list(terms)


def test_the_number_of_the_phrase_is_kept(restorer: Restorer) -> None:
    document = Document.read("A profound remaining network is fast; two wavelet brain organizations are not.")
    found = {c.text for c in restorer.generators["term"].propose(document)}
    assert {"deep residual network", "wavelet neural networks"} <= found


def candidates(text: str) -> set[str]:
    return {c.text for c in ConditionalGenerator(ENGLISH / "conditional.tsv").propose(Document.read(text))}


def test_a_conditional_row_counts_only_with_its_condition() -> None:
    assert "computer network" in candidates("The PC organization is old. A computer network is a set of machines.")
    assert "computer network" in candidates("The PC organization is old. Most computer networks are not.")
    assert candidates("The PC organization is old.") == set()
    assert candidates("The organization of a PC is that of a computer network.") == set()


def test_a_conditional_row_is_silent_where_its_exception_stands() -> None:
    assert "feature extraction" in candidates("We describe highlight extraction.")
    assert candidates("We describe highlight extraction from specular surfaces.") == set()


def test_a_conditional_row_restores_in_a_spun_abstract(restorer: Restorer) -> None:
    phrases = [
        "the PC organization",
        "profound support learning",
        "unpleasant set hypothesis",
        "semi-managed learning",
        "this work",
    ]
    without, with_it = ABSTRACT.format(*phrases), ABSTRACT.format(*phrases) + "A computer network comprises of numerous machines.\n"
    assert "the computer network has" in restorer.restore(with_it).text
    assert "the computer network has" not in restorer.restore(without).text


@pytest.mark.parametrize("name", FILES)
def test_files_are_sorted_and_unique(name: str) -> None:
    lines = (ENGLISH / name).read_text(encoding="utf-8").split("\n")[1:-1]
    keys = [line.split("\t")[0] for line in lines]
    assert lines == sorted(lines, key=lambda line: line.split("\t")) and "" not in keys
    assert name == "conditional.tsv" or len(keys) == len(set(keys))


def test_terms_are_whole() -> None:
    found = list(TERMS.terms())
    assert len(found) >= 6000
    for key, term in found:
        words = key.split(" ")
        assert 2 <= len(words) <= LONGEST and term == term.lower() and american(key) == key, key
        assert [american(w) for w in term.replace("-", " ").split(" ")][:-1] == words[:-1], term
        assert american(singular(term.replace("-", " ").split(" ")[-1])) == words[-1], term
    assert set(SOURCES) == {letter for line in read_lines(ENGLISH / "terms.tsv", TERMS_HEADER) for letter in line.split("\t")[1]}


def test_tortured_words_are_whole() -> None:
    for spun in WORDS.spun():
        meanings = WORDS.get(spun)
        assert meanings and 1 <= len(spun.split(" ")) <= 3 and american(spun) == spun, spun
        assert list(meanings) == sorted(meanings, key=lambda m: -m.logp10), spun
        assert all(m.logp10 <= 0 and m.text != spun and len(m.text.split(" ")) <= 2 for m in meanings), spun
    assert {"deep", "profoundly"} & {m.text for m in WORDS.get("profound")}


def test_synonyms_are_words_of_terms() -> None:
    used = {word for key, _ in TERMS.terms() for word in key.split(" ")}
    assert not [(s, m) for s in THESAURUS.spun() for m in THESAURUS.get(s) if m.text not in used or m.text == s]


def test_conditional_rows_are_whole() -> None:
    assert len(CONDITIONAL) > 500
    for row in CONDITIONAL:
        assert row.spun == " ".join(row.spun.lower().split()) != phrase_key(row.original), row
        assert all(text.strip("* ") for text in (*row.require, *row.forbid)), row


Loader = Callable[[Path], Any]


@pytest.mark.parametrize(
    ("load", "header", "line", "problem"),
    [
        (lambda p: list(TermLexicon(p).terms()), TERMS_HEADER, "deep learning\tq", "malformed term"),
        (lambda p: list(TermLexicon(p).terms()), TERMS_HEADER, "learning\ts", "malformed term"),
        (lambda p: TermWords(p).get("profound"), WORDS_HEADER, "profound\tdeep", "malformed meaning"),
        (lambda p: TermWords(p).get("profound"), WORDS_HEADER, "profound\tdeep;x", "malformed meaning"),
        (lambda p: TermThesaurus(p).get("profound"), THESAURUS_HEADER, "profound\tdeep;1", "malformed word"),
        (read_conditional, CONDITIONAL_HEADER, "a b\tc d\te", "cells"),
        (read_conditional, CONDITIONAL_HEADER, "a b\tc d\t\t", "no condition"),
        (read_conditional, CONDITIONAL_HEADER, "a b\ta b\te\t", "alike"),
    ],
)
def test_a_broken_line_is_an_error_with_file_and_line(tmp_path: Path, load: Loader, header: str, line: str, problem: str) -> None:
    path = tmp_path / "broken.tsv"
    path.write_text(f"{header} rows=1\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError, match=rf"broken.tsv:2: .*{problem}"):
        load(path)


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_off_or_of_another_kind_is_refused(tmp_path: Path, name: str) -> None:
    load: dict[str, Loader] = {
        "terms.tsv": TermLexicon,
        "term_words.tsv": TermWords,
        "term_thesaurus.tsv": TermThesaurus,
        "conditional.tsv": read_conditional,
    }
    whole = (ENGLISH / name).read_text(encoding="utf-8")
    path = tmp_path / name
    path.write_text(whole[: whole.rindex("\n", 0, len(whole) // 2) + 1], encoding="utf-8")
    with pytest.raises(DataError, match="first line says"):
        load[name](path)
    path.write_text("# something else\n", encoding="utf-8")
    with pytest.raises(DataError, match=f"{name}:1: .*kind and format"):
        load[name](path)
    with pytest.raises(DataError, match="cannot be read"):
        load[name](tmp_path / "missing.tsv")
