"""A real Chromium for the pages. Where there is none, the tests that need it are skipped and say so; CI installs it."""

import shutil
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")

needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver on PATH"),
]


def start_chromium(profile: Path) -> webdriver.Chrome:
    """A headless browser that asks nobody outside for anything."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (
        "headless=new",
        "no-sandbox",
        "disable-gpu",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        "no-first-run",
        "window-size=1280,800",
        f"user-data-dir={profile}",
    ):
        options.add_argument(f"--{argument}")
    return webdriver.Chrome(options=options, service=Service(DRIVER))
