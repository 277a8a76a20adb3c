"""One of everything that an organisation may hold, made through the actions, marked field by field."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone

from casework.access import Role
from casework.accounts.actions import approve, propose, propose_grant
from casework.accounts.adapter import place_of_second_factor
from casework.accounts.models import SYSTEM, Organisation, User
from casework.attachments.actions import add_attachment, withdraw_attachment
from casework.exchanges import actions as exchanges
from casework.exchanges.models import Entry, Exchange, Verification
from casework.families import actions as families
from casework.families.models import Case, Relative
from casework.jobs.models import Job
from casework.lib.encryption import seal
from casework.matching.models import Duplicate
from casework.merging.actions import propose_merge
from casework.merging.actions.merging import seen_hash
from casework.notifications import actions as notifications
from casework.notifications.models import Notification
from casework.people import actions as people
from casework.people.models import BreakGlass, Person
from casework.protection.actions import hold_person, lift_hold
from casework.reports.actions import Order, propose_export, start_report
from casework.reports.models import Publication
from casework.reports.publishing import draft
from casework.reports.registry import REPORTS
from tests import make
from tests.exchanges import make_work
from tests.notifications import make as make_news
from tests.proofs.canaries import Canaries

UNFILTERED = {"status": "", "category": ""}
BIRTH, CAPTURE, RECORD = "birth", "capture", "record"
_FIELDS = {
    **dict.fromkeys(("place_of_birth", "father_first_name", "mother_maiden_name"), BIRTH),
    **dict.fromkeys(("rank", "unit", "place_of_capture", "circumstances"), CAPTURE),
    **dict.fromkeys(("service_number", "distinguishing_marks", "last_residence", "address_for_letters"), RECORD),
    **dict.fromkeys(("nationality", "power", "sender_reference"), RECORD),
}
# Of a list, after the name and the day of birth.
COLUMNS = ("Примітка", "Звання", "Підрозділ", "Місце народження", "Місце полону")


@dataclass
class Made:
    """`sought` is missing, and a death is proposed; `home` has returned; `crossed` nobody has linked yet;
    `double` may be `crossed` too."""

    sought: Person
    home: Person
    crossed: Person
    double: Person
    cases: list[Case]
    supervisor: User
    colleague: User


class _Marked:
    """Makes the marked records of one holding."""

    def __init__(self, canaries: Canaries, of: str, organisation: Organisation) -> None:
        self.word = partial(canaries.word, of)
        self.cyrillic = partial(canaries.cyrillic, of)
        self.telephone = partial(canaries.telephone, of)
        self.day = partial(canaries.day, of)
        self.of, self.organisation = of, organisation

    def user(self, role: str) -> User:
        name = self.word("account", f"name of a {role}")
        said = {part: self.word("account", part.replace("_", " ")) for part in ("first_name", "last_name")}
        email = self.word("mailbox", "e-mail of a colleague").lower() + "@office.example"
        return make.user(name.lower(), self.organisation, role, email=email, **said)

    def person(self, who: str, *lists: str) -> Person:
        """Where the person stands on a list too, the name is found there as well."""
        named, born = ("identity", *lists), (BIRTH, *lists)
        person = people.register_person(
            organisation=self.organisation,
            surname=self.word(named, f"surname of {who}"),
            given=self.word(named, f"given name of {who}"),
            patronymic=self.word(named, f"patronymic of {who}"),
            name_source=self.word("identity", "source of the name"),
            date_of_birth=self.day(born, f"birth of {who}"),
            date_of_capture=self.day(CAPTURE, f"capture of {who}"),
            by=SYSTEM,
            **{name: self.word(group, f"{name} of {who}") for name, group in _FIELDS.items()},
        )
        names = {part: self.cyrillic("identity", f"other {part}") for part in ("surname", "given", "patronymic")}
        people.add_name(person, **names, source=self.word("identity", "source of a spelling"), by=SYSTEM)
        number, note = (self.word("identity", what) for what in ("registry number", "note of a number"))
        people.add_registry_number(person, body="nib", number=number, note=note, by=SYSTEM)
        said = {name: self.word("evidence", f"{name} of evidence") for name in ("content", "source", "origin")}
        days = {name: self.day("evidence", f"{name} of {who}") for name in ("happened", "from_date", "to_date")}
        happened = days.pop("happened")
        evidence = people.record_evidence(person, about="death", happened=happened, **said, by=SYSTEM)
        place = self.word("evidence", "place of detention")
        people.record_detention(person, place_as_told=place, **days, evidence=evidence, by=SYSTEM)
        letter, remark, name = (
            self.word("evidence", f"{what} of a document") for what in ("text", "remark", "name")
        )
        add_attachment(person, kind="letter", content=letter.encode(), file_name=name, remark=remark, by=SYSTEM)
        return person

    def case(self, person: Person, staff: dict[str, User]) -> Case:
        worker = staff["caseworker"]
        request = self.word("relatives", "what the family asks")
        case = families.open_case(
            person, organisation=self.organisation, request=request, assigned_to=worker, by=SYSTEM
        )
        first = self.relative(case)
        self.relative(case)
        words = self.word("contacts", "words of a contact")
        number = self.telephone("contacts", "number used")
        contact: dict[str, Any] = {"words": words, "number_used": number, "outcome": "no_answer"}
        families.record_contact(case, relative=first, **contact, by=worker)
        families.add_note(case, text=self.word("notes", "note"), by=worker)
        today = timezone.localdate()
        for done in (False, True):
            what = self.word("case", "follow-up")
            follow_up = families.add_follow_up(case, what=what, due_on=today, owner=worker, by=SYSTEM)
            if done:
                families.complete_follow_up(follow_up, outcome=self.word("case", "outcome"), by=worker)
        how = self.word("case", "how consent was given")
        families.record_consent(case, relative=first, purpose="tracing", given=True, how=how, by=SYSTEM)
        return case

    def relative(self, case: Case) -> Relative:
        texts = ("name", "address", "call_back_word", "remarks", "proof_note")
        said: dict[str, Any] = {name: self.word(("relatives", "news"), f"{name} of a relative") for name in texts}
        said |= {name: self.telephone(("relatives", "news"), name) for name in ("phone", "other_phone")}
        said["email"] = self.word("relatives", "e-mail").lower() + "@relative.example"
        return families.add_relative(case, relationship="mother", **said, by=SYSTEM).relative

    def entries(self, exchange: Exchange, sought: Person, home: Person) -> list[Entry]:
        """On two versions of a list: whom it can mean, who is home, nobody we know, and two drafts."""
        parts = ("surname", "given name", "patronymic")
        odd = [[self.cyrillic("list", f"{part} of an entry") for part in parts[:more]] for more in (2, 3)]
        rows = [
            "\t".join(
                [person.name, person.date_of_birth, *(self.word(group, f"{what} on a list") for what in COLUMNS)]
            )
            for person, group in ((sought, "list"), (home, "linked"))
        ]
        rows += [" ".join(names) for names in odd]
        rows[3] += f"ович, позивний «{self.cyrillic('list', 'call-sign')}»"
        first = self.imported(exchange, rows)
        changed = f"{rows[2]} {self.cyrillic('list', 'more of a name')}"
        second = self.imported(exchange, [*rows[:2], changed], first)
        unread = f"{self.word('list', 'name in a draft')}\tno day {self.word('list', 'bad cell')}"
        self.received(exchange, ["", unread])
        return list(Entry.objects.filter(list_file__in=(first, second)).order_by("pk"))

    def received(self, exchange: Exchange, rows: list[str], replaces: Any = None) -> Any:
        name = f"{self.word('list', 'name of a file')}.csv"
        content = "\n".join(["\t".join(["ПІБ", "Дата народження", *COLUMNS]), *rows]).encode()
        return exchanges.receive_list(
            exchange, organisation=self.organisation, content=content, name=name, replaces=replaces, by=SYSTEM
        )

    def imported(self, exchange: Exchange, rows: list[str], replaces: Any = None) -> Any:
        draft = self.received(exchange, rows, replaces)
        return exchanges.import_list(draft, confirmed=True, by=SYSTEM)


def build_holding(canaries: Canaries, of: str, organisation: Organisation, exchange: Exchange) -> Made:
    marked = _Marked(canaries, of, organisation)
    roles = (
        *(Role.CASEWORKER, Role.SUPERVISOR, Role.VERIFICATION_OFFICER, Role.ADMINISTRATOR, Role.DATA_STEWARD),
    )
    staff = {str(role): marked.user(role) for role in roles}
    supervisor, officer = staff[Role.SUPERVISOR], staff[Role.VERIFICATION_OFFICER]
    sought, home = marked.person("the sought", "list"), marked.person("the returned", "linked")
    crossed = marked.person("the crossed")
    cases = [marked.case(person, staff) for person in (sought, home, crossed)]
    entries = marked.entries(exchange, sought, home)
    _propose_death(marked, sought, supervisor)
    _verify(marked, entries, home, supervisor, officer)
    _tell(marked, home, supervisor, staff[Role.CASEWORKER])
    reason = marked.word("proposal", "reason of a proposal")
    propose_grant(supervisor, role=Role.INTAKE, reason=reason, by=staff[Role.ADMINISTRATOR])
    Job.objects.create(
        kind="none", subject=marked.word("job", "job"), error=marked.word("job", "error"), created_by=supervisor
    )
    hold_person(sought, reason=marked.word("hold", "reason of a hold"), by=staff[Role.DATA_STEWARD])
    _publish(marked, exchange, staff[Role.CASEWORKER], supervisor)
    _break_glass(marked, cases[0], staff[Role.CASEWORKER], supervisor)
    purpose = marked.word("oversight", "purpose of a report")
    order = Order(
        purpose=purpose,
        filters=UNFILTERED,
        harm_words=marked.word("oversight", "what was said of the harm of a report"),
    )
    start_report(REPORTS["people_by_status"], organisation=organisation, by=supervisor, **vars(order))
    double = _alike(marked, sought, crossed, staff[Role.CASEWORKER], supervisor)
    _end(marked, cases, supervisor, staff[Role.DATA_STEWARD])
    return Made(sought, home, crossed, double, cases, supervisor, staff[Role.DATA_STEWARD])


def _break_glass(marked: _Marked, case: Case, by: User, reviewer: User) -> None:
    reason = marked.word("glass", "reason for emergency access")
    broken: dict[str, Any] = {"person": case.person, "case_reference": case.reference, "user": by}
    BreakGlass.objects.create(**broken, reason=reason)
    said = {name: marked.word("glass", f"{name} of a review") for name in ("reason", "remark")}
    review = {"reviewed_by": reviewer, "reviewed_at": timezone.now(), "justified": True}
    BreakGlass.objects.create(**broken, **said, **review)


def build_of_ones_own(canaries: Canaries, of: str, user: User, approver: User) -> None:
    """What is the user's alone, whatever role others have: the ways to sign in, a request that is being typed,
    and a report that was approved."""
    typed = {name: canaries.word(of, "draft", f"{name} in a draft") for name in ("surname", "request", "phone")}
    families.save_request_draft(uuid4(), content=typed, by=user)
    secret = seal("JBSWY3DPEHPK3PXP", place_of_second_factor(user.pk), settings.FIELD_KEYS)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    browser = canaries.word(of, "sign_in", "browser")
    UserSession.objects.create(user=user, ip="192.0.2.17", session_key=f"proof-{of}"[:40], user_agent=browser)
    purpose = canaries.word(of, ("oversight", "proposal"), "purpose of an approved report")
    proposal = propose_export(REPORTS["people_by_status"], Order(purpose=purpose, filters=UNFILTERED), by=user)
    approve(proposal, seen=proposal.digest, by=approver)


def _publish(marked: _Marked, exchange: Exchange, by: User, approver: User) -> None:
    reason = marked.word(("published", "proposal"), "reason of a publication")
    said = {"sha256": draft(exchange, marked.organisation).sha256}
    proposal = propose("publish_list", exchange, said, reason=reason, by=by)
    approve(proposal, seen=proposal.digest, by=approver)


def _alike(marked: _Marked, sought: Person, crossed: Person, caseworker: User, supervisor: User) -> Person:
    """Two who may be one, a record that was merged into another, and one of which that waits to be approved."""
    organisation = marked.organisation
    Duplicate.objects.create(organisation=organisation, one=sought, other=crossed, score=0.99)
    for waits in (False, True):
        crossed.refresh_from_db()
        parts = {part: marked.cyrillic("identity", f"{part} of the merged") for part in ("surname", "given")}
        double = people.register_person(organisation=organisation, **parts, by=SYSTEM)
        reason, seen = marked.word("merge", "reason of a merge"), seen_hash(crossed, double)
        proposal = propose_merge(crossed, double, seen=seen, reason=reason, by=caseworker)
        if not waits:
            approve(proposal, seen=proposal.digest, by=supervisor)
    return double


def _end(marked: _Marked, cases: list[Case], by: User, steward: User) -> None:
    """Why something came to its end or was taken back; without the steps that would take away what goes before."""
    _sought, home, case = cases
    hold = hold_person(case.person, reason=marked.word("hold", "reason of a hold that was lifted"), by=steward)
    lift_hold(hold, reason=marked.word("hold", "why a hold was lifted"), by=steward)
    name = f"{marked.word('evidence', 'name of a withdrawn document')}.txt"
    document = add_attachment(case.person, kind="letter", content=b"Not theirs.", file_name=name, by=SYSTEM)
    withdraw_attachment(document, reason=marked.word("evidence", "why a document was withdrawn"), by=SYSTEM)
    closing = marked.word("internal", "why a case was closed")
    Case.objects.filter(pk=case.pk).update(closing_reason=closing)
    retracted = marked.word("news", "why news was retracted")
    Notification.objects.filter(case=home, status="prepared").update(retracted_reason=retracted)
    _end_publication(marked, by)


def _end_publication(marked: _Marked, by: User) -> None:
    """One from before that which is in force."""
    publication = Publication.objects.get(organisation=marked.organisation, ended_at=None)
    reason = marked.word("published", "why a publication was withdrawn")
    publication.pk = None
    publication.ended_at, publication.ended_by, publication.ended_reason = timezone.now(), by, reason
    publication.save(force_insert=True)


def _propose_death(marked: _Marked, person: Person, by: User) -> None:
    evidence = person.evidence.get()
    for status in ("death_reported", "deceased"):
        reason = marked.word("status", "reason of a status")
        people.change_status(person, to=status, reason=reason, evidence=evidence, by=by)


def _verify(marked: _Marked, entries: list[Entry], home: Person, supervisor: User, officer: User) -> None:
    undecided, theirs, nobody, *_rest = (entry for entry in entries if entry.status == "received")
    for file in {entry.list_file for entry in entries if entry.list_file}:
        exchanges.find_candidates(file, by=SYSTEM)
    exchanges.link_entry(theirs, home, by=supervisor)
    exchanges.undo_link(theirs, reason=marked.word("linked", "why a link was undone"), by=supervisor)
    disputed = {"outcome": "disputed", "reason": marked.word("linked", "why an identity was disputed")}
    Verification.objects.create(entry=theirs, person=home, linked_by=supervisor, by=officer, **disputed)
    make_work.linked(theirs, supervisor, home)
    _receive(marked, theirs, officer)
    texts = ("identified_detail", "condition_note", "place")
    said = {name: marked.word("linked", f"{name} of a verification") for name in texts}
    make_work.verified(theirs, officer, **said)
    exchanges.mark_not_on_register(nobody, by=supervisor)
    assert undecided.status == "received"


def _receive(marked: _Marked, entry: Entry, by: User) -> None:
    """What the desk put down: the verification of this one begins with it."""
    texts = ("identified_detail", "condition_note", "told", "place")
    said = {name: marked.word("linked", f"{name} at the desk") for name in texts}
    exchanges.receive_person(entry.exchange, entry=entry, identified_by="document", **said, by=by)
    entry.refresh_from_db()


def _tell(marked: _Marked, home: Person, supervisor: User, caseworker: User) -> None:
    """One piece of news is approved and was tried to be told, the other waits for approval."""
    notifications.prepare_news()
    for news in Notification.objects.filter(person=home).order_by("order"):
        wording = f"{news.wording}\n{marked.word('news', 'wording')}"
        notifications.update_wording(news, wording=wording, by=caseworker)
    first = Notification.objects.filter(person=home).order_by("order")[0]
    make_news.approved(first, by=supervisor)
    words = marked.word("news", "words of an attempt")
    number = marked.telephone("news", "number of an attempt")
    said = {"outcome": "no_answer", "words": words, "number_used": number}
    then = timezone.now() + timedelta(minutes=5)
    make_news.attempt(first, by=caseworker, next_try_at=then, **said)


def meet(made: Made, organisation: Organisation, exchange: Exchange, by: User) -> None:
    """On the organisation's own list: one who crossed and waits to be verified; one linked and unlinked again;
    one undecided, who is linked on the holder's own list."""
    crossed, sought, home = (
        make_work.entry(exchange, organisation, name, date_of_birth=born)
        for name, born in (("Нестор Гай", ""), ("Юхим Лис", ""), (made.home.name, made.home.date_of_birth))
    )
    make_work.arrived(make_work.linked(crossed, by, made.crossed), by)
    make_work.linked(sought, by, made.sought)
    exchanges.undo_link(sought, reason="Somebody else.", by=by)
    make_work.search(home)
