"""The ledger of an exchange: every count and every variance, with its people. People are invented."""

import pytest

from casework.exchanges import actions, ledger
from casework.exchanges.models import Exchange, Statement
from casework.families import actions as families
from casework.notifications import actions as notifications
from casework.people import actions as people
from casework.people.models import Person
from casework.people.statuses import PersonStatus
from tests import make
from tests.exchanges import make_work
from tests.notifications import make as news

SURNAMES = [
    "Бойко",
    "Ткачук",
    "Мельник",
    "Шевчук",
    "Поліщук",
    "Лисенко",
    "Гнатюк",
    "Савчук",
    "Кравець",
    "Дорошенко",
    "Яременко",
    "Федорук",
]


@pytest.fixture
def exchange(db):
    return make_work.exchange()


def announce(exchange: Exchange, counted: str, count: int | None, announcer: str = "ukraine", **fields) -> None:
    fields = {"side": "ukraine", "source": "A page"} | fields
    Statement.objects.create(exchange=exchange, announcer=announcer, counted=counted, count=count, **fields)


@pytest.fixture
def crafted(exchange, bureau, caseworker, supervisor, officer):
    """Twelve entries on a list and one arrival on none, by the name of what became of each."""
    fates = {
        "told": "pow",
        "half_told": "pow",
        "not_told": "civilian",
        "no_case": "pow",
        "to_verify": "pow",
        "not_arrived": "civilian",
        "awaited": "pow",
        "to_decide": "pow",
        "not_on_register": "",
        "disputed": "pow",
        "dead": "pow",
        "duplicate": "pow",
    }
    rows = [
        {"surname": surname, "given": "Іван", "patronymic": "Петрович", "category": category}
        for surname, category in zip(SURNAMES, fates.values(), strict=True)
    ]
    entry = dict(zip(fates, make_work.listed(exchange, bureau, rows), strict=True))
    linked = [
        "told",
        "half_told",
        "not_told",
        "no_case",
        "to_verify",
        "not_arrived",
        "awaited",
        "disputed",
        "dead",
    ]
    for fate in linked:
        make_work.linked(entry[fate], caseworker)
    Person.objects.filter(links__entry=entry["to_verify"]).update(category="civilian")
    arrived = ["told", "half_told", "not_told", "no_case", "to_verify", "disputed"]
    actions.record_arrivals([entry[fate] for fate in arrived], arrival="arrived", by=officer)
    actions.record_arrivals([entry["not_arrived"]], arrival="did_not_arrive", by=officer)
    cases = {
        "told": news.case(make_work.person_of(entry["told"]), "Told Mother"),
        "half_told": news.case(make_work.person_of(entry["half_told"]), "Half Mother"),
        "not_told": news.case(make_work.person_of(entry["not_told"]), "Untold Mother"),
    }
    news.case(make_work.person_of(entry["half_told"]), "Half Wife")
    for fate in ("told", "half_told", "not_told", "no_case"):
        make_work.verified(entry[fate], officer)
    deliver = [cases["told"], cases["half_told"]]
    tell(deliver, supervisor)
    actions.dispute_identity(entry["disputed"], reason="Another man.", by=officer)
    actions.mark_not_on_register(entry["not_on_register"], by=caseworker)
    actions.mark_duplicate(entry["duplicate"], entry["to_decide"], by=caseworker)
    dead = make_work.person_of(entry["dead"])
    people.change_status(
        dead, to="death_reported", reason="A witness.", evidence=make.evidence(dead), by=caseworker
    )
    entry["unlisted"] = actions.record_unlisted_arrival(exchange, surname="Захарченко", given="Марія", by=officer)
    return entry


def tell(cases, supervisor) -> None:
    """Every notification of these cases approved and told."""
    notifications.prepare_news()
    for case in cases:
        for notification in case.notifications.order_by("order"):
            news.attempt(news.approved(notification, by=supervisor), by=supervisor)


def found(exchange, bureau) -> dict[str, int]:
    return {variance.kind: variance.count for variance in ledger.variances(exchange, bureau)}


def test_counts_go_from_announced_to_told(exchange, crafted, bureau):
    announce(exchange, "total", 12)
    assert ledger.counts(exchange, bureau) == {
        "announced": 12,
        "listed": 11,
        "linked": 8,
        "arrived": 7,
        "verified": 4,
        "told": 1,
    }


def test_rows_by_category_add_up_to_the_row_of_all(exchange, crafted, bureau):
    rows = {row.category: row.counts for row in ledger.ledger(exchange, bureau).rows}
    assert list(rows) == ["", "pow", "civilian", "unknown"]
    assert rows["pow"] == {"listed": 8, "linked": 6, "arrived": 5, "verified": 3, "told": 1}
    assert rows["civilian"] == {"listed": 2, "linked": 2, "arrived": 1, "verified": 1, "told": 0}
    assert rows["unknown"] == {"listed": 1, "linked": 0, "arrived": 1, "verified": 0, "told": 0}
    for stage in ledger.STAGES:
        assert rows[""][stage] == sum(rows[category][stage] for category in ("pow", "civilian", "unknown"))


def test_a_category_missing_on_the_list_is_that_of_the_person(exchange, bureau, caseworker):
    entry = make_work.entry(exchange, bureau)
    make_work.linked(entry, caseworker, category="civilian")
    rows = {row.category: row.counts for row in ledger.ledger(exchange, bureau).rows}
    assert (rows["civilian"]["listed"], "unknown" in rows) == (1, False)


@pytest.mark.parametrize(
    ("kind", "fates"),
    [
        ("to-decide", ["to_decide", "disputed"]),
        ("not-on-register", ["not_on_register"]),
        ("awaited", ["awaited", "to_decide", "not_on_register", "dead"]),
        ("did-not-arrive", ["not_arrived"]),
        ("unlisted", ["unlisted"]),
        ("arrived-not-linked", ["disputed", "unlisted"]),
        ("not-verified", ["to_verify"]),
        ("category-differs", ["to_verify"]),
        ("disputed", ["disputed"]),
        ("died", ["dead"]),
        ("not-told", ["half_told", "not_told"]),
        ("no-case", ["no_case"]),
    ],
)
def test_every_variance_is_counted_and_names_its_people(kind, fates, exchange, crafted, bureau):
    label, entries = ledger.variance_entries(exchange, bureau, kind)
    assert set(entries) == {crafted[fate] for fate in fates}
    assert found(exchange, bureau)[kind] == len(fates)
    assert label


def test_what_was_announced_is_held_against_the_list_by_announcer_and_category(exchange, crafted, bureau):
    announce(exchange, "total", 11)
    announce(exchange, "total", 13, announcer="press")
    announce(exchange, "military", 9)
    announce(exchange, "civilian", None, withheld=True)
    announce(exchange, "total", 50, side="russia")
    announced = {kind: count for kind, count in found(exchange, bureau).items() if kind.startswith("announced")}
    assert announced == {"announced.press.total": 2, "announced.ukraine.military": 1}
    _label, entries = ledger.variance_entries(exchange, bureau, "announced.ukraine.military")
    assert entries.count() == 8


def test_withheld_unknown_and_contradicting_announcements_stay_apart(exchange, bureau):
    announce(exchange, "total", 52)
    announce(exchange, "total", 50, announcer="russia")
    announce(exchange, "total", None, side="russia", withheld=True)
    announce(exchange, "women", 0)
    found = ledger.ledger(exchange, bureau)
    said = {row.label: [announced.text for announced in row.announced] for row in found.rows}
    assert found.announcers == ("Ukraine", "Russia")
    assert said == {
        "all to Ukraine": ["52", "50"],
        "military to Ukraine": ["", ""],
        "civilians to Ukraine": ["", ""],
        "women to Ukraine": ["0", ""],
        "all to Russia": ["withheld", ""],
    }
    assert [row.counts for row in found.rows[3:]] == [None, None]
    assert ledger.counts(exchange, bureau)["announced"] == "52 / 50"


@pytest.mark.parametrize(("fields", "said"), [({}, None), ({"withheld": True}, "withheld")])
def test_an_announced_count_that_is_not_known_is_not_nought(fields, said, exchange, bureau):
    announce(exchange, "total", None, **fields)
    assert ledger.counts(exchange, bureau)["announced"] == said


def test_an_exchange_whose_numbers_meet_has_no_variance(exchange, bureau, caseworker, supervisor, officer):
    announce(exchange, "total", 1)
    entry = make_work.arrived(make_work.linked(make_work.entry(exchange, bureau), caseworker), officer)
    case = news.case(make_work.person_of(entry), "Mother")
    make_work.verified(entry, officer)
    tell([case], supervisor)
    assert ledger.variances(exchange, bureau) == []
    families.change_case_status(case, to="closed", reason="Told.", by=caseworker)
    assert ledger.counts(exchange, bureau)["told"] == 1


def test_news_of_an_earlier_return_does_not_count_for_a_later_one(
    exchange, bureau, caseworker, supervisor, officer
):
    first = make_work.arrived(make_work.linked(make_work.entry(exchange, bureau), caseworker), officer)
    person = make_work.person_of(first)
    case = news.case(person, "Mother")
    make_work.verified(first, officer)
    tell([case], supervisor)
    people.change_status(
        person, to="probably_captive", reason="Taken again.", evidence=make.evidence(person), by=caseworker
    )
    later = make_work.exchange("2025-08-14")
    second = make_work.arrived(make_work.linked(make_work.entry(later, bureau), caseworker, person), officer)
    make_work.verified(second, officer)
    assert ledger.counts(exchange, bureau)["told"] == 1
    assert ledger.counts(later, bureau)["told"] == 0
    assert found(later, bureau) == {"not-told": 1}


def test_another_organisations_entries_are_not_counted(exchange, crafted, other_bureau):
    assert ledger.counts(exchange, other_bureau)["listed"] == 0
    assert found(exchange, other_bureau) == {}


def test_an_entry_withdrawn_by_a_newer_list_is_not_counted(exchange, crafted, bureau):
    type(crafted["awaited"]).objects.filter(pk=crafted["awaited"].pk).update(status="withdrawn")
    assert ledger.counts(exchange, bureau)["listed"] == 10


def test_the_ledger_costs_the_same_queries_for_few_and_many(
    exchange, bureau, caseworker, django_assert_max_num_queries
):
    for surname in SURNAMES:
        make_work.linked(make_work.entry(exchange, bureau, f"{surname} Іван Петрович"), caseworker)
    with django_assert_max_num_queries(3):
        assert len(ledger.ledger(exchange, bureau).variances) == 1
    assert Person.objects.filter(status=PersonStatus.MISSING).count() == 12


def test_an_unknown_kind_of_variance_is_a_key_error(exchange, bureau):
    for kind in ("nonsense", "announced.ukraine.women"):
        with pytest.raises(KeyError):
            ledger.variance_entries(exchange, bureau, kind)
