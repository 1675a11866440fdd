"""What axe-core finds on the pages, in light and dark, at desk and phone width."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.conftest import Run
from tests.review.conftest import Serve

VIEWS = [("light", 1280), ("dark", 1280), ("light", 400), ("dark", 400)]


def findings(tab: Page) -> list[str]:
    """The serious and critical ones, with their elements."""
    found = Axe().run(tab).response["violations"]
    return [f"{v['id']}: {n['html']}" for v in found if v["impact"] in ("serious", "critical") for n in v["nodes"]]


@pytest.fixture(params=VIEWS, ids=[f"{scheme}-{width}" for scheme, width in VIEWS])
def view(request: pytest.FixtureRequest, tab: Page) -> Page:
    scheme, width = request.param
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    tab.set_viewport_size({"width": width, "height": 800})
    return tab


def test_the_review_page(serve: Serve, article: Path, view: Page) -> None:
    view.goto(serve("article.txt").address)
    expect(view.locator("#card h2")).to_have_text("residing → living")
    assert not findings(view)
    for key in "ar2s1r":
        view.keyboard.press(key)
    expect(view.locator("#count")).to_have_text("2 of 21 suggestions decided")
    assert not findings(view)
    for opened, close in (("x", "Escape"), ("?", "Escape")):
        view.keyboard.press(opened)
        expect(view.locator("dialog[open]")).to_be_visible()
        assert not findings(view)
        view.keyboard.press(close)
    # Nothing sticks out to the side.
    assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_everything_that_decides_is_on_the_screen_of_a_phone(serve: Serve, article: Path, tab: Page) -> None:
    tab.set_viewport_size({"width": 400, "height": 800})
    tab.goto(serve("article.txt").address)
    for name in ("Accept", "Reject", "Previous", "Next", "Use"):
        expect(tab.locator("#card").get_by_role("button", name=name, exact=False).first).to_be_in_viewport(ratio=1)
    for _ in range(12):
        tab.keyboard.press("a")
    expect(tab.locator("#card .where")).to_contain_text("Change 13 of 29")
    expect(tab.locator("ins .on, ins > .on").first).to_be_in_viewport(ratio=1)


def test_the_report(run: Run, article: Path, view: Page) -> None:
    assert run("--html", "report.html", "article.txt").returncode == 0
    view.goto((article.parent / "report.html").as_uri())
    assert not findings(view)
    view.locator("#text [role=button]").first.focus()
    expect(view.locator("#tip")).to_be_visible()
    assert not findings(view)


def test_a_tooltip_too_long_for_a_phone_is_scrolled_by_keyboard(run: Run, article: Path, tab: Page) -> None:
    assert run("--html", "report.html", "article.txt").returncode == 0
    tab.set_viewport_size({"width": 400, "height": 600})
    tab.goto((article.parent / "report.html").as_uri())
    tab.locator("#text [role=button]", has_text="government").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("End")
    expect(tab.locator("#tip")).to_be_focused()
    expect(tab.locator("#tip tr").last).to_be_in_viewport(ratio=1)


def test_the_check_finds_what_is_wrong(serve: Serve, article: Path, tab: Page) -> None:
    tab.goto(serve("article.txt").address)
    expect(tab.locator("#card h2")).to_have_text("residing → living")
    tab.evaluate("document.querySelector('#help').replaceChildren()")
    tab.evaluate("document.querySelector('#help').removeAttribute('title')")
    assert [finding.split(":")[0] for finding in findings(tab)] == ["button-name"]
