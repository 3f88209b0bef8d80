"""A real browser for tests: the system's Chromium, driven from outside; never one that is downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

__all__ = ["chromium"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def _program() -> str:
    return next(filter(None, map(shutil.which, NAMES)), "")


def _writes_chinese() -> bool:
    """Whether a font for Chinese is installed; pages would show empty boxes without."""
    fonts = shutil.which("fc-list")
    return bool(fonts and subprocess.run([fonts, ":lang=zh"], capture_output=True, check=False).stdout)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window; where there is none the test is skipped, and fails where CI is set."""
    program = _program()
    if not program or not _writes_chinese():
        missing = "no Chromium" if not program else "no font for Chinese"
        said = f"{missing} is installed: apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    with sync_playwright() as driver:
        # Tests may run as root, where Chromium's own sandbox does not start.
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
