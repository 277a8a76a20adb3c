"""The chains: what is recorded stays as it was, or it shows."""

import pytest
from django.db import DatabaseError, connection, transaction

from casework.access import Role
from casework.accounts.models import SYSTEM
from casework.audit.actions import find_first_fault, record, sign_checkpoint
from casework.audit.chains import _latest
from casework.audit.database import CHAINS
from casework.audit.models import AuditCheckpoint, AuditEvent, AuditHead, AuditMention
from casework.families import actions as families
from tests import make
from tests.audit.planting import locked, unlocked
from tests.families import make as make_families
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    """Five events on one chain, and nothing that would keep its owner from changing them."""
    with unlocked(), transaction.atomic():
        for number in range(5):
            record("did_something", f"thing:{number}", by=SYSTEM, number=number)
        yield AuditEvent.objects.filter(chain=AuditEvent.objects.values("chain")[:1])


def first_bad():
    fault = find_first_fault()
    return fault and int(fault.number.partition("-")[2])


def test_a_chain_that_nobody_touched_is_whole(chain):
    assert (chain.count(), find_first_fault()) == (5, None)


def test_nothing_is_recorded_outside_a_transaction(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        record("did_something", "thing:1", by=SYSTEM)
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor", "somebody else"),
        ("actor_id", "7"),
        ("organisation", "other"),
        ("action", "did_nothing"),
        ("subject", "thing:9"),
        ("data", '{"number": 9}'),
        ("at", "2020-01-01T00:00:00+00:00"),
        ("hash", "0" * 64),
        ("previous_hash", "0" * 64),
        ("chain", 15),
    ],
)
def test_an_altered_field_is_found(chain, field, value):
    chain.filter(sequence=3).update(**{field: value})
    assert first_bad() == 3


def test_an_altered_id_is_found(chain):
    event = chain.get(sequence=3)
    chain.filter(sequence=3).update(id=event.pk + CHAINS)
    AuditMention.objects.filter(event=event.pk).update(event=event.pk + CHAINS)
    assert first_bad() == 3


def test_a_removed_record_is_found(chain):
    chain.filter(sequence=3).delete()
    AuditMention.objects.exclude(event__in=AuditEvent.objects.values("pk")).delete()
    assert first_bad() == 3


def test_a_cut_tail_is_found(chain):
    AuditMention.objects.filter(event__in=chain.filter(sequence__gte=4).values("pk")).delete()
    chain.filter(sequence__gte=4).delete()
    assert first_bad() == 4


def test_reordered_records_are_found(chain):
    chain.filter(sequence=2).update(sequence=99)
    chain.filter(sequence=3).update(sequence=2)
    chain.filter(sequence=99).update(sequence=3)
    assert first_bad() == 2


def test_an_inserted_record_is_found(chain):
    last = chain.get(sequence=5)
    AuditEvent.objects.create(
        id=last.pk + CHAINS,
        chain=last.chain,
        sequence=6,
        at=last.at,
        actor="x",
        action="y",
        subject="z",
        previous_hash=last.hash,
        hash="f" * 64,
    )
    assert first_bad() == 6


def test_a_head_that_was_moved_is_found(chain):
    AuditHead.objects.filter(pk=chain[0].chain).update(sequence=4)
    assert first_bad() == 5


def test_a_head_that_is_gone_is_found(chain):
    AuditHead.objects.filter(pk=7).delete()
    assert find_first_fault().number == "7-1"


def test_what_an_event_mentions_cannot_be_altered_unseen(chain):
    third = chain.get(sequence=3)
    with transaction.atomic():
        AuditMention.objects.filter(event=third.pk).delete()
        assert first_bad() == 3
        transaction.set_rollback(True)
    AuditMention.objects.create(event=third.pk, subject="thing:9")
    assert first_bad() == 3


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_itself_refuses_any_change(bureau, change):
    sign_checkpoint()
    with transaction.atomic(), locked():
        for table in (AuditEvent, AuditMention, AuditCheckpoint):
            with pytest.raises(DatabaseError, match="appended only"), transaction.atomic():
                _change(table, change)
        make.person(bureau)
        assert find_first_fault() is None


def _change(table, change):
    if change == "delete":
        return table.objects.all().delete()
    column = {AuditEvent: "actor", AuditMention: "subject", AuditCheckpoint: "content"}[table]
    return table.objects.update(**{column: "other"})


@pytest.mark.django_db(transaction=True)
def test_many_who_write_at_once_leave_whole_chains():
    bureau = make.organisation("bureau")
    people = [make.person(bureau) for _ in range(6)]
    acts = [lambda person=person: [make.evidence(person) for _ in range(5)] for person in people]
    at_once(acts, list)
    assert AuditEvent.objects.filter(action="record_evidence").count() == 30
    assert find_first_fault() is None


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_long_import():
    """Both append while the other's transaction is open: on SQLite, where one writes at a time, one by one."""
    make.organisation("bureau")
    if connection.vendor == "postgresql":
        with transaction.atomic():
            record("import_slowly", "thing:1", by=SYSTEM)
            at_once([_append_beside], list)
    assert find_first_fault() is None
    used = set(
        AuditEvent.objects.filter(action__in=["import_slowly", "did_beside"]).values_list("chain", flat=True)
    )
    assert len(used) == (2 if connection.vendor == "postgresql" else 0)


def _append_beside():
    with transaction.atomic():
        record("did_beside", "thing:2", by=SYSTEM)


def test_what_was_rolled_back_leaves_no_gap(bureau):
    for number in range(3):
        with transaction.atomic():
            record("did_something", f"thing:{number}", by=SYSTEM)
            transaction.set_rollback(number == 1)
    assert AuditEvent.objects.filter(action="did_something").count() == 2
    assert find_first_fault() is None


def test_an_end_that_somebody_else_moved_is_read_anew(bureau):
    before = _latest.head
    make.person(bureau)
    _latest.head = before  # as in another process, which does not know of it
    make.person(bureau)
    assert find_first_fault() is None


def test_what_the_program_does_by_itself_is_read_by_the_auditor_of_whose_record_it_is(bureau, other_bureau):
    person = make.person(other_bureau)
    case = make_families.case(other_bureau, person)
    families.add_note(case, text="Invented.", by=SYSTEM)
    with transaction.atomic():
        record("rotate_keys", "table:people_person", by=SYSTEM)
        record("grow", make_families.relative(case), by=SYSTEM)

    def read_by(organisation):
        auditor = make.user(f"auditor-{organisation.slug}", organisation, Role.AUDITOR)
        events = (
            AuditEvent.objects.visible_to(auditor)
            .filter(actor="system")
            .exclude(action__in=("create_user", "grant_role"))
        )
        return [event.action for event in events.order_by("pk") if event.subject not in known]

    known = {f"organisation:{bureau.pk}", f"organisation:{other_bureau.pk}"}
    assert read_by(bureau) == ["rotate_keys"]
    assert {"register_person", "open_case", "add_note", "rotate_keys", "grow"} <= set(read_by(other_bureau))
