"""A NUL byte is no text: PostgreSQL stores none, so no address and no form may bring one in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.access import Role
from tests import make
from tests.exchanges import make_work


@pytest.mark.parametrize(
    "address",
    ["/people/?q=%00", "/people/?%00=a", "/people/P-%00/", "/%00", "/audit/?subject=a%00b", "/static/%00"],
)
def test_an_address_with_a_nul_byte_is_a_bad_request(bureau, signed_in, address):
    client = signed_in(make.everybody(bureau))
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("fields", ["login=a%00b&password=secret", "a%00=b", "login=a&login=%00"])
def test_a_form_with_a_nul_byte_is_a_bad_request(db, client, fields):
    answer = client.post("/account/login/", fields, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


def test_a_percent_sign_before_two_noughts_is_text(bureau, signed_in):
    client = signed_in(make.everybody(bureau))
    assert client.get("/people/?q=%2500").status_code == 200


def test_a_form_with_files_and_a_nul_byte_in_its_text_is_a_bad_request(bureau, signed_in):
    client = signed_in(make.user("uploader", bureau, Role.CASEWORKER))
    entry = make_work.entry(make_work.exchange(), bureau)
    answer = client.post(f"/exchanges/entry/{entry.reference}/link/", {"person": "P-\0"})
    assert (answer.request["CONTENT_TYPE"].split(";")[0], answer.status_code) == ("multipart/form-data", 400)


def test_a_file_may_hold_nul_bytes(bureau, signed_in):
    client = signed_in(make.user("uploader", bureau, Role.DATA_STEWARD))
    file = SimpleUploadedFile("people.csv", "ПІБ\nВигаданий Іван\n".encode("utf-16"))
    assert client.post("/people/import/", {"file": file}).status_code == 302
