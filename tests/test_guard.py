"""The user's word against the model's: allow-lists, quotations, comments in the text, user lexicons."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restore.config import Config
from restore.edits import apply, invert
from restore.errors import DataError
from restore.lexicon.user import HEADER
from restore.restorer import Restorer
from restore.text.regions import directed, quotations


def lexicon(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "own.tsv"
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def changes(config: Config, text: str) -> set[str]:
    return {edit.before for edit in Restorer(config).restore(text).edits}


def test_allowed_terms_are_never_touched_and_the_rest_is(spun: str) -> None:
    before = changes(Config(), spun)
    assert {"12 months", "solely"} <= before
    after = changes(Config(allow=("12 Months", "SOLELY")), spun)
    assert not {"12 months", "solely"} & after and len(after) >= len(before) - 4


def test_allowed_patterns_are_never_touched(spun: str) -> None:
    result = Restorer(Config(allow_pattern=(r"[A-Z][^.]*\.",))).restore(spun)
    assert result.edits == [] and result.text == spun


def test_quotations_on_request_only(spun: str) -> None:
    text = spun + '\nShe said: "Folks residing close to it mentioned in opposition to it 12 months in the past."\n'
    quoted = text.index('"')
    assert any(edit.start > quoted for edit in Restorer().restore(text).edits)
    result = Restorer(Config(protect_quotations=True)).restore(text)
    assert result.edits and not any(edit.start > quoted for edit in result.edits)


@pytest.mark.parametrize("quotation", ["“we\nwill”", "„wir“", "«nous»", '"we"', "> we said\n> no"])
def test_forms_of_quotations(quotation: str) -> None:
    text = f'He.\n{quotation}\nThe 5" gun.'
    assert "".join(text[a:b] for a, b in quotations(text)).replace("\n", "") == quotation.replace("\n", "")


@pytest.mark.parametrize(
    ("text", "off"),
    [
        ("A <!-- restore: off -->B<!-- restore: on --> C", "<!-- restore: off -->B<!-- restore: on -->"),
        ("A\n% restore: off\nB\n% restore: on\nC", "% restore: off\nB\n% restore: on"),
        ("A\n# restore: off\r\nB", "# restore: off\r\nB"),
        ("A\n/* restore: off */ B", "/* restore: off */ B"),
        ("A\nB <!-- restore: ignore --> C\nD", "B <!-- restore: ignore --> C"),
        ("A\n.. restore: ignore\nB\nC\n\nD", ".. restore: ignore\nB\nC"),
        ("A\n<!-- restore: ignore -->\nB", "<!-- restore: ignore -->\nB"),
        ("To restore: off we went. # restore: offal", ""),
        ("A <!-- restore: on --> B", "<!-- restore: on -->"),
    ],
)
def test_comments_switch_off(text: str, off: str) -> None:
    assert "".join(text[a:b] for a, b in directed(text)) == off


def test_what_is_switched_off_stays_and_the_rest_is_restored(restorer: Restorer, spun: str) -> None:
    paragraphs = spun.split("\n\n")
    text = "\n\n".join((paragraphs[0], "<!-- restore: off -->", *paragraphs[1:-1], "<!-- restore: on -->", paragraphs[-1]))
    first, last = text.index("<!-- restore: off"), text.index("<!-- restore: on")
    edits = restorer.restore(text).edits
    assert any(e.end <= first for e in edits) and any(e.start > last for e in edits)
    assert not any(first <= e.start < last for e in edits)


def test_a_user_lexicon_allows(tmp_path: Path, spun: str) -> None:
    plain = {(e.before, e.after) for e in Restorer().restore(spun).edits}
    assert ("solely", "just") in plain and ("12 months", "year") in plain
    own = lexicon(tmp_path, "# comment", "", "allow\tsolely\tjust\twe say so", "allow\t12 months\t\ta name")
    found = {(e.before, e.after) for e in Restorer(Config(lexicon=(own,))).restore(spun).edits}
    assert ("solely", "just") not in found and "12 months" not in {before for before, _ in found}


def test_a_user_lexicon_prefers_in_any_text_with_its_capitals_and_articles(tmp_path: Path) -> None:
    own = lexicon(tmp_path, "prefer\tuncommon earth\trare earth\tchemistry", "prefer\tMonetary Occasions\tFinancial Times\t")
    restorer = Restorer(Config(lexicon=(own,)))
    result = restorer.restore("An uncommon earth, UNCOMMON\nEARTH. The Monetary Occasions of uncommon earths.")
    assert result.text == "A rare earth, RARE\nEARTH. The Financial Times of uncommon earths."
    assert result.edits[0].why == f"user lexicon: {own}:2: chemistry" and result.edits[0].confidence == 1
    assert apply(result.text, invert(result.edits)) == result.source
    assert restorer.restore(result.text).edits == []


def test_preferred_forms_inside_protected_stretches_stay(tmp_path: Path) -> None:
    own = lexicon(tmp_path, "prefer\tstruggle\twar\t")
    text = "`struggle` https://example.org/struggle <!-- restore: off --> struggle <!-- restore: on --> the struggle"
    assert Restorer(Config(lexicon=(own,))).restore(text).text == text[: -len("struggle")] + "war"
    assert Restorer(Config(lexicon=(own,), allow=("the struggle",))).restore(text).text == text


def test_a_restorer_travels_with_its_lexicon(tmp_path: Path) -> None:
    own = lexicon(tmp_path, "prefer\tstruggle\twar\t")
    data = pickle.dumps(Restorer(Config(lexicon=(own,))))
    own.unlink()
    received = pickle.loads(data)
    assert received.restore("The struggle.").text == "The war."
    assert [r.text for r in received.restore_many(["A struggle."], jobs=2)] == ["A war."]


def test_the_signature_tells_configurations_apart(tmp_path: Path) -> None:
    own = lexicon(tmp_path, "prefer\tstruggle\twar\t")
    plain = Restorer().signature
    others = {
        Restorer(c).signature
        for c in (
            Config(lexicon=(own,)),
            Config(allow=("x",)),
            Config(min_confidence=0.9),
            Config(protect_quotations=True),
            Config(without=("number",)),
        )
    }
    assert "|cfg:" not in plain and len(others) == 5 and all(s.startswith(plain + "|cfg:") for s in others)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["forbid\ta\tb\tc"], r"own\.tsv:2: action 'forbid' is neither 'allow' nor 'prefer'"),
        (["", "prefer\ta\t\tc"], r"own\.tsv:3: 'prefer' needs an original"),
        (["allow"], r"own\.tsv:2: 1 columns"),
        (["allow\ta\tb\tc\td"], r"own\.tsv:2: 5 columns"),
        (["allow\t \tb\t"], r"own\.tsv:2: no spun form"),
        (["prefer\ta\tb\t", "prefer\tA\tc\t"], r"own\.tsv:3: 'A' is restored to 'b' by .*own\.tsv:2"),
        (["prefer\ta\tb\t", "allow\ta\tb\t"], r"own\.tsv:2: .*own\.tsv:3 allows what this restores"),
        (["prefer\ta\tb\t", "prefer\tc\tthe a\t"], r"own\.tsv:3: the original 'the a' holds 'a', which .*own\.tsv:2 restores"),
    ],
)
def test_a_malformed_lexicon_names_file_and_line(tmp_path: Path, rows: list[str], message: str) -> None:
    with pytest.raises(DataError, match=message):
        Restorer(Config(lexicon=(lexicon(tmp_path, *rows),))).restore("x")


def test_a_file_that_is_no_lexicon_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    for data, message in ((b"spun\toriginal\n", "own.tsv:1: not a user lexicon"), (b"\xff\xfe", "not UTF-8"), (b"", "own.tsv:1")):
        path.write_bytes(data)
        with pytest.raises(DataError, match=message):
            Restorer(Config(lexicon=(path,))).restore("x")
    with pytest.raises(DataError, match="No such file"):
        Restorer(Config(lexicon=(tmp_path / "none.tsv",))).restore("x")


WORDS = st.sampled_from(["Struggle", "an", "the", "uncommon", "earth", "a", "solely", "12", "months", ".", "“", "”", "\n", "\n\n"])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, max_size=40))
def test_own_words_hold_in_any_text(tmp_path: Path, words: list[str]) -> None:
    rows = ("prefer\tuncommon earth\tore\t", "prefer\tstruggle\thonest war\t", "allow\tsolely\t\t")
    config = Config(min_confidence=0.05, lexicon=(lexicon(tmp_path, *rows),), allow=("12",), protect_quotations=True)
    text = " ".join(words)
    result = Restorer(config).restore(text)
    assert apply(text, result.edits) == result.text and apply(result.text, invert(result.edits)) == text
    protected = quotations(text)
    for edit in result.edits:
        assert "solely" not in edit.before and "12" not in edit.before
        assert not any(a < edit.end and edit.start < b for a, b in protected)
