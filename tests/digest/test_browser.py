"""The mail as a browser shows it: readable on a phone, in the dark, by a screen reader."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from digest.render import render
from tests.digest.browser import chromium, needs_chromium
from tests.digest.examples import fall, full_digest

pytestmark = [pytest.mark.browser, needs_chromium]
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """The mail on a narrow phone, without any network."""
    context = browser.new_context(
        color_scheme=request.param, viewport={"width": 360, "height": 800}, offline=True
    )
    page = context.new_page()
    page.set_content(render(full_digest(), "BKPSDM Kabupaten Serang").html)
    yield page
    context.close()


def test_axe_finds_nothing_serious(page: Page) -> None:
    found = Axe().run(page).response["violations"]

    assert [(one["id"], one["nodes"]) for one in found if one["impact"] in GRAVE] == []


def test_axe_would_find_what_cannot_be_read(page: Page) -> None:
    page.evaluate("document.querySelector('.lead').style.cssText = 'color: #999 !important;"
                  "background: #aaa !important'")  # fmt: skip

    assert "color-contrast" in {one["id"] for one in Axe().run(page).response["violations"]}


def test_nothing_is_wider_than_a_phone(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_dark_is_dark(page: Page) -> None:
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    ground = page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor")

    assert ground == ("rgb(27, 35, 43)" if dark else "rgb(255, 255, 255)")


def test_a_title_of_any_length_breaks_inside_its_cell(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.set_content(render(full_digest(falls=(fall(1, "W" * 10_000),)), "BKPSDM").html)

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.close()
