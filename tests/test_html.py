"""The page of `restore --html`."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restore.edits import Edit, Scored, apply
from restore.report.html import html_report
from restore.report.rows import visible
from restore.restorer import Restorer, Result
from tests.conftest import ROOT, Run

EVIL = """<script>alert(1)</script> "'&amp; --> ]]> </style> \u202e\u2066\0\x1b"""


class Page(HTMLParser):
    """Collects tags and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_every_edit_is_on_the_page_and_nothing_is_loaded(run: Run, tmp_path: Path, spun: str, restorer: Restorer) -> None:
    (tmp_path / "article.txt").write_text(spun, encoding="utf-8")
    done = run("--html", "report.html", "article.txt")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    parsed = Page(page)
    text = "".join(parsed.text)
    assert all(e.before in text and e.after in text for e in restorer.restore(spun).edits)
    policy = [a.get("content") or "" for t, a in parsed.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert len(policy) == 1 and "default-src 'none'" in policy[0] and "unsafe-inline" not in policy[0]
    assert not [a for _, a in parsed.tags if (a.get("src") or "").startswith(("http", "//")) or a.get("onclick")]
    assert ("html", "en-GB") in [(t, a.get("lang")) for t, a in parsed.tags]


def test_hostile_text_shows_as_text(run: Run, spun: str) -> None:
    hostile = "<script>alert(1)</script> \"quoted\" 'single' & \u202eevil\u202c <img src=x onerror=alert(1)>\n"
    page = run("--html", "-", stdin=(spun + hostile).encode()).stdout.decode()
    scripts = [a for t, a in Page(page).tags if t == "script"]
    assert len(scripts) <= 1 and not [a for t, a in Page(page).tags if "onerror" in a]
    assert "\u202e" not in page and "U+202E" in page


def test_the_report_never_overwrites_its_text(run: Run, tmp_path: Path, spun: str) -> None:
    (tmp_path / "article.txt").write_text(spun, encoding="utf-8")
    done = run("--html", "article.txt", "article.txt")
    assert done.returncode == 2 and b"overwrite" in done.stderr
    assert (tmp_path / "article.txt").read_text(encoding="utf-8") == spun


class Cells(HTMLParser):
    """The two texts as the page shows them, and the attributes of its buttons."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.depth = 0
        self.buttons: dict[str, dict[str, str]] = {}
        self.marked: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        assert not any(key.startswith("on") or key in ("style", "src") for key in values)
        if values.get("role") == "cell":
            self.cells.append("")
            self.depth = 1
        elif self.depth:
            assert tag in ("span", "del", "ins", "mark")
            self.depth += 1
        if values.get("role") == "button":
            self.buttons[values["id"]] = values
        if "data-for" in values:
            self.marked.append(values["data-for"])
        if tag == "a":
            self.links.append(values["href"])

    def handle_endtag(self, tag: str) -> None:
        self.depth -= self.depth > 0

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.cells[-1] += data


def result_of(text: str, edits: list[Edit], suggestions: list[Edit]) -> Result:
    return Result(text, apply(text, edits), edits, suggestions, 0.97, "n", 0.1)


def lines_of(text: str) -> str:
    return visible(text.replace("\r\n", "\n")).rstrip("\n")


@given(
    words=st.lists(st.sampled_from(["the", "struggle", "<b>", "&lt;", '"', "\u202e", "x\ny", "\r\n", "\n", "\0", "é"]), min_size=2),
    after=st.sampled_from(["", "war", "<i>", "a\"b'c", "\u2067z"]),
    data=st.data(),
)
def test_both_texts_are_shown_whole(words: list[str], after: str, data: st.DataObject) -> None:
    text = " ".join(words)
    picked = data.draw(st.dictionaries(st.integers(0, len(words) - 1), st.booleans()))
    starts = [sum(len(w) + 1 for w in words[:i]) for i in range(len(words))]
    edits = [
        Edit(starts[i], starts[i] + len(words[i]), words[i], after, 0.9, applied=applied)
        for i, applied in sorted(picked.items())
        if "\n" not in words[i]
    ]
    result = result_of(text, [e for e in edits if e.applied], [e for e in edits if not e.applied])
    cells = Cells(html_report(result, "a.txt", "sig")).cells
    assert "\n".join(cells[::2]).rstrip("\n") == lines_of(text)
    assert "\n".join(cells[1::2]).rstrip("\n") == lines_of(result.text)


def test_every_edit_has_a_button_with_its_reasons_and_a_tick() -> None:
    text = f"the struggle {EVIL} ended"
    at = text.index(EVIL)
    listed = (Scored(EVIL, 1.25, EVIL), Scored("two\nlines\tand tab", -0.5, "x"))
    edits = [Edit(4, 12, "struggle", "war", 0.9), Edit(at, at + len(EVIL), EVIL, EVIL[::-1], 0.99996, "phrase", EVIL, listed)]
    suggestions = [Edit(len(text) - 5, len(text), "ended", EVIL, 0.4, applied=False)]
    page = html_report(result_of(text, edits, suggestions), EVIL, EVIL)
    found = Cells(page)
    assert set(found.buttons) == {"e1", "e2", "s1"} == set(found.marked)
    assert sorted(found.links) == ["#e1", "#e1", "#e2", "#s1"]
    button = found.buttons["e2"]
    assert button["tabindex"] == "0" and button["data-confidence"] == "> 99.9%" and button["data-before"] == visible(EVIL)
    assert button["data-candidates"] == f"{visible(EVIL)}\t+1.25\t{visible(EVIL)}\ntwo⏎lines and tab\t-0.50\tx"
    assert found.buttons["s1"]["data-kind"].startswith("Suggestion") and found.buttons["s1"]["data-after"] == visible(EVIL)
    assert visible(page) == page and page.count("<script") == 1 == page.count("</style")


def test_an_edit_over_a_line_break_joins_its_lines() -> None:
    text = "one\ntwo three\nfour\n"
    found = Cells(html_report(result_of(text, [Edit(0, 7, "one\ntwo", "1\n2")], []), "a", "s"))
    assert found.cells == ["one\ntwo three", "1\n2 three", "four", "four"]


def test_an_insertion_at_the_end_is_shown() -> None:
    assert Cells(html_report(result_of("a\n", [Edit(2, 2, "", "b")], []), "a", "s")).cells == ["a", "a", "", "b"]


def test_an_empty_or_clean_text_has_a_page() -> None:
    for text in ("", "clean\n"):
        page = html_report(Result(text, text, [], [], 0.0, "n", 0.0), "a.txt", "sig")
        assert "&lt; 0.1%" in page and "#e1" not in page and 'role="button"' not in page.split("<main>")[1].split("<script>")[0]


def test_the_policy_allows_its_own_style_and_script_by_hash_only() -> None:
    page = html_report(result_of("a", [], []), "a", "s")
    policy = re.search('Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}';" in policy[1]
    assert policy[1].startswith("default-src 'none'; ") and "http" not in page.lower().replace("http-equiv", "")


def test_it_is_marked_up_for_assistive_technology() -> None:
    page = html_report(result_of("a b", [Edit(0, 1, "a", "x")], []), "a", "s")
    for part in (
        '<html lang="en-GB">',
        "<header>",
        "<main>",
        "<footer>",
        "<h1>",
        "<h2",
        'role="tooltip"',
        "aria-describedby",
        'dir="auto"',
    ):
        assert part in page


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast_is_at_least_four_and_a_half_to_one(scheme: int) -> None:
    style = (ROOT / "restore" / "report" / "rows.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", style.split(":root {")[scheme + 1]))
    pairs = [(f, b) for f in ("fg", "muted", "link") for b in ("bg", "panel")] + [
        (f"{m}-fg", f"{m}-bg") for m in ("del", "ins", "sug")
    ]
    for front, back in pairs:
        low, high = sorted((luminance(colours[front]), luminance(colours[back])))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (front, back)
