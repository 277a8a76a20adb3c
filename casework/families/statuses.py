"""How far the work for a family is, and the other words that are chosen from a list."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.access import Permission as P
from casework.lib.transitions import Workflow, steps
from casework.processing import Activity


class CaseStatus(TextChoices):
    OPEN = "open", _("open")
    ACTIVE = "active", _("active")
    NEWS_PENDING = "news_pending", _("news pending")
    NEWS_GIVEN = "news_given", _("news given")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = CaseStatus

CASE = Workflow(
    subject="Case",
    statuses=CaseStatus,
    initial=S.OPEN,
    transitions=(
        *steps(S.OPEN, S.ACTIVE, P.MANAGE_CASE),
        # By the notifications: prepared; all told; news taken back.
        *steps((S.OPEN, S.ACTIVE, S.NEWS_GIVEN), S.NEWS_PENDING, P.PREPARE_NOTIFICATION, requires="news"),
        *steps(S.NEWS_PENDING, S.NEWS_GIVEN, P.DELIVER_NOTIFICATION, requires="every notification ended"),
        *steps((S.NEWS_PENDING, S.NEWS_GIVEN), S.ACTIVE, P.MANAGE_CASE),
        *steps((S.OPEN, S.ACTIVE, S.NEWS_GIVEN), S.CLOSED, P.MANAGE_CASE),
        *steps((S.OPEN, S.ACTIVE), S.WITHDRAWN, P.MANAGE_CASE),
        *steps((S.CLOSED, S.WITHDRAWN), S.ACTIVE, P.MANAGE_CASE),
    ),
)

# In these the family knows what there is to know.
TOLD = (S.NEWS_GIVEN, S.CLOSED)
AT_WORK = (S.OPEN, S.ACTIVE, S.NEWS_PENDING, S.NEWS_GIVEN)
ENDED = (S.CLOSED, S.WITHDRAWN)

# How each is shown; the word says the same.
CASE_TONES = {
    S.OPEN: "info",
    S.ACTIVE: "info",
    S.NEWS_PENDING: "warn",
    S.NEWS_GIVEN: "good",
    S.CLOSED: "neutral",
    S.WITHDRAWN: "neutral",
}


class Relationship(TextChoices):
    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    WIFE = "wife", _("wife")
    HUSBAND = "husband", _("husband")
    PARTNER = "partner", _("partner")
    SON = "son", _("son")
    DAUGHTER = "daughter", _("daughter")
    BROTHER = "brother", _("brother")
    SISTER = "sister", _("sister")
    GRANDPARENT = "grandparent", _("grandparent")
    GUARDIAN = "guardian", _("guardian")
    OTHER_RELATIVE = "other_relative", _("other relative")
    COMRADE = "comrade", _("comrade")
    FRIEND = "friend", _("friend")
    OTHER = "other", _("another person to be informed")


class Proof(TextChoices):
    NONE = "none", _("not shown yet")
    BIRTH_CERTIFICATE = "birth_certificate", _("birth certificate")
    MARRIAGE_CERTIFICATE = "marriage_certificate", _("marriage certificate")
    COURT_DECISION = "court_decision", _("court decision")
    REGISTER_EXTRACT = "register_extract", _("extract of the criminal register")
    OTHER = "other", _("another document")


class ConsentPurpose(TextChoices):
    TRACING = "tracing", _("search for the person")
    REFERRAL = "referral", _("sharing with another organisation")
    PUBLICATION = "publication", _("publication")
    REPORTING = "reporting", _("reports to the organisation that asked")

    @property
    def activity(self) -> Activity:
        """What of the register of processing it decides about."""
        return _ACTIVITIES[self]


_ACTIVITIES = {
    ConsentPurpose.TRACING: Activity.TRACING,
    ConsentPurpose.REFERRAL: Activity.REFERRAL,
    ConsentPurpose.PUBLICATION: Activity.PUBLICATION,
    ConsentPurpose.REPORTING: Activity.REPORTS,
}
# What is agreed to for one recipient, or for any: who else hears of it follows from the others.
WITH_RECIPIENT = (ConsentPurpose.REFERRAL, ConsentPurpose.REPORTING)


class Giver(TextChoices):
    RELATIVE = "relative", _("a relative of the case")
    PERSON = "person", _("the person themselves")
    REPRESENTATIVE = "representative", _("who acts for the person by law")


class Harm(TextChoices):
    """Whether passing data on may harm the person, their relatives or others."""

    NO = "no", _("no harm is to be expected")
    UNKNOWN = "unknown", _("nobody can tell: a second person must approve it")
    YES = "yes", _("it may do harm: nothing is passed on")


class Channel(TextChoices):
    CALL = "call", _("telephone call")
    VISIT = "visit", _("visit")
    MESSAGE = "message", _("message that asks for a call")
    LETTER = "letter", _("letter")


class ContactOutcome(TextChoices):
    REACHED = "reached", _("spoke with them")
    NO_ANSWER = "no_answer", _("no answer")
    WRONG_NUMBER = "wrong_number", _("wrong number")
    CALL_BACK = "call_back", _("asked to call later")
    MESSAGE_LEFT = "message_left", _("asked for a call back")


class Language(TextChoices):
    UKRAINIAN = "uk", _("Ukrainian")
    ENGLISH = "en", _("English")


class ReferableField(TextChoices):
    """What a referral can share. Whatever is not named in it stays with the organisation that has the case."""

    IDENTITY = "identity", _("names and numbers of the person")
    BIRTH = "birth", _("birth and family origin")
    CAPTURE = "capture", _("service, capture and circumstances")
    STATUS = "status", _("status of the person and of the case")
    EVIDENCE = "evidence", _("evidence and places of detention")
    RELATIVES = "relatives", _("relatives, with their telephones and their request")
    CONTACTS = "contacts", _("history of contacts")
    NOTES = "notes", _("notes")


F = ReferableField
CASE_FIELDS = frozenset({F.RELATIVES, F.CONTACTS, F.NOTES})
PERSON_FIELDS = frozenset({F.IDENTITY, F.BIRTH, F.CAPTURE, F.STATUS, F.EVIDENCE})
