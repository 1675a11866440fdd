"""What holds for any text at all and any bytes at all."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from restore.batch import jsonl, table
from restore.batch.run import restored
from restore.cli.files import read_source
from restore.config import Config
from restore.edits import apply, invert
from restore.errors import TextError
from restore.pieces import pieces
from restore.restorer import Restorer, Result

EAGER = Restorer(Config(min_confidence=0.01, protect_quotations=True))
PLAIN = Restorer()
WORDS = (
    *("Folks", "mentioned", "the", "a", "an", "struggle", "in opposition to", "12 months", "authorities", "residing", "close to"),
    *("solely", "earlier than", "Monetary Occasions", "https://x.org/a", "`", "$", "<b>", "restore: off", "<!-- restore: off -->"),
    *(
        "# restore: ignore",
        "“",
        "”",
        '"',
        "’s",
        "n't",
        "U.S.",
        "3.",
        "0",
        "\x00",
        "\u202e",
        "\ud800",
        "İ",
        "😀",
        "\r",
        "\x85",
        "\u2028",
    ),
)
# Any Unicode text, half surrogate pairs among it, and text that looks spun, broken anywhere.
TEXTS = st.one_of(
    st.text(st.characters(), max_size=200),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(st.characters(), max_size=4)), max_size=50).map(" ".join),
    st.lists(st.sampled_from([*WORDS, " ", "\n", "\n\n"]), max_size=80).map("".join),
)
# benchmarks/fuzz.py sets another number.
EXAMPLES = int(os.environ.get("RESTORE_EXAMPLES", "120"))
QUICK = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(result: Result) -> None:
    """The promises of every result: edits in order, applied as shown, undone as applied, nothing else touched."""
    source, text = result.source, result.text
    assert apply(source, result.edits) == text and apply(text, invert(result.edits)) == source
    at = shift = 0
    for edit in result.edits:
        assert edit.start >= at and source[edit.start : edit.end] == edit.before != edit.after
        assert text[at + shift : edit.start + shift] == source[at : edit.start]
        shift += len(edit.after) - len(edit.before)
        at = edit.end
    assert text[at + shift :] == source[at:]
    assert all(0 <= edit.confidence <= 1 for edit in (*result.edits, *result.suggestions)) and 0 <= result.spun <= 1
    assert text.count("\n") == source.count("\n")


@QUICK
@given(TEXTS)
@example("¹ A")
@example("٣ A")
def test_any_text_is_restored_as_promised(text: str) -> None:
    for restorer in (EAGER, PLAIN):
        check(restorer.restore(text))


@QUICK
@given(TEXTS)
def test_restoring_is_a_function_of_the_text_alone(text: str) -> None:
    first = PLAIN.restore(text)
    EAGER.restore(text)
    assert PLAIN.restore(text) == first
    # A text in which nothing is found is a fixed point.
    if not first.edits:
        assert first.text == text and PLAIN.restore(first.text).edits == []


@QUICK
@given(TEXTS, st.integers(20, 200))
def test_pieces_cover_any_text(text: str, limit: int) -> None:
    cut = list(pieces(text, limit))
    assert "".join(text[a:b] for a, b in cut) == text and all(0 < b - a <= limit or not text for a, b in cut)


@QUICK
@given(st.one_of(st.binary(max_size=200), TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(data)
    try:
        source = read_source(str(path))
    except TextError as error:
        assert str(path) in str(error)
    else:
        assert source.encode(source.text) == data


def batch(found: object) -> tuple[list[bytes], list[str | None]]:
    out, errors = [], []
    for record, texts, error in restored(found, PLAIN, 1):  # type: ignore[arg-type]
        out.append(record.raw if error else record.with_texts(texts))
        errors.append(error)
    return out, errors


LINES = st.one_of(
    st.binary(max_size=100),
    TEXTS.map(lambda text: json.dumps({"text": text}).encode()),
    TEXTS.map(lambda text: json.dumps({"a": [1.50], "text": text}, ensure_ascii=False).encode("utf-8", "surrogatepass")[:-1]),
    st.recursive(st.none() | st.text() | st.floats(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)).map(
        lambda value: json.dumps({"text": value}).encode()
    ),
)


@QUICK
@given(st.lists(LINES, max_size=6))
@example([b"\x0b"])
@example([b'{"text": "a", "text": "b"}', b'{"text": "\\ud800"}', b'\xef\xbb\xbf{"text": ""}'])
def test_any_json_line_is_survived(lines: list[bytes]) -> None:
    data = b"\n".join(lines)
    out, errors = batch(jsonl.records(io.BytesIO(data), ["text"], None))
    raw = data.splitlines(keepends=True) if b"\r" not in data else None
    assert len(out) == data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
    for new, error in zip(out, errors, strict=True):
        if error is None and new.strip(b"\xef\xbb\xbf \t\r\n"):
            value = json.loads(new.decode("utf-8-sig"))["text"]
            assert value is None or isinstance(value, str)
    if raw is not None and all(errors):
        assert b"".join(out) == data


OBJECTS = ("{%s}", ' { "a": 1.0 , %s } \r\n', '{%s, "text2": "struggle", "b": [{"text": 1}]}\n')


@QUICK
@given(TEXTS, st.sampled_from(OBJECTS), st.booleans())
def test_only_the_value_of_the_field_changes(text: str, form: str, escaped: bool) -> None:
    try:
        member = b'"text":  ' + json.dumps(text, ensure_ascii=escaped).encode("utf-8")
    except UnicodeEncodeError:
        member = b'"text":  ' + json.dumps(text).encode("ascii")
    before, _, after = form.encode().partition(b"%s")
    (new,), (error,) = batch(jsonl.records(io.BytesIO(before + member + after), ["text"], None))
    assert error is None and new.startswith(before + b'"text":  ') and new.endswith(after)
    assert json.loads(new)["text"] == PLAIN.restore(text).text


@QUICK
@given(st.one_of(st.binary(max_size=200), st.lists(st.sampled_from([b'"', b",", b"\n", b"\r\n", b"a", b" "])).map(b"".join)))
def test_any_table_is_passed_on(data: bytes) -> None:
    rows = list(table.split(io.BytesIO(data), b","))
    assert b"".join(raw for raw, _, _ in rows) == data
    for raw, cells, _ in rows:
        assert all(0 <= a <= b <= len(raw) for a, b in cells)
        table.record(raw, cells, True, [0], 0, b",")


@QUICK
@given(st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=2, max_size=4), max_size=4))
@example([["", "\r"]])
def test_tables_are_read_as_python_reads_them(rows: list[list[str]]) -> None:
    import csv

    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    read = table.split(io.BytesIO(buffer.getvalue().encode()), b",")
    found = [[table.value(raw[a:b]).decode() for a, b in cells] for raw, cells, _ in read]
    assert found == rows


def test_a_path_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="directory"):
        read_source(str(tmp_path))
