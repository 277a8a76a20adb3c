"""The main job through actions alone, on a small register: from a received list to families told, once.

The reference event in small: Natalia's son Yelizar and Olha's son Valerii are on the list of 23 May 2025.
Everybody here is invented.
"""

import pytest

from casework.audit.actions import find_first_fault
from casework.exchanges import actions as exchanges
from casework.exchanges import ledger
from casework.exchanges.actions.exact import exact_matches
from casework.exchanges.models import Entry, Exchange, Link, ListFile
from casework.families import actions as families
from casework.families.models import Case
from casework.lib.errors import Refused
from casework.notifications import actions as news
from casework.notifications.models import DeliveryAttempt, Notification, people_without_family, unclaimed_changes
from casework.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db

# Who waits on the register: the sender's number, name, date of birth, category.
REGISTER = """
1 Загорник Єлизар Тимофійович|07.03.1999|pow
2 Полинчук Валерій Остапович|15.11.1983|civilian
3 Верескун Захар Федорович|02.02.1991|pow
4 Дубогрій Лук'ян Семенович|19.08.1987|pow
5 Сіроштан Гнат Юхимович|30.12.1995|pow
6 Терновець Ілля Давидович|11.06.1979|pow
7 Кривошлик Прохор Якимович|1985|pow
8 Журавлюк Назар Олексійович|23.09.2000|pow
9 Хмаренко Устим Григорович|05.05.1990|pow
10 Білогриб Юрій-Богдан Ігорович|28.01.1994|pow
11 Осокорець Мирон Зіновійович|14.07.1982|pow
12 Пшеничняк Кіндрат Андрійович|09.10.1998|pow
13 Лозинюк Віра Степанівна|17.04.1976|civilian
14 Мохнатюк Пилип Романович|01.03.1969|civilian
15 Перелісок Ганна Василівна|26.11.1988|civilian
16 Чорнотроп Яків Матвійович|12.12.1972|civilian
17 Цвіркунець Адам Йосипович|20.05.1960|civilian
18 Верескун Федір Захарович|04.04.1966|pow
19 Загорник Єлисей Тимофійович|07.03.2001|pow
20 Полинчук Остап Валерійович|15.11.2004|civilian
21 Гречаник Олег Іванович|03.03.1980|pow
22 Барвінчук Семен Петрович|13.08.1992|pow
23 Калинець Роман Юрійович|21.02.1986|pow
24 Смеречак Василь Дмитрович|06.06.1977|pow
25 Горицвіт Павло Микитович|10.01.1996|pow
26 Деревійко Оксана Львівна|18.09.1989|civilian
27 Ромашко Лев Ярославович|24.07.1975|civilian
28 Підбілик Тарас Маркович|31.10.1993|pow
29 Чебрецюк Максим Орестович|08.08.1984|pow
30 Безсмертник Денис Ігорович|16.02.1997|pow
"""

# The list as somebody typed it, and whom each line means on the register.
HEAD = "Список осіб, звільнених 23.05.2025;;;\n;;;\n№ з/п;П.І.Б.;Дата народження;Категорія\n"
LIST = """
1;ЗАГОРНИК Єлизар Тимофійович;07.03.1999;військовий|1
2;Полынчук Валерий Остапович;15.11.1983;цивільний|2
3;Верескун Захар Федорович;02.02.1991;військовий|3
4;Дубогрiй Лук’ян Семенович;19.08.1987;військовий|4
5;Сіроштан Гнат Юхимович;30.12.1995 р.н.;військовий|5
6;Терновец Илья Давыдович;11.06.1979;военный|6
7;КРИВОШЛИК ПРОХОР ЯКИМОВИЧ;1985 р.н.;військовий|7
8;Журавлюк Назар;23.09.2000;військовий|8
9;Хмаренко Устим Григорович;05.05.1990 або 15.05.1990;військовий|9
10;Bilohryb Yurii-Bohdan Ihorovych;28.01.1994;військовий|10
11;Осокорець Мирон Зеновійович;14.07.1982;військовий|11
12;Пшеничняк  Кіндрат  Андрійович ;09.10.1998;в/с|12
13;Лозинюк Віра Степанівна;17.04.1976;цивільна|13
14;Мохнатюк Пилип Романович;01.03.1969;військовий|14
15;Перелiсок Гaнна Василівна;26.11.1988;цив.|15
16;Чорнотроп Яків Матвійович;12.12.1972;цивільний|16
17;Цвіркунець Адам Йосипович;1960;цивільний|17
18;Невідомець Сава Лукич;02.09.1978;військовий|
19;Незнайко Дарина Павлівна;1991;цивільна|
20;Загорник Єлизар Т.;07.03.1999;військовий|again 1
"""
STAYED_AWAY = 16


@pytest.fixture
def register(bureau) -> dict[str, Person]:
    people = {}
    for line in REGISTER.split("\n")[1:-1]:
        number, rest = line.split(" ", 1)
        name, born, category = rest.split("|")
        people[number] = make.person(bureau, name, date_of_birth=born, category=category, sender_reference=number)
    return people


@pytest.fixture
def cases(register, caseworker, bureau) -> dict[str, Case]:
    """A case with a mother for all but one; a second relative, in English, for Valerii."""
    cases = {}
    for number, person in register.items():
        if number == "13":
            continue
        case = cases[number] = families.open_case(person, organisation=bureau, by=caseworker)
        name = {"1": "Наталя Загорник", "2": "Ольга Полинчук"}.get(number, f"Мати № {number}")
        phone = f"+3805012345{int(number):02}"
        families.add_relative(case, relationship="mother", name=name, phone=phone, by=caseworker)
    families.add_relative(
        cases["2"], relationship="sister", name="Anna", phone="+380501234590", language="en", by=caseworker
    )
    return cases


@pytest.fixture
def exchange(supervisor) -> Exchange:
    exchange = exchanges.create_exchange(reference="2025-05-23", kind="stage", by=supervisor)
    for counted, count in (("total", 20), ("military", 12), ("civilian", 8)):
        exchanges.add_statement(
            exchange,
            announcer="ukraine",
            side="ukraine",
            counted=counted,
            count=count,
            source="An invented page",
            by=supervisor,
        )
    return exchange


def rows() -> list[tuple[str, str]]:
    """Each line of the list, and whom it means."""
    return [tuple(line.split("|")) for line in LIST.split("\n")[1:-1]]  # type: ignore[misc]


def received(exchange, bureau, steward) -> ListFile:
    text = HEAD + "".join(f"{row}\n" for row, _person in rows()) + "Всього: 20;;;\n"
    content = text.encode("utf-8-sig")
    return exchanges.receive_list(exchange, organisation=bureau, content=content, name="list.csv", by=steward)


def imported(exchange, bureau, steward) -> list[Entry]:
    draft = received(exchange, bureau, steward)
    exchanges.import_list(draft, by=steward)
    exchanges.find_candidates(draft, by=steward)
    return list(Entry.objects.order_by("row"))


def link_all(exchange, bureau, register, entries, caseworker) -> None:
    """The exact ones in one reviewed step; the others one by one, each to the candidate that stands first."""
    exact = exact_matches(exchange, caseworker)
    exchanges.link_exact([candidate.entry for candidate in exact], by=caseworker)
    meant = {entry: whom for entry, (_row, whom) in zip(entries, rows(), strict=True)}
    for entry, whom in meant.items():
        entry.refresh_from_db()
        if entry.status == "linked":
            continue
        if whom.startswith("again"):
            first = next(e for e, other in meant.items() if other == whom.removeprefix("again "))
            exchanges.mark_duplicate(entry, first, by=caseworker)
        elif whom == "":
            exchanges.mark_not_on_register(entry, by=caseworker)
        else:
            best = entry.candidates.order_by("rank").first()
            assert (whom, best.person) == (whom, register[whom])
            exchanges.link_entry(entry, best.person, by=caseworker)


def tell_all(cases, supervisor, caseworker) -> None:
    for notification in Notification.objects.order_by("case", "order"):
        news.approve_notification(notification, version=notification.version, by=supervisor)
        news.record_attempt(
            notification,
            channel="call",
            number_used=str(notification.relative.phone),
            outcome="told",
            words="Дякую.",
            by=caseworker,
        )


def counts(exchange, bureau) -> dict:
    return ledger.counts(exchange, bureau)


def varying(exchange, bureau) -> dict[str, int]:
    return {one.kind: one.count for one in ledger.variances(exchange, bureau)}


def check_nobody_is_to_be_told() -> None:
    assert (news.prepare_news(), Notification.objects.count()) == (0, 0)


def check_the_list_is_read_and_links_nobody(exchange, bureau, entries) -> None:
    assert len(entries) == 20
    assert counts(exchange, bureau) == {
        "announced": 20,
        "listed": 20,
        "linked": 0,
        "arrived": 0,
        "verified": 0,
        "told": 0,
    }


def check_every_line_is_linked_to_whom_it_means() -> None:
    linked = {link.entry.row - 3: link.person.sender_reference for link in Link.objects.live()}
    assert linked == {number: whom for number, (_row, whom) in enumerate(rows(), 1) if whom.isdecimal()}
    assert set(Person.objects.values_list("status", flat=True)) == {"missing"}
    check_nobody_is_to_be_told()


def arrive(officer) -> list[Entry]:
    """They arrive, but for one and the line that stood there twice: reported, and still nobody is told."""
    there = [e for e in Entry.objects.order_by("row") if e.row - 3 != STAYED_AWAY and e.status != "duplicate"]
    exchanges.record_arrivals(there, arrival="arrived", by=officer)
    away = Entry.objects.get(row=STAYED_AWAY + 3)
    exchanges.record_arrivals([away], arrival="did_not_arrive", by=officer)
    assert Person.objects.filter(status="return_reported").count() == 16
    check_nobody_is_to_be_told()
    return there


def verify_all(there, caseworker, officer) -> None:
    """Another than the linker meets each of them."""
    with pytest.raises(Refused):
        exchanges.verify_person(there[0], identified_by="document", by=caseworker)
    for entry in Entry.objects.to_verify().order_by("row"):
        exchanges.verify_person(entry, identified_by="document", condition="good", by=officer)
    assert Person.objects.filter(status="returned").count() == 16


def prepare_all(exchange, bureau, register, caseworker, supervisor) -> list[str]:
    """One notification for each relative of theirs, and for nobody else; their senders' numbers."""
    assert (news.prepare_news(), news.prepare_news()) == (16, 0)
    told_about = sorted(Notification.objects.values_list("person__sender_reference", flat=True), key=int)
    assert told_about == ["1", "2", "2", *map(str, range(3, 13)), "14", "15", "17"]
    assert counts(exchange, bureau)["told"] == 0
    assert list(people_without_family(supervisor)) == [register["13"]]
    first = Notification.objects.order_by("pk")[0]
    with pytest.raises(Refused):
        news.record_attempt(first, channel="call", number_used="1648", outcome="told", by=caseworker)
    return told_about


def check_what_was_announced_against_who_came(exchange, bureau) -> None:
    assert counts(exchange, bureau) == {
        "announced": 20,
        "listed": 19,
        "linked": 17,
        "arrived": 18,
        "verified": 16,
        "told": 15,
    }
    assert varying(exchange, bureau) == {
        "announced.ukraine.total": 1,
        "announced.ukraine.military": 1,
        "announced.ukraine.civilian": 2,
        "not-on-register": 2,
        "did-not-arrive": 1,
        "arrived-not-linked": 2,
        "category-differs": 1,
        "no-case": 1,
    }


def check_each_family_heard_once_of_its_own(cases, told_about, caseworker) -> None:
    tellings = DeliveryAttempt.objects.filter(outcome="told").values_list(
        "notification__relative__name", "notification__person__sender_reference", "by"
    )
    assert len(tellings) == 16
    for mother, son in (("Наталя Загорник", "1"), ("Ольга Полинчук", "2")):
        assert [one for one in tellings if one[0] == mother] == [(mother, son, caseworker.pk)]
        assert cases[son].case_relatives.get(relative__name=mother).order == 1
    assert {case.person.sender_reference for case in Case.objects.filter(status="news_given")} == set(told_about)
    assert (news.prepare_news(), unclaimed_changes().count(), find_first_fault()) == (0, 0, None)


def check_the_same_file_again_adds_nothing_and_tells_nobody(exchange, bureau, steward) -> None:
    with pytest.raises(exchanges.AlreadyImported):
        received(exchange, bureau, steward)
    assert (Entry.objects.count(), news.prepare_news(), Notification.objects.count()) == (20, 0, 16)


def complete(exchange, supervisor) -> None:
    """Only with a reason for what varies."""
    exchanges.change_exchange_status(exchange, to="under_way", by=supervisor)
    with pytest.raises(Refused):
        exchanges.change_exchange_status(exchange, to="completed", by=supervisor)
    exchanges.change_exchange_status(exchange, to="completed", reason="One stayed in hospital.", by=supervisor)


def test_from_a_received_list_to_families_told_once(
    register, cases, exchange, bureau, steward, caseworker, supervisor, officer
):
    entries = imported(exchange, bureau, steward)
    check_the_list_is_read_and_links_nobody(exchange, bureau, entries)
    link_all(exchange, bureau, register, entries, caseworker)
    check_every_line_is_linked_to_whom_it_means()
    there = arrive(officer)
    verify_all(there, caseworker, officer)
    told_about = prepare_all(exchange, bureau, register, caseworker, supervisor)
    tell_all(cases, supervisor, caseworker)
    check_what_was_announced_against_who_came(exchange, bureau)
    check_each_family_heard_once_of_its_own(cases, told_about, caseworker)
    check_the_same_file_again_adds_nothing_and_tells_nobody(exchange, bureau, steward)
    complete(exchange, supervisor)
    assert find_first_fault() is None


def test_a_return_that_turns_out_to_be_another_man_is_taken_back(
    register, cases, exchange, bureau, steward, caseworker, supervisor, officer
):
    entries = imported(exchange, bureau, steward)
    link_all(exchange, bureau, register, entries, caseworker)
    natalia, olha = (Entry.objects.get(links__person=register[number]) for number in ("1", "2"))
    exchanges.record_arrivals([natalia, olha], arrival="arrived", by=officer)
    for entry in (natalia, olha):
        exchanges.verify_person(entry, identified_by="document", condition="good", by=officer)
    news.prepare_news()
    told = Notification.objects.get(relative__name="Наталя Загорник")
    news.approve_notification(told, version=told.version, by=supervisor)
    news.record_attempt(told, channel="call", number_used="1648", outcome="told", by=caseworker)

    for entry in (natalia, olha):
        exchanges.dispute_identity(entry, reason="Fingerprints differ.", by=officer)
    news.prepare_news()
    assert dict(Notification.objects.values_list("relative__name", "status")) == {
        "Наталя Загорник": "delivered",
        "Ольга Полинчук": "retracted",
        "Anna": "retracted",
    }
    corrections = [follow_up.case for follow_up in caseworker.follow_ups.open()]
    assert corrections == [cases["1"]]
    assert {Case.objects.get(pk=cases[number].pk).status for number in ("1", "2")} == {"active"}
    assert counts(exchange, bureau)["verified"] == 0

    # The true man is found, and his mother is told; nobody hears of the wrong one again.
    for entry, number in ((natalia, "1"), (olha, "2")):
        entry.refresh_from_db()
        exchanges.link_entry(entry, register[number], by=caseworker)
        exchanges.verify_person(entry, identified_by="fingerprint", condition="good", by=officer)
    assert news.prepare_news() == 3
    anew = Notification.objects.filter(status="prepared").values_list("relative__name", flat=True)
    assert sorted(anew) == ["Anna", "Наталя Загорник", "Ольга Полинчук"]
    assert find_first_fault() is None
