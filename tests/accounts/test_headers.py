"""What every answer tells the browser it may not do."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
ADDRESSES = ["/account/login/", "/", "/people/", "/admin/", "/nowhere/", "/people/?q=%00", "/static/icon.svg"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_says_what_no_page_may_do(administrator, signed_in, address):
    told = signed_in(administrator).get(address).headers
    assert "default-src 'none'" in told["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in told["Content-Security-Policy"]
    assert "unsafe" not in told["Content-Security-Policy"]
    assert "camera=()" in told["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in told["Permissions-Policy"]
    assert told["Cross-Origin-Opener-Policy"] == told["Cross-Origin-Resource-Policy"] == "same-origin"
    assert told["Referrer-Policy"] == "same-origin"
    assert told["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", ["/", "/admin/", "/people/", "/nowhere/", "/account/second-factor/"])
def test_nothing_behind_the_door_is_kept(administrator, signed_in, address):
    assert "no-store" in signed_in(administrator).get(address).headers["Cache-Control"]


def test_what_a_page_asks_by_itself_says_so():
    """Else it would keep alive the session of somebody who has left."""
    pages = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    polling = re.findall(r"<[^>]*every \d+s[^>]*>", pages)
    assert polling
    assert [tag for tag in polling if "X-Polling" not in tag] == []


@pytest.mark.parametrize("address", ["/people/", "/static/vendor/pico/pico.min.css"])
def test_what_is_sent_is_compressed(supervisor, signed_in, address):
    """A page too: against BREACH the token in it is masked anew, and its length is blurred by Django."""
    client = signed_in(supervisor)
    told = client.get(address, headers={"Accept-Encoding": "gzip"}).headers
    assert told["Content-Encoding"] == "gzip"


def test_what_is_no_document_carries_no_policy_of_one(supervisor, signed_in):
    told = signed_in(supervisor).get("/static/vendor/pico/pico.min.css").headers
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not {"Content-Security-Policy", "Permissions-Policy", "Access-Control-Allow-Origin"} & set(told)
