"""The page of `restore --html`."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from restore.restorer import Restorer
from tests.conftest import Run


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
