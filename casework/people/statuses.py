"""What is known of a person's fate, and the other words that are chosen from a list."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.access import Permission as P
from casework.lib.transitions import Workflow, steps

# What stands in the place of whatever was destroyed of a person who was erased.
ERASED = "[erased]"


class PersonStatus(TextChoices):
    MISSING = "missing", _("missing")
    PROBABLY_CAPTIVE = "probably_captive", _("probably captive")
    CONFIRMED_CAPTIVE = "confirmed_captive", _("confirmed captive")
    RETURN_REPORTED = "return_reported", _("return reported")
    RETURNED = "returned", _("returned")
    DEATH_REPORTED = "death_reported", _("death reported")
    DECEASED = "deceased", _("deceased")
    LOCATED = "located", _("located, not held")


S = PersonStatus
_AWAY = (S.MISSING, S.PROBABLY_CAPTIVE, S.CONFIRMED_CAPTIVE)
_ELSEWHERE = (S.DEATH_REPORTED, S.DECEASED, S.LOCATED)

PERSON = Workflow(
    subject="Person",
    statuses=PersonStatus,
    initial=S.MISSING,
    transitions=(
        *steps(S.MISSING, S.PROBABLY_CAPTIVE, P.CHANGE_STATUS, requires="evidence"),
        *steps((S.MISSING, S.PROBABLY_CAPTIVE), S.CONFIRMED_CAPTIVE, P.CHANGE_STATUS, requires="confirmed_by"),
        *steps(S.CONFIRMED_CAPTIVE, (S.PROBABLY_CAPTIVE, S.MISSING), P.CHANGE_STATUS),
        *steps(S.PROBABLY_CAPTIVE, S.MISSING, P.CHANGE_STATUS),
        # A claim: an Entry that arrived was linked. Taken back when the link is undone or the identity disputed.
        *steps((*_AWAY, *_ELSEWHERE), S.RETURN_REPORTED, P.REPORT_RETURN, requires="arrived_entry"),
        *steps(S.RETURN_REPORTED, (*_AWAY, S.DECEASED, S.LOCATED), P.REPORT_RETURN),
        *steps(S.RETURN_REPORTED, S.RETURNED, P.VERIFY_PERSON, requires="linked_by_another"),
        *steps(S.RETURNED, S.RETURN_REPORTED, P.VERIFY_PERSON),
        # Captured again.
        *steps((S.RETURNED, S.LOCATED), S.PROBABLY_CAPTIVE, P.CHANGE_STATUS, requires="evidence"),
        *steps(
            (*_AWAY, S.RETURN_REPORTED, S.RETURNED, S.LOCATED),
            S.DEATH_REPORTED,
            P.REPORT_DEATH,
            requires="evidence",
        ),
        *steps(S.DEATH_REPORTED, S.DECEASED, P.REPORT_DEATH, requires="evidence", approval="another role"),
        *steps(S.DEATH_REPORTED, _AWAY, P.REPORT_DEATH),
        # It has happened that a man buried after a DNA match came home.
        *steps(S.DECEASED, S.DEATH_REPORTED, P.APPROVE_DEATH),
        *steps((*_AWAY, S.DEATH_REPORTED), S.LOCATED, P.CHANGE_STATUS, requires="evidence"),
        *steps(S.LOCATED, S.MISSING, P.CHANGE_STATUS),
    ),
)

# What a family must hear from the caseworker who tells it, when it is confirmed and approved; from nobody else.
FATES = (S.RETURN_REPORTED, S.RETURNED, S.DEATH_REPORTED, S.DECEASED, S.LOCATED)

# How each is shown; the word says the same.
PERSON_TONES: dict[str, str] = {
    S.MISSING: "neutral",
    S.PROBABLY_CAPTIVE: "info",
    S.CONFIRMED_CAPTIVE: "info",
    S.RETURN_REPORTED: "warn",
    S.RETURNED: "good",
    S.DEATH_REPORTED: "warn",
    S.DECEASED: "bad",
    S.LOCATED: "good",
}

# Which of them are news for a family, once they have taken effect.
NEWS = (S.RETURNED, S.DECEASED, S.LOCATED)


class Category(TextChoices):
    POW = "pow", _("prisoner of war")
    CIVILIAN = "civilian", _("civilian")


class Sex(TextChoices):
    MALE = "m", _("male")
    FEMALE = "f", _("female")


class Health(TextChoices):
    """The words of the capture card (GC III annex IV B)."""

    GOOD = "good", _("good")
    NOT_WOUNDED = "not_wounded", _("not wounded")
    SLIGHTLY_WOUNDED = "slightly_wounded", _("slightly wounded")
    SERIOUSLY_WOUNDED = "seriously_wounded", _("seriously wounded")
    SICK = "sick", _("sick")
    CONVALESCENT = "convalescent", _("convalescent")
    RECOVERED = "recovered", _("recovered")
    UNKNOWN = "unknown", _("unknown")


class NameKind(TextChoices):
    PRIMARY = "primary", _("main name")
    SPELLING = "spelling", _("another spelling")
    MAIDEN = "maiden", _("name at birth")
    FORMER = "former", _("former name")
    CALL_SIGN = "call_sign", _("call sign")


class Script(TextChoices):
    CYRILLIC = "cyrl", _("Cyrillic")
    LATIN = "latn", _("Latin")
    OTHER = "other", _("other")


class RegistryBody(TextChoices):
    NIB = "nib", _("National Information Bureau")
    ICRC = "icrc", _("ICRC Central Tracing Agency")
    COORDINATION_HQ = "hq", _("Coordination Headquarters")
    MISSING_REGISTER = "missing_register", _("register of missing persons")
    POLICE = "police", _("police")
    OMBUDSMAN = "ombudsman", _("ombudsman")
    JOINT_CENTRE = "joint_centre", _("Joint Centre")
    OTHER = "other", _("another body")


class Reliability(TextChoices):
    """How far the source can be trusted. F is unknown, not worst."""

    A = "A", _("A – completely reliable")
    B = "B", _("B – usually reliable")
    C = "C", _("C – fairly reliable")
    D = "D", _("D – not usually reliable")
    E = "E", _("E – unreliable")
    F = "F", _("F – cannot be judged")


class Credibility(TextChoices):
    """How far the information can be believed. 6 is unknown, not worst."""

    CONFIRMED = "1", _("1 – confirmed by other sources")
    PROBABLE = "2", _("2 – probably true")
    POSSIBLE = "3", _("3 – possibly true")
    DOUBTFUL = "4", _("4 – doubtful")
    IMPROBABLE = "5", _("5 – improbable")
    UNKNOWN = "6", _("6 – cannot be judged")


class EvidenceAbout(TextChoices):
    CAPTIVITY = "captivity", _("captivity")
    WHEREABOUTS = "whereabouts", _("place of detention")
    HEALTH = "health", _("health")
    IDENTITY = "identity", _("identity")
    RETURN = "return", _("return")
    DEATH = "death", _("death")
    OTHER = "other", _("something else")


class ConfirmedBy(TextChoices):
    ICRC = "icrc", _("the ICRC")
    BUREAU = "bureau", _("a National Information Bureau")
    DETAINING_POWER = "detaining_power", _("the detaining Power")
