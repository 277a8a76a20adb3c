"""What nobody of the readers may see comes into the world: not a number changes on any page of theirs."""

from django.urls import reverse

from casework.access import Role
from casework.accounts.actions import approve
from casework.accounts.models import SYSTEM
from casework.exchanges.ledger import CHECKS
from casework.families import actions as families
from casework.people import actions as people
from casework.reports.registry import REPORTS
from tests import make
from tests.proofs.access_answers import Answer, Asker, check_same
from tests.proofs.access_routes import all_routes
from tests.proofs.access_walk import EVERYBODY, OUTSIDE
from tests.proofs.proof import Proof
from tests.proofs.world import FOREIGN, LISTED, OWN, World, add_holding

Question = tuple[str, str]  # who asks, and what


def check_counts(proof: Proof, asker: Asker, questions: list[Question]) -> None:
    before = _answers(asker, questions)
    add_holding(asker.world, FOREIGN)
    after = _answers(asker, questions)
    _compare(proof, before, after, "once there is what is foreign")
    _add_restricted(asker.world)
    # The auditor watches over what is done with restricted people too, by their codes.
    unlisted = [(who, url) for who, url in questions if who not in (LISTED, Role.AUDITOR)]
    _compare(proof, after, _answers(asker, unlisted), "once there is somebody restricted")


def all_pages(world: World) -> list[Question]:
    """Every page that is nobody's own, lists, worklists, ledgers, reports; each with one who opens it."""
    keys = [(route, route.keys(world.holdings[OWN])) for route in all_routes() if not route.kinds]
    pages = [(route.opener, route.url(found)) for route, found in keys if found is not None]
    pages += [(Role.SUPERVISOR, reverse("reports:run", args=[name])) for name in REPORTS]
    ledger = [reverse("exchanges:variance", args=[world.exchange.reference, kind]) for kind in CHECKS]
    pages += [(Role.SUPERVISOR, url) for url in ledger]
    return pages


def by_everybody(pages: list[Question]) -> list[Question]:
    return [(who, url) for who in EVERYBODY if who not in OUTSIDE for _opener, url in pages]


def _answers(asker: Asker, questions: list[Question]) -> dict[Question, Answer]:
    return {(who, url): asker.ask(who, "GET", url) for who, url in questions}


def _compare(proof: Proof, before: dict[Question, Answer], after: dict[Question, Answer], since: str) -> None:
    for (who, url), answer in after.items():
        proof.check(answer.status < 500, f"GET {url} as {who} is an error of the program ({answer.status})")
        check_same(proof, f"GET {url} as {who}, {since},", before[who, url], answer, (), ())


def _add_restricted(world: World) -> None:
    """Somebody of the reader's own organisation, whom one alone may see."""
    person = make.person(world.reader, "Вигадана Таємна", date_of_birth="1.2.1983")
    listed = world.users[LISTED]
    reason = "Invented."
    proposal = people.propose_restriction(person, officer=listed, readers=[listed], reason=reason, by=listed)
    approve(proposal, seen=proposal.digest, by=world.users[Role.SUPERVISOR])
    families.open_case(person, organisation=world.reader, request="Invented.", assigned_to=listed, by=SYSTEM)
