"""The review as people use it, in a real browser."""

from __future__ import annotations

import json
import signal
from pathlib import Path

from playwright.sync_api import Page, expect

from restore.restorer import Restorer
from tests.conftest import Run
from tests.review.conftest import Serve


def press(tab: Page, *keys: str) -> None:
    for key in keys:
        tab.keyboard.press(key)


def download(tab: Page, name: str) -> tuple[str, bytes]:
    with tab.expect_download() as waiting:
        tab.get_by_role("link", name=name).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_with_the_mouse_from_a_spun_file_to_the_restored_text(
    serve: Serve, article: Path, tab: Page, spun: str, restorer: Restorer
) -> None:
    tab.goto(serve("article.txt").address)
    expect(tab.get_by_role("heading", level=1)).to_have_text("article.txt")
    expect(tab.locator("#count")).to_have_text("0 of 29 changes decided")
    tab.get_by_role("button", name="Accept all 29").click()
    expect(tab.locator("#count")).to_have_text("29 of 29 changes decided")
    tab.locator("#card").get_by_role("button", name="Export").click()
    assert download(tab, "Restored text") == ("article.restored.txt", restorer.restore(spun).text.encode())
    assert article.read_text(encoding="utf-8") == spun


def test_with_the_keyboard_alone(serve: Serve, article: Path, tab: Page, run: Run, tmp_path: Path) -> None:
    tab.goto(serve("article.txt").address)
    expect(tab.locator("#card h2")).to_have_text("residing → living")
    press(tab, "a")  # living
    expect(tab.locator("#card h2")).to_have_text("close to → near")
    press(tab, "r", "n", "n", "2", "e")  # close to, mentioned, advised; in relation to
    expect(tab.locator("#own")).to_be_focused()
    tab.keyboard.type("a mere ")
    press(tab, "Enter")
    expect(tab.locator("#count")).to_have_text("6 of 29 changes decided")
    expect(tab.locator("#card h2")).to_have_text("earlier than → before")
    press(tab, "j", "ArrowRight", "k")
    expect(tab.locator("#card h2")).to_have_text("occurred → happened")
    press(tab, "Escape", "u", "u")
    expect(tab.locator("#count")).to_have_text("4 of 29 changes decided")
    press(tab, "U", "Control+y", "x")
    expect(tab.locator("#count")).to_have_text("6 of 29 changes decided")
    focused = tab.locator(":focus")
    press(tab, "Tab")
    expect(focused).to_have_text("Restored text")
    with tab.expect_download() as waiting:
        press(tab, "Enter")
    text = Path(waiting.value.path()).read_bytes()
    assert text.startswith(
        b"Folks living close to the harbour of Port Ellery mentioned on Monday that they had been advised in relat"
    )
    assert b"terminal a mere two days earlier than it occurred" in text
    _, decisions = download(tab, "Decisions")
    assert decisions == (tmp_path / "article.txt.review.json").read_bytes()
    (tmp_path / "decisions.json").write_bytes(decisions)
    assert run("apply", "article.txt", "decisions.json").stdout == text
    name, diff = download(tab, "Unified diff")
    assert name == "article.txt.diff" and diff.startswith(b"--- a/article.txt\n+++ b/article.txt\n") and b"\n+Folks living" in diff
    name, lexicon = download(tab, "User lexicon")
    assert name == "article.txt.lexicon.tsv" and lexicon.startswith(b"action\tspun\toriginal\treason\n")
    assert b"\nallow\tclose to\tnear\trejected" in lexicon
    assert b"prefer\tin regards to\tin relation to\taccepted in article.txt\n" in lexicon


def test_the_keyboard_keeps_its_place_among_the_buttons(serve: Serve, article: Path, tab: Page) -> None:
    tab.goto(serve("article.txt").address)
    mark, reject = tab.locator("#text [role=button]:focus"), tab.locator("#card").get_by_role("button", name="Reject")
    expect(mark).to_have_text("living")
    press(tab, "Enter")
    expect(tab.locator("#card").get_by_role("button", name="Accept")).to_be_focused()
    press(tab, "Tab")
    expect(tab.locator("#count")).to_have_text("0 of 29 changes decided")
    for made, key in enumerate(("Enter", "Space", "Enter"), 1):
        press(tab, key)
        expect(tab.locator("#count")).to_have_text(f"{made} of 29 changes decided")
        expect(reject).to_be_focused()
    press(tab, "e")
    expect(tab.locator("#own")).to_be_focused()
    tab.keyboard.type("on")
    press(tab, "Enter")
    expect(mark).to_have_text("about")


def test_killed_at_any_point_it_goes_on_where_it_was(serve: Serve, article: Path, tab: Page) -> None:
    for made in range(4):
        served = serve("article.txt")
        tab.goto(served.address)
        expect(tab.locator("#count")).to_have_text(f"{made} of 29 changes decided")
        expect(tab.locator("#card .where")).to_contain_text(f"Change {made + 1} of 29")
        press(tab, "r" if made % 2 else "a")
        expect(tab.locator("#count")).to_have_text(f"{made + 1} of 29 changes decided")
        served.kill()
    saved = json.loads((article.parent / "article.txt.review.json").read_text(encoding="utf-8"))
    assert [edit["decision"] for edit in saved["edits"]] == ["accept", "reject", "accept", "reject"]
    press(tab, "a")
    expect(tab.get_by_role("alert")).to_contain_text("start `restore review` again")
    expect(tab.locator("#count")).to_have_text("4 of 29 changes decided")
    assert sorted(p.name for p in article.parent.iterdir()) == ["article.txt", "article.txt.review.json"]


def test_a_closed_tab_loses_nothing_and_two_tabs_agree(serve: Serve, article: Path, tab: Page) -> None:
    address = serve("article.txt").address
    tab.goto(address)
    other = tab.context.new_page()
    other.goto(address)
    expect(other.locator("#count")).to_have_text("0 of 29 changes decided")
    press(tab, "a", "a")
    expect(tab.locator("#count")).to_have_text("2 of 29 changes decided")
    press(other, "r")
    expect(other.get_by_role("alert")).to_contain_text("another window")
    expect(other.locator("#count")).to_have_text("2 of 29 changes decided")
    press(other, "r")
    expect(other.locator("#card .badge")).to_have_text("undecided")
    other.close()
    tab.reload()
    expect(tab.locator("#count")).to_have_text("2 of 29 changes decided")


def test_accepting_all_keeps_to_what_is_shown(serve: Serve, article: Path, tab: Page, restorer: Restorer, spun: str) -> None:
    sure = sum(edit.confidence >= 0.9 for edit in restorer.restore(spun).edits)
    tab.goto(serve("article.txt").address)
    tab.get_by_label("Confidence", exact=True).select_option("At least 90% sure")
    tab.get_by_role("button", name=f"Accept all {sure}").click()
    expect(tab.locator("#count")).to_have_text(f"{sure} of 29 changes decided")
    expect(tab.locator("#card h2")).to_have_text("Nothing else here is undecided")
    tab.locator("#card").get_by_role("button", name=f"Go to the {29 - sure} left").click()
    expect(tab.locator("#card .where")).to_contain_text(f"Change 1 of {29 - sure}")
    tab.get_by_role("button", name="Undo").click()
    expect(tab.locator("#count")).to_have_text("0 of 29 changes decided")
    tab.get_by_role("button", name="Redo").click()
    expect(tab.locator("#count")).to_have_text(f"{sure} of 29 changes decided")


def test_suggestions_are_apart_and_taken_one_by_one(serve: Serve, article: Path, tab: Page) -> None:
    tab.goto(serve("article.txt").address)
    tab.get_by_text("Suggestions 21").click()
    expect(tab.locator("#count")).to_have_text("0 of 21 suggestions decided")
    expect(tab.locator("#card h2")).to_have_text("Folks → People")
    tab.locator("#card").get_by_role("button", name="Individuals").click()
    expect(tab.locator("#count")).to_have_text("1 of 21 suggestions decided")
    expect(tab.locator("ins", has_text="Individuals")).to_be_visible()
    tab.locator("#text").get_by_role("button", name="residing").click()
    expect(tab.locator("#card .where")).to_contain_text("Change 1 of 29")
    tab.get_by_role("button", name="Export").click()
    expect(tab.locator("#exports-note")).to_have_text("1 change will be in the text; 29 undecided stay as in the original.")
    tab.get_by_role("button", name="Accept the undecided 29 first").click()
    expect(tab.locator("#exports-note")).to_have_text("30 changes will be in the text.")
    expect(tab.locator("#accept-rest")).to_be_hidden()


def test_kinds_can_be_chosen_where_there_are_several(serve: Serve, tmp_path: Path, tab: Page, spun: str) -> None:
    (tmp_path / "a.txt").write_text(spun + "The index closed zero.6 p.c lower at 4,212, mentioned Ms Castell.\n", encoding="utf-8")
    tab.goto(serve("a.txt").address)
    expect(tab.get_by_label("Kind")).to_be_visible()
    tab.get_by_label("Kind").select_option("number")
    expect(tab.locator("#card h2")).to_have_text("zero.6 → 0.6")
    expect(tab.locator("#card .where")).to_contain_text("Change 1 of 1")


def test_hostile_text_shows_as_text(serve: Serve, tmp_path: Path, tab: Page, spun: str) -> None:
    hostile = (
        "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> \u202eevil\u202c ${title} $body\n"
    )
    (tmp_path / "<b>evil.txt").write_text(hostile + spun, encoding="utf-8")
    tab.goto(serve("<b>evil.txt").address)
    expect(tab.locator("#count")).to_have_text("0 of 29 changes decided")
    press(tab, "e")
    tab.keyboard.type("<img src=x onerror=alert(1)>\u202e")
    press(tab, "Enter")
    expect(tab.locator("#text ins").first).to_have_text("<img src=x onerror=alert(1)>⟨U+202E⟩")
    assert tab.title() == "<b>evil.txt – review" and tab.locator("#text script, #text img, h1 b").count() == 0
    expect(tab.locator("#text .row").nth(1)).to_contain_text("<script>document.title='owned'</script>")
    assert "⟨U+202E⟩evil⟨U+202C⟩ ${title} $body" in tab.locator("#text").inner_text()
    tab.reload()
    expect(tab.locator("#text ins").first).to_have_text("<img src=x onerror=alert(1)>⟨U+202E⟩")


def test_a_text_changed_meanwhile_is_noticed(serve: Serve, article: Path, tab: Page, run: Run, spun: str) -> None:
    served = serve("article.txt")
    tab.goto(served.address)
    press(tab, "a")
    expect(tab.locator("#count")).to_have_text("1 of 29 changes decided")
    article.write_text("Another text.\n", encoding="utf-8")
    press(tab, "a")
    expect(tab.get_by_role("alert")).to_contain_text("article.txt has been changed by another program")
    expect(tab.locator("#count")).to_have_text("1 of 29 changes decided")
    served.stop(signal.SIGINT)
    refused = run("review", "--no-browser", "article.txt")
    assert refused.returncode == 2 and b"changed since its decisions" in refused.stderr and refused.stderr.count(b"\n") == 1
    article.write_text(spun, encoding="utf-8")
    tab.goto(serve("article.txt").address)
    expect(tab.locator("#count")).to_have_text("1 of 29 changes decided")


def test_several_texts(serve: Serve, article: Path, tab: Page, spun: str) -> None:
    (article.parent / "clean.txt").write_text("The ship sailed on Monday.\n", encoding="utf-8")
    (article.parent / "empty.txt").write_text("", encoding="utf-8")
    tab.goto(serve("article.txt", "clean.txt", "empty.txt").address)
    press(tab, "a")
    expect(tab.locator("#count")).to_have_text("1 of 29 changes decided")
    tab.get_by_label("Text", exact=True).select_option("2 / 3: clean.txt")
    expect(tab.locator("#card h2")).to_have_text("Nothing to review")
    tab.get_by_label("Text", exact=True).select_option("3 / 3: empty.txt")
    expect(tab.locator("main")).to_contain_text("The text is empty.")
    expect(tab.locator("#card h2")).to_have_text("Nothing to review")
    tab.get_by_label("Text", exact=True).select_option("1 / 3: article.txt")
    expect(tab.locator("#count")).to_have_text("1 of 29 changes decided")
