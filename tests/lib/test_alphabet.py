"""Names stand in the order of the Ukrainian alphabet, on each database and in Python."""

import pytest
from django.db import connection

from casework.lib.alphabet import Alphabetical, alphabetical
from casework.people.models import Person, PlaceOfDetention

# Every letter whose place is not that of its number, with those beside it.
IN_ORDER = [
    "Адам", "Василь", "Гава", "Гучко", "Ґава", "Дар", "Ева", "Еней", "Єва", "Жук", "Зоя",
    "Ирша", "Іва", "Іван", "Ївга", "Йосип", "Кіндрат", "Лев", "Щур", "Юрій", "Яна", "Яґа", "Ядвіга",
]  # fmt: skip
IN_ORDER[-3:] = ["Яґа", "Ядвіга", "Яна"]


def test_names_are_sorted_by_the_alphabet():
    assert sorted(reversed(IN_ORDER), key=alphabetical) == IN_ORDER


@pytest.mark.django_db
def test_the_database_sorts_names_by_the_alphabet():
    PlaceOfDetention.objects.bulk_create(PlaceOfDetention(name=name) for name in reversed(IN_ORDER))
    assert [place.name for place in PlaceOfDetention.objects.all()] == IN_ORDER
    backwards = PlaceOfDetention.objects.order_by(Alphabetical("name").desc())
    assert [place.name for place in backwards] == IN_ORDER[::-1]


@pytest.mark.django_db
def test_the_register_is_paged_by_an_index():
    """No list of names is sorted anew for each page.

    Of an empty register PostgreSQL may think that sorting it costs nothing: it is asked to do so only if it must.
    """
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_sort = off")
    people = Person.objects.filter(organisation=1).order_by(Alphabetical("name"), "pk")[:50]
    assert "people_by_alphabet" in people.explain()
