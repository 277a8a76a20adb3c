"""A person is erased by two people: nothing of them is left, and what was counted stays."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import IntegrityError, connection, models
from django.urls import reverse

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM, Proposal
from casework.audit.actions import find_first_fault
from casework.exchanges import actions as exchanges
from casework.exchanges.ledger import ledger
from casework.exchanges.models import Entry, ListContent
from casework.families import actions as families
from casework.families.models import Case, Note, Relative
from casework.lib.errors import Refused
from casework.lib.versions import update_row
from casework.notifications.models import Notification
from casework.people import actions as people
from casework.people.models import Person
from casework.protection import actions
from casework.protection.models import Hold
from tests import make
from tests.protection.conftest import MARK

pytestmark = pytest.mark.django_db


def erase(world, steward, supervisor):
    proposal = actions.propose_erasure(world.person, reason="Asked for.", by=steward)
    return accounts.approve(proposal, seen=proposal.digest, by=supervisor)


def tables_with(text):
    """The tables in which `text` stands: as they are stored, and as the program opens what is sealed in them."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found |= {table for row in cursor.fetchall() if text in str([_readable(cell) for cell in row])}
    for model in apps.get_models():
        for row in model._default_manager.all():
            values = [getattr(row, field.attname) for field in model._meta.concrete_fields]
            if text in str([_readable(value) for value in values]):
                found.add(model._meta.db_table)
    return found


def _readable(cell):
    return bytes(cell).decode(errors="replace") if isinstance(cell, bytes | memoryview) else cell


def ledger_of(world, user):
    book = ledger(world.exchange, user.organisation, user)
    return [(row.category, row.counts) for row in book.rows], [(v.kind, v.count) for v in book.variances]


# What is not on the person but on the site, or names codes and decisions by nature.
_NOT_THEIRS = {
    "sheet",
    "reference",
    "sha256",
    "digest",
    "decided_digest",
    "kind",
    "subject",
    "case_reference",
    "proposed_by",
}


def fill_every_text(world):
    """The mark in each text of each record there is of the person, whatever page may or may not write it."""
    filled = 0
    for label in ("people", "families", "exchanges", "notifications", "attachments", "protection"):
        for model in apps.get_app_config(label).get_models():
            for row in _rows_of(model, world):
                for field in model._meta.concrete_fields:
                    filled += _fill(row, field)
    return filled


def _rows_of(model, world):
    """Through whatever path leads from the model to the person."""
    if model is Person:
        return [world.person]
    for path in ("person", "case__person", "notification__person", "name__person", "entry__links__person"):
        try:
            return list(model._default_manager.filter(**{path: world.person}).distinct())
        except FieldError:
            continue
    if model is Entry:
        return list(Entry.objects.filter(pk__in=[world.entry.pk, world.double.pk]))
    if model is Relative:
        return [world.mother]
    return []


def _fill(row, field):
    text = isinstance(field, models.CharField | models.TextField) and not field.choices and not field.unique
    if not text or field.name in _NOT_THEIRS | {"wording", "approved_wording", "condition", "health"}:
        return 0
    if field.name.endswith(("_file", "_index", "_secret", "_role", "_type")) or (field.max_length or 99) < len(
        MARK
    ):
        return 0
    try:
        with make.rolled_back():
            update_row(row, **{field.name: MARK})
    except IntegrityError:
        return 0  # what the database lets nobody write
    return 1


def test_nothing_of_the_person_is_left_in_any_table(world, steward, supervisor):
    assert fill_every_text(world) > 60
    assert len(tables_with(MARK)) > 15
    erase(world, steward, supervisor)
    assert tables_with(MARK) == set()


def test_what_was_counted_stays(world, steward, supervisor):
    before = ledger_of(world, supervisor)
    statuses = list(Notification.objects.values_list("status", "tells").order_by("pk"))
    erase(world, steward, supervisor)
    world.person.refresh_from_db()
    assert (world.person.status, world.person.erased_at is not None) == ("returned", True)
    assert ledger_of(world, supervisor) == before
    assert list(Notification.objects.values_list("status", "tells").order_by("pk")) == statuses
    assert Case.objects.get(pk=world.case.pk).status == "closed"


def test_the_audit_stays_whole_and_says_who_erased(world, steward, supervisor, capsys):
    erase(world, steward, supervisor)
    assert find_first_fault() is None
    call_command("audit_verify")
    proposal = Proposal.objects.get(kind="erase_person")
    assert (proposal.proposed_by, proposal.decided_by) == (steward, supervisor)


def test_others_keep_what_is_theirs(world, steward, supervisor):
    erase(world, steward, supervisor)
    world.brother.refresh_from_db(), world.other_line.refresh_from_db(), world.mother.refresh_from_db()
    assert (world.brother.name, str(world.brother.phone)) == ("Олег Спільний", "+380501234501")
    assert (world.other_line.name, Person.objects.get(pk=world.other.pk).name) == ("Іншенко Петро Іванович",) * 2
    assert (world.mother.name, str(world.mother.phone), world.mother.call_back_word) == ("[erased]", "", "")


def test_the_file_of_a_list_goes_with_the_first_who_is_erased(world, steward, supervisor):
    ListContent.objects.create(list_file=world.entry.list_file, content=MARK.encode())
    erase(world, steward, supervisor)
    assert ListContent.objects.count() == 0


def test_nobody_erases_alone(world, steward, supervisor):
    proposal = actions.propose_erasure(world.person, reason="Asked for.", by=steward)
    with pytest.raises(Refused):
        accounts.approve(proposal, seen=proposal.digest, by=steward)
    with pytest.raises(Refused, match="Your role"):
        actions.propose_erasure(world.person, reason="Asked for.", by=supervisor)
    assert Person.objects.get(pk=world.person.pk).erased_at is None


def test_what_came_since_the_proposal_is_not_destroyed_by_it(world, steward, supervisor):
    proposal = actions.propose_erasure(world.person, reason="Asked for.", by=steward)
    make.evidence(world.person, content="New.")
    with pytest.raises(Refused, match="More is held"):
        accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    assert Person.objects.get(pk=world.person.pk).name == world.person.name


def _hold(world, steward, **said):
    actions.hold_person(world.person, reason="A court asked.", by=steward, **said)


def _take_up(world, steward, **said):
    families.change_case_status(world.case, to="active", by=SYSTEM)


def _foreign_case(world, steward, **said):
    Case.objects.filter(pk=world.case.pk).update(organisation=make.organisation("third"))


BLOCKERS = [(_hold, "on hold"), (_take_up, "at work"), (_foreign_case, "Another organisation")]


@pytest.mark.parametrize(("block", "words"), BLOCKERS, ids=[words for _block, words in BLOCKERS])
def test_an_erasure_is_refused_while_something_stands_in_the_way(world, steward, supervisor, block, words):
    proposal = actions.propose_erasure(world.person, reason="Asked for.", by=steward)
    block(world, steward)
    with pytest.raises(Refused, match=words):
        accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    accounts.refuse(proposal, by=steward)
    with pytest.raises(Refused, match=words):
        actions.propose_erasure(world.person, reason="Asked for.", by=steward)


def test_an_erasure_is_refused_while_news_is_to_be_told(world, steward):
    Notification.objects.filter(person=world.person).update(status="retracted", retracted_reason="x")
    change = world.person.status_changes.filter(to_status="returned").get()
    news = Notification.objects.filter(person=world.person).first()
    values = {f.attname: getattr(news, f.attname) for f in Notification._meta.concrete_fields if not f.primary_key}
    sister = families.add_relative(world.case, name="Ніна", relationship="sister", by=SYSTEM).relative
    Notification.objects.create(
        **values
        | {
            "reference": "N-2222-2222",
            "relative_id": sister.pk,
            "status": "prepared",
            "status_change_id": change.pk,
            "approved_by_id": None,
            "approved_wording": "",
            "delivered_by_id": None,
            "delivered_at": None,
            "retracted_reason": "",
        }
    )
    with pytest.raises(Refused, match="still to be told"):
        actions.propose_erasure(world.person, reason="Asked for.", by=steward)


def test_a_lifted_or_ended_hold_stands_in_nobodys_way(world, steward, supervisor):
    _hold(world, steward)
    with pytest.raises(Refused, match="Give the reason"):
        actions.lift_hold(Hold.objects.get(), reason=" ", by=steward)
    actions.lift_hold(Hold.objects.get(), reason="The court has ruled.", by=steward)
    erase(world, steward, supervisor)


def test_nothing_is_added_to_the_erased(world, steward, supervisor, caseworker):
    erase(world, steward, supervisor)
    world.person.refresh_from_db(), world.case.refresh_from_db()
    for write in (
        lambda: exchanges.link_entry(world.other_line, world.person, by=supervisor),
        lambda: people.add_name(world.person, surname=MARK, by=SYSTEM),
        lambda: people.add_name(world.person, surname=MARK, by=caseworker),
        lambda: make.evidence(world.person),
        lambda: families.add_note(world.case, text=MARK, by=caseworker),
        lambda: families.open_case(world.person, organisation=world.person.organisation, by=caseworker),
        lambda: people.change_status(world.person, to="probably_captive", reason=MARK, by=caseworker),
    ):
        with pytest.raises(Refused):
            write()
    assert Note.objects.filter(case=world.case).count() == 0


def test_the_database_lets_no_name_return_to_the_erased(world, steward, supervisor):
    erase(world, steward, supervisor)
    for change in ({"name": MARK}, {"circumstances": MARK}, {"date_of_birth": "1976"}):
        with pytest.raises(IntegrityError), make.rolled_back():
            Person.objects.filter(pk=world.person.pk).update(**change)


def test_the_wording_of_news_gives_way_to_an_erasure_and_to_nothing_else(world, steward, supervisor):
    told = Notification.objects.filter(person=world.person, status="delivered")
    assert told.exists()
    for text in ("[erased]", "Something else."):
        with pytest.raises(IntegrityError), make.rolled_back():
            told.update(wording=text, approved_wording=text)
    erase(world, steward, supervisor)
    assert set(told.values_list("wording", "approved_wording")) == {("[erased]", "[erased]")}
    with pytest.raises(IntegrityError), make.rolled_back():
        told.update(wording="Something else.", approved_wording="Something else.")


def test_the_erased_stand_in_no_list_and_their_page_says_so(world, steward, supervisor, caseworker, signed_in):
    erase(world, steward, supervisor)
    client = signed_in(caseworker)
    assert world.person.reference not in client.get("/people/").content.decode()
    assert "Erased on" in client.get(world.person.get_absolute_url()).content.decode()
    page = signed_in(steward).get(reverse("protection:person", args=[world.person.reference])).content.decode()
    assert ("Code, status and counts are left" in page, "Propose the erasure" in page) == (True, False)


def test_the_pages_lead_from_a_hold_to_an_erasure(world, steward, supervisor, signed_in):
    client, code = signed_in(steward), world.person.reference
    client.post(reverse("protection:hold", args=[code]), {"reason": "A court asked."})
    assert "This person is on hold" in client.get(reverse("protection:person", args=[code])).content.decode()
    client.post(reverse("protection:hold_lift", args=[Hold.objects.get().pk]), {"reason": "It ruled."})
    done = client.post(reverse("protection:erase", args=[code]), {"reason": "Asked for."}, follow=True)
    assert "a supervisor has to approve it" in done.content.decode()
    proposal = Proposal.objects.get(kind="erase_person")
    signed_in(supervisor).post(reverse("accounts:proposal_approve", args=[proposal.pk]), {"seen": proposal.digest})
    assert Person.objects.get(pk=world.person.pk).erased_at is not None


def test_another_organisation_neither_holds_nor_erases(world, other_bureau, signed_in):
    stranger = make.user("stranger", other_bureau, Role.DATA_STEWARD)
    client = signed_in(stranger)
    for name in ("person", "hold", "erase"):
        url = reverse(f"protection:{name}", args=[world.person.reference])
        assert [client.get(url).status_code, client.post(url, {"reason": "x"}).status_code] == [404, 404]
    with pytest.raises(Refused):
        actions.propose_erasure(world.person, reason="x", by=stranger)
    with pytest.raises(Refused):
        actions.hold_person(world.person, reason="x", by=stranger)
