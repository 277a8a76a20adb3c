"""The picture at the head of a person's record: who sees it, that each sight is on record, and when it is gone."""

from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM
from casework.attachments import actions
from casework.attachments.models import Attachment
from casework.audit.models import AuditEvent
from casework.families import actions as families
from casework.lib.errors import Refused
from casework.people import actions as people
from casework.protection import actions as protection
from casework.reports.subject_access import as_json, sections_of
from tests import make
from tests.families import make as make_families
from tests.merging.make import merge, unmerge

NAME = "Коваленко Іван Петрович"


@pytest.fixture
def person(bureau):
    return make.person(bureau, NAME)


def _photo(person, by=SYSTEM, side: int = 900) -> Attachment:
    out = BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "JPEG", quality=95)
    return actions.add_attachment(person, kind="photo", content=out.getvalue(), by=by)


@pytest.fixture
def photo(person, caseworker) -> Attachment:
    return _photo(person, caseworker)


def _page(client, person) -> str:
    return client.get(f"/people/{person.reference}/").content.decode()


def _shown(client, person) -> str | None:
    """The code of the picture at the head of the record; None where the initials stand."""
    page = _page(client, person)
    found = [one for one in Attachment.objects.all() if f'<img src="/documents/{one.reference}/small/"' in page]
    assert (found == []) == ('<span class="portrait" aria-hidden="true">' in page)
    return found[0].reference if found else None


def _done(*actions: str) -> list[tuple[str, str, str]]:
    found = AuditEvent.objects.filter(action__in=actions).order_by("sequence")
    return [(event.action, event.actor, event.details["attachment"]) for event in found]


def test_the_initials_stand_where_no_picture_was_chosen(person, photo, caseworker, signed_in):
    page = _page(signed_in(caseworker), person)
    assert '<span class="portrait" aria-hidden="true">КІ</span>' in " ".join(page.split())
    assert f"/documents/{photo.reference}/small/" not in page


def test_a_picture_is_chosen_shown_and_taken_off_again(person, photo, caseworker, signed_in):
    client = signed_in(caseworker)
    page = client.get(f"/people/{person.reference}/documents/").content.decode()
    assert "Show at the head of the record" in page
    url = f"/documents/{photo.reference}/portrait/"
    page = client.post(url, {"shown": "yes"}, follow=True).content.decode()
    assert "The picture stands at the head of the record." in page
    assert _shown(client, person) == photo.reference
    assert f'alt="Photograph: {NAME}"' in _page(client, person)
    client.post(url)
    assert _shown(client, person) is None
    assert _done("choose_portrait", "drop_portrait") == [
        ("choose_portrait", "caseworker", photo.reference),
        ("drop_portrait", "caseworker", photo.reference),
    ]


def test_one_picture_takes_the_place_of_another(person, photo, caseworker, signed_in):
    other = _photo(person)
    for one in (photo, other):
        actions.choose_portrait(one, by=caseworker)
    assert _shown(signed_in(caseworker), person) == other.reference
    actions.withdraw_attachment(other, reason="Not they.", by=caseworker)
    assert _shown(signed_in(caseworker), person) is None


def test_each_sight_of_it_is_on_record_and_none_is_kept_by_the_browser(photo, caseworker, signed_in):
    actions.choose_portrait(photo, by=caseworker)
    client = signed_in(caseworker)
    for times in (1, 2):
        answer = client.get(f"/documents/{photo.reference}/small/")
        assert answer["Cache-Control"] == "no-store"
        assert _done("read_attachment") == [("read_attachment", "caseworker", photo.reference)] * times


def test_it_weighs_little_and_carries_nothing_but_pixels(photo, caseworker, signed_in):
    answer = signed_in(caseworker).get(f"/documents/{photo.reference}/small/")
    with Image.open(BytesIO(answer.content)) as picture:
        assert (picture.format, max(picture.size), dict(picture.getexif())) == ("JPEG", 192, {})
    assert len(answer.content) < 25_000  # of noise, the worst there is
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_of_a_letter_there_is_no_picture(person, caseworker, signed_in):
    letter = actions.add_attachment(person, kind="letter", content=b"All is well.", by=caseworker)
    with pytest.raises(Refused, match="no picture"):
        actions.choose_portrait(letter, by=caseworker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=letter.pk).update(portrait_since=letter.added_at)
    answer = signed_in(caseworker).get(f"/documents/{letter.reference}/small/")
    assert (answer.status_code, answer["Location"]) == (302, f"/documents/{letter.reference}/")


def test_who_only_reads_neither_chooses_nor_drops(bureau, person, photo, signed_in):
    partner = make.user("reader", bureau, Role.PARTNER)
    client = signed_in(partner)
    assert client.post(f"/documents/{photo.reference}/portrait/", {"shown": "yes"}).status_code == 403
    assert "at the head of the record" not in client.get(f"/people/{person.reference}/documents/").content.decode()
    assert _done("choose_portrait") == []


@pytest.mark.parametrize(("fields", "sees"), [(("identity",), False), (("identity", "evidence"), True)])
def test_a_referral_shows_it_only_where_evidence_is_shared(
    fields, sees, bureau, other_bureau, person, photo, caseworker, foreign_caseworker, signed_in
):
    actions.choose_portrait(photo, by=caseworker)
    case = make_families.case(bureau, person)
    referral = make_families.referral(case, other_bureau, caseworker, *fields)
    families.accept_referral(referral, by=foreign_caseworker)
    client = signed_in(foreign_caseworker)
    assert _shown(client, person) == (photo.reference if sees else None)
    assert client.get(f"/documents/{photo.reference}/small/").status_code == (200 if sees else 404)
    assert client.post(f"/documents/{photo.reference}/portrait/").status_code in (302, 404)
    photo.refresh_from_db()
    assert photo.portrait_since is not None


def test_a_restricted_record_shows_it_to_those_on_its_list_alone(
    person, photo, caseworker, second_caseworker, supervisor, signed_in
):
    actions.choose_portrait(photo, by=caseworker)
    proposal = people.propose_restriction(
        person, officer=supervisor, readers=[caseworker], reason="Threatened.", by=caseworker
    )
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    small = f"/documents/{photo.reference}/small/"
    assert signed_in(second_caseworker).get(small).status_code == 404
    assert signed_in(caseworker).get(small).status_code == 200


def test_two_records_merged_show_the_later_and_each_its_own_after(
    bureau, person, photo, caseworker, supervisor, signed_in
):
    twin = make.person(bureau, NAME)
    theirs = _photo(twin)
    for one in (photo, theirs):
        actions.choose_portrait(one, by=caseworker)
    merged = merge(person, twin, by=caseworker, approved_by=supervisor)
    client = signed_in(caseworker)
    assert _shown(client, person) == theirs.reference
    unmerge(merged, by=caseworker, approved_by=supervisor)
    assert [_shown(client, one) for one in (person, twin)] == [photo.reference, theirs.reference]


def test_it_goes_with_the_person_and_stands_in_the_report_on_them(person, photo, steward, supervisor, caseworker):
    actions.choose_portrait(photo, by=caseworker)
    photo.refresh_from_db()
    assert '"portrait_since": "' in as_json(sections_of(person)).decode()
    proposal = protection.propose_erasure(person, reason="Asked.", by=steward)
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    photo.refresh_from_db()
    person.refresh_from_db()
    assert (photo.portrait_since, person.initials) == (None, "")
