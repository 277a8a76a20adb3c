"""What another organisation reads of a case: the named fields, as long as the referral is in force."""

import uuid

import pytest
from django.urls import reverse

from casework.access import Role
from casework.accounts.models import SYSTEM
from casework.attachments.actions import add_attachment
from casework.exchanges.actions import Seen
from casework.families import actions
from casework.families.models import Case, Referral
from casework.families.statuses import ReferableField
from casework.people import actions as people
from tests import make as base
from tests.exchanges import make_work
from tests.families import make

pytestmark = pytest.mark.django_db

# What the page would show of each group of fields.
SECRETS = {
    "identity": ["Бондар Олег", "UKR-0042"],
    "birth": ["14.10.1976", "Ніжин", "Степаненко"],
    "capture": ["сержант", "Бахмут", "А0042", "Taken from the cellar"],
    "status": ["missing", "news pending"],
    "evidence": ["Seen in a column.", "Камера 7"],
    "relatives": ["Ганна Бондаренко", "123 4567", "ластівка", "Weak heart", "Де мій син?"],
    "contacts": ["She wept."],
    "notes": ["She is staying with her sister."],
}


@pytest.fixture
def partner(other_bureau):
    return base.user("partner", other_bureau, Role.PARTNER)


@pytest.fixture
def case(bureau, caseworker):
    person = base.person(
        bureau,
        "Бондар Олег Іванович",
        date_of_birth="14.10.1976",
        place_of_birth="Ніжин",
        mother_maiden_name="Степаненко",
        rank="сержант",
        unit="в/ч А0042",
        place_of_capture="Бахмут",
        circumstances="Taken from the cellar",
    )
    base.evidence(person, content="Seen in a column.")
    people.record_detention(person, place_as_told="Камера 7", by=SYSTEM)
    people.add_registry_number(person, body="icrc", number="UKR-0042", by=SYSTEM)
    case = make.case(bureau, person, request="Де мій син?")
    mother = make.relative(case, "Ганна Бондаренко", call_back_word="ластівка", remarks="Weak heart").relative
    actions.record_contact(case, relative=mother, outcome="reached", words="She wept.", by=caseworker)
    actions.add_note(case, text="She is staying with her sister.", by=caseworker)
    return actions.expect_news(case, by=SYSTEM)


def accepted(case, partner, by, *fields):
    return actions.accept_referral(make.referral(case, partner.organisation, by, *fields), by=partner)


def test_every_group_of_fields_is_tested():
    assert set(SECRETS) == set(ReferableField.values)


@pytest.mark.parametrize("group", SECRETS)
def test_the_recipient_reads_the_named_fields_and_no_others(case, partner, caseworker, signed_in, group):
    accepted(case, partner, caseworker, group)
    page = signed_in(partner).get(case.get_absolute_url()).content.decode()
    shown = {name for name, secrets in SECRETS.items() if any(secret in page for secret in secrets)}
    assert shown == {group}
    assert [secret for secret in SECRETS[group] if secret not in page] == []


def test_the_list_of_the_recipient_names_the_person_only_where_the_name_was_shared(
    case, bureau, partner, caseworker, signed_in
):
    accepted(case, partner, caseworker, "birth")
    second = make.case(bureau, base.person(bureau, "Чумак Тарас"))
    accepted(second, partner, caseworker, "identity")
    client = signed_in(partner)
    page = client.get(reverse("families:list")).content.decode()
    assert (case.reference in page, "Бондар" in page, "Чумак Тарас" in page) == (True, False, True)
    found = client.get(reverse("families:list"), {"q": "Бондар"})
    assert list(found.context["page_obj"]) == []
    assert client.get(reverse("families:list"), {"q": "Чумак"}).headers["Location"] == second.get_absolute_url()


def test_a_recipient_cannot_find_a_case_by_a_relative_who_was_not_shared(case, partner, caseworker, signed_in):
    accepted(case, partner, caseworker, "identity")
    client = signed_in(partner)
    for text in ("Ганна Бондаренко", "+380501234567", case.relatives.get().reference):
        assert list(client.get(reverse("families:list"), {"q": text}).context["page_obj"]) == []


def test_before_it_is_accepted_a_referral_names_nobody(case, partner, caseworker, signed_in):
    referral = make.referral(case, partner.organisation, caseworker, *ReferableField.values)
    client = signed_in(partner)
    assert client.get(case.get_absolute_url()).status_code == 404
    page = client.get(reverse("families:referrals")).content.decode()
    assert ("Search abroad" in page, [s for group in SECRETS.values() for s in group if s in page]) == (True, [])
    client.post(reverse("families:referral_accept", args=[referral.pk]))
    assert client.get(case.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("end", ["declined", "revoked"])
def test_after_its_end_the_case_is_not_found(case, partner, caseworker, signed_in, end):
    referral = make.referral(case, partner.organisation, caseworker)
    client = signed_in(partner)
    if end == "declined":
        client.post(reverse("families:referral_decline", args=[referral.pk]))
    else:
        client.post(reverse("families:referral_accept", args=[referral.pk]))
        signed_in(caseworker).post(reverse("families:referral_revoke", args=[referral.pk]))
    assert client.get(case.get_absolute_url()).status_code == 404
    assert list(client.get(reverse("families:list"), {"scope": "referred"}).context["page_obj"]) == []


def test_a_referral_to_somebody_else_is_not_found(case, partner, caseworker, signed_in):
    referral = make.referral(case, partner.organisation, caseworker)
    third = base.user("third", base.organisation("third"), Role.SUPERVISOR)
    client = signed_in(third)
    for name in ("referral_accept", "referral_decline", "referral_revoke"):
        assert client.post(reverse(f"families:{name}", args=[referral.pk])).status_code == 404
    referral.refresh_from_db()
    assert (referral.accepted_at, referral.declined_at, referral.revoked_at) == (None, None, None)


def test_a_case_is_referred_from_its_page_once_even_when_sent_twice(case, other_bureau, caseworker, signed_in):
    actions.record_consent(case, relative=case.relatives.get(), purpose="referral", given=True, by=SYSTEM)
    sent = {
        "recipient": other_bureau.pk,
        "fields_shared": ["identity", "birth"],
        "activity": "tracing",
        "purpose": "Search abroad",
        "until": "2099-01-01",
        "harm": "no",
        "submission": uuid.uuid4(),
    }
    url = reverse("families:referral_add", args=[case.reference])
    client = signed_in(caseworker)
    assert [client.post(url, sent).status_code for _again in range(2)] == [302, 302]
    assert list(Referral.objects.values_list("recipient", "fields")) == [(other_bureau.pk, ["identity", "birth"])]


def test_our_own_case_for_a_person_who_was_referred_shows_of_them_what_was_shared(
    case, other_bureau, caseworker, signed_in
):
    """The recipient opened a case of its own: the aunt asked there. Her case shows no more of the person."""
    worker = base.user("worker", other_bureau, Role.CASEWORKER)
    accepted(case, worker, caseworker, "identity", "birth")
    own = actions.open_case(case.person, organisation=other_bureau, request="Where is he?", by=worker)
    make.relative(own, "Тітка Марія", relationship="other_relative", phone="+380671112233")
    page = signed_in(worker).get(own.get_absolute_url()).content.decode()
    shown = {name for name, secrets in SECRETS.items() if any(s in page for s in secrets if s != "news pending")}
    assert ("Тітка Марія" in page, shown) == (True, {"identity", "birth"})


def test_what_is_shared_of_one_case_opens_nothing_of_the_familys_other_case(
    case, bureau, partner, caseworker, signed_in
):
    """The mother agreed that her notes are shared; the wife, in her own case for the same person, did not."""
    accepted(case, partner, caseworker, "relatives", "contacts", "notes")
    other = make.case(bureau, case.person)
    make.relative(other, "Дружина Олена", relationship="wife")
    actions.add_note(other, text="She does not speak with the mother.", by=caseworker)
    accepted(other, partner, caseworker, "birth")
    page = signed_in(partner).get(other.get_absolute_url()).content.decode()
    assert ("14.10.1976" in page, "Дружина Олена" in page, "does not speak" in page) == (True, False, False)


def _returned(person, bureau, caseworker, officer, **said):
    """On a list, linked, arrived and verified: the family is told later."""
    entry = make_work.entry(make_work.exchange(), bureau, person.name)
    make_work.arrived(make_work.linked(entry, caseworker, person), officer)
    return make_work.verified(entry, officer, **said)


def _put_down(case, person, by):
    """Everything that could tell what became of the person."""
    base.evidence(person, content="He crossed on Friday.")
    people.record_detention(person, place_as_told="Шпиталь", by=SYSTEM)
    actions.add_note(case, text="To be told on Monday.", by=by)
    actions.record_contact(case, relative=case.relatives.get(), outcome="reached", words="Asked to wait.", by=by)
    content = b"Certificate of return."
    return add_attachment(person, kind="letter", content=content, remark="Довідка", file_name="a.txt", by=SYSTEM)


SINCE = ("He crossed on Friday.", "Шпиталь", "To be told on Monday.", "Asked to wait.", "Довідка")


def test_until_the_family_is_told_a_recipient_reads_nothing_that_was_put_down_since(
    case, bureau, partner, caseworker, officer, signed_in
):
    accepted(case, partner, caseworker, *ReferableField.values)
    client, person = signed_in(partner), case.person
    _returned(person, bureau, caseworker, officer, seen=[Seen(None, "All were moved in April.")])
    document = _put_down(case, person, caseworker)
    since = [*SINCE, "All were moved in April.", "returned", "news pending"]

    page = client.get(case.get_absolute_url()).content.decode()
    assert [said for said in since if said in page] == []
    before = [said for name, secrets in SECRETS.items() for said in secrets if name not in ("status", "evidence")]
    assert [said for said in [*before, "Seen in a column."] if said not in page] == []
    assert client.get(document.get_absolute_url()).status_code == 404
    assert signed_in(caseworker).get(document.get_absolute_url()).status_code == 200

    Case.objects.filter(pk=case.pk).update(status="news_given")
    page = client.get(case.get_absolute_url()).content.decode()
    assert [said for said in since if said not in page] == ["news pending"]
    assert client.get(document.get_absolute_url()).status_code == 200


def test_what_a_death_rests_on_is_not_read_before_the_family_hears_of_it(
    case, partner, caseworker, supervisor, signed_in
):
    accepted(case, partner, caseworker, "identity", "evidence", "status")
    proof = base.evidence(case.person, content="The samples agree.", about="death")
    client = signed_in(partner)
    assert "The samples agree." in client.get(case.get_absolute_url()).content.decode()
    people.change_status(case.person, to="death_reported", reason="Samples.", evidence=proof, by=caseworker)
    assert "The samples agree." not in client.get(case.get_absolute_url()).content.decode()


def test_a_recipient_does_not_read_who_came_home_and_spoke(case, bureau, partner, caseworker, officer, signed_in):
    """Of the one who was seen a recipient reads what was said, and not that the other is home."""
    accepted(case, partner, caseworker, *ReferableField.values)
    home = make.case(bureau, base.person(bureau, "Чумак Тарас"))
    accepted(home, partner, caseworker, "identity")
    _returned(home.person, bureau, caseworker, officer, seen=[Seen(case.person, "We shared a cell.")])
    page = signed_in(partner).get(case.get_absolute_url()).content.decode()
    assert ("We shared a cell." in page, "source not named" in page) == (True, True)
    assert home.person.reference not in page
