"""`restore batch` as a user meets it: what is changed and what is not, in every form of file."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
import zstandard

from restore.restorer import Restorer
from tests.conftest import Run

BATCH = ("batch", "in.jsonl", "-o", "out.jsonl", "--field", "text")


def batch(form: str, *more: str) -> tuple[str, ...]:
    return ("batch", f"in.{form}", "-o", f"out.{form}", "--field", "text", *more)


def test_only_the_field_changes_and_every_other_byte_stays(run: Run, tmp_path: Path, restorer: Restorer, spun: str) -> None:
    texts = [spun, "The cat sat on the mat.", "“İ” \u2028 " + spun, ""]
    lines = [
        '  {"n": 1.50e3, "text":' + json.dumps(texts[0]) + ' , "big": 123456789012345678901234567890, "x": "\\u00e9"}  \r\n',
        '{"text": ' + json.dumps(texts[1]) + "}\n",
        "\n",
        '{"text": ' + json.dumps(texts[2], ensure_ascii=False) + ', "id": "é"}\n',
        '{"id": 9, "text": null}\n',
        '{"text": ""}',
    ]
    (tmp_path / "in.jsonl").write_bytes("".join(lines).encode())
    done = run(*BATCH, "-j", "2")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    out = (tmp_path / "out.jsonl").read_bytes().decode()
    expected = "".join(lines)
    for text in (texts[0], texts[2]):
        for ascii_only in (True, False):
            old, new = (json.dumps(t, ensure_ascii=ascii_only) for t in (text, restorer.restore(text).text))
            assert old != new
            expected = expected.replace(old, new)
    assert out == expected
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_each_record_fails_alone(run: Run, tmp_path: Path, restorer: Restorer, spun: str) -> None:
    good = json.dumps({"id": "g", "text": spun}).encode()
    bad = [
        b'{"id": 1, "text": 7}',
        b'{"id": 2, "txt": "a"}',
        b'{"id": 3, "text": "a"',
        b"[1]",
        b"caf\xe9",
        b'{"id": [6], "text": []}',
    ]
    lines = [good, *bad, good, b'{"a": ' + b"[" * 100_000, good + b" x"]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    done = run(*BATCH)
    assert done.returncode == 1 and done.stdout == b""
    assert b"8 of 10 records failed and were left as they are: out.jsonl.errors.jsonl" in done.stderr
    out = (tmp_path / "out.jsonl").read_bytes().splitlines()
    assert out[1:7] == bad and out[8:] == lines[8:]
    assert json.loads(out[0]) == json.loads(out[7]) == {"id": "g", "text": restorer.restore(spun).text}
    errors = [json.loads(line) for line in (tmp_path / "out.jsonl.errors.jsonl").read_text().splitlines()]
    assert [e["record"] for e in errors] == [2, 3, 4, 5, 6, 7, 9, 10] and [e["id"] for e in errors][:2] == [1, 2]
    assert errors[0]["error"] == "field 'text' is no text" and errors[1]["error"] == "no field 'text'"
    assert "not UTF-8" in errors[4]["error"]
    (tmp_path / "in.jsonl").write_bytes(good)
    assert run(*BATCH).returncode == 0 and not (tmp_path / "out.jsonl.errors.jsonl").exists()


def test_several_fields(run: Run, tmp_path: Path, restorer: Restorer, spun: str) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"body": spun, "x": spun, "head": "A " + spun}), encoding="utf-8")
    assert run("batch", "in.jsonl", "-o", "out.jsonl", "--field", "head", "--field", "body").returncode == 0
    out = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert out == {"body": restorer.restore(spun).text, "x": spun, "head": restorer.restore("A " + spun).text}


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_compression_follows_the_names(run: Run, tmp_path: Path, restorer: Restorer, spun: str, suffix: str) -> None:
    line, other = json.dumps({"text": spun}, ensure_ascii=False).encode() + b"\n", b'{"text": "The cat sat."}\n'
    data = line + other * 450 + line
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(data[:3000]) + gzip.compress(data[3000:]))
    done = run("batch", "in.jsonl.gz", "-o", f"out.jsonl{suffix}", "--field", "text", "-j", "2")
    assert (done.returncode, done.stderr) == (0, b"")
    out = (tmp_path / f"out.jsonl{suffix}").read_bytes()
    if suffix == ".zst":
        with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(out), read_across_frames=True) as stream:
            out = stream.read()
    elif suffix == ".gz":
        out = gzip.decompress(out)
    restored = json.dumps({"text": restorer.restore(spun).text}, ensure_ascii=False).encode() + b"\n"
    assert out == restored + other * 450 + restored


def test_zstandard_input_and_a_truncated_one(run: Run, tmp_path: Path, spun: str) -> None:
    frame = zstandard.ZstdCompressor().compress(b'{"text": "The cat sat."}\n' * 4_000)
    (tmp_path / "in.jsonl.zst").write_bytes(frame + frame)
    args = ("batch", "in.jsonl.zst", "-o", "out.jsonl", "--field", "text", "-j", "2")
    assert run(*args).returncode == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b'{"text": "The cat sat."}\n' * 8_000
    (tmp_path / "out.jsonl").unlink()
    (tmp_path / "in.jsonl.zst").write_bytes((frame + frame)[:-20])
    done = run(*args)
    assert done.returncode == 2 and b"truncated" in done.stderr and not (tmp_path / "out.jsonl").exists()


def test_a_truncated_gzip_file_gives_no_output(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(b'{"text": "a"}\n' * 1000)[:-9])
    done = run("batch", "in.jsonl.gz", "-o", "out.jsonl", "--field", "text")
    assert done.returncode == 2 and b"in.jsonl.gz" in done.stderr and not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(("form", "separator"), [("csv", ","), ("tsv", "\t")])
def test_tables(run: Run, tmp_path: Path, restorer: Restorer, spun: str, form: str, separator: str) -> None:
    quoted = '"' + spun.replace('"', '""') + '"'
    plain = "Folks residing close to it had been advised in regards to the closure solely two days earlier than it occurred."
    rows = [
        ["\ufeffid", "text", "note"],
        ["1", quoted, "'a' \"b\" "],
        ["2", plain, '"x, ""y""\r\n\t"'],
        ["3", '5" gun', '""'],
        ["4"],
        ["5", '"the ""cat""', 'sat."', ""] if separator == "," else ["5", "the cat", ""],
    ]
    data = "\r\n".join(separator.join(row) for row in rows) + "\r\n\r\n"
    (tmp_path / f"in.{form}").write_bytes(data.encode())
    done = run(*batch(form, "-j", "2"))
    assert done.returncode == 1 and b"1 of 7 records failed" in done.stderr
    out = (tmp_path / f"out.{form}").read_bytes().decode()
    new = restorer.restore(spun).text
    assert out == data.replace(quoted, '"' + new.replace('"', '""') + '"').replace(plain, restorer.restore(plain).text)
    parsed = list(csv.reader(io.StringIO(out.lstrip("\ufeff"), newline=""), delimiter=separator))
    assert parsed[1] == ["1", new, "'a' \"b\" "]
    (error,) = [json.loads(line) for line in (tmp_path / f"out.{form}.errors.jsonl").read_text().splitlines()]
    assert error == {"record": 5, "id": "4", "error": "only 1 columns"}, "the head counts as a record"


def test_an_unclosed_quote_fails_alone_at_the_end(run: Run, tmp_path: Path) -> None:
    data = b'text\nThe cat sat.\n"The dog\nran.\n'
    (tmp_path / "in.csv").write_bytes(data)
    assert run(*batch("csv")).returncode == 1
    assert (tmp_path / "out.csv").read_bytes() == data and b"quote is not closed" in (
        tmp_path / "out.csv.errors.jsonl"
    ).read_bytes()


def test_parquet_keeps_types_metadata_and_rows(run: Run, tmp_path: Path, restorer: Restorer, spun: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = [spun, None, "The cat sat.", spun + " ", *["A dog."] * 36] * 20
    columns = {
        "id": pa.array(range(800), pa.int16()),
        "text": pa.array(texts, pa.large_string()),
        "kind": pa.array(["a", "b"] * 400).dictionary_encode(),
        "other": pa.array([[1.5, None]] * 800),
        "short": pa.array([spun[:40], "x"] * 400).dictionary_encode(),
    }
    before = pa.table(columns).replace_schema_metadata({"made by": "us"})
    pq.write_table(before, tmp_path / "in.parquet", compression="zstd", row_group_size=300)
    done = run(*batch("parquet", "--field", "short", "-j", "2"))
    assert (done.returncode, done.stderr) == (0, b"")
    after = pq.read_table(tmp_path / "out.parquet")
    assert after.schema.equals(pq.read_table(tmp_path / "in.parquet").schema, check_metadata=True)
    for name in ("id", "kind", "other"):
        assert after[name].to_pylist() == before[name].to_pylist()
    known = {text: restorer.restore(text).text for text in (spun, spun + " ", "The cat sat.", "A dog.", spun[:40], "x")}
    assert after["text"].to_pylist() == [None if t is None else known[t] for t in texts]
    assert after["short"].to_pylist() == [known[t] for t in before["short"].to_pylist()]
    assert pq.ParquetFile(tmp_path / "out.parquet").metadata.row_group(0).column(0).compression == "ZSTD"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("in.jsonl", "-o", "in.jsonl", "--field", "text"), b"overwrite its own input"),
        (("in.jsonl", "-o", "out.csv", "--field", "text"), b"the output must be too"),
        (("in.txt", "-o", "out.txt", "--field", "text"), b"the name ends in none of .jsonl"),
        (("none.jsonl", "-o", "out.jsonl", "--field", "text"), b"none.jsonl: No such file"),
        (("in.csv", "-o", "out.csv", "--field", "txt"), b"no column 'txt'; there are 'text'"),
        (("in.parquet", "-o", "out.parquet", "--field", "text"), b"in.parquet: "),
        (("in.jsonl", "-o", "/proc/none/out.jsonl", "--field", "text"), b"/proc/none"),
        (("in.jsonl", "-o", "out.jsonl"), b"--field"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_leaves_nothing(
    run: Run, tmp_path: Path, args: tuple[str, ...], message: bytes
) -> None:
    for name in ("in.jsonl", "in.csv", "in.parquet", "in.txt"):
        (tmp_path / name).write_bytes(b'text\n{"text": "a"}\n'[5 * (name != "in.csv") :])
    done = run("batch", *args)
    assert done.returncode == 2 and message in done.stderr and b"Traceback" not in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.csv", "in.jsonl", "in.parquet", "in.txt"]


def test_broken_data_is_no_fault_of_the_records(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b'{"text": "a"}\n')
    done = run(*BATCH, RESTORE_DATA=str(tmp_path))
    assert done.returncode == 2 and done.stderr.count(b"\n") == 1 and not (tmp_path / "out.jsonl").exists()
