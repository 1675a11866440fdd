"""What the generators beside the phrase table bring: near words, names, reference documents."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

from restore.config import Config
from restore.errors import DataError
from restore.evaluate import spun_text
from restore.generate.names import read_names
from restore.restorer import Restorer
from tests.conftest import ROOT, Run

ENGLISH = ROOT / "lexicon" / "en"


def told(restorer: Restorer, spun: str, sentence: str) -> str:
    """A sentence as it is restored at the end of a spun article."""
    return restorer.restore(f"{spun}\n{sentence}\n").text.rstrip("\n").rpartition("\n")[2]


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("They met again by the door way of the bath room.", "They met again by the doorway of the bathroom."),
        ("He liked it alot.", "He liked it a lot."),
        ("The number of cars was almost infinate.", "The number of cars was almost infinite."),
    ],
)
def test_split_joined_and_misspelled_words_are_put_right_where_spun(
    restorer: Restorer, spun: str, sentence: str, right: str
) -> None:
    found = restorer.restore(f"{spun}\n{sentence}\n")
    pairs = [(e.before, e.after) for e in (*found.edits, *found.suggestions) if e.kind == "near"]
    for before, after in pairs:
        sentence = sentence.replace(before, after)
    assert sentence == right
    assert restorer.restore(sentence).edits == []


@pytest.mark.parametrize("sentence", ["It may be that every one of them is in to win.", "Call fizzbuz in near.py or fooo_bar."])
def test_words_that_are_right_apart_and_code_are_left(restorer: Restorer, spun: str, sentence: str) -> None:
    found = restorer.restore(f"{spun}\n{sentence}\n")
    assert [e for e in (*found.edits, *found.suggestions) if e.kind == "near"] == []


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("They wrote to the Nationwide Well being Service.", "They wrote to the National Health Service."),
        ("It was the Workplace of Nationwide Statistics.", "It was the Office for National Statistics."),
        ("The Worldwide Financial Fund agreed.", "The International Monetary Fund agreed."),
    ],
)
def test_names_are_read_word_by_word(restorer: Restorer, spun: str, sentence: str, right: str) -> None:
    assert told(restorer, spun, sentence) == right


def test_a_name_that_stands_elsewhere_in_the_text_is_known(restorer: Restorer, spun: str) -> None:
    sentence = "She chairs the Kelbrook Monetary Forum."
    assert told(restorer, spun, sentence) == sentence
    known = f"They met at the Kelbrook Financial Forum.\n{spun}"
    assert told(restorer, known, sentence) == "She chairs the Kelbrook Financial Forum."


def test_a_name_that_is_known_itself_is_left(restorer: Restorer, spun: str) -> None:
    for sentence in (
        "The National Health Service paid.",
        "The Bank of England and the Bank of Scotland agreed.",
        "Bill Gates spoke.",
    ):
        assert told(restorer, spun, sentence) == sentence


def test_the_thesaurus_is_asked_where_the_spinner_seems_to_have_one(run: Run, spun: str) -> None:
    def shown(text: str, *options: str) -> bool:
        return b'"why": "thesaurus' in run("--json", "--min-confidence", "0", *options, "-", stdin=text.encode()).stdout

    sentence = "They lost scads of money.\n"
    rare = (ROOT / "tests" / "gate" / "gold" / "rare01.gold.txt").read_text(encoding="utf-8")
    assert shown(f"{spun_text(rare)}\n{sentence}")
    assert not shown(f"{spun_text(rare)}\n{sentence}", "--without", "thesaurus")
    news = f"{spun}\n{sentence}"
    assert not shown(news)
    assert shown(news, "--also", "thesaurus")
    assert not shown(news, "--also", "thesaurus", "--without", "thesaurus")
    wrong = run("--also", "near", "-", stdin=news.encode())
    assert wrong.returncode == 2 and b"also: no generator 'near'; there are term, thesaurus" in wrong.stderr


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text("The blockade ended. Ships of the Varnholm Steel Alliance had waged war on it.\n", encoding="utf-8")
    return path


def test_names_of_reference_documents_are_known(spun: str, story: Path) -> None:
    sentence = "It was the Varnholm Metal Alliance that paid."
    config = Config(context=(story,))
    assert told(Restorer(config), spun, sentence) == "It was the Varnholm Steel Alliance that paid."
    assert told(Restorer(), spun, sentence) != "It was the Varnholm Steel Alliance that paid."


def test_references_travel_to_workers_as_they_were_read(spun: str, story: Path) -> None:
    restorer = Restorer(Config(context=(story,)))
    text = spun + "\nIt was the Varnholm Metal Alliance that paid.\n"
    here = restorer.restore(text).text
    data = pickle.dumps(restorer)
    story.unlink()
    received = pickle.loads(data)
    assert received.signature == restorer.signature
    assert {result.text for result in received.restore_many([text, text], jobs=2)} == {here}


def test_the_signature_tells_references_apart(story: Path) -> None:
    plain, first = Restorer().signature, Restorer(Config(context=(story,))).signature
    story.write_text("Another story.\n", encoding="utf-8")
    assert len({plain, first, Restorer(Config(context=(story,))).signature}) == 3 and first.startswith(plain + "|ref:")


def test_references_on_the_command_line(run: Run, spun: str, story: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(spun + "\nIt was the Varnholm Metal Alliance that paid.\n", encoding="utf-8")
    assert b"Varnholm Steel Alliance" in run("a.txt", "--context", "story.txt").stdout
    assert b"Varnholm Steel Alliance" not in run("a.txt").stdout
    (tmp_path / "restore.toml").write_text('context = ["story.txt"]\n', encoding="utf-8")
    assert b"Varnholm Steel Alliance" in run("a.txt").stdout
    missing = run("a.txt", "--context", "none.txt")
    assert missing.returncode == 2 and b"none.txt: cannot be read" in missing.stderr


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("names.tsv", "Bill\tperson", r"names\.tsv:2: neither a name of several words nor a given name"),
        ("names.tsv", "Bill Clinton", r"names\.tsv:2: neither a name of several words nor a given name"),
    ],
)
def test_a_broken_list_is_named_with_the_line(tmp_path: Path, spun: str, name: str, line: str, message: str) -> None:
    shutil.copytree(ROOT / "lexicon" / "en", tmp_path / "lexicon" / "en")
    (tmp_path / "models").symlink_to(ROOT / "models")
    path = tmp_path / "lexicon" / "en" / name
    head, _, rest = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(f"{head}\n{line}\n{rest}", encoding="utf-8")
    with pytest.raises(DataError, match=message):
        Restorer(Config(data=tmp_path)).restore(spun)


def test_a_broken_rate_is_named_with_the_line(tmp_path: Path, spun: str) -> None:
    shutil.copytree(ROOT / "lexicon" / "en", tmp_path / "lexicon" / "en")
    (tmp_path / "models").symlink_to(ROOT / "models")
    path = tmp_path / "lexicon" / "en" / "near.tsv"
    lines = path.read_text(encoding="utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("harbour\t"))
    lines[at] = "harbour\tmany"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match=rf"near\.tsv:{at + 1}: malformed rate 'many'"):
        Restorer(Config(data=tmp_path)).restore(spun)


@pytest.mark.parametrize("name", ["names.tsv", "near.tsv", "thesaurus.tsv"])
def test_lists_are_sorted_without_doubles(name: str) -> None:
    head, *lines = (ENGLISH / name).read_text(encoding="utf-8").splitlines()
    entries = [line.split("\t")[0] for line in lines]
    assert entries == sorted(set(entries)) and head.endswith(f"rows={len(entries)}")


def test_names_are_many_and_of_several_words() -> None:
    names, given = read_names(ENGLISH / "names.tsv")
    assert len(names) > 1500 and "bill" in given and all(not name.isalpha() for name in names)
