import pytest
from django.db import transaction

from casework.accounts.models import SYSTEM
from casework.audit.actions import find_first_fault, record
from casework.audit.models import AuditEvent, AuditHead

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    with transaction.atomic():
        for number in range(5):
            record("did_something", f"thing:{number}", by=SYSTEM, number=number)


def test_a_chain_that_nobody_touched_is_whole(chain):
    assert find_first_fault() is None


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
    ],
)
def test_an_altered_field_is_found(chain, field, value):
    AuditEvent.objects.filter(sequence=3).update(**{field: value})
    assert find_first_fault()[0] == 3


def test_a_removed_record_is_found(chain):
    AuditEvent.objects.filter(sequence=3).delete()
    assert find_first_fault()[0] == 3


def test_a_cut_tail_is_found(chain):
    AuditEvent.objects.filter(sequence__gte=4).delete()
    assert find_first_fault()[0] == 4


def test_reordered_records_are_found(chain):
    AuditEvent.objects.filter(sequence=2).update(sequence=99)
    AuditEvent.objects.filter(sequence=3).update(sequence=2)
    AuditEvent.objects.filter(sequence=99).update(sequence=3)
    assert find_first_fault()[0] == 2


def test_an_inserted_record_is_found(chain):
    last = AuditEvent.objects.get(sequence=5)
    AuditEvent.objects.create(
        sequence=6, at=last.at, actor="x", action="y", subject="z", previous_hash=last.hash, hash="f" * 64
    )
    assert find_first_fault()[0] == 6


def test_a_head_that_was_moved_is_found(chain):
    AuditHead.objects.update(sequence=4)
    assert find_first_fault()[0] == 5
