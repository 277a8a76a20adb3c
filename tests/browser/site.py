"""A real server with its worker, on a database of its own that holds the demonstration."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "demo-casework-2025"
LIST = "list-2025-05-23.xlsx"


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


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """The program on a database in `folder`, with the demonstration and a list to import, until the block ends."""
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}", "PYTHONUNBUFFERED": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = Site(f"http://127.0.0.1:{port}", folder, environment)
    site.manage("migrate", "--verbosity", "0")
    site.manage("createcachetable")
    site.manage("demo", "--write-list", str(folder / LIST))
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
