"""A request is saved as it is typed, and gone once it is registered."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from casework.audit.models import AuditEvent
from casework.families import actions
from casework.families.models import Case, Note, RequestDraft
from tests import make as base
from tests.families import make

pytestmark = pytest.mark.django_db

SCRIPT = {"HTTP_ACCEPT": "application/json"}
SAID = {
    "name": "Ганна Бондар",
    "relationship": "mother",
    "phone": "0671112233",
    "language": "uk",
    "surname": "Бондар",
}


@pytest.fixture
def client(intake, signed_in):
    return signed_in(intake)


@pytest.fixture
def key():
    return str(uuid.uuid4())


def save(client, key, **said):
    return client.post(reverse("families:draft_save"), {"submission": key} | said, **SCRIPT)


def go_on(client, key):
    return client.get(reverse("families:create"), {"draft": key})


def done() -> list[str]:
    return list(
        AuditEvent.objects.filter(action__endswith="request_draft").order_by("id").values_list("action", flat=True)
    )


def test_what_was_typed_is_there_when_the_page_is_opened_again(client, key):
    assert save(client, key, name="Ганна").json() == {"done": True}
    save(client, key, name="Ганна Бондар", surname="Бонд", circumstances="Біля мосту")
    page = client.get(reverse("families:create")).content.decode()
    assert f"?draft={key}" in page
    assert "Ганна Бондар" in page
    form = go_on(client, key).context["form"]
    typed = {name: form[name].value() for name in ("name", "surname", "given", "circumstances", "submission")}
    assert typed == {
        "name": "Ганна Бондар",
        "surname": "Бонд",
        "given": None,
        "circumstances": "Біля мосту",
        "submission": key,
    }
    assert done() == ["begin_request_draft"]


def test_it_stands_sealed(client, key):
    save(client, key, name="Ганна Бондар")
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM families_requestdraft")
        assert cursor.fetchone()[0].startswith("sealed:")


def test_a_registered_request_leaves_no_draft_also_when_a_last_save_comes_late(client, key):
    save(client, key, **SAID)
    client.post(reverse("families:create"), {"submission": key} | SAID)
    assert (Case.objects.count(), RequestDraft.objects.count()) == (1, 0)
    assert save(client, key, **SAID).status_code == 200
    assert RequestDraft.objects.count() == 0
    assert done() == ["begin_request_draft", "end_request_draft"]


def test_a_request_that_is_refused_keeps_its_draft(client, key):
    save(client, key, name="Ганна Бондар")
    client.post(reverse("families:create"), {"submission": key, "name": "Ганна Бондар"})
    assert (Case.objects.count(), RequestDraft.objects.count()) == (0, 1)


def test_a_draft_for_a_person_on_the_register_goes_on_with_that_person(client, key, bureau):
    person = base.person(bureau, "Бондар Олег")
    save(client, key, name="Ганна Бондар", person=person.reference)
    page = client.get(reverse("families:create")).content.decode()
    assert f"?draft={key}&amp;person={person.reference}" in page
    opened = client.get(reverse("families:create"), {"draft": key, "person": person.reference})
    assert opened.context["form"]["name"].value() == "Ганна Бондар"
    address = f"{reverse('families:create')}?person={person.reference}"
    client.post(address, {"submission": key} | SAID)
    assert (Case.objects.get().person, RequestDraft.objects.count()) == (person, 0)


def test_nobody_reads_writes_or_ends_the_draft_of_another(client, key, caseworker, signed_in):
    save(client, key, name="Ганна Бондар")
    stranger = signed_in(caseworker)
    save(stranger, key, name="X")
    stranger.post(reverse("families:draft_discard"), {"submission": key})
    assert go_on(stranger, key).status_code == 404
    assert "Ганна" not in stranger.get(reverse("families:create")).content.decode()
    assert go_on(client, key).context["form"]["name"].value() == "Ганна Бондар"


def test_a_draft_is_thrown_away_by_hand_or_after_two_weeks(client, key, intake):
    save(client, key, name="Ганна Бондар")
    client.post(reverse("families:draft_discard"), {"submission": key})
    assert RequestDraft.objects.count() == 0
    save(client, str(uuid.uuid4()), name="Ганна Бондар")
    save(client, str(uuid.uuid4()), name="Олена Бондар")
    old = RequestDraft.objects.last()
    RequestDraft.objects.filter(pk=old.pk).update(saved_at=timezone.now() - timedelta(days=15))
    assert [actions.drop_old_drafts() for _again in range(2)] == [1, 0]
    assert [draft.said["name"] for draft in RequestDraft.objects.all()] == ["Олена Бондар"]
    assert done() == ["begin_request_draft", "end_request_draft"] + ["begin_request_draft"] * 2 + [
        "end_request_draft"
    ]


@pytest.mark.parametrize("odd", ["", "x", "1-2"])
def test_an_odd_key_is_nobodys_draft(client, odd):
    assert save(client, odd, name="Ганна").status_code == 404
    assert go_on(client, odd).status_code == 404


def test_without_a_script_a_button_keeps_it(client, key):
    answer = client.post(reverse("families:draft_save"), {"submission": key, "name": "Ганна"}, follow=True)
    assert "Begun and not registered yet" in answer.content.decode()


def test_what_is_too_long_to_be_kept_is_said(client, key):
    answer = save(client, key, circumstances="x" * 60_000)
    assert (answer.status_code, len(answer.json()["errors"])) == (422, 1)


def test_whom_else_to_ask_stands_on_the_case(client, key):
    client.post(reverse("families:create"), {"submission": key, "others": "Сусід Петро, 067 1112233"} | SAID)
    assert [note.text for note in Note.objects.all()] == ["Whom else to ask: Сусід Петро, 067 1112233"]


def test_who_may_be_meant_shows_while_the_family_is_still_speaking(client, bureau):
    known = base.person(bureau, "Бондар Олег Иванович", date_of_birth="14.10.1976")
    make.relative(make.case(bureau, known), "Олена Бондар", relationship="wife")
    said = {"surname": "Bondar", "given": "Oleh", "date_of_birth": "14.10.1976"}
    part = client.post(reverse("families:known"), said).content.decode()
    assert (known.reference in part, "Олена Бондар" in part, "birth date equal" in part) == (True, True, True)
    read = AuditEvent.objects.filter(action="read", subject="families:known").get()
    assert known.reference in read.details["of"]
    assert client.post(reverse("families:known"), {"surname": ""}).content.decode().strip() == ""
