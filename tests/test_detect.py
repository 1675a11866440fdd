"""`restore detect` as a user meets it, and where English prose ends."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

import pytest

from restore.document import Document
from restore.evaluate import spun_text
from restore.restorer import Restorer
from restore.text.english import is_english_prose
from tests.conftest import ROOT, Run, at_terminal

KEYS = ["path", "signature", "spun_probability", "family", "spun_share", "words", "spans"]
CLEAN = (ROOT / "examples" / "harbour.clean.txt").read_text(encoding="utf-8")
GERMAN = (
    "Der Stadtrat hat am Montag beschlossen, die alte Brücke über den Fluss zu sperren, nachdem Ingenieure Risse in einem der "
    "Pfeiler entdeckt hatten. Bis dahin müssen die Pendler einen Umweg von zwölf Kilometern fahren.\n"
)
OTHER = {
    "German": GERMAN,
    "German of loans": (
        "Das Team hat ein Update für die App online gestellt. Der Download ist gratis, der Support per Chat. Software, Hardware "
        "und Cloud Service aus einer Hand, so der Manager im Interview mit dem Magazin Computer Business Review.\n"
    ),
    "French": (
        "Il me dit que son ami est parti pour Paris on ne sait pas comment. On a vu le train, on a pris le bus, et on est rentré à "
        "la maison. Elle a un grand restaurant sur la place, avec une cuisine ouverte et un menu simple.\n"
    ),
    "Spanish": (
        "No me gusta la casa de mi hermano. Es muy grande, pero no hay una mesa para comer. Yo soy de Santa Cruz y mi padre es de "
        "San Juan. A mí me gusta el mar, el sol, la playa y un buen vino.\n"
    ),
    "Python": "def total(rows):\n    out = 0\n    for row in rows:\n        out += row.price * row.count\n    return out\n" * 3,
    "C": '#include <stdio.h>\nint main(void) {\n    int i;\n    for (i = 0; i < 9; i++) printf("%d\\n", i);\n    return 0;\n}\n',
    "table": "| Country | People | Area |\n|---|---|---|\n| France | 67,000,000 | 640,679 |\n| Spain | 47,000,000 | 505,990 |\n",
    "comma-separated": "name,age,city,total\nJohn Smith,34,London,120.50\nMary Brown,29,Leeds,80.00\nPeter Green,51,York,15.25\n",
    "word list": "apple banana cherry elephant garden mountain river window yellow zebra autumn winter summer\n",
    "nothing": "\n",
}
ENGLISH = {
    "news": CLEAN,
    "Scots": (
        "Wee, sleekit, cow'rin, tim'rous beastie,\nO, what a panic's in thy breastie!\nThou need na start awa sae hasty,\n"
        "Wi' bickering brattle!\nI wad be laith to rin an' chase thee,\nWi' murd'ring pattle!\n"
    ),
    "Missouri": (
        "Say, who is you? Whar is you? Dog my cats ef I didn' hear sumf'n. Well, I know what I's gwyne to do: I's gwyne to set "
        "down here and listen tell I hears it agin.\n"
    ),
    "nonsense verse": "'Twas brillig, and the slithy toves\nDid gyre and gimble in the wabe:\nAll mimsy were the borogoves.\n",
    "science": (
        "Deep neural networks (DNNs) trained with SGD achieve 94.3% accuracy on CIFAR-10 [12]. We compare ResNet-50 and VGG-16 "
        "under L2 regularisation (λ = 0.0005) and find that weight decay reduces variance (Table 3, Fig. 2).\n"
    ),
    "headline": "Shares fell sharply on Monday.\n",
}


@pytest.fixture
def texts(tmp_path: Path, spun: str) -> Path:
    """A folder of a spun text, a clean text, a German text and a file of another kind."""
    folder = tmp_path / "texts"
    (folder / "inner").mkdir(parents=True)
    (folder / "spun.txt").write_text(spun, encoding="utf-8")
    (folder / "inner" / "clean.md").write_text(CLEAN, encoding="utf-8")
    (folder / "german.txt").write_text(GERMAN, encoding="utf-8")
    (folder / "data.csv").write_text("a,b\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_what_is_not_english_prose(text: str, restorer: Restorer) -> None:
    assert not is_english_prose(Document.read(text), restorer.lm)


@pytest.mark.parametrize("text", ENGLISH.values(), ids=ENGLISH)
def test_what_is_english_prose(text: str, restorer: Restorer) -> None:
    assert is_english_prose(Document.read(text), restorer.lm)


def test_every_gold_text_is_english_prose(restorer: Restorer) -> None:
    for path in (ROOT / "tests" / "gate").glob("*/*.txt"):
        assert is_english_prose(Document.read(spun_text(path.read_text(encoding="utf-8"))), restorer.lm), path


def test_table_has_a_row_for_each_text_of_a_folder_in_order(run: Run, texts: Path) -> None:
    done = run("detect", "texts")
    assert (done.returncode, done.stderr) == (0, b"")
    head, german, clean, spun = done.stdout.decode().splitlines()
    assert head.split() == ["text", "spun", "family", "spans", "share", "most", "telling"]
    assert re.fullmatch(r"texts/german\.txt +0% +- +0 +0\.0% +not English prose", german)
    assert re.match(r"texts/inner/clean\.md +[1-4]?\d% +- ", clean)
    found = re.match(r"texts/spun\.txt +(\d+)% +news spinner +\d+ +(\d+\.\d)%  (.+)", spun)
    assert found and int(found[1]) > 90 and float(found[2]) > 5
    assert found[3].count("->") == 3


def test_json_is_one_object_a_line(run: Run, texts: Path, spun: str) -> None:
    done = run("detect", "--json", "texts/spun.txt", "texts/inner/clean.md", "texts/german.txt")
    first, clean, german = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 0 and list(first) == list(clean) == KEYS and list(german) == [*KEYS, "note"]
    assert first["path"] == "texts/spun.txt" and first["signature"].startswith("restore:")
    assert first["spun_probability"] > 0.9 and first["family"] == "news spinner"
    assert clean["spun_probability"] < 0.5 and clean["family"] is None
    assert german["note"] == "not English prose" and german["spun_probability"] == 0
    assert german["family"] is None and german["spans"] == [] and german["words"] > 20
    covered = 0.0
    for span in first["spans"]:
        assert spun[span["start"] : span["end"]] == span["before"] != span["after"]
        covered += span["confidence"] * len(re.findall(r"\w+(?:[.,]\w+)*", span["before"]))
    assert first["spans"] == sorted(first["spans"], key=lambda span: span["start"])
    assert any(span["applied"] is True for span in first["spans"])
    assert first["spun_share"] == pytest.approx(covered / first["words"], abs=0.02)


def test_words_begin_with_a_letter_or_digit(run: Run) -> None:
    done = run("detect", "--json", stdin=b"The 2 cats, and (perhaps) a dog, slept on the mat - all day.\n")
    assert json.loads(done.stdout)["words"] == 13


def test_fail_over(run: Run, texts: Path) -> None:
    assert run("detect", "--fail-over", "0.5", "texts").returncode == 1
    assert run("detect", "--fail-over", "1", "texts").returncode == 0
    assert run("detect", "--fail-over", "0.5", "texts/inner", "texts/german.txt").returncode == 0
    assert run("detect", "--fail-over", "1.5", "texts").returncode == 2


def test_standard_input(run: Run, texts: Path, spun: str) -> None:
    plain = run("detect", stdin=spun.encode())
    assert plain.stdout == run("detect", "-", stdin=spun.encode()).stdout
    assert plain.stdout.splitlines()[1].startswith(b"-  ")
    assert b"not English prose" in run("detect").stdout


def test_unreadable_texts_do_not_stop_the_others(run: Run, texts: Path, tmp_path: Path) -> None:
    (texts / "latin.txt").write_bytes(b"caf\xe9")
    (tmp_path / "empty").mkdir()
    done = run("detect", "--fail-over", "0.5", "missing.txt", "texts", "empty")
    assert done.returncode == 2 and len(done.stdout.splitlines()) == 4
    errors = sorted(done.stderr.decode().splitlines())
    assert [re.sub(r"^restore: (\S+): .+", r"\1", line) for line in errors] == ["empty", "missing.txt", "texts/latin.txt"]


def test_heat_marks_the_spans_in_the_text(run: Run, texts: Path, spun: str) -> None:
    out = run("detect", "--heat", "texts/spun.txt").stdout.decode()
    assert "\x1b" not in out and re.search(r"\[mentioned\|[01]\.\d\d\]", out)
    assert re.sub(r"\[([^|\]]+)\|[01]\.\d\d\]", r"\1", out) == spun


def test_heat_colours_by_confidence_and_follows_no_color(run: Run, texts: Path, spun: str) -> None:
    out = run("detect", "--heat", "texts/spun.txt", FORCE_COLOR="1").stdout.decode()
    assert len(set(re.findall(r"\x1b\[30;48;5;(\d+)m", out))) > 1
    assert re.sub(r"\x1b\[[\d;]*m", "", out) == spun
    assert "\x1b" not in run("detect", "--heat", "texts/spun.txt", FORCE_COLOR="1", NO_COLOR="1").stdout.decode()
    assert run("detect", "--heat", "--color", "always", "texts/spun.txt", NO_COLOR="1").stdout.decode() == out


def test_the_main_job_leaves_what_is_not_english_and_says_so(run: Run, texts: Path) -> None:
    spun_german = GERMAN + "Der Minister mentioned Monetary Occasions, previous to the struggle within the 12 months.\n"
    (texts / "german.txt").write_text(spun_german, encoding="utf-8")
    note = b"restore: texts/german.txt: not English prose, left as it is\n"
    for options, out in (((), spun_german.encode()), (("--diff",), b""), (("-w",), b""), (("--check",), b"")):
        done = run(*options, "texts/german.txt")
        assert (done.returncode, done.stdout, done.stderr) == (0, out, note)
    assert (texts / "german.txt").read_text(encoding="utf-8") == spun_german
    answer = json.loads(run("--json", "texts/german.txt").stdout)
    assert answer["note"] == "not English prose" and answer["edits"] == answer["suggestions"] == []
    assert "note" not in json.loads(run("--json", "texts/spun.txt").stdout)
    assert run(stdin=b"").stderr == b""


@pytest.mark.parametrize("family", ["news", "harsh", "rare"])
def test_spun_texts_are_most_probably_spun(restorer: Restorer, family: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "gate" / "gold").glob(f"{family}*.txt"))]
    assert min(restorer.detect(spun_text(text)).spun for text in texts) > 0.9


def test_an_error_at_a_terminal_stands_apart_from_the_progress_bar() -> None:
    example = str(ROOT / "examples" / "harbour.txt")
    status, shown = at_terminal("detect", example, "missing.txt", example)
    assert status == 2 and b"text/s" in shown
    assert b"\rrestore: missing.txt: No such file or directory\r\n" in shown


def test_heat_of_several_texts_names_them(run: Run, texts: Path) -> None:
    done = run("detect", "--heat", "texts/german.txt", "texts/inner")
    assert done.stdout.decode() == f"==> texts/german.txt <==\n{GERMAN}\n==> texts/inner/clean.md <==\n{CLEAN}"
    assert done.stderr == b"restore: texts/german.txt: not English prose\n"


def test_plot_has_a_stem_for_every_span(run: Run, texts: Path, tmp_path: Path) -> None:
    done = run("detect", "--json", "--plot", "out.svg", "texts/spun.txt")
    spans = json.loads(done.stdout)["spans"]
    picture = (tmp_path / "out.svg").read_text(encoding="utf-8")
    assert done.returncode == 0 and "threshold 0." in picture
    assert re.search(r"texts/spun\.txt: spun \d+%, news spinner", picture)
    for name, applied in (("applied", True), ("suggested", False)):
        count = sum(span["applied"] is applied for span in spans)
        dots = re.search(rf'<g id="{name}">(.*?)\n   </g>', picture, re.DOTALL)
        assert f"{name} ({count})" in picture and dots and dots[1].count("<use ") == count


def test_plot_as_png(run: Run, texts: Path, tmp_path: Path) -> None:
    assert run("detect", "--plot", "out.PNG", "texts/german.txt").returncode == 0
    data = (tmp_path / "out.PNG").read_bytes()
    assert data.startswith(b"\x89PNG") and struct.unpack(">I", data[16:20])[0] == 1500


def test_plot_without_matplotlib_names_the_extra(run: Run, texts: Path, tmp_path: Path) -> None:
    (tmp_path / "matplotlib.py").write_text("raise ImportError('No module named matplotlib')\n")
    done = run("detect", "--plot", "out.png", "texts/spun.txt")
    assert (done.returncode, done.stdout) == (2, b"") and done.stderr.count(b"\n") == 1
    assert b"restore-text[plot]" in done.stderr and not (tmp_path / "out.png").exists()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--plot", "out.gif", "texts/spun.txt"), b".png or .svg"),
        (("--plot", "out.svg", "texts"), b"one text"),
        (("--json", "--heat", "texts/spun.txt"), b"--heat"),
        (("--plot", "no/such/out.svg", "texts/spun.txt"), b"cannot be written"),
    ],
)
def test_bad_usage(run: Run, texts: Path, args: tuple[str, ...], message: bytes) -> None:
    done = run("detect", *args)
    assert (done.returncode, done.stdout) == (2, b"") and message in done.stderr
