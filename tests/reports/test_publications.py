"""Who returned is made known by two people, to the byte, and only who wants it. People are invented."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM, Proposal
from casework.audit.models import AuditEvent
from casework.exchanges import actions as exchanges
from casework.exchanges.models import Exchange
from casework.families import actions as families
from casework.lib.errors import Refused
from casework.notifications import actions as notifications
from casework.people import actions as people
from casework.people.models import Person
from casework.reports import actions
from casework.reports.models import Publication
from casework.reports.publishing import draft
from tests import make
from tests.exchanges import make_work
from tests.notifications import make as news
from tests.reports import make_publication as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(caseworker, supervisor, officer):
    return {"by": caseworker, "supervisor": supervisor, "officer": officer}


@pytest.fixture
def exchange(db):
    return Exchange.objects.get(pk=make_work.exchange().pk)


@pytest.fixture
def ivan(exchange, bureau, staff):
    return made.home(exchange, bureau, "Вигаданий Іван Петрович", **staff)


@pytest.fixture
def petro(exchange, bureau, staff):
    return made.home(exchange, bureau, "Вигаданий Петро Петрович", **staff)


def names(exchange, bureau) -> list[str]:
    return [line.name for line in draft(exchange, bureau).lines]


def reasons(exchange, bureau) -> dict[str, int]:
    return {why.value: len(entries) for why, entries in draft(exchange, bureau).left_out}


def propose(exchange, bureau, by) -> Proposal:
    seen = draft(exchange, bureau).sha256
    return actions.propose_publication(
        exchange, organisation=bureau, seen=seen, reason="They asked for it.", by=by
    )


def publish(exchange, bureau, by, another) -> Publication:
    proposal = propose(exchange, bureau, by)
    return accounts.approve(proposal, seen=proposal.digest, by=another)


def file_of(publication, by) -> list[str]:
    return actions.take_publication(publication, by=by).decode("utf-8-sig").splitlines()


def test_one_proposes_another_approves_and_the_names_are_published(
    ivan, petro, exchange, bureau, caseworker, supervisor
):
    publication = publish(exchange, bureau, caseworker, supervisor)
    lines = ["Вигаданий Іван Петрович,2025-05-23", "Вигаданий Петро Петрович,2025-05-23"]
    assert file_of(publication, caseworker) == ["name,returned_on", *lines]
    assert (publication.proposed_by, publication.approved_by) == (caseworker, supervisor)
    assert hashlib.sha256(actions.take_publication(publication, by=supervisor)).hexdigest() == publication.sha256


def test_each_step_is_recorded_without_a_name(ivan, exchange, bureau, caseworker, supervisor):
    publication = publish(exchange, bureau, caseworker, supervisor)
    file_of(publication, caseworker)
    actions.withdraw_publication(publication, reason="A mistake.", by=caseworker)
    events = AuditEvent.objects.filter(action__contains="publi")
    assert {event.action for event in events} == {
        "propose_publish_list",
        "publish_list",
        "approve_publish_list",
        "take_publication",
        "withdraw_publication",
    }
    assert [event for event in events if "Вигаданий" in event.data] == []
    assert "Вигаданий" not in str(Proposal.objects.values("payload", "subject"))
    assert "Вигаданий" not in str(Publication.objects.values())


def test_who_is_left_out_is_counted_with_the_reason(exchange, bureau, staff, ivan):
    named = {"by": staff["by"], "officer": staff["officer"]}
    made.consent(made.verified(exchange, bureau, "Бойко Іван Петрович", **named))
    made.home(exchange, bureau, "Ткачук Іван Петрович", **staff, born=str(timezone.localdate().year - 17))
    made.home(exchange, bureau, "Мельник Іван Петрович", **staff, born="")
    silent = made.verified(exchange, bureau, "Шевчук Іван Петрович", **named)
    made.told(silent, supervisor=staff["supervisor"], by=staff["by"])
    unlinked = make_work.arrived(make_work.entry(exchange, bureau, "Гнатюк Іван Петрович"), staff["officer"])
    again = made.home(exchange, bureau, "Савчук Іван Петрович", **staff)
    exchanges.dispute_identity(again, reason="It was his brother.", by=staff["officer"])
    assert unlinked.identity == "pending"
    assert names(exchange, bureau) == ["Вигаданий Іван Петрович"]
    assert reasons(exchange, bureau) == {
        "not_verified": 2,
        "not_told": 1,
        "no_consent": 1,
        "minor": 1,
        "age_unknown": 1,
    }


def test_whoever_was_captured_again_is_left_out(ivan, exchange, bureau, caseworker):
    evidence = make.evidence(made.person_of(ivan))
    people.change_status(
        made.person_of(ivan), to="probably_captive", reason="Taken again.", evidence=evidence, by=caseworker
    )
    assert reasons(exchange, bureau) == {"not_returned": 1}


def test_whom_another_organisation_holds_is_left_out(ivan, exchange, bureau, other_bureau):
    Person.objects.update(organisation=other_bureau)
    assert reasons(exchange, bureau) == {"elsewhere": 1}


def test_a_family_of_which_one_is_still_to_be_told_is_not_told(exchange, bureau, staff):
    entry = made.verified(exchange, bureau, "Бойко Іван Петрович", by=staff["by"], officer=staff["officer"])
    families.add_relative(made.case_of(entry), relationship="brother", name="Олег Вигаданий", by=SYSTEM)
    made.consent(entry)
    notifications.prepare_news()
    mother, brother = made.case_of(entry).notifications.order_by("order")
    news.attempt(news.approved(mother, by=staff["supervisor"]), by=staff["by"])
    assert (names(exchange, bureau), reasons(exchange, bureau)) == ([], {"not_told": 1})
    news.attempt(news.approved(brother, by=staff["supervisor"]), by=staff["by"])
    assert names(exchange, bureau) == ["Бойко Іван Петрович"]


@pytest.mark.parametrize(
    ("said", "published"),
    [
        ([("representative", True)], True),
        ([("person", False), ("representative", True)], False),
        ([("representative", False), ("person", True)], True),
        ([("person", True), ("person", False)], False),
        ([], False),
    ],
)
def test_their_own_word_counts_before_that_of_who_acts_for_them(exchange, bureau, staff, said, published):
    entry = made.verified(exchange, bureau, "Бойко Іван Петрович", by=staff["by"], officer=staff["officer"])
    made.told(entry, supervisor=staff["supervisor"], by=staff["by"])
    relative = made.case_of(entry).relatives.get()
    made.consent(entry, giver="relative", relative=relative)  # theirs is not the name of another to give
    for giver, given in said:
        made.consent(entry, giver=giver, given=given)
    assert (names(exchange, bureau) != []) is published


def test_restricted_people_are_in_nothing_and_not_counted(ivan, exchange, bureau, caseworker, supervisor):
    person = made.person_of(ivan)
    proposal = people.propose_restriction(person, officer=caseworker, readers=[], reason="Known.", by=caseworker)
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    assert (names(exchange, bureau), reasons(exchange, bureau)) == ([], {})


def test_of_age_is_who_was_surely_born_eighteen_years_ago(exchange, bureau, staff):
    today = timezone.localdate()
    eighteen = today.replace(year=today.year - 18, day=min(today.day, 28))
    for name, born in (("Бойко", eighteen), ("Ткачук", eighteen + timedelta(days=4))):
        made.home(exchange, bureau, f"{name} Іван Петрович", **staff, born=f"{born:%d.%m.%Y}")
    assert names(exchange, bureau) == ["Бойко Іван Петрович"]


def test_nobody_approves_their_own(ivan, exchange, bureau, supervisor):
    proposal = propose(exchange, bureau, supervisor)
    with pytest.raises(Refused, match="somebody else"):
        accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    assert Publication.objects.count() == 0


def test_a_list_that_changed_since_it_was_proposed_is_not_published(
    ivan, exchange, bureau, caseworker, supervisor, staff
):
    proposal = propose(exchange, bureau, caseworker)
    made.home(exchange, bureau, "Вигаданий Петро Петрович", **staff)
    with pytest.raises(Refused, match="not what was proposed"):
        accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    assert (Publication.objects.count(), Proposal.objects.get().status) == (0, "proposed")


def test_what_is_proposed_is_what_was_shown(ivan, exchange, bureau, caseworker):
    with pytest.raises(Refused, match="not what you were shown"):
        actions.propose_publication(exchange, organisation=bureau, seen="0" * 64, reason="Why not.", by=caseworker)


def test_nobody_to_publish_is_nothing_to_propose(exchange, bureau, caseworker):
    with pytest.raises(Refused, match="nobody"):
        propose(exchange, bureau, caseworker)


def test_a_withdrawn_consent_takes_the_name_off_at_once(ivan, petro, exchange, bureau, caseworker, supervisor):
    publication = publish(exchange, bureau, caseworker, supervisor)
    families.withdraw_consent(made.case_of(ivan).consents.get(), by=caseworker)
    assert file_of(publication, caseworker) == ["name,returned_on", "Вигаданий Петро Петрович,2025-05-23"]


def test_a_name_that_was_not_approved_is_in_no_file(ivan, exchange, bureau, caseworker, supervisor, staff):
    publication = publish(exchange, bureau, caseworker, supervisor)
    made.home(exchange, bureau, "Вигаданий Петро Петрович", **staff)
    assert file_of(publication, caseworker) == ["name,returned_on", "Вигаданий Іван Петрович,2025-05-23"]
    Person.objects.filter(name__contains="Іван").update(name="Вигаданий Іван Павлович")
    assert file_of(publication, caseworker) == ["name,returned_on"]


def test_a_new_list_takes_the_place_of_the_old_one(ivan, exchange, bureau, caseworker, supervisor, staff):
    first = publish(exchange, bureau, caseworker, supervisor)
    made.home(exchange, bureau, "Вигаданий Петро Петрович", **staff)
    second = publish(exchange, bureau, caseworker, supervisor)
    first.refresh_from_db()
    assert (first.ended_by, second.ended_at, second.count) == (supervisor, None, 2)
    with pytest.raises(Refused, match="no longer"):
        file_of(first, caseworker)


def test_one_is_enough_to_withdraw_and_says_why(
    ivan, exchange, bureau, caseworker, supervisor, foreign_caseworker
):
    publication = publish(exchange, bureau, caseworker, supervisor)
    with pytest.raises(Refused, match="reason"):
        actions.withdraw_publication(publication, reason=" ", by=caseworker)
    with pytest.raises(Refused, match="another organisation"):
        actions.withdraw_publication(publication, reason="A mistake.", by=foreign_caseworker)
    actions.withdraw_publication(publication, reason="A mistake.", by=caseworker)
    with pytest.raises(Refused, match="no longer"):
        actions.withdraw_publication(publication, reason="Again.", by=caseworker)


@pytest.mark.parametrize("role", ["intake", "verification_officer", "partner", "auditor", "administrator"])
def test_other_roles_neither_propose_nor_approve(ivan, exchange, bureau, caseworker, role):
    other = make.user("other", bureau, role)
    with pytest.raises(Refused):
        propose(exchange, bureau, other)
    proposal = propose(exchange, bureau, caseworker)
    with pytest.raises(Refused):
        accounts.approve(proposal, seen=proposal.digest, by=other)


def test_the_database_holds_that_two_publish(ivan, exchange, bureau, caseworker):
    with pytest.raises(IntegrityError), make.rolled_back():
        Publication.objects.create(
            exchange=exchange,
            organisation=bureau,
            reason="Alone.",
            sha256="0" * 64,
            proposed_by=caseworker,
            approved_by=caseworker,
        )
    assert Publication.objects.count() == 0


class TestPages:
    @pytest.fixture
    def url(self, exchange):
        return f"/reports/publications/{exchange.reference}/"

    def test_from_the_exchange_to_the_published_list(
        self, ivan, exchange, bureau, caseworker, supervisor, signed_in, url
    ):
        client = signed_in(caseworker)
        assert url in client.get(exchange.get_absolute_url()).content.decode()
        seen = client.get(url).context["draft"].sha256
        client.post(url, {"seen": seen, "reason": "They asked for it."})
        proposal = Proposal.objects.get()
        another = signed_in(supervisor)
        assert url in another.get(proposal.get_absolute_url()).content.decode()
        assert "Вигаданий Іван Петрович" in another.get(url).content.decode()
        another.post(f"{proposal.get_absolute_url()}approve/", {"seen": proposal.digest})
        publication = Publication.objects.get()
        page = f"/reports/published/{publication.pk}/"
        assert "Вигаданий Іван Петрович" in client.get(page).content.decode()
        answer = client.post(f"{page}file/")
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="published-R2-')
        assert "Вигаданий Іван Петрович,2025-05-23" in answer.content.decode()
        client.post(f"{page}withdraw/", {"reason": "A mistake."})
        assert "Вигаданий" not in client.get(page).content.decode()

    def test_a_list_that_changed_says_so(self, ivan, exchange, bureau, caseworker, supervisor, signed_in, url):
        propose(exchange, bureau, caseworker)
        families.withdraw_consent(made.case_of(ivan).consents.get(), by=caseworker)
        assert signed_in(supervisor).get(url).context["changed"] is True

    def test_an_old_page_is_refused_with_a_sentence(self, ivan, caseworker, signed_in, url):
        answer = signed_in(caseworker).post(url, {"seen": "0" * 64, "reason": "Why not."})
        assert "not what you were shown" in answer.content.decode()
        assert Proposal.objects.count() == 0

    def test_another_organisation_finds_nothing(
        self, ivan, exchange, bureau, caseworker, supervisor, foreign_caseworker, signed_in, url
    ):
        publication = publish(exchange, bureau, caseworker, supervisor)
        client = signed_in(foreign_caseworker)
        assert client.get(f"/reports/published/{publication.pk}/").status_code == 404
        assert client.post(f"/reports/published/{publication.pk}/file/").status_code == 404
        assert "Вигаданий" not in client.get(url).content.decode()
