"""Every way by which somebody may try to take the second step, and what must have come of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection, models, transaction

from casework.access import Role
from casework.accounts.models import SYSTEM, Proposal, User
from casework.accounts.triggers import SEPARATED
from casework.audit.actions import find_first_fault
from casework.lib.errors import Refused
from tests.accounts import door
from tests.proofs.foureyes_pairs import Half, Stage, Write
from tests.proofs.proof import Proof
from tests.races import at_once

DECLINED = (
    Refused,
    IntegrityError,
    PermissionDenied,
    ObjectDoesNotExist,
    CommandError,
    LookupError,
    TypeError,
    ValueError,
)


@contextmanager
def tried() -> Iterator[None]:
    """Whatever happens meanwhile, declined or carried out, is undone."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        connection.needs_rollback = False
        transaction.savepoint_rollback(point)


def declines(act: Callable[[], Any], by: Any = DECLINED) -> bool:
    with tried():
        try:
            act()
        except by:
            return True
    return False


def prove_people(proof: Proof, name: str, stage: Stage, half: Half, *, roles: list[str]) -> None:
    """By the action and by the form: nobody takes both steps, and of the others whoever may take the second."""
    others = [(role, stage.by_role[role], role in half.seconds) for role in roles]
    others += [("who took the first", stage.first, False), ("another with every role", stage.like_first, True)]
    others += [("somebody elsewhere with every role", stage.stranger, False)]
    for who, user, may in others:
        for way, step in (("action", _by_action), ("form", _by_form)):
            with tried():
                done = step(half, User.objects.get(pk=user.pk))
            proof.check(done == int(may), f"{name}: {who}, by {way}: carried out {done} times")


def _by_action(half: Half, user: User) -> int:
    try:
        with transaction.atomic():
            half.second(by=user)
    except DECLINED:
        connection.needs_rollback = False
    return half.done()


def _by_form(half: Half, user: User) -> int:
    door.inside(user).post(half.url, half.sent)
    return half.done()


def prove_commands(proof: Proof, name: str, stage: Stage, half: Half) -> None:
    """The system, as which commands act, is nobody's second person."""
    with tried():
        proof.check(_by_system(half) == 0, f"{name}: carried out by the system")
    again = ["found_organisation", stage.bureau.slug, "Bureau", "--administrator", "first", "head"]
    proof.check(declines(lambda: call_command(*again)), f"{name}: {' '.join(again)}")


def _by_system(half: Half) -> int:
    try:
        with transaction.atomic():
            half.second(by=SYSTEM)
    except DECLINED:
        connection.needs_rollback = False
    return half.done()


def prove_admin(proof: Proof, name: str, stage: Stage, half: Half) -> None:
    """The administration neither adds, changes nor removes what two people decide."""
    chief = make_chief(stage)
    client = door.inside(chief)
    named = {type(row): _named(row) for row in half.rows}
    found = {rows.model: rows for rows, _changes in half.updates}
    for model in {Proposal, *named, *found}:
        of = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        pk = (found.get(model) or model._default_manager.all()).values_list("pk", flat=True).first() or 1
        changed = {key: _plain(value) for _rows, change in half.updates for key, value in change.items()}
        said = {key: value for key, value in (named.get(model, {}) | changed).items() if value is not None}
        for way in ("add/", f"{pk}/change/"):
            with tried():
                before = _content(model)
                client.post(of + way, said)
                proof.check(_content(model) == before, f"{name}: admin {of}{way}")


def make_chief(stage: Stage) -> User:
    """Whoever is let furthest into the administration."""
    return stage.first if Role.ADMINISTRATOR in stage.first.roles else stage.by_role[Role.ADMINISTRATOR]


def _content(model: type[models.Model]) -> list[Any]:
    return sorted(map(str, model._default_manager.values()))


def _named(row: models.Model) -> dict[str, Any]:
    return {f.name: _plain(getattr(row, f.attname)) for f in row._meta.concrete_fields if getattr(row, f.attname)}


def _plain(value: Any) -> Any:
    return getattr(value, "pk", value)


def prove_writes(proof: Proof, name: str, stage: Stage, half: Half) -> None:
    """Directly: by the model, many at once, and in SQL; before the second step, and after it."""
    _prove_rows(proof, name, half)
    _prove_changes(proof, name, half.updates)
    with tried():
        half.second(by=stage.officer if name == "verification" else stage.head)
        _prove_changes(proof, f"{name}, carried out", half.after)


def _prove_rows(proof: Proof, name: str, half: Half) -> None:
    for number, row in enumerate(half.rows):
        ways: dict[str, Callable[[], Any]] = {
            "save": lambda row=row: row.save(force_insert=True),
            "bulk_create": lambda row=row: type(row)._default_manager.bulk_create([row]),
            "SQL": lambda row=row: _insert(row),
        }
        for way, act in ways.items():
            proof.check(declines(act, IntegrityError), f"{name}: new row {number}, by {way}")


def _prove_changes(proof: Proof, name: str, updates: list[Write]) -> None:
    for number, (rows, changes) in enumerate(updates):
        ways: dict[str, Callable[[], Any]] = {
            "update": lambda rows=rows, changes=changes: rows.update(**changes),
            "save": lambda rows=rows, changes=changes: _changed(rows, changes).save(),
            "bulk_update": lambda rows=rows, changes=changes: rows.bulk_update(
                [_changed(rows, changes)], list(changes)
            ),
            "SQL": lambda rows=rows, changes=changes: _update(rows, changes),
        }
        for way, act in ways.items():
            proof.check(declines(act, IntegrityError), f"{name}: change {number} {sorted(changes)}, by {way}")


def prove_bound(proof: Proof, name: str, stage: Stage, half: Half) -> None:
    """What was approved is what was proposed: changed since, it is refused, even where no trigger stands."""
    proposal = half.proposal
    if proposal is None:
        return
    mine = Proposal.objects.filter(pk=proposal.pk)
    changes: list[dict[str, Any]] = [
        {"payload": {"role": "auditor"}},
        {"subject": "person:P-2222-2222"},
        {"reason": "Another."},
        {"kind": "grant_role" if proposal.kind != "grant_role" else "erase_person"},
        {"digest": "0" * 64},
        {"proposed_by": stage.head},
        {"organisation": stage.elsewhere},
    ]
    for change in changes:
        held = declines(partial(mine.update, **change), IntegrityError)
        proof.check(held, f"{name}: {change} let through")
        with tried():
            SEPARATED.take_away()
            mine.update(**change)
            done = _by_action(half, stage.like_first)
            proof.check(done == 0, f"{name}: {change}, and carried out")
    half.sent |= {"seen": "0" * 64}
    with tried():
        proof.check(
            _by_form(half, stage.like_first) == 0, f"{name}: another hash was seen, and it was carried out"
        )
    half.sent |= {"seen": proposal.digest}
    begun = Proposal(**_fields(proposal) | {"subject": "other", "status": "refused"})
    proof.check(declines(begun.save, IntegrityError), f"{name}: a proposal that begins decided")
    with tried():
        half.second(by=stage.head)
        undone = {"status": "proposed", "decided_by": None, "decided_at": None, "decided_digest": ""}
        proof.check(declines(partial(mine.update, **undone), IntegrityError), f"{name}: to be decided again")
    decided = {"status": "approved", "decided_digest": proposal.digest, "decided_by": stage.first}
    proof.check(declines(lambda: mine.update(**decided), IntegrityError), f"{name}: decided by who proposed it")


def _fields(row: models.Model) -> dict[str, Any]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}


def _changed(rows: models.QuerySet[Any], changes: dict[str, Any]) -> models.Model:
    row: models.Model = rows.model._base_manager.get(pk=rows.values_list("pk", flat=True)[0])
    for field, value in changes.items():
        setattr(row, field, value)
    return row


def _insert(row: models.Model) -> None:
    fields = [f for f in row._meta.concrete_fields if f.attname != "id" or row.pk is not None]
    columns = ", ".join(f'"{f.column}"' for f in fields)
    values = [f.get_db_prep_save(f.pre_save(row, True), connection) for f in fields]
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{row._meta.db_table}" ({columns}) VALUES ({marks})', values)


def _update(rows: models.QuerySet[Any], changes: dict[str, Any]) -> None:
    fields = [rows.model._meta.get_field(name) for name in changes]
    said = ", ".join(f'"{f.column}" = %s' for f in fields)
    values = [
        f.get_db_prep_save(_plain(value), connection) for f, value in zip(fields, changes.values(), strict=True)
    ]
    with connection.cursor() as cursor:
        pk = rows.values_list("pk", flat=True)[0]
        cursor.execute(f'UPDATE "{rows.model._meta.db_table}" SET {said} WHERE id = %s', [*values, pk])


def prove_once(proof: Proof, name: str, stage: Stage, half: Half, *, approvals: int, threads: int) -> None:
    """Of any number of approvals at the same moment one is carried out; who proposed it tries too."""
    may = [stage.like_first, stage.head, stage.first]
    who = [may[number % len(may)].pk for number in range(threads)]
    each = approvals // threads
    outcomes = at_once([partial(_approve_again, half, pk, each) for pk in who], list)
    done = [outcome for found in outcomes for outcome in found if outcome]
    proof.check(half.done() == 1, f"{name}: carried out {half.done()} times by {approvals} approvals at once")
    proof.check(len(done) == 1, f"{name}: {len(done)} of {approvals} were told that it was carried out")
    proof.check(len(outcomes) * each == approvals, f"{name}: only {len(outcomes)} threads came to an end")
    proof.check(find_first_fault() is None, f"{name}: the audit is broken")


def _approve_again(half: Half, pk: int, times: int) -> list[bool]:
    """For each time whether it was carried out. Whatever the database declined may be tried again."""
    return [_carried_out(half, User.objects.get(pk=pk)) for _time in range(times)]


def _carried_out(half: Half, user: User) -> bool:
    try:
        half.second(by=user)
    except (Refused, IntegrityError, OperationalError):
        return False
    return True
