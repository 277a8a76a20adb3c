"""The keys of the whole register made anew."""

import pytest
from django.core.management import call_command
from django.db import connection

from casework.people.actions import rebuild_keys
from casework.people.models import NameKey
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("Коваленко Іван Петрович", "Згурський Юхим Пилипович", "Pidhoretskyi Yelyzar")


@pytest.fixture
def registered():
    bureau = make.organisation("keys")
    for name in NAMES:
        make.person(bureau, name, date_of_birth="14.10.1976")


def _keys():
    return sorted(NameKey.objects.values_list("name", "key"))


def _guards():
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, NameKey._meta.db_table)


class Interrupted(Exception):
    pass


def _interrupt(made, last):
    raise Interrupted


@pytest.mark.parametrize("options", [{}, {"fresh": True}])
def test_the_keys_made_anew_are_those_that_were_made_with_the_people(registered, options):
    keys, guards = _keys(), _guards()
    NameKey.objects.filter(name=keys[0][0]).delete()
    call_command("rebuild_keys", **options)
    assert (_keys(), _guards()) == (keys, guards)


def test_where_making_all_anew_fails_the_old_keys_and_their_indexes_stand(registered):
    keys, guards = _keys(), _guards()
    with pytest.raises(Interrupted):
        rebuild_keys(fresh=True, done=_interrupt)
    assert (_keys(), _guards()) == (keys, guards)
