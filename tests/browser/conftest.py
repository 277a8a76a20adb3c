"""A real server with its worker, on a database of its own that holds the demonstration; and a real browser."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.screens import CHROMIUM, FLAGS

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "demo-casework-2025"
WIDE = {"width": 1280, "height": 900}


@dataclass
class Site:
    """The running program: where it answers, and its command line."""

    url: str
    folder: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, code: str) -> Any:
        """What `code`, run inside the program, prints as JSON; for facts that no page tells a test."""
        return json.loads(self.manage("shell", "--no-imports", "-c", code))


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}", "PYTHONUNBUFFERED": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = Site(f"http://127.0.0.1:{port}", folder, environment)
    site.manage("migrate", "--verbosity", "0")
    site.manage("createcachetable")
    site.manage("demo", "--write-list", str(folder / "list-2025-05-23.xlsx"))
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(site.url + "/account/login/", server)
            yield site
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=20)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2)
        except OSError:  # refused, or not answered in time
            continue
        return
    raise AssertionError("the server did not answer")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def sign_in(site: Site, chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """`sign_in(username)` is a page on which that user of the demonstration stands at their desk."""
    contexts: list[BrowserContext] = []

    def enter(username: str, **options: Any) -> Page:
        context = chromium.new_context(**{"base_url": site.url, "viewport": WIDE} | options)
        contexts.append(context)
        page = context.new_page()
        page.goto("/account/login/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site.url}/")
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether every page is visited in every way; else each once."""
    return bool(request.config.getoption("--full"))
