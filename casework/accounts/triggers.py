"""What the database holds of separated duties, beyond what the constraints of each table say.

- A proposal begins undecided, stays as it was proposed, and is decided once.
- What names two people rests on a proposal that the one made and the other approved.
- Who took the first step stays: nobody puts another in their place and then takes the second.
- A fate of which two people know comes from them, not from a change of the person's row.

It names the tables of other parts, as `access.DUTIES` names their actions.
"""

from casework.lib.triggers import Trigger, Triggers, changed

_ERASED = "[erased]"
_PERSON = "(SELECT 'person:' || reference FROM people_person WHERE id = NEW.person_id)"


def _unless_agreed(
    kinds: tuple[str, ...], subject: str, *, proposed_by: str = "", approved_by: str = "", since: str = ""
) -> str:
    """Where there is no approved proposal of one of `kinds` about `subject` ("" for any) by those two."""
    asked = [f"p.kind IN ({', '.join(repr(kind) for kind in kinds)})", "p.status = 'approved'"]
    asked += [f"p.subject = {subject}"] if subject else []
    asked += [f"p.proposed_by_id = NEW.{proposed_by}"] if proposed_by else []
    asked += [f"p.decided_by_id = NEW.{approved_by}"] if approved_by else []
    asked += [f"p.decided_at > NEW.{since}"] if since else []
    return f"NOT EXISTS (SELECT 1 FROM accounts_proposal p WHERE {' AND '.join(asked)})"  # noqa: S608


_NOT_GRANTED = _unless_agreed(
    ("grant_role",),
    "(SELECT 'grant:' || username || ' ' || NEW.role FROM accounts_user WHERE id = NEW.user_id)",
    proposed_by="proposed_by_id",
    approved_by="approved_by_id",
)
_NOT_RESTRICTED = _unless_agreed(
    ("restrict_person",), _PERSON, proposed_by="proposed_by_id", approved_by="approved_by_id"
)
_NOT_LIFTED = _unless_agreed(
    ("unrestrict_person", "restrict_person"),  # another list takes the place of the one in force
    _PERSON,
    proposed_by="lifting_proposed_by_id",
    approved_by="lifted_by_id",
    since="at",
)
# What was merged into a record goes with it.
_MERGED_INTO_ERASED = "NEW.merged_into_id IN (SELECT id FROM people_person WHERE erased_at IS NOT NULL)"
_NOT_ERASED = (
    _unless_agreed(("erase_person",), "'person:' || NEW.reference")
    + f" AND COALESCE(NOT {_MERGED_INTO_ERASED}, TRUE)"
)
_NOT_EXPORTED = _unless_agreed(("export_report",), "", proposed_by="by_id", approved_by="approved_by_id")
_NOT_WEIGHED = _unless_agreed(("refer_in_doubt",), "", proposed_by="by_id", approved_by="approved_by_id")
_NOT_PUBLISHED = _unless_agreed(
    ("publish_list",),
    "(SELECT 'exchange:' || reference FROM exchanges_exchange WHERE id = NEW.exchange_id)",
    proposed_by="proposed_by_id",
    approved_by="approved_by_id",
)
_NOT_LINKED = """NOT EXISTS (
    SELECT 1 FROM exchanges_link l WHERE l.entry_id = NEW.entry_id AND l.person_id = NEW.person_id
    AND l.undone_at IS NULL AND l.confirmed_by_id = NEW.linked_by_id)"""
_NOT_VERIFIED = """NOT EXISTS (
    SELECT 1 FROM exchanges_verification v JOIN exchanges_link l ON l.entry_id = v.entry_id
    AND l.person_id = v.person_id AND l.undone_at IS NULL AND l.confirmed_by_id <> v.by_id
    WHERE v.entry_id = NEW.id AND v.outcome = 'verified')"""
_NOT_SO = """NOT EXISTS (
    SELECT 1 FROM people_statuschange c WHERE c.person_id = NEW.id AND c.to_status = NEW.status
    AND c.effective_at IS NOT NULL)"""
_FATE_OF_TWO = "NEW.status IN ('returned', 'deceased')"


def _stays(table: str, *columns: str) -> Trigger:
    return (table, "UPDATE", changed(*columns), "who took the first step stays")


def _approved(table: str, event: str, unless: str) -> Trigger:
    """A row that names who approved it."""
    named = "NEW.approved_by_id IS NOT NULL"
    return (table, event, f"{named} AND {unless}", "nobody else approved what these two are said to have agreed")


SEPARATED = Triggers(
    {
        "proposal_begins": (
            "accounts_proposal",
            "INSERT",
            "NEW.status <> 'proposed'",
            "a proposal begins undecided",
        ),
        "proposal_stays": (
            "accounts_proposal",
            "UPDATE",
            changed("kind", "organisation_id", "subject", "payload", "digest", "proposed_by_id", "proposed_at")
            + f" OR (NEW.reason <> OLD.reason AND NEW.reason <> '{_ERASED}')",
            "a proposal stays as it was proposed",
        ),
        "proposal_decided_once": (
            "accounts_proposal",
            "UPDATE",
            f"OLD.status <> 'proposed' AND ({changed('status', 'decided_by_id', 'decided_at', 'decided_digest')})",
            "a proposal is decided once",
        ),
        "grant_by_two": _approved("accounts_grant", "INSERT", _NOT_GRANTED),
        "grant_changed_by_two": _approved("accounts_grant", "UPDATE", _NOT_GRANTED),
        "grant_stays": _stays("accounts_grant", "user_id", "organisation_id", "role"),
        "restricted_by_two_people": _approved("people_restriction", "INSERT", _NOT_RESTRICTED),
        "restriction_stays": _stays("people_restriction", "proposed_by_id", "approved_by_id"),
        "lifted_by_two_people": (
            "people_restriction",
            "UPDATE",
            f"NEW.lifted_at IS NOT NULL AND OLD.lifted_at IS NULL AND {_NOT_LIFTED}",
            "nobody else approved that this restriction is lifted",
        ),
        "erased_by_two_people": (
            "people_person",
            "UPDATE",
            f"NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL AND {_NOT_ERASED}",
            "nobody else approved that this person is erased",
        ),
        "exported_by_two_people": _approved("reports_reportlog", "INSERT", _NOT_EXPORTED),
        "export_approved_by_two_people": _approved("reports_reportlog", "UPDATE", _NOT_EXPORTED),
        "export_stays": _stays("reports_reportlog", "by_id", "level", "harm"),
        "referred_by_two_people": _approved("families_referral", "INSERT", _NOT_WEIGHED),
        "doubt_weighed_by_two_people": _approved("families_referral", "UPDATE", _NOT_WEIGHED),
        "referral_stays": _stays("families_referral", "by_id", "harm"),
        "published_by_two_people": _approved("reports_publication", "INSERT", _NOT_PUBLISHED),
        "publication_stays": _stays(
            "reports_publication", "proposed_by_id", "approved_by_id", "exchange_id", "marks", "sha256"
        ),
        "link_stays": _stays("exchanges_link", "confirmed_by_id"),
        "verified_as_linked": (
            "exchanges_verification",
            "INSERT",
            f"NEW.outcome = 'verified' AND {_NOT_LINKED}",
            "who linked this entry is somebody else",
        ),
        "verification_stays": _stays("exchanges_verification", "outcome", "by_id", "linked_by_id"),
        "identity_verified_by_another": (
            "exchanges_entry",
            "UPDATE",
            f"NEW.identity = 'verified' AND OLD.identity <> 'verified' AND {_NOT_VERIFIED}",
            "nobody else than the linker verified this",
        ),
        "status_change_stays": _stays("people_statuschange", "by_id", "by_role", "linked_by_id", "to_status"),
        "fate_begins_open": ("people_person", "INSERT", _FATE_OF_TWO, "nobody begins as returned or dead"),
        "fate_by_two_people": (
            "people_person",
            "UPDATE",
            f"{_FATE_OF_TWO} AND NEW.status <> OLD.status AND {_NOT_SO}",
            "no step says so",
        ),
    }
)
