"""A small world in which every record carries a word of its own, and every address at which it may be read."""

import itertools
import string
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from casework.access import Role
from casework.accounts.models import SYSTEM, Organisation, User
from casework.attachments.actions import add_attachment
from casework.exchanges import actions as exchanges
from casework.exchanges.models import Entry, Exchange, ListFile
from casework.families import actions as families
from casework.families.models import Case
from casework.notifications import actions as notifications
from casework.people import actions as people
from casework.people.models import Person, PlaceOfDetention
from casework.people.statuses import NameKind
from tests import make
from tests.exchanges import make_work
from tests.families import make as make_families
from tests.notifications import make as make_news

BIRTH = "14.10.1976"
PASSWORD = "only-for-this-proof"
_LETTERS = itertools.product(string.ascii_lowercase, repeat=4)


@dataclass
class World:
    """`canaries`: each word, and the records, as the audit names them, of which one must be put down with it."""

    home: Organisation
    abroad: Organisation
    users: dict[str, User]
    canaries: dict[str, set[str]] = field(default_factory=dict)

    def word(self, *owners: str) -> str:
        """A new word for the record, or records, of these codes; they may be told later, with `own`."""
        word = "Kanarka" + "".join(next(_LETTERS))
        self.canaries[word] = set(owners)
        return word

    def own(self, word: str, *owners: str) -> None:
        self.canaries[word] |= set(owners)

    def found_in(self, text: str) -> list[str]:
        return [word for word in self.canaries if word in text]


def build() -> World:
    home, abroad = make.organisation("home"), make.organisation("abroad")
    users = {role: make.user(f"home-{role}", home, role, password=PASSWORD) for role in Role.values}
    users |= {"second": make.user("home-second", home, Role.SUPERVISOR, password=PASSWORD)}
    for role in (Role.PARTNER, Role.CASEWORKER):
        users[f"abroad {role}"] = make.user(f"abroad-{role}", abroad, role, password=PASSWORD)
    User.objects.update(must_change_password=False)
    world = World(home, abroad, users)
    _waiting_family(world)
    _pending_death(world)
    _read_abroad(world)
    _exchange(world)
    _received_lists(world)
    return world


def _person(world: World, organisation: Organisation | None = None, **fields: Any) -> Person:
    """Every text that is kept of a person has its own word."""
    words = [world.word() for _ in range(8)]
    person = make.person(
        organisation or world.home,
        f"{words[0]} Ivan Petrovych",
        date_of_birth=BIRTH,
        unit=words[1],
        place_of_birth=words[2],
        circumstances=words[3],
        distinguishing_marks=words[4],
        **fields,
    )
    people.add_name(person, kind=NameKind.SPELLING, surname=words[5], given="Ivan", by=SYSTEM)
    people.add_registry_number(person, body="icrc", number=words[6], by=SYSTEM)
    make.evidence(person, content=words[7], source=(last := world.word()))
    place, stay = world.word(), world.word()
    people.record_detention(person, place=PlaceOfDetention.objects.create(name="Anywhere " + stay[-4:]), by=SYSTEM)
    people.record_detention(person, place_as_told=place, by=SYSTEM)
    for word in (*words, last, place, stay):
        world.own(word, person.reference)
    return person


def _case(world: World, person: Person, relatives: int = 2) -> Case:
    """A case with relatives, and all that can be noted about them."""
    case = make_news.case(person, assigned_to=world.users[Role.CASEWORKER], request=(asked := world.word()))
    world.own(asked, case.reference)
    for number in range(relatives):
        name, address, word = (world.word() for _ in range(3))
        link = make_families.relative(
            case, f"Mariia {name}", relationship="mother" if number == 0 else "brother", address=address,
            call_back_word=word, phone=f"+38050123456{number}",
        )  # fmt: skip
        for said in (name, address, word):
            world.own(said, link.relative.reference)
        families.record_consent(case, relative=link.relative, purpose="tracing", given=True, by=SYSTEM)
    caseworker, note, due, said = world.users[Role.CASEWORKER], world.word(), world.word(), world.word()
    families.add_note(case, text=note, by=caseworker)
    families.add_follow_up(case, what=due, due_on=timezone.localdate(), owner=caseworker, by=SYSTEM)
    first = case.case_relatives.order_by("order")[0].relative
    families.record_contact(case, relative=first, outcome="spoke", words=said, by=caseworker)
    for word in (note, due, said):
        world.own(word, case.reference)
    return case


def _waiting_family(world: World) -> None:
    person = _person(world)
    case = _case(world, person)
    remark, text = world.word(person.reference), world.word(person.reference)
    add_attachment(person, kind="letter", content=f"Dear {text}".encode(), remark=remark, by=SYSTEM)
    first = case.case_relatives.order_by("order")[0].relative
    families.record_consent(case, relative=first, purpose="referral", given=True, by=SYSTEM)
    make_families.referral(case, world.abroad, world.users[Role.CASEWORKER])


def _pending_death(world: World) -> None:
    person, by = _person(world), world.users["second"]
    _case(world, person, relatives=1)
    evidence = make.evidence(person, about="death", source=world.word(person.reference))
    reasons = [world.word(person.reference) for _ in range(2)]
    for status, reason in zip(("death_reported", "deceased"), reasons, strict=True):
        people.change_status(person, to=status, reason=reason, evidence=evidence, by=by)


def _read_abroad(world: World) -> None:
    """A case that was referred, accepted, and is read by another organisation."""
    person = _person(world)
    case = _case(world, person)
    shared = ("identity", "birth", "capture", "relatives", "evidence", "notes", "contacts")
    referral = make_families.referral(case, world.abroad, world.users[Role.CASEWORKER], *shared)
    families.accept_referral(referral, by=world.users[f"abroad {Role.CASEWORKER}"])


def _exchange(world: World) -> None:
    """Entries of every fate: undecided, with a candidate, linked, arrived, verified and told, a duplicate."""
    exchange, supervisor = make_work.exchange(), world.users[Role.SUPERVISOR]
    entries = make_work.listed(exchange, world.home, [_row(world) for _ in range(6)])
    for entry in entries:
        for word in world.found_in(f"{entry.surname} {entry.unit}"):
            world.own(word, entry.reference)
    _like, linked, arrived, home, double, _alone = entries
    _candidate(world, exchange)
    exchanges.mark_duplicate(double, of=linked, by=supervisor)
    for entry in (linked, arrived, home):
        _case(world, person := _person(world))
        make_work.linked(entry, supervisor, person)
    for entry in (arrived, home):
        make_work.arrived(entry, supervisor)
    make_work.verified(home, world.users[Role.VERIFICATION_OFFICER])
    notifications.prepare_news()
    first = make_work.person_of(home).notifications.order_by("order")[0]
    make_news.approved(first, by=world.users["second"])
    make_news.attempt(first, by=world.users[Role.CASEWORKER], words=(said := world.word()), outcome="no_answer")
    world.own(said, first.reference)


def _row(world: World) -> dict[str, str]:
    return {"surname": world.word(), "given": "Petro", "date_of_birth": "2.2.1980", "unit": world.word()}


def _candidate(world: World, exchange: Exchange) -> None:
    """Two entries that say just what the register says of a person each: the words are those of both."""
    rows = []
    for _number in range(2):
        person = _person(world)
        rows.append({"surname": person.name.split()[0], "given": "Ivan", "patronymic": "Petrovych"})
    for entry in make_work.listed(exchange, world.home, [row | {"date_of_birth": BIRTH} for row in rows]):
        world.own(entry.surname, entry.reference)
        make_work.search(entry)


def _received_lists(world: World) -> None:
    """Files as received: one imported in two versions, and one that is a draft yet."""
    exchange, other = make_work.exchange("2025-06-09"), make_work.exchange("2025-06-10")
    rows = [f"{world.word()} Petro;3.3.199{number}" for number in range(4)]
    added = f"{world.word()} Petro;3.3.1995"
    first = _receive(world, exchange, rows)
    exchanges.import_list(first, by=SYSTEM)
    second = _receive(world, exchange, [*rows[:2], rows[2].replace("3.3", "4.4"), added], replaces=first)
    exchanges.import_list(second, by=SYSTEM)
    _receive(world, other, [f"{world.word()} Ivan;4.4.1990", f"{world.word()} Ivan;not a date"])
    for entry in Entry.objects.filter(exchange=exchange):
        world.own(entry.surname, entry.reference)


def _receive(world: World, exchange: Exchange, rows: Iterable[str], **fields: Any) -> ListFile:
    text = "\n".join(["ПІБ;Дата народження", *rows])
    found = exchanges.receive_list(
        exchange, organisation=world.home, content=text.encode(), name="list.csv", by=SYSTEM, **fields
    )
    for word in world.found_in(text):
        world.own(word, f"listfile:{found.pk}")
    return found


# Every address


def addresses() -> list[str]:
    """Every address of the site and of the admin, of every record of the kinds that it can take."""
    return sorted({path for name, route in _routes(get_resolver()) for path in _filled(name, route)})


def _routes(resolver: URLResolver, prefix: str = "/", namespace: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, route, namespace or pattern.namespace or "")
        elif "^" not in route and "(?P" not in route:
            yield f"{namespace}:{pattern.name}".lstrip(":"), route


def _filled(name: str, route: str) -> Iterator[str]:
    """The route with every value that its arguments can take."""
    if "<" not in route:
        yield route
        return
    before, _opening, rest = route.partition("<")
    argument, _closing, after = rest.partition(">")
    kind, _colon, said = argument.partition(":")
    for value in _values(name, route, said or kind):
        yield from _filled(name, f"{before}{value}{after}")


def _values(name: str, route: str, argument: str) -> list[Any]:
    if argument == "object_id":
        return _keys(route.split("/")[2:4])
    if argument == "content_type_id":
        return []
    if argument == "name":
        return ["people_by_status", "families_waiting", "notifications", "exchange_reconciliation"]
    if argument == "kind":
        return ["to-decide", "not-on-register", "not-verified", "arrived-not-linked", "not-told", "no-case"]
    if argument == "slug":
        return ["any"]
    by_name = _REFERENCES.get(name) or _REFERENCES.get(
        f"{name.split(':')[0]}:{'entry' if '/entry/' in route else ''}"
    )
    tables = by_name or () if argument == "reference" else _PKS.get(name.split(":")[0], ())
    return [value for table in tables for value in _model(table).objects.values_list(argument, flat=True)]


_REFERENCES: dict[str, tuple[str, ...]] = defaultdict(
    tuple,
    {
        "people:": ("people.person",),
        "attachments:": ("attachments.attachment",),
        "attachments:add": ("people.person",),
        "families:": ("families.case",),
        "families:relative_edit": ("families.relative",),
        "exchanges:": ("exchanges.exchange",),
        "exchanges:entry": ("exchanges.entry",),
        "notifications:": ("notifications.notification",),
    },
)
_PKS: dict[str, tuple[str, ...]] = {
    "exchanges": ("exchanges.listfile",),
    "families": ("families.followup", "families.referral"),
    "notifications": ("notifications.notificationtemplate",),
    "people": ("people.statuschange",),
    "jobs": ("jobs.job",),
    "reports": ("reports.reportlog",),
    "accounts": ("accounts.proposal",),
}


def _keys(labels: list[str]) -> list[Any]:
    """In the administration three of each kind, whose pages are alike."""
    return list(_model(".".join(labels)).objects.order_by("pk").values_list("pk", flat=True)[:3])


def _model(label: str) -> type[models.Model]:
    return apps.get_model(label)
