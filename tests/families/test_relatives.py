import pytest
from django.db import IntegrityError, transaction

from casework.accounts.models import SYSTEM
from casework.families import actions
from casework.families.models import CaseRelative, Relative
from casework.lib.errors import Refused, Stale
from tests.families import make

pytestmark = pytest.mark.django_db


def line(case):
    return list(case.case_relatives.order_by("order").values_list("relative__name", "order"))


@pytest.fixture
def family(bureau):
    case = make.case(bureau)
    for name in ("Перша", "Друга", "Третя"):
        make.relative(case, name, relationship="sister")
    return case


def test_a_new_relative_is_the_last_to_be_informed(family):
    make.relative(family, "Четверта")
    assert line(family) == [("Перша", 1), ("Друга", 2), ("Третя", 3), ("Четверта", 4)]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (1, ["Нова", "Перша", "Друга", "Третя"]),
        (2, ["Перша", "Нова", "Друга", "Третя"]),
        (3, ["Перша", "Друга", "Нова", "Третя"]),
        (4, ["Перша", "Друга", "Третя", "Нова"]),
        (90, ["Перша", "Друга", "Третя", "Нова"]),
        (0, ["Нова", "Перша", "Друга", "Третя"]),
    ],
)
def test_a_relative_put_in_the_middle_moves_the_others_down(family, order, names):
    added = make.relative(family, "Нова", order=order)
    assert line(family) == [(name, number) for number, name in enumerate(names, 1)]
    assert added.order == names.index("Нова") + 1


@pytest.mark.parametrize(
    ("which", "up", "names"),
    [
        (0, False, ["Друга", "Перша", "Третя"]),
        (1, False, ["Перша", "Третя", "Друга"]),
        (2, False, ["Перша", "Друга", "Третя"]),
        (0, True, ["Перша", "Друга", "Третя"]),
        (1, True, ["Друга", "Перша", "Третя"]),
        (2, True, ["Перша", "Третя", "Друга"]),
    ],
)
def test_the_order_to_inform_is_changed_place_by_place(family, caseworker, which, up, names):
    actions.move_relative(family.case_relatives.order_by("order")[which], up=up, by=caseworker)
    assert line(family) == [(name, number) for number, name in enumerate(names, 1)]


def test_the_database_refuses_two_relatives_in_one_place(family):
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseRelative.objects.filter(case=family).update(order=1)


def test_a_relative_of_one_case_can_be_of_another_and_not_twice_of_one(bureau, family):
    known = family.relatives.first()
    second = make.case(bureau)
    actions.add_relative(second, relative=known, relationship="wife", by=SYSTEM)
    with pytest.raises(Refused, match="already on this case"):
        actions.add_relative(second, relative=known, relationship="friend", by=SYSTEM)
    assert list(second.case_relatives.values_list("relative", "relationship")) == [(known.pk, "wife")]


def test_a_relative_on_record_elsewhere_is_not_put_on_our_case(other_bureau, family):
    foreign = make.relative(make.case(other_bureau)).relative
    with pytest.raises(Refused, match="another organisation"):
        actions.add_relative(family, relative=foreign, relationship="wife", by=SYSTEM)
    assert family.relatives.count() == 3


def test_a_relative_needs_a_name(family, caseworker):
    with pytest.raises(Refused, match="name of the relative"):
        actions.add_relative(family, relationship="wife", name="  ", by=caseworker)


def test_an_edit_of_an_old_version_of_a_relative_is_refused(family, caseworker):
    relative = family.relatives.first()
    actions.update_relative(relative, version=relative.version, phone="+380509999999", by=caseworker)
    with pytest.raises(Stale):
        actions.update_relative(relative, version=relative.version, phone="+380508888888", by=caseworker)
    assert str(Relative.objects.get(pk=relative.pk).phone) == "+380509999999"


def test_a_stale_edit_of_a_relative_leaves_the_relationship_as_it_was(family, caseworker):
    link = family.case_relatives.first()
    with pytest.raises(Stale):
        actions.update_case_relative(
            link, relationship="wife", proof="other", version=99, name="Інша", by=caseworker
        )
    link.refresh_from_db()
    assert (link.relationship, link.proof, link.relative.name) == ("sister", "none", "Перша")


def test_relationship_proof_and_telephone_are_changed_together(family, caseworker):
    link = family.case_relatives.first()
    actions.update_case_relative(
        link,
        relationship="wife",
        proof="marriage_certificate",
        proof_note="I-КВ 123456",
        version=link.relative.version,
        phone="+380509999999",
        by=caseworker,
    )
    link = CaseRelative.objects.get(pk=link.pk)
    assert (link.relationship, link.proof, link.proof_note, str(link.relative.phone)) == (
        "wife",
        "marriage_certificate",
        "I-КВ 123456",
        "+380509999999",
    )
