"""Cases that are ticked in the list, and given to a colleague in one step."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.audit.models import AuditEvent
from casework.families import actions
from casework.families.models import Case
from tests import make as base
from tests.families import make
from tests.people.test_restrictions import restrict

pytestmark = pytest.mark.django_db
URL = "/cases/assign/"


@pytest.fixture
def cases(bureau):
    return [make.case(bureau, base.person(bureau, name)) for name in ("Бондар Олег", "Чумак Тарас", "Яр Іван")]


@pytest.fixture
def restricted(bureau, supervisor, second_caseworker):
    """`restricted(reader)`: a case whose person is seen by that reader alone."""

    def make_restricted(reader):
        case = make.case(bureau, base.person(bureau, "Таємна Віра"))
        restrict(case.person, second_caseworker, supervisor, reader)
        return case

    return make_restricted


def ask(client, cases, to, **more):
    codes = [case if isinstance(case, str) else case.reference for case in cases]
    return client.get(URL, {"cases": codes, "to": to.pk} | more)


def confirmed(page):
    """What the confirmation sends when its button is pressed."""
    form = page.context["form"]
    return {"cases": form["cases"].value(), "to": form["to"].value(), "submission": str(uuid.uuid4())}


def main(page, code):
    """What the page says, but for the code that was asked for and what is drawn anew each time."""
    text = page.content.decode().split("<main")[1].replace(code, "CODE")
    return re.sub(r'name="(csrfmiddlewaretoken|submission)" value="[^"]*"', "", text)


def holders():
    return dict(Case.objects.values_list("reference", "assigned_to"))


def assignments():
    return list(AuditEvent.objects.filter(action="assign_case").order_by("pk").values_list("subject", "actor"))


def test_ticked_cases_are_counted_and_named_before_anything_is_done(cases, caseworker, supervisor, signed_in):
    page = ask(signed_in(supervisor), cases[:2], caseworker)
    text = " ".join(page.content.decode().split())
    assert "2 cases go to <strong>caseworker</strong>" in text
    assert [case.reference in text and case.person.name in text for case in cases] == [True, True, False]
    assert (list(holders().values()), assignments()) == ([None] * 3, [])


def test_confirming_assigns_each_with_a_record_of_its_own_and_says_so_once(
    cases, caseworker, supervisor, signed_in
):
    client = signed_in(supervisor)
    page = ask(client, cases[:2], caseworker, shown="status=open&page=1")
    done = client.post(f"{URL}?shown=status%3Dopen%26page%3D1", confirmed(page), follow=True)
    assert done.redirect_chain == [("/cases/?status=open&page=1", 302)]
    assert [str(message) for message in done.context["messages"]] == ["2 cases are assigned to caseworker."]
    assert holders() == {
        cases[0].reference: caseworker.pk,
        cases[1].reference: caseworker.pk,
        cases[2].reference: None,
    }
    assert assignments() == [(f"case:{case.reference}", "supervisor") for case in cases[:2]]


def test_what_is_sent_twice_is_carried_out_once(cases, caseworker, supervisor, signed_in):
    client = signed_in(supervisor)
    sent = confirmed(ask(client, cases, caseworker))
    again = [client.post(URL, sent), client.post(URL, sent, follow=True)][1]
    assert [str(message) for message in again.context["messages"]][-1] == (
        "This form had been sent before. It was carried out once."
    )
    assert len(assignments()) == 3


def test_those_that_cannot_be_assigned_are_named_with_the_reason(
    cases, restricted, caseworker, supervisor, signed_in
):
    theirs, ended, ready = cases
    actions.assign_case(theirs, to=caseworker, by=supervisor)
    actions.change_case_status(ended, to="withdrawn", reason="Moved away.", by=supervisor)
    closed = restricted(supervisor)
    page = ask(signed_in(supervisor), [*cases, closed, "C-NOBODY"], caseworker)
    assert page.context["going"] == [ready]
    assert page.context["staying"] == [
        (theirs, "They have this case already."),
        (ended, "The case has ended. Take it up again first: change its status to “active”."),
        (closed, "This case is restricted, and caseworker is not on its list."),
    ]
    assert page.context["not_there"] == ["C-NOBODY"]
    assert "4 stay as they are" in page.content.decode()


@pytest.mark.parametrize("hidden", ["foreign", "restricted"])
def test_a_case_that_is_not_for_the_reader_is_answered_as_one_that_does_not_exist(
    hidden, restricted, other_bureau, cases, caseworker, supervisor, signed_in
):
    case = (
        make.case(other_bureau, base.person(other_bureau, "Чужий Петро"))
        if hidden == "foreign"
        else restricted(caseworker)
    )
    client = signed_in(supervisor)
    answers = []
    for code in (case.reference, "C-NOBODY"):
        asked = ask(client, [cases[0], code], caseworker)
        sent = confirmed(asked)
        sent["cases"].append(f"{code}:{actions.state_of_assignment(case)}")
        refused = client.post(URL, sent)
        answers.append([main(page, code) for page in (asked, refused)])
    assert answers[0] == answers[1]
    assert case.person.name not in answers[0][0] + answers[0][1]
    assert (set(holders().values()), assignments()) == ({None}, [])


@pytest.mark.parametrize("meanwhile", ["assigned", "edited", "ended", "left"])
def test_a_case_that_changed_meanwhile_is_named_and_nothing_is_assigned(
    meanwhile, bureau, cases, caseworker, second_caseworker, supervisor, signed_in
):
    client = signed_in(supervisor)
    sent = confirmed(ask(client, cases, caseworker))
    one = cases[1]
    if meanwhile == "assigned":
        actions.assign_case(one, to=second_caseworker, by=supervisor)
    elif meanwhile == "edited":
        actions.update_case(one, request="Something else", by=supervisor)
    elif meanwhile == "ended":
        actions.change_case_status(one, to="withdrawn", reason="Moved away.", by=supervisor)
    else:
        Case.objects.filter(pk=one.pk).update(organisation=base.organisation("elsewhere"))
    before = holders(), assignments()
    page = client.post(URL, sent)
    said = page.context["asked"].non_field_errors()
    assert said == [
        f"Changed meanwhile, so nothing was assigned: {one.reference}."
        " Look at the list below, and confirm it anew."
    ]
    assert (holders(), assignments()) == before
    assert client.post(URL, confirmed(page)).status_code == 302
    expected = 3 if meanwhile in ("assigned", "edited") else 2
    assert list(holders().values()).count(caseworker.pk) == expected


def test_a_state_that_was_never_shown_assigns_nothing(cases, caseworker, supervisor, signed_in):
    page = signed_in(supervisor).post(URL, {"cases": [cases[0].reference], "to": caseworker.pk})
    assert (page.status_code, assignments()) == (200, [])


@pytest.mark.parametrize(
    ("number", "error"),
    [(0, "Tick at least one case in the list."), (51, "Choose at most 50 cases at a time.")],
)
def test_none_and_more_than_a_page_are_refused(number, error, caseworker, supervisor, signed_in):
    page = ask(signed_in(supervisor), [f"C-{i}" for i in range(number)], caseworker)
    assert (page.context["asked"].errors["cases"], "going" in page.context) == ([error], False)


def test_a_foreign_colleague_cannot_be_chosen(cases, foreign_caseworker, supervisor, signed_in):
    page = ask(signed_in(supervisor), cases, foreign_caseworker)
    assert (list(page.context["asked"].errors), "going" in page.context) == (["to"], False)


def test_only_who_may_assign_ticks_and_asks(cases, caseworker, supervisor, signed_in):
    assert "data-check" in signed_in(supervisor).get(reverse("families:list")).content.decode()
    client = signed_in(caseworker)
    assert "data-check" not in client.get(reverse("families:list")).content.decode()
    assert ask(client, cases, caseworker).status_code == 403
    sent = {"cases": [f"{case.reference}:{actions.state_of_assignment(case)}" for case in cases]}
    assert client.post(URL, sent | {"to": caseworker.pk}).status_code == 403
    assert assignments() == []


def test_a_case_that_ended_is_given_to_nobody_from_its_page_either(cases, caseworker, supervisor, signed_in):
    actions.change_case_status(cases[0], to="withdrawn", reason="Moved away.", by=supervisor)
    url = reverse("families:assign", args=[cases[0].reference])
    page = signed_in(supervisor).post(url, {"to": caseworker.pk})
    assert "The case has ended." in page.content.decode()
    assert assignments() == []


@pytest.mark.parametrize("number", [3, 50])
def test_the_list_and_the_question_read_at_most_twelve_times_however_many_cases_there_are(
    number, bureau, caseworker, supervisor, signed_in
):
    person = base.person(bureau)
    many = [make.case(bureau, person, assigned_to=supervisor) for _number in range(number)]
    client = signed_in(supervisor)
    counts = []
    for ask_page in (lambda: client.get("/cases/"), lambda: ask(client, many, caseworker)):
        with CaptureQueriesContext(connection) as queries:
            ask_page()
        counts.append(sum(one["sql"].startswith("SELECT") for one in queries))
    assert [count <= 12 for count in counts] == [True, True]
