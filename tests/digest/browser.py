"""Debian's chromium by Playwright; where there is none the tests are skipped, unless forbidden."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium")
REQUIRED = os.environ.get("JAMPEL_REQUIRE_BROWSER") == "1"
"""Read when imported: the environment of a test is cleaned of our own names."""

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and not REQUIRED,
    reason="no chromium: install Debian's package `chromium`, or let .ci/run do it",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser; --no-sandbox, since root in a container has none."""
    assert CHROMIUM is not None, "JAMPEL_REQUIRE_BROWSER=1, and there is no chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
