from datetime import timedelta

import pytest
from django.utils import timezone

from casework.access import Permission, Role
from casework.accounts.models import SYSTEM
from casework.audit.models import AuditEvent
from casework.families import actions
from casework.families.models import Case, Note, Relative
from casework.lib.errors import Refused, Stale
from casework.people.models import Person
from tests import make as base
from tests.families import make

pytestmark = pytest.mark.django_db

SON = {"surname": "Бондар", "given": "Олег", "date_of_birth": "14.10.1976"}
MOTHER = {"name": "Ганна  Бондар", "phone": "+380671112233"}


def asked(organisation, by, **fields):
    said = {"about": SON, "relative": MOTHER, "relationship": "mother"} | fields
    return actions.register_request(organisation=organisation, **said, by=by)


def test_a_request_by_telephone_makes_person_case_and_relative_at_once(bureau, intake):
    case = asked(bureau, intake, request="Де мій син?")
    link = case.case_relatives.get()
    assert (case.person.name, case.organisation, case.status, case.request) == (
        "Бондар Олег",
        bureau,
        "open",
        "Де мій син?",
    )
    assert (link.relative.name, str(link.relative.phone), link.relationship, link.order, link.proof) == (
        "Ганна Бондар",
        "+380671112233",
        "mother",
        1,
        "none",
    )
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))[-3:] == [
        "register_person",
        "open_case",
        "add_relative",
    ]


def test_a_request_that_fails_half_way_leaves_nothing(bureau, intake):
    with pytest.raises(Refused, match="name of the relative"):
        asked(bureau, intake, relative={"name": " "})
    assert (Person.objects.count(), Case.objects.count(), Relative.objects.count()) == (0, 0, 0)


def test_a_wife_and_a_mother_each_have_a_case_for_one_person(bureau, intake):
    first = asked(bureau, intake)
    second = asked(
        bureau, intake, person=first.person, about=None, relative={"name": "Олена Бондар"}, relationship="wife"
    )
    assert first.pk != second.pk
    assert set(first.person.cases.all()) == {first, second}


@pytest.mark.parametrize("again", [{"name": "ганна бондар"}, {"name": "Г. Бондар", "phone": "+380671112233"}])
def test_the_same_relative_asking_again_is_led_to_their_case(bureau, intake, again):
    first = asked(bureau, intake)
    with pytest.raises(Refused, match=first.reference):
        asked(bureau, intake, person=first.person, about=None, relative=again)
    assert Case.objects.count() == 1


def test_a_relative_whose_case_has_ended_may_ask_again(bureau, intake, caseworker):
    first = asked(bureau, intake)
    actions.change_case_status(first, to="withdrawn", reason="They asked us to stop.", by=caseworker)
    assert asked(bureau, intake, person=first.person, about=None).pk != first.pk


def test_no_case_is_opened_for_a_person_of_another_organisation(bureau, other_bureau, caseworker):
    foreign = base.person(other_bureau)
    with pytest.raises(Refused, match="Register them first"):
        actions.open_case(foreign, organisation=bureau, by=caseworker)
    assert Case.objects.count() == 0


def test_no_case_is_opened_in_the_name_of_another_organisation(bureau, other_bureau, caseworker):
    with pytest.raises(Refused, match="Other-Bureau"):
        actions.open_case(base.person(bureau), organisation=other_bureau, by=caseworker)


def test_no_case_is_opened_in_the_future(bureau, caseworker):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="has not come"):
        actions.open_case(base.person(bureau), organisation=bureau, opened_on=tomorrow, by=caseworker)


def test_the_audit_of_a_request_names_nobody(bureau, intake):
    asked(bureau, intake, request="Де мій син?")
    for secret in ("Бондар", "Ганна", "0671112233", "671112233", "син"):
        assert not AuditEvent.objects.filter(data__contains=secret).exists()


def test_an_edit_of_an_old_version_is_refused_and_changes_nothing(bureau, caseworker):
    case = make.case(bureau, request="first")
    actions.update_case(case, version=case.version, request="second", by=caseworker)
    with pytest.raises(Stale):
        actions.update_case(case, version=case.version, request="third", by=caseworker)
    case.refresh_from_db()
    assert (case.request, case.version) == ("second", 2)


def test_a_caseworker_takes_a_case_that_nobody_has(bureau, caseworker):
    assert actions.assign_case(make.case(bureau), to=caseworker, by=caseworker).assigned_to == caseworker


def test_a_caseworker_takes_no_case_from_a_colleague(bureau, caseworker, second_caseworker):
    case = make.case(bureau, assigned_to=second_caseworker)
    with pytest.raises(Refused, match="has this case"):
        actions.assign_case(case, to=caseworker, by=caseworker)
    case.refresh_from_db()
    assert case.assigned_to == second_caseworker


def test_only_a_supervisor_gives_a_case_to_somebody_else(bureau, caseworker, second_caseworker, supervisor):
    case = make.case(bureau)
    with pytest.raises(Refused, match="Only a supervisor"):
        actions.assign_case(case, to=second_caseworker, by=caseworker)
    assert actions.assign_case(case, to=second_caseworker, by=supervisor).assigned_to == second_caseworker
    assert actions.assign_case(case, to=None, by=supervisor).assigned_to is None


def test_intake_cannot_take_a_case(bureau, intake):
    with pytest.raises(Refused, match="Only a supervisor"):
        actions.assign_case(make.case(bureau), to=intake, by=intake)


def test_a_case_is_given_to_nobody_outside_or_unable_to_see_it(bureau, supervisor, foreign_caseworker, auditor):
    case = make.case(bureau)
    for stranger in (foreign_caseworker, auditor):
        with pytest.raises(Refused, match="cannot work on this case"):
            actions.assign_case(case, to=stranger, by=supervisor)
    case.refresh_from_db()
    assert case.assigned_to is None


@pytest.mark.parametrize("end", ["closed", "withdrawn"])
def test_an_end_takes_a_reason_that_is_kept_when_the_case_is_taken_up_again(bureau, caseworker, end):
    case = make.case(bureau)
    with pytest.raises(Refused, match="reason"):
        actions.change_case_status(case, to=end, reason="  ", by=caseworker)
    case = actions.change_case_status(case, to=end, reason="The family moved.", by=caseworker)
    assert (case.status, case.closed_on, case.closing_reason) == (end, timezone.localdate(), "The family moved.")
    case = actions.change_case_status(case, to="active", by=caseworker)
    assert (case.status, case.closed_on, case.closing_reason) == ("active", None, "")
    assert Note.objects.get(case=case).text.endswith("The family moved.")


OWN_WRITES = {
    "update_case": lambda case, by: actions.update_case(case, request="x", by=by),
    "assign_case": lambda case, by: actions.assign_case(case, to=None, by=by),
    "change_case_status": lambda case, by: actions.change_case_status(case, to="active", by=by),
    "add_relative": lambda case, by: actions.add_relative(case, relationship="wife", name="X", by=by),
    "update_relative": lambda case, by: actions.update_relative(case.relatives.first(), name="X", by=by),
    "move_relative": lambda case, by: actions.move_relative(case.case_relatives.first(), up=False, by=by),
    "record_contact": lambda case, by: actions.record_contact(
        case, relative=case.relatives.first(), outcome="reached", by=by
    ),
    "note_contact": lambda case, by: actions.note_contact(case, at=timezone.now(), by=by),
    "add_follow_up": lambda case, by: actions.add_follow_up(case, what="x", due_on=timezone.localdate(), by=by),
    "complete_follow_up": lambda case, by: actions.complete_follow_up(case.follow_ups.get(), by=by),
    "add_note": lambda case, by: actions.add_note(case, text="x", by=by),
    "record_consent": lambda case, by: actions.record_consent(
        case, relative=case.relatives.first(), purpose="tracing", given=True, by=by
    ),
    "withdraw_consent": lambda case, by: actions.withdraw_consent(case.consents.first(), by=by),
    "refer_case": lambda case, by: actions.refer_case(
        case,
        recipient=by.organisation,
        fields=["notes"],
        purpose="x",
        until=timezone.localdate(),
        harm="no",
        by=by,
    ),
}


@pytest.fixture
def full_case(bureau, supervisor):
    case = make.case(bureau, assigned_to=supervisor)
    first = make.relative(case)
    make.relative(case, "Олена Коваленко", relationship="wife")
    actions.add_follow_up(case, what="Call", due_on=timezone.localdate(), by=supervisor)
    actions.record_consent(case, relative=first.relative, purpose="referral", given=True, by=SYSTEM)
    return case


def written(case):
    """All that a write to the case could have changed."""
    case.refresh_from_db()
    return (
        case.status,
        case.request,
        case.assigned_to_id,
        case.last_contact_on,
        *(
            list(rows.order_by("pk").values())
            for rows in (
                case.case_relatives,
                case.relatives,
                case.contact_attempts,
                case.follow_ups,
                case.notes,
                case.consents,
                case.referrals,
            )
        ),
    )


@pytest.mark.parametrize("name", OWN_WRITES)
def test_nobody_writes_to_a_case_of_another_organisation_even_one_referred_to_them(
    name, full_case, other_bureau, supervisor
):
    stranger = base.user("stranger", other_bureau, Role.SUPERVISOR)
    referral = make.referral(full_case, other_bureau, supervisor, "identity", "relatives")
    actions.accept_referral(referral, by=stranger)
    before = written(full_case)
    with pytest.raises(Refused, match="belongs to Bureau"):
        OWN_WRITES[name](full_case, stranger)
    assert written(full_case) == before


INTAKE_MAY = {"add_relative", "add_note", "record_consent", "withdraw_consent"}


@pytest.mark.parametrize("role", [Role.INTAKE, Role.DATA_STEWARD, Role.PARTNER, Role.AUDITOR])
@pytest.mark.parametrize("name", OWN_WRITES)
def test_roles_that_do_not_manage_cases_write_no_more_than_intake_may(name, role, full_case, bureau):
    user = base.user("somebody", bureau, role)
    before = written(full_case)
    if role == Role.INTAKE and name in INTAKE_MAY:
        OWN_WRITES[name](full_case, user)
        assert written(full_case) != before
    else:
        with pytest.raises(Refused):
            OWN_WRITES[name](full_case, user)
        assert written(full_case) == before


def test_every_role_that_opens_cases_is_known_here():
    from casework.access import ROLES

    holders = {role for role, permissions in ROLES.items() if Permission.OPEN_CASE in permissions}
    assert holders == {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR}
