"""Every step of the workflow, by anybody, in any order; after each the model is asked what is wrong."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from casework.accounts import actions as accounts
from casework.accounts.models import SYSTEM, Grant
from casework.exchanges import actions as exchanges
from casework.exchanges.models import Entry
from casework.families import actions as families
from casework.families.models import Case, CaseRelative, Consent
from casework.notifications import actions
from casework.notifications.models import NotificationTemplate
from casework.people import actions as people
from casework.people.models import StatusChange
from tests.proofs.notify_model import Verified, unsettled
from tests.proofs.notify_stage import HEAD, LINKER, OFFICER, STATUSES, WHICH, WORKER, Stage, who
from tests.proofs.notify_world import LISTS, STAFF, snapshot, yesterday


class AnyOrder(Stage):
    # The list, and who came.

    @rule(name=LINKER, entry=WHICH, person=st.sampled_from([0, 0, 0, 1]))
    def link(self, name: str, entry: int, person: int) -> None:
        one, man = self.entry(entry), self.world.person(person)
        self.step(
            name,
            "link",
            exchanges.link_entry,
            one,
            man,
            then=lambda user, _link: self.memory.links.update({one.pk: (man.pk, user)}),
        )

    @rule(name=LINKER, entry=WHICH, decision=st.sampled_from(["undo", "nobody"]))
    def decide_otherwise(self, name: str, entry: int, decision: str) -> None:
        one = self.entry(entry)
        if decision == "undo":
            self.step(name, "link", exchanges.undo_decision, one, reason="Not so.", then=self._forget(one))
        else:
            self.step(name, "link", exchanges.mark_not_on_register, one)

    @rule(
        name=who("officer", "officer-and-head", "head", "all"),
        entry=WHICH,
        arrival=st.sampled_from(["arrived", "arrived", "arrived", "awaited", "did_not_arrive"]),
    )
    def arrive(self, name: str, entry: int, arrival: str) -> None:
        self.step(name, "arrive", exchanges.record_arrivals, [self.entry(entry)], arrival=arrival)

    @rule(name=OFFICER, entry=WHICH)
    def verify(self, name: str, entry: int) -> None:
        one = self.entry(entry)

        def then(user: int, done: Any) -> None:
            _person, linker = self.memory.links[one.pk]
            self.memory.verified[one.pk] = Verified(done.person_id, linker, user)

        self.step(name, "verify", exchanges.verify_person, one, identified_by="document", then=then)

    @rule(name=OFFICER, entry=WHICH)
    def dispute(self, name: str, entry: int) -> None:
        one = self.entry(entry)
        self.step(name, "verify", exchanges.dispute_identity, one, reason="Another man.", then=self._forget(one))

    def _forget(self, *entries: Entry) -> Callable[[int, Any], None]:
        def then(_user: int, _done: Any) -> None:
            for entry in entries:
                self.memory.links.pop(entry.pk, None)
                self.memory.verified.pop(entry.pk, None)

        return then

    @precondition(lambda self: len(self.versions) < len(LISTS))
    @rule(name=who("steward", "all"))
    def new_version(self, name: str) -> None:
        held = dict(self.memory.links)

        def then(_user: int, done: Any) -> None:
            self.versions.append(done)
            withdrawn = set(Entry.objects.filter(status="withdrawn").values_list("pk", flat=True))
            self._forget(*Entry.objects.filter(pk__in=withdrawn & set(held)))(0, None)

        self.step(name, "import", self._bring, then=then)

    def _bring(self, *, by: Any) -> Any:
        number = len(self.versions)
        with transaction.atomic():
            return self.world.bring(
                number, by=by, exchange=self.world.exchange, replaces=self.versions[-1], confirmed=True
            )

    # What is due next, by those whose work it is: so that random steps get far.

    @rule(which=WHICH, name=st.sampled_from(["officer", "officer", "all"]))
    def the_list_goes_on(self, which: int, name: str) -> None:
        one = self.before.entries[self.of(self.before.entries, which)]
        if one.status == "received":
            self.link("worker", which, 0)
        elif one.arrival != "arrived":
            self.arrive("officer", which, "arrived")
        else:
            self.verify(name, which)

    @rule(which=WHICH)
    def a_fate_goes_on(self, which: int) -> None:
        person = self.before.people[self.of(self.before.people, which)]
        if self.pending():
            self.decide_death("head", which, True)
        elif person.status == "death_reported":
            self.change_status("worker", self.place(person.id), "deceased")
        elif person.status in ("missing", "probably_captive"):
            self.change_status("worker", self.place(person.id), "located" if which % 2 else "death_reported")
        elif self.changed:
            self.prepare()
        else:
            self.the_list_goes_on(which, "officer")

    def place(self, key: int) -> int:
        return [man.pk for man in self.world.people].index(key)

    @rule(
        which=WHICH,
        name=st.sampled_from(["head", "other-head", "all"]),
        age=st.sampled_from([0, 0, 0, 1]),
        reworded=st.sampled_from(["", "", "", "Три.", "Чотири."]),
    )
    def the_news_goes_on(self, which: int, name: str, age: int, reworded: str) -> None:
        waiting = self.waiting()
        if not waiting and self.changed:
            self.prepare()
        elif not waiting:
            self.a_fate_goes_on(which)
        elif reworded:
            self.edit("worker", which, reworded, 0)
        elif waiting[self.of(waiting, which)].status == "prepared":
            self.approve(name, which, age)
        else:
            self.attempt("worker", which, "call", "told", 2 * age)

    # Status by hand, and deaths.

    @rule(name=WORKER, person=WHICH, to=st.sampled_from([*STATUSES, "death_reported", "deceased", "located"]))
    def change_status(self, name: str, person: int, to: str) -> None:
        man = self.world.person(person)
        self.step(
            name,
            "approve_death"
            if (self.before.people[man.pk].status, to) == ("deceased", "death_reported")
            else "propose",
            people.change_status,
            man,
            to=to,
            reason="A witness.",
            evidence=self.world.evidence[man.pk],
            confirmed_by="icrc",
            then=lambda user, change: self.memory.proposers.update({change.pk: user}),
        )

    @precondition(lambda self: self.pending())
    @rule(name=HEAD, which=WHICH, approve=st.sampled_from([True, True, False]))
    def decide_death(self, name: str, which: int, approve: bool) -> None:
        pending = self.pending()
        change = StatusChange.objects.get(pk=pending[which % len(pending)])

        def then(user: int, _done: Any) -> None:
            self.memory.deaths[change.pk] = (self.memory.proposers[change.pk], user)

        if approve:
            self.step(name, "approve_death", people.approve_death, change, then=then)
        else:
            self.step(name, "approve_death", people.refuse_death, change)

    def pending(self) -> list[int]:
        return [c.id for c in self.before.changes.values() if c.effective_at is None and c.refused_at is None]

    # News.

    @precondition(lambda self: self.changed)
    @rule()
    def prepare(self) -> None:
        """As the worker does every second; here, when there is something new."""
        actions.prepare_news()
        self.look("prepare_news", unsettled(snapshot()))
        self.changed = False

    @precondition(Stage.has_news)
    @rule(name=WORKER, which=WHICH, wording=st.sampled_from(["Один.", "Два.", "", "{x}"]), age=st.integers(0, 2))
    def edit(self, name: str, which: int, wording: str, age: int) -> None:
        one = self.news(which)
        version, _words = self.page(one, age)
        self.step(
            name,
            "edit",
            actions.update_wording,
            one,
            wording=wording,
            version=version,
            then=lambda user, _done: self.memory.writers.update({one.pk: user}),
        )

    @precondition(Stage.has_news)
    @rule(name=HEAD, which=WHICH, age=st.sampled_from([0, 0, 0, 1, 2]))
    def approve(self, name: str, which: int, age: int) -> None:
        one = self.news(which)
        version, words = self.page(one, age)
        self.step(
            name,
            "approve",
            actions.approve_notification,
            one,
            version=version,
            then=lambda user, _done: self.memory.approved.update({one.pk: (user, words)}),
        )

    @precondition(Stage.has_news)
    @rule(
        name=WORKER,
        which=WHICH,
        channel=st.sampled_from(["call", "call", "call", "visit", "message"]),
        outcome=st.sampled_from(["told", "told", "told", "no_answer", "declined", "given_up", "message_left"]),
        age=st.sampled_from([0, 0, 0, 2, 4]),
    )
    def attempt(self, name: str, which: int, channel: str, outcome: str, age: int) -> None:
        one = self.news(which)
        _version, words = self.page(one, age)

        def then(user: int, _done: Any) -> None:
            if outcome == "told":
                self.memory.told[one.pk] = (user, words)

        self.step(
            name,
            "tell",
            actions.record_attempt,
            one,
            channel=channel,
            number_used="1648",
            outcome=outcome,
            wording_sha256=sha256(words.encode()).hexdigest(),
            then=then,
        )

    def reopen(self, name: str, which: int) -> None:
        self.step(name, "tell", actions.reopen_notification, self.any_news(which))

    def retract(self, name: str, which: int) -> None:
        self.step(name, "retract", actions.retract_notification, self.any_news(which), reason="Not so.")

    def edit_template(self, name: str, which: int, body: str) -> None:
        templates = list(NotificationTemplate.objects.order_by("pk"))
        self.step(name, "template", actions.update_template, templates[which % len(templates)], body=body)

    # Families, and what else is done beside.

    @rule(
        what=st.sampled_from(["template", "case", "relative", "order", "consent", "reopen", "retract"]),
        name=WORKER,
        which=WHICH,
        yes=st.booleans(),
        to=st.sampled_from(["active", "active", "closed", "withdrawn", "news_given"]),
        body=st.sampled_from(["{person} вдома.", "{relative}: {person}.", "nobody"]),
    )
    def beside(self, what: str, name: str, which: int, yes: bool, to: str, body: str) -> None:
        if what == "template":
            self.edit_template(name, which, body)
        elif what == "case":
            self.case_status(name, which, to)
        elif what == "relative" and self.added < 2:
            self.add_relative(name, which, yes)
        elif what == "consent":
            self.consent(name, yes)
        elif what == "reopen" and self.before.news:
            self.reopen(name, which)
        elif what == "retract" and self.before.news and which == 0:
            self.retract(name, which)
        else:
            self.move_relative(name, which, yes)

    def case_status(self, name: str, which: int, to: str) -> None:
        case = Case.objects.get(pk=self.of(self.before.cases, which))
        self.step(name, "case", families.change_case_status, case, to=to, reason="They asked for it.")

    def add_relative(self, name: str, which: int, first: bool) -> None:
        case = Case.objects.get(pk=self.of(self.before.cases, which))

        def then(_user: int, _done: Any) -> None:
            self.added += 1

        self.step(
            name,
            "relative",
            families.add_relative,
            case,
            relationship="sister",
            name="Сестра",
            order=1 if first else None,
            then=then,
        )

    def move_relative(self, name: str, which: int, up: bool) -> None:
        one = CaseRelative.objects.get(pk=self.of(self.before.family, which))
        self.step(name, "case", families.move_relative, one, up=up)

    def consent(self, name: str, give: bool) -> None:
        if give:
            self.step(
                name,
                "relative",
                families.record_consent,
                self.world.cases[0],
                relative=self.world.consent.relative,
                purpose="tracing",
                given=True,
            )
        else:
            self.step(name, "relative", families.withdraw_consent, Consent.objects.first())

    # Those who work here come and go.

    @precondition(lambda self: sum(not roles for roles in self.memory.roles.values()) < 2)
    @rule(name=st.sampled_from(sorted(STAFF)), how=st.sampled_from(["expired", "taken away", "disabled"]))
    def loses(self, name: str, how: str) -> None:
        user = self.world.user(name)
        if how == "disabled":
            accounts.update_user(user, is_active=False, by=SYSTEM)
        else:
            for role in STAFF[name]:
                if how == "expired":
                    Grant.objects.filter(user=user, role=role).update(expires_at=yesterday())
                else:
                    accounts.revoke_role(user, role=role, by=SYSTEM)
        self.memory.roles[user.pk] = set()
        self.staff.pop(name, None)
        self.look(f"{name} is {how}", [])

    @precondition(lambda self: not all(self.memory.roles.values()))
    @rule()
    def all_come_back(self) -> None:
        for name, roles in STAFF.items():
            user = self.world.user(name)
            if not self.memory.roles[user.pk]:
                accounts.update_user(user, is_active=True, by=SYSTEM)
                for role in roles:
                    accounts.grant_role(user, role=role, expires_at=None, by=SYSTEM)
                self.memory.roles[user.pk] = set(map(str, roles))
        self.staff.clear()
        self.look("all come back", [])
