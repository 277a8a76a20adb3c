"""A person of whom everything is on record, each text carrying a mark; and another who shares a relative."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM, Organisation, User
from casework.attachments import actions as attachments
from casework.exchanges import actions as exchanges
from casework.exchanges.models import Entry
from casework.families import actions as families
from casework.families.models import Case, Referral, Relative
from casework.notifications import actions as notifications
from casework.notifications.models import Notification
from casework.people import actions as people
from casework.people.models import Person
from tests import make
from tests.exchanges import make_work
from tests.notifications import make as make_news

MARK = "Прикметенко"


def _person(bureau: Organisation) -> Person:
    person = make.person(
        bureau,
        f"{MARK} Іван Петрович",
        date_of_birth="14.10.1976",
        place_of_birth=f"село {MARK}",
        circumstances=f"Taken near {MARK}.",
        service_number=f"{MARK}-1",
        sender_reference=f"{MARK}-7",
    )
    people.add_name(person, surname="Prykmetenko", given=MARK, source=f"{MARK}'s letter", by=SYSTEM)
    people.add_registry_number(person, body="icrc", number=f"{MARK}-9", by=SYSTEM)
    evidence = make.evidence(person, content=f"{MARK} was seen.", source=f"A friend of {MARK}")
    people.record_detention(person, place_as_told=f"The cellar of {MARK}", evidence=evidence, by=SYSTEM)
    attachments.add_attachment(
        person, kind="other", content=make.jpeg(), file_name=f"{MARK}.jpg", remark=MARK, by=SYSTEM
    )
    return person


def _case(person: Person, mother: Relative, by: User) -> Case:
    case = mother.cases.get()
    families.update_relative(mother, address=f"{MARK} street 1", call_back_word=MARK, remarks=MARK, by=SYSTEM)
    families.record_contact(case, relative=mother, outcome="reached", words=f"{MARK} cried.", by=by)
    families.add_note(case, text=f"{MARK} may be ill.", by=by)
    families.add_follow_up(case, what=f"Call {MARK}", due_on=timezone.localdate(), owner=by, by=by)
    return case


def _referral(case: Case, mother: Relative, recipient: Organisation, by: User) -> Referral:
    families.record_consent(
        case, relative=mother, purpose="referral", given=True, how=f"{MARK} said so", by=SYSTEM
    )
    return families.refer_case(
        case,
        recipient=recipient,
        fields=["identity"],
        purpose=f"Care for {MARK}",
        until=timezone.localdate() + timedelta(days=30),
        harm="unknown",
        harm_words=f"{MARK} fears somebody there.",
        by=by,
    )


def _entries(bureau: Organisation, person: Person, by: User, officer: User) -> list[Entry]:
    """The line that is the person, verified; its double; and the line of somebody else."""
    lines = make_work.listed(
        make_work.exchange(),
        bureau,
        [
            {"surname": MARK, "given": "Іван", "patronymic": "Петрович", "unit": f"Unit {MARK}"},
            {"surname": MARK, "given": "Іван", "rank": MARK},
            "Іншенко Петро Іванович",
        ],
    )
    exchanges.mark_duplicate(lines[1], of=lines[0], by=by)
    make_work.linked(lines[0], by, person)
    make_work.verified(make_work.arrived(lines[0], by), officer, identified_detail=f"Passport of {MARK}")
    return lines


def _another_with(brother: Relative, bureau: Organisation) -> Person:
    other = make.person(bureau, "Іншенко Петро Іванович")
    shared = families.open_case(other, organisation=bureau, by=SYSTEM)
    families.add_relative(shared, relative=brother, relationship="other_relative", by=SYSTEM)
    Relative.objects.filter(pk=brother.pk).update(name="Олег Спільний")
    return other


@pytest.fixture
def world(bureau, other_bureau, caseworker, supervisor, officer, steward):
    """Home, verified, told, and the case closed: nothing stands in the way of an erasure."""
    person = _person(bureau)
    case = make_news.case(person, f"{MARK} Марія", f"{MARK} Олег", request=f"Where is {MARK}?")
    mother, brother = (link.relative for link in case.case_relatives.order_by("order"))
    case = _case(person, mother, caseworker)
    referral = _referral(case, mother, other_bureau, caseworker)
    said = {"officer": "x", "readers": []}
    proposal = accounts.propose("restrict_person", person, said, reason=f"{MARK} is known.", by=caseworker)
    accounts.refuse(proposal, by=supervisor)
    entry, double, other_line = _entries(bureau, person, supervisor, officer)
    notifications.prepare_news()
    for news in Notification.objects.filter(person=person).order_by("order"):
        make_news.attempt(make_news.approved(news, by=supervisor), by=caseworker, words=f"{MARK} is glad.")
    other = _another_with(brother, bureau)
    case.refresh_from_db()
    families.change_case_status(case, to="closed", reason=f"{MARK} is home.", by=caseworker)
    person.refresh_from_db(), entry.refresh_from_db()
    return SimpleNamespace(
        person=person,
        case=case,
        mother=mother,
        brother=brother,
        entry=entry,
        double=double,
        other=other,
        other_line=other_line,
        exchange=entry.exchange,
        referral=referral,
    )
