import re
from datetime import date

import pytest

from casework.families import actions as families
from casework.lib.errors import Refused
from casework.people import actions as people
from casework.people.models import Evidence, Person
from tests import make
from tests.families import make as make_families

pytestmark = pytest.mark.django_db


def test_the_list_shows_the_own_people_only(bureau, other_bureau, intake, signed_in):
    make.person(bureau, "Згурський Юхим")
    make.person(other_bureau, "Чужинець Петро")
    page = signed_in(intake).get("/people/").content.decode()
    assert "Згурський Юхим" in page
    assert "Чужинець" not in page


def test_a_record_of_another_organisation_is_a_404_like_one_that_does_not_exist(other_bureau, intake, signed_in):
    foreign = make.person(other_bureau)
    client = signed_in(intake)
    codes = [foreign.reference, "P-2222-2222"]
    answers = [client.get(f"/people/{code}/") for code in codes]
    assert [a.status_code for a in answers] == [404, 404]
    pages = [_without_tokens(a).replace(code.encode(), b"code") for a, code in zip(answers, codes, strict=True)]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("text", ["Згурський", "Згурский", "Zghurskyi", "zgurskij", "згурський юхим"])
def test_a_name_is_found_in_any_alphabet(bureau, intake, signed_in, text):
    person = make.person(bureau, "Згурський Юхим Пилипович")
    make.person(bureau, "Коваленко Іван")
    response = signed_in(intake).get("/people/", {"q": text})
    assert (response.status_code, response.headers["Location"]) == (302, person.get_absolute_url())


def test_a_code_is_found_and_a_mistyped_one_is_recognised(bureau, intake, signed_in):
    person = make.person(bureau)
    client = signed_in(intake)
    assert client.get("/people/", {"q": person.reference.lower()}).headers["Location"] == person.get_absolute_url()
    wrong = person.reference[:-1] + ("2" if person.reference[-1] != "2" else "3")
    assert "This code was mistyped" in client.get("/people/", {"q": wrong}).content.decode()


def test_a_number_of_another_body_is_found(bureau, intake, signed_in):
    person = make.person(bureau)
    client = signed_in(intake)
    client.post(f"/people/{person.reference}/numbers/new/", {"body": "nib", "number": "00417"})
    assert client.get("/people/", {"q": "00417"}).headers["Location"] == person.get_absolute_url()


def test_a_form_sent_twice_registers_once(intake, signed_in):
    client = signed_in(intake)
    key = client.get("/people/new/").context["form"]["submission"].value()
    answers = [client.post("/people/new/", {"surname": "Згурський", "submission": str(key)}) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Person.objects.count() == 1


def test_a_refused_form_keeps_what_was_typed_and_names_the_field(intake, signed_in):
    page = signed_in(intake).post("/people/new/", {"surname": "Згурський", "date_of_birth": "31.02.1980"})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["date_of_birth"]
    assert 'value="31.02.1980"' in page.content.decode()
    assert Person.objects.count() == 0


def test_an_edit_of_an_old_version_is_refused_and_keeps_what_was_typed(bureau, intake, signed_in):
    person = make.person(bureau)
    client = signed_in(intake)
    facts = {"health": "unknown", "version": "1"}
    assert client.post(f"/people/{person.reference}/edit/", facts | {"rank": "солдат"}).status_code == 302
    page = client.post(f"/people/{person.reference}/edit/", facts | {"rank": "сержант"})
    assert "Somebody else changed this record" in page.content.decode()
    assert 'value="сержант"' in page.content.decode()
    assert Person.objects.get().rank == "солдат"


def test_what_is_typed_is_shown_as_text(bureau, caseworker, signed_in):
    person = make.person(bureau)
    client = signed_in(caseworker)
    said = {
        "about": "captivity",
        "content": "<script>alert(1)</script>",
        "source": "<b>x</b>",
        "reliability": "F",
        "credibility": "6",
        "reported_on": "2025-05-23",
    }
    assert client.post(f"/people/{person.reference}/evidence/new/", said).status_code == 302
    assert Evidence.objects.get().content == "<script>alert(1)</script>"
    page = client.get(person.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_evidence_of_tomorrow_is_refused(bureau, caseworker, signed_in):
    person = make.person(bureau)
    said = {"about": "captivity", "content": "x", "source": "y", "reliability": "F", "credibility": "6"}
    page = signed_in(caseworker).post(
        f"/people/{person.reference}/evidence/new/", said | {"reported_on": "2999-01-01"}
    )
    assert list(page.context["form"].errors) == ["reported_on"]


def test_the_verification_officer_registers_nobody(officer, signed_in):
    assert signed_in(officer).post("/people/new/", {"surname": "Згурський"}).status_code == 403
    assert Person.objects.count() == 0


@pytest.mark.parametrize("count", [3, 60])
def test_the_list_takes_the_same_few_queries_whatever_it_holds(
    bureau, intake, signed_in, django_assert_max_num_queries, count
):
    for number in range(count):
        make.person(bureau, f"Коваленко Іван{number}")
    client = signed_in(intake)
    with django_assert_max_num_queries(13):
        client.get("/people/")


@pytest.mark.parametrize("count", [1, 30])
def test_a_record_takes_the_same_few_queries_whatever_it_holds(
    bureau, caseworker, signed_in, django_assert_max_num_queries, count
):
    person = make.person(bureau)
    for number in range(count):
        make.evidence(person, source=f"Source {number}")
    client = signed_in(caseworker)
    with django_assert_max_num_queries(24):
        client.get(person.get_absolute_url())


def _without_tokens(response):
    """The page without what differs from one answer to the next."""
    return re.sub(rb"[A-Za-z0-9]{64}", b"token", response.content)


def test_a_person_referred_without_a_name_is_not_on_the_register_of_the_recipient(
    bureau, other_bureau, supervisor, foreign_caseworker, signed_in
):
    client = signed_in(foreign_caseworker)
    seen = []
    for fields in (["birth"], ["identity"]):
        person = make.person(bureau, "Згурський Юхим")
        case = families.open_case(person, organisation=bureau, by=supervisor)
        relative = families.add_relative(case, name="Згурська Віра", relationship="mother", by=supervisor).relative
        families.record_consent(case, relative=relative, purpose="referral", given=True, by=supervisor)
        referral = families.refer_case(
            case,
            recipient=other_bureau,
            fields=fields,
            purpose="Visit",
            until=date(2999, 1, 1),
            harm="no",
            by=supervisor,
        )
        families.accept_referral(referral, by=foreign_caseworker)
        seen.append(client.get(person.get_absolute_url()).status_code)
    assert seen == [404, 200]
    assert client.get("/people/", {"q": "Згурський"}).headers["Location"] == person.get_absolute_url()


def test_the_number_of_the_sender_leads_to_its_person_and_to_no_name_that_begins_alike(bureau, intake, signed_in):
    person = make.person(bureau, "Згурський Юхим", sender_reference="DEMO-1001")
    make.person(bureau, "Барвінков Демʼян")
    make.person(bureau, "Демочко Остап", sender_reference="DEMO-1002")
    answer = signed_in(intake).get("/people/", {"q": "DEMO-1001"})
    assert (answer.status_code, answer.headers.get("Location")) == (302, person.get_absolute_url())


def test_what_a_referral_by_name_does_not_share_finds_nobody(
    bureau, other_bureau, intake, supervisor, foreign_caseworker, signed_in
):
    person = make.person(bureau, "Згурський Юхим", date_of_birth="24.03.1989", sender_reference="A-77")
    case = make_families.case(bureau, person)
    referral = make_families.referral(case, other_bureau, supervisor, "identity")
    families.accept_referral(referral, by=foreign_caseworker)
    asked = [(f"/{page}/", {"q": text}) for page in ("people", "cases") for text in ("24.03.1989", "A-77")]
    asked += [("/cases/", {"q": text, "scope": "referred"}) for text in ("24.03.1989", "A-77")]
    pages = [signed_in(foreign_caseworker).get(path, said) for path, said in asked]
    assert [(page.status_code, b"\xd0\x97\xd0\xb3" in page.content) for page in pages] == [(200, False)] * 6
    own = [signed_in(intake).get("/people/", {"q": text}).headers["Location"] for text in ("24.03.1989", "A-77")]
    assert own == [person.get_absolute_url()] * 2


def test_a_date_of_birth_finds_whoever_was_born_that_day(bureau, intake, signed_in):
    person = make.person(bureau, "Згурський Юхим", date_of_birth="24.03.1989")
    make.person(bureau, "Коваленко Іван", date_of_birth="03.04.1989")
    found = signed_in(intake).get("/people/", {"q": "24.03.1989"})
    assert found.headers["Location"] == person.get_absolute_url()


@pytest.mark.parametrize(("status", "warned"), [("returned", True), ("missing", False)])
def test_whoever_sees_a_fate_is_warned_until_every_family_was_told(
    bureau, intake, caseworker, signed_in, status, warned
):
    person = make.person(bureau, "Згурський Юхим")
    case = families.open_case(person, organisation=bureau, by=caseworker)
    make.in_status(person, status)
    client = signed_in(intake)
    words = "Say nothing of this on the telephone"
    assert (words in client.get(person.get_absolute_url()).content.decode()) is warned
    families.change_case_status(case, to="active", by=caseworker)
    families.change_case_status(case, to="closed", reason="Told.", by=caseworker)
    assert words not in client.get(person.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("told", "shown"), [(False, False), (True, True)])
def test_a_partner_does_not_learn_a_fate_before_the_family(
    bureau, other_bureau, supervisor, foreign_caseworker, signed_in, told, shown
):
    person = make.person(bureau, "Згурський Юхим")
    case = families.open_case(person, organisation=bureau, by=supervisor)
    relative = families.add_relative(case, name="Згурська Віра", relationship="mother", by=supervisor).relative
    families.record_consent(case, relative=relative, purpose="referral", given=True, by=supervisor)
    shared = {"fields": ["identity", "status"], "purpose": "Visit", "until": date(2999, 1, 1), "harm": "no"}
    referral = families.refer_case(case, recipient=other_bureau, **shared, by=supervisor)
    families.accept_referral(referral, by=foreign_caseworker)
    make.in_status(person, "returned")
    if told:
        type(case).objects.filter(pk=case.pk).update(status="news_given")
    client = signed_in(foreign_caseworker)
    assert ("returned" in client.get(case.get_absolute_url()).content.decode()) is shown
    rows = client.post("/reports/run/people_by_status/", {"purpose": "Visit"})
    text = b"".join(rows.streaming_content).decode()
    assert person.reference in text
    assert ("returned" in text) is shown


@pytest.fixture
def referred(bureau, other_bureau, supervisor, foreign_caseworker):
    """A person of the bureau, referred by name to the other one."""
    person = make.person(bureau, "Згурський Юхим", date_of_birth="24.03.1989", circumstances="CANARY")
    case = families.open_case(person, organisation=bureau, by=supervisor)
    relative = families.add_relative(case, name="Згурська Віра", relationship="mother", by=supervisor).relative
    families.record_consent(case, relative=relative, purpose="referral", given=True, by=supervisor)
    shared = {"fields": ["identity"], "purpose": "Visit", "until": date(2999, 1, 1), "harm": "no"}
    families.accept_referral(
        families.refer_case(case, recipient=other_bureau, **shared, by=supervisor), by=foreign_caseworker
    )
    return person


@pytest.mark.parametrize("page", ["edit", "status", "evidence/new", "detentions/new", "names/new", "numbers/new"])
def test_a_referral_lets_read_and_never_write(referred, foreign_caseworker, signed_in, page):
    client = signed_in(foreign_caseworker)
    address = f"{referred.get_absolute_url()}{page}/"
    assert [client.get(address).status_code, client.post(address, {}).status_code] == [404, 404]


def test_the_actions_refuse_whoever_does_not_hold_the_person(referred, other_bureau, foreign_caseworker):
    evidence = make.evidence(referred, about="death")
    said = {"about": "death", "content": "x", "source": "y"}
    with pytest.raises(Refused):
        people.record_evidence(referred, **said, by=foreign_caseworker)
    with pytest.raises(Refused):
        people.record_detention(referred, place_as_told="x", by=foreign_caseworker)
    with pytest.raises(Refused):
        people.change_status(referred, to="death_reported", reason="x", evidence=evidence, by=foreign_caseworker)
    assert Person.objects.get(pk=referred.pk).status == "missing"


@pytest.mark.parametrize("query", ["status=missing", "sex=m", "category=pow", "sort=status", "sort=-born"])
def test_a_filter_tells_nothing_of_a_referred_person(referred, foreign_caseworker, signed_in, query):
    client = signed_in(foreign_caseworker)
    assert "Згурський" in client.get("/people/").content.decode()
    assert "Згурський" not in client.get(f"/people/?{query}").content.decode()


def test_the_admin_opens_no_referred_person(referred, other_bureau, signed_in):
    client = signed_in(make.user("their-supervisor", other_bureau, "supervisor"))
    assert "Згурський" not in client.get("/admin/people/person/").content.decode()
    assert client.get(f"/admin/people/person/{referred.pk}/change/").status_code == 302


def test_the_verification_officer_sees_no_case_and_intake_no_exchange(bureau, officer, intake, signed_in):
    person = make.person(bureau)
    sides = [f"{person.get_absolute_url()}{side}/" for side in ("families", "exchanges")]
    clients = [signed_in(officer), signed_in(intake)]
    assert [[client.get(side).status_code for side in sides] for client in clients] == [[403, 200], [200, 403]]
    pages = [client.get(person.get_absolute_url()).content.decode() for client in clients]
    assert [[side in page for side in sides] for page in pages] == [[False, True], [True, False]]
    assert ["<h2>Cases</h2>" in page for page in pages] == [False, True]


@pytest.mark.parametrize("length", [100, 101])
def test_a_name_longer_than_a_name_can_be_is_refused(bureau, intake, length):
    parts = {name: "Ш" * length for name in ("surname", "given", "patronymic")}
    with pytest.raises(Refused):
        people.register_person(organisation=bureau, **parts, by=intake)
    assert Person.objects.count() == 0


def test_a_sender_reference_that_is_taken_is_refused_on_an_edit_too(bureau, intake):
    make.person(bureau, sender_reference="A-1")
    person = make.person(bureau, "Інший Петро")
    with pytest.raises(Refused, match="A-1"):
        people.update_person(person, sender_reference="A-1", by=intake)
