"""What is done with people's data, for what, on what legal ground, and for how long: on one page.

No activity rests on consent alone. Whoever searches for a missing person, or tells a family, does so because the
law asks it; what consent decides is whether the data of a relative, or the name of somebody who is home, is passed
on.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

YEAR = timedelta(days=365)


class Held(TextChoices):
    """The categories of data, as `RETENTION` counts their days."""

    PERSON = "person", _("people whose fate is known")
    EVIDENCE = "evidence", _("evidence and places of detention")
    CASE = "case", _("cases that have ended, with relatives, consents and referrals")
    CONTACTS = "contacts", _("contact attempts and notes")
    LISTS = "lists", _("files of lists, as received")
    NOTIFICATIONS = "notifications", _("news for families")
    REPORTS = "reports", _("the log of reports")
    AUDIT = "audit", _("the audit, with who read what")


@dataclass(frozen=True)
class Retention:
    """How long one category is kept: `period` after `counted_from`; and what happens then."""

    period: timedelta
    counted_from: Any
    then: Any

    @property
    def years(self) -> int:
        return self.period // YEAR


_WITH_PERSON = _("It goes with the person.")
RETENTION: dict[str, Retention] = {
    Held.PERSON: Retention(
        5 * YEAR,
        _("nothing has happened on the record, and no case is at work"),
        _("A data steward reviews the person: kept until a day, or proposed for erasure."),
    ),
    Held.EVIDENCE: Retention(5 * YEAR, _("it was recorded, where the fate of the person is known"), _WITH_PERSON),
    Held.CASE: Retention(
        3 * YEAR, _("it ended"), _("The person comes up for review, unless another case is at work.")
    ),
    Held.CONTACTS: Retention(3 * YEAR, _("the case ended"), _WITH_PERSON),
    Held.LISTS: Retention(
        10 * YEAR,
        _("it was received"),
        _("Its entries stay with their people; the file goes with the first of them."),
    ),
    Held.NOTIFICATIONS: Retention(5 * YEAR, _("it was told, or could not be"), _WITH_PERSON),
    Held.REPORTS: Retention(
        10 * YEAR,
        _("the report was taken out"),
        _("It holds no person; it is kept to answer where a file came from."),
    ),
    Held.AUDIT: Retention(
        100 * YEAR, _("the event"), _("It holds codes and no names, and outlives the records that it guards.")
    ),
}


class Activity(TextChoices):
    """What is done with data. Each referral, consent and report says which of these it serves."""

    REGISTERING = "registering", _("registering people and requests")
    TRACING = "tracing", _("search for the person")
    LINKING = "linking", _("linking the entries of lists to people")
    VERIFICATION = "verification", _("verification of identity and condition")
    NOTIFICATION = "notification", _("telling families")
    REFERRAL = "referral", _("help by another organisation")
    REPORTS = "reports", _("reports and statistics")
    PUBLICATION = "publication", _("publication of those who returned")
    AUDIT = "audit", _("audit and security")


# What a referral, and what a report, can be for.
REFERRED_FOR = (Activity.TRACING, Activity.VERIFICATION, Activity.NOTIFICATION, Activity.REFERRAL)
REPORTED_FOR = (
    Activity.REPORTS,
    Activity.TRACING,
    Activity.VERIFICATION,
    Activity.NOTIFICATION,
    Activity.REFERRAL,
)


_NOT_ASKED = _("Not asked: the law provides for it.")


@dataclass(frozen=True)
class Processing:
    """One line of the register. `sources` are articles of law; `consent` is what consent decides, if anything."""

    purpose: Any
    basis: Any
    sources: tuple[Any, ...]
    data: Any
    retention: tuple[Held, ...]
    consent: Any = _NOT_ASKED


_GC3_122 = _("Third Geneva Convention, art. 122 (information bureau)")
_GC3_123 = _("Third Geneva Convention, art. 123 (central agency)")
_GC4_136 = _("Fourth Geneva Convention, art. 136–138 (information bureau)")
_GC4_140 = _("Fourth Geneva Convention, art. 139–140 (forwarding; central agency)")
_AP1_32 = _("First Additional Protocol, art. 32–33 (right of families to know; search for the missing)")
_ICPPED_17 = _("Convention against Enforced Disappearance, art. 17–18 (registers; information to relatives)")
_ICPPED_24 = _("Convention against Enforced Disappearance, art. 24 (right to know the truth)")
_UA_MISSING = _(
    "Law of Ukraine on the legal status of persons missing under special circumstances, 2018, no. 2505-VIII"
)
_UA_CAPTIVES = _("Law of Ukraine on social and legal protection of persons deprived of liberty, 2022, no. 2010-IX")
_UA_DATA = _("Law of Ukraine on protection of personal data, 2010, no. 2297-VI, art. 6, 7, 11")
_TASK = _("A task in the public interest that the law lays down; vital interests of the person")
_CONSENT_TOO = _("A task in the public interest; and, for what concerns a relative, their consent")

REGISTER: dict[str, Processing] = {
    Activity.REGISTERING: Processing(
        _("To know who is missing or held, and who asks for them."),
        _TASK,
        (_GC3_122, _GC4_136, _ICPPED_17, _UA_MISSING),
        _("Names, birth, service, capture, numbers of other bodies; relatives and how to reach them"),
        (Held.PERSON, Held.CASE),
    ),
    Activity.TRACING: Processing(
        _("To find out where a person is, and what became of them."),
        _TASK,
        (_GC3_122, _GC3_123, _GC4_136, _GC4_140, _AP1_32, _UA_MISSING),
        _("What is registered; evidence with its source; places of detention; health"),
        (Held.PERSON, Held.EVIDENCE, Held.CONTACTS),
        _("Not needed to search. It decides whether a relative's own data is passed on for the search."),
    ),
    Activity.LINKING: Processing(
        _("To find for each line of a list the person who is meant."),
        _TASK,
        (_GC3_122, _GC4_136, _UA_CAPTIVES),
        _("The line as received; candidates with their reasons; who decided"),
        (Held.LISTS, Held.PERSON),
    ),
    Activity.VERIFICATION: Processing(
        _("To confirm in person who has returned, and in what condition."),
        _TASK,
        (_GC3_122, _ICPPED_17, _UA_CAPTIVES, _UA_DATA),
        _("Identity, document or who recognised the person, condition (health)"),
        (Held.PERSON, Held.EVIDENCE),
    ),
    Activity.NOTIFICATION: Processing(
        _("To tell each family the truth, once, by a named human being."),
        _TASK,
        (_GC3_122, _GC4_136, _AP1_32, _ICPPED_24),
        _("Relatives and how to reach them; the wording; each attempt to tell"),
        (Held.NOTIFICATIONS, Held.CONTACTS),
        _("Not needed to tell. A relative may say that they do not want to hear."),
    ),
    Activity.REFERRAL: Processing(
        _("To have the person or the family helped by another organisation."),
        _CONSENT_TOO,
        (_GC4_140, _UA_CAPTIVES, _UA_DATA),
        _("The fields that the referral names, to one recipient, until a day"),
        (Held.CASE,),
        _("Needed, for this recipient or for any. Its withdrawal ends the sharing at once."),
    ),
    Activity.REPORTS: Processing(
        _("To answer for the work, and to reconcile what was announced with who came."),
        _TASK,
        (_GC3_122, _UA_CAPTIVES, _UA_DATA),
        _("As the level of the report says, from counts alone to health"),
        (Held.REPORTS,),
    ),
    Activity.PUBLICATION: Processing(
        _("To make known that people are home, who want it known."),
        _("Consent of the person who returned, on top of a task in the public interest"),
        (_AP1_32, _UA_DATA),
        _("Name and day of return"),
        (Held.REPORTS, Held.CASE),
        _("Needed from the person, or who acts for them by law. Its withdrawal takes the name off at once."),
    ),
    Activity.AUDIT: Processing(
        _("To know who saw and changed what, and to find out misuse."),
        _("A legal duty to protect the data; a task in the public interest"),
        (_UA_DATA,),
        _("Codes of records, names of users, times; no name of a person or relative"),
        (Held.AUDIT,),
    ),
}
