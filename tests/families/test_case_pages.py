import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from casework.access import Role
from casework.accounts.models import SYSTEM
from casework.families import actions
from casework.families.models import Case, CaseRelative, ContactAttempt, FollowUp, Note, Relative
from casework.people import actions as people
from tests import make as base
from tests.families import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(bureau):
    person = base.person(
        bureau,
        "Бондар Олег Іванович",
        date_of_birth="14.10.1976",
        rank="сержант",
        place_of_capture="Бахмут",
    )
    base.evidence(person, content="Seen in a column.", source="A released man")
    people.add_registry_number(person, body="icrc", number="UKR-0042", by=SYSTEM)
    case = make.case(bureau, person, request="Де мій син?")
    link = make.relative(case, "Ганна Бондар", call_back_word="ластівка", remarks="Weak heart")
    actions.add_note(case, text="She is staying with her sister.", by=SYSTEM)
    assert link.order == 1
    return case


def names(response):
    return [case.person.name for case in response.context["page_obj"]]


def test_the_list_shows_the_cases_of_our_organisation_alone(case, other_bureau, caseworker, signed_in):
    make.case(other_bureau, base.person(other_bureau, "Чужий Петро"))
    assert names(signed_in(caseworker).get(reverse("families:list"))) == ["Бондар Олег Іванович"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status": "active"}, ["Перший"]),
        ({"status": "open"}, ["Другий", "Третій"]),
        ({"assigned": "me"}, ["Другий"]),
        ({"assigned": "nobody"}, ["Перший", "Третій"]),
        ({"unheard": "on"}, ["Третій"]),
        ({"sort": "person"}, ["Другий", "Перший", "Третій"]),
        ({"sort": "-person"}, ["Третій", "Перший", "Другий"]),
        ({"sort": "opened"}, ["Третій", "Другий", "Перший"]),
        ({"sort": "password"}, ["Третій", "Другий", "Перший"]),
        ({"status": "nonsense"}, ["Перший", "Другий", "Третій"]),
    ],
)
def test_the_list_is_filtered_and_sorted(bureau, caseworker, signed_in, query, found):
    days = {"Перший": 1, "Другий": 2, "Третій": 31}
    for name, ago in days.items():
        make.case(
            bureau,
            base.person(bureau, f"{name} Іван"),
            opened_on=timezone.localdate() - timedelta(days=ago),
            assigned_to=caseworker if name == "Другий" else None,
        )
    first = Case.objects.get(person__name="Перший Іван")
    actions.change_case_status(first, to="active", by=caseworker)
    response = signed_in(caseworker).get(reverse("families:list"), query)
    assert [name.split()[0] for name in names(response)] == found


@pytest.mark.parametrize(
    "text",
    [
        "{case}",
        "{person}",
        "{relative}",
        "Бондар",
        "Bondar Oleg",
        "Ганна",
        "ганна бондар",
        "050 123 45 67",
        "UKR-0042",
    ],
)
def test_a_case_is_found_by_code_name_number_relative_or_telephone(case, bureau, caseworker, signed_in, text):
    other = make.case(bureau, base.person(bureau, "Чумак Тарас"))
    make.relative(other, "Лідія Чумак", phone="+380671112233")
    text = text.format(case=case.reference, person=case.person.reference, relative=case.relatives.get().reference)
    response = signed_in(caseworker).get(reverse("families:list"), {"q": text})
    assert (response.status_code, response.headers.get("Location")) == (302, case.get_absolute_url())


def test_a_mistyped_code_is_called_so(case, caseworker, signed_in):
    wrong = case.reference[:-1] + ("2" if case.reference[-1] != "2" else "3")
    response = signed_in(caseworker).get(reverse("families:list"), {"q": wrong})
    assert (response.context["mistyped"], names(response)) == (True, [])


def test_the_page_of_a_case_shows_what_a_caller_must_know(case, caseworker, signed_in):
    page = signed_in(caseworker).get(case.get_absolute_url()).content.decode()
    for text in ("Ганна Бондар", "tel:+380-50-123-4567", "ластівка", "Weak heart", "Ukrainian", "Де мій син?"):
        assert text in page


@pytest.mark.parametrize(
    ("start", "end", "now", "forbidden"),
    [
        ("22:00", "07:00", "23:30", True),
        ("22:00", "07:00", "06:59", True),
        ("22:00", "07:00", "07:00", False),
        ("22:00", "07:00", "21:59", False),
        ("13:00", "15:00", "13:00", True),
        ("13:00", "15:00", "15:00", False),
        (None, None, "03:00", False),
    ],
)
def test_the_hours_at_which_a_relative_is_not_called_may_span_midnight(case, start, end, now, forbidden):
    relative = case.relatives.get()
    actions.update_relative(relative, do_not_call_from=start, do_not_call_to=end, by=SYSTEM)
    relative.refresh_from_db()
    with time_machine.travel(f"2026-03-10T{now}:00+02:00", tick=False):
        assert Relative.objects.get(pk=relative.pk).must_not_be_called_now is forbidden


def test_the_page_warns_before_a_call_at_a_wrong_hour(case, caseworker, signed_in):
    actions.update_relative(case.relatives.get(), do_not_call_from="00:00", do_not_call_to="23:59:59", by=SYSTEM)
    url = reverse("families:contact_add", args=[case.reference])
    for page in (case.get_absolute_url(), url):
        assert "They asked not to be called" in signed_in(caseworker).get(page).content.decode()


PAGES = ["detail", "edit", "status", "assign", "relative_add", "contact_add", "follow_up_add", "note_add"]
PAGES += ["consent_add", "referral_add"]


@pytest.mark.parametrize("name", PAGES)
def test_the_case_of_another_organisation_is_not_found(case, foreign_caseworker, signed_in, name):
    url = reverse(f"families:{name}", args=[case.reference])
    assert signed_in(foreign_caseworker).get(url).status_code == 404
    assert signed_in(foreign_caseworker).post(url, {"text": "x"}).status_code == 404


def test_what_belongs_to_a_foreign_case_is_not_found(case, caseworker, foreign_caseworker, signed_in):
    follow_up = actions.add_follow_up(case, what="x", due_on=timezone.localdate(), owner=caseworker, by=SYSTEM)
    consent = actions.record_consent(case, relative=case.relatives.get(), purpose="tracing", given=True, by=SYSTEM)
    client = signed_in(foreign_caseworker)
    assert client.post(reverse("families:follow_up_done", args=[follow_up.pk])).status_code == 404
    assert client.post(reverse("families:consent_withdraw", args=[consent.pk])).status_code == 404
    assert client.get(reverse("families:relative_edit", args=[case.relatives.get().reference])).status_code == 404
    assert names(client.get(reverse("families:list"))) == []
    assert list(client.get(reverse("families:follow_ups"), {"whose": "all"}).context["page_obj"]) == []
    follow_up.refresh_from_db()
    consent.refresh_from_db()
    assert (follow_up.done_at, consent.withdrawn_on) == (None, None)


@pytest.mark.parametrize("name", [*PAGES, "list", "follow_ups", "referrals", "create"])
def test_those_without_any_part_in_casework_are_kept_out(case, auditor, signed_in, name):
    args = [case.reference] if name in PAGES else []
    assert signed_in(auditor).get(reverse(f"families:{name}", args=args)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_case_opens_for_a_supervisor(case, supervisor, signed_in, name):
    assert signed_in(supervisor).get(reverse(f"families:{name}", args=[case.reference])).status_code == 200


def test_a_note_sent_twice_is_kept_once(case, caseworker, signed_in):
    sent = {"text": "The wife called.", "submission": uuid.uuid4()}
    url = reverse("families:note_add", args=[case.reference])
    client = signed_in(caseworker)
    assert [client.post(url, sent).status_code for _again in range(2)] == [302, 302]
    assert Note.objects.filter(text="The wife called.").count() == 1


def test_a_contact_is_recorded_from_the_page_with_its_next_step(case, caseworker, signed_in):
    relative = case.relatives.get()
    due = timezone.localdate() + timedelta(days=7)
    sent = {
        "relative": relative.pk,
        "outcome": "reached",
        "channel": "call",
        "words": "She is well.",
        "follow_up": "Send the form",
        "follow_up_on": due.isoformat(),
        "submission": uuid.uuid4(),
    }
    url = reverse("families:contact_add", args=[case.reference])
    client = signed_in(caseworker)
    assert [client.post(url, sent).status_code for _again in range(2)] == [302, 302]
    case.refresh_from_db()
    assert list(ContactAttempt.objects.values_list("case", "relative", "outcome", "words", "by")) == [
        (case.pk, relative.pk, "reached", "She is well.", caseworker.pk)
    ]
    assert list(FollowUp.objects.values_list("what", "due_on", "owner")) == [("Send the form", due, caseworker.pk)]
    assert case.last_contact_on == timezone.localdate()


def test_a_next_step_needs_its_day(case, caseworker, signed_in):
    sent = {"relative": case.relatives.get().pk, "outcome": "reached", "channel": "call", "follow_up": "Send it"}
    response = signed_in(caseworker).post(reverse("families:contact_add", args=[case.reference]), sent)
    assert response.context["form"].errors == {"follow_up_on": ["Say by what day the next step is due."]}
    assert ContactAttempt.objects.count() == 0


def test_a_stale_edit_is_refused_and_keeps_what_was_typed(case, caseworker, signed_in):
    version = case.version
    actions.update_case(case, request="Changed by somebody else", by=SYSTEM)
    url = reverse("families:edit", args=[case.reference])
    sent = {"request": "Typed at length", "opened_on": "2025-01-01", "version": version}
    page = signed_in(caseworker).post(url, sent).content.decode()
    case.refresh_from_db()
    assert ("Somebody else changed this record" in page, "Typed at length" in page) == (True, True)
    assert case.request == "Changed by somebody else"


def test_a_stale_edit_of_a_relative_is_refused_and_keeps_what_was_typed(case, caseworker, signed_in):
    relative = case.relatives.get()
    version = relative.version
    actions.update_relative(relative, remarks="Newer", by=SYSTEM)
    url = f"{reverse('families:relative_edit', args=[relative.reference])}?case={case.reference}"
    sent = {"name": "Typed name", "language": "uk", "relationship": "wife", "proof": "none", "version": version}
    page = signed_in(caseworker).post(url, sent).content.decode()
    assert ("Somebody else changed this record" in page, "Typed name" in page) == (True, True)
    link = CaseRelative.objects.get()
    assert (link.relationship, link.relative.name, link.relative.remarks) == ("mother", "Ганна Бондар", "Newer")


def test_a_relative_on_record_joins_another_case_by_their_code(case, bureau, caseworker, signed_in):
    second = make.case(bureau)
    known = case.relatives.get()
    sent = {"known": known.reference.lower(), "relationship": "mother", "proof": "none", "language": "uk"}
    response = signed_in(caseworker).post(reverse("families:relative_add", args=[second.reference]), sent)
    assert (response.status_code, list(second.relatives.all())) == (302, [known])


def test_the_code_of_a_foreign_relative_is_unknown_here(case, other_bureau, caseworker, signed_in):
    foreign = make.relative(make.case(other_bureau)).relative
    sent = {"known": foreign.reference, "relationship": "mother", "proof": "none", "language": "uk"}
    response = signed_in(caseworker).post(reverse("families:relative_add", args=[case.reference]), sent)
    assert list(response.context["form"].errors) == ["known"]
    assert case.relatives.count() == 1


def test_the_order_to_inform_is_changed_by_a_button(case, caseworker, signed_in):
    second = make.relative(case, "Олена Бондар", relationship="wife")
    url = reverse("families:relative_move", args=[case.reference, second.pk])
    signed_in(caseworker).post(url, {"to": "up"})
    assert list(case.case_relatives.order_by("order").values_list("relative__name", flat=True)) == [
        "Олена Бондар",
        "Ганна Бондар",
    ]


def test_a_caseworker_takes_a_case_by_one_button(case, caseworker, second_caseworker, signed_in):
    url = reverse("families:assign", args=[case.reference])
    signed_in(caseworker).post(url, {"to": caseworker.pk})
    signed_in(second_caseworker).post(url, {"to": second_caseworker.pk})
    case.refresh_from_db()
    assert case.assigned_to == caseworker


def test_a_case_is_closed_from_its_page_with_a_reason(case, caseworker, signed_in):
    url = reverse("families:status", args=[case.reference])
    client = signed_in(caseworker)
    refused = client.post(url, {"to": "closed"})
    assert "Give the reason" in refused.content.decode()
    client.post(url, {"to": "closed", "reason": "Moved away."})
    case.refresh_from_db()
    assert (case.status, case.closing_reason) == ("closed", "Moved away.")


def test_a_follow_up_is_done_in_one_click_and_a_second_click_says_so(case, caseworker, signed_in):
    follow_up = actions.add_follow_up(case, what="Call", due_on=timezone.localdate(), owner=caseworker, by=SYSTEM)
    client = signed_in(caseworker)
    url = reverse("families:follow_up_done", args=[follow_up.pk])
    assert client.post(url, headers={"referer": "http://testserver/"}).headers["Location"] == "http://testserver/"
    again = client.post(url, follow=True)
    assert [str(message) for message in again.context["messages"]][-1] == "This follow-up was already done."
    follow_up.refresh_from_db()
    assert follow_up.done_by == caseworker


def test_follow_ups_are_listed_by_owner_and_state(case, caseworker, second_caseworker, signed_in):
    today = timezone.localdate()
    for what, days, owner in [("late", -1, caseworker), ("now", 0, caseworker), ("other", 1, second_caseworker)]:
        actions.add_follow_up(case, what=what, due_on=today + timedelta(days=days), owner=owner, by=SYSTEM)
    done = actions.add_follow_up(case, what="done", due_on=today, owner=caseworker, by=SYSTEM)
    actions.complete_follow_up(done, by=caseworker)
    client = signed_in(caseworker)

    def listed(**query):
        return [one.what for one in client.get(reverse("families:follow_ups"), query).context["page_obj"]]

    assert (listed(), listed(whose="all"), listed(state="overdue"), listed(state="done")) == (
        ["late", "now"],
        ["late", "now", "other"],
        ["late"],
        ["done"],
    )


@pytest.mark.parametrize("number", [3, 60])
def test_lists_and_pages_take_few_queries_however_much_there_is(
    number, bureau, caseworker, signed_in, django_assert_max_num_queries
):
    person = base.person(bureau)
    for i in range(number):
        one = make.case(bureau, person, assigned_to=caseworker)
        make.relative(one, f"Родич {i}")
        actions.add_follow_up(one, what="x", due_on=timezone.localdate(), owner=caseworker, by=SYSTEM)
        last = make.relative(one, f"Друга {i}", relationship="wife").relative
    for i in range(number):
        make.relative(one, f"Ще {i}", relationship="friend")
        actions.record_contact(one, relative=last, outcome="no_answer", by=caseworker)
        actions.add_note(one, text=f"Note {i}", by=caseworker)
        actions.add_follow_up(one, what="y", due_on=timezone.localdate(), by=caseworker)
    client = signed_in(caseworker)
    for url in (reverse("families:list"), reverse("families:follow_ups")):
        with django_assert_max_num_queries(17):
            client.get(url)
    with django_assert_max_num_queries(23):
        client.get(one.get_absolute_url())
    with django_assert_max_num_queries(19):
        client.get(reverse("families:list"), {"q": "Родич"})


def test_a_partner_reads_and_writes_nothing(case, other_bureau, supervisor, signed_in):
    partner = base.user("partner", other_bureau, Role.PARTNER)
    referral = make.referral(case, other_bureau, supervisor, "identity", "relatives", "contacts", "notes")
    client = signed_in(partner)
    client.post(reverse("families:referral_accept", args=[referral.pk]))
    page = client.get(case.get_absolute_url())
    assert page.status_code == 200
    for name in set(PAGES) - {"detail"}:
        url = reverse(f"families:{name}", args=[case.reference])
        assert client.get(url).status_code == 403
        assert f'href="{url}' not in page.content.decode()
