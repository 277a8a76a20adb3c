"""One of several processes that go to the door at once; run as `python -m tests.proofs.login_worker`.

It reads one JSON object: `visitors`, and how many `threads`. Each visitor has an `address`, `cookies` and what
they do, one after the other: `url` and `fields` of a form, or `url` alone to look at a page. It writes what each
was answered, and how often the password of which account was compared.
"""

import hashlib
import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django
from django.conf import settings
from django.db import connections
from django.test import Client

from tests.proofs.login_hashers import COMPARED, COUNTING


def main() -> None:
    """Comes to the door from here; where the disk is only a copy, nobody waits for it."""
    order = json.load(sys.stdin)
    settings.PASSWORD_HASHERS = [COUNTING]
    settings.SECOND_FACTOR_REQUIRED = True
    settings.ALLOWED_HOSTS = ["testserver"]
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"]["OPTIONS"]["init_command"] = (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
        )
    django.setup()
    with ThreadPoolExecutor(order["threads"]) as threads:
        answers = list(threads.map(_visit, order["visitors"]))
    json.dump({"answers": answers, "compared": COMPARED}, sys.stdout)


def _visit(visitor: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        return visit(visitor)
    finally:
        connections.close_all()


def visit(visitor: dict[str, Any]) -> list[dict[str, Any]]:
    client = Client(REMOTE_ADDR=visitor["address"])
    for name, value in visitor["cookies"].items():
        client.cookies[name] = value
    return [_do(client, **step) for step in visitor["does"]]


def _do(client: Client, url: str, fields: dict[str, str] | None = None) -> dict[str, Any]:
    answer = client.post(url, fields) if fields else client.get(url)
    return {
        "status": answer.status_code,
        "location": answer.headers.get("Location", ""),
        "page": page(answer),
        "headers": headers(answer),
    }


def page(answer: Any) -> str:
    """A hash of the page, but for what every page has anew and for what the reader wrote."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return hashlib.sha256(re.sub(r'name="login" value="[^"]*"', "", text).encode()).hexdigest()


def headers(answer: Any) -> str:
    """All of them, but for the moment and the length, which grows with the name that was written.

    The directives of the policy stand in an order of the process.
    """
    told = {name: value for name, value in answer.headers.items() if name not in ("Expires", "Content-Length")}
    told["Content-Security-Policy"] = sorted(told["Content-Security-Policy"].split("; "))
    return str(told)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "casework.settings"
    main()
