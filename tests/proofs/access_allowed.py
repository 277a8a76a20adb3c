"""Who may see which groups of fields of whose records: DESIGN, sections 1 and 3, and issue 3, as one table.

Written from the design, not from the code: nothing here asks `visible_to` or `ROLES`.
"""

from casework.access import Role
from tests.proofs.canaries import Canary
from tests.proofs.world import (
    BRIDGE,
    ENDED,
    LISTED,
    OWN,
    RESTRICTED,
    REVOKED,
    SHARED,
    WAITING,
)

PERSON = frozenset({"identity", "birth", "capture", "status", "evidence", "record"})
# What is `internal` stays with whoever has the case: why it ended, and whom sharing it may harm.
CASE = frozenset({"file", "relatives", "contacts", "notes", "case", "offer", "internal"})
LISTS = frozenset({"list", "linked"})
NEWS = frozenset({"news"})
HOLDS = frozenset({"hold"})
# Who used emergency access, for which case and why: read by whoever reviews it.
GLASS = frozenset({"glass"})
OVERSIGHT = frozenset({"oversight"})
WORK = frozenset({"job"})
PUBLISHED = frozenset({"published"})
MERGES = frozenset({"merge"})  # which records may be of one human being, and which were merged, and why
# Nobody's but their own: of the holding OWN it is the supervisor's.
DRAFTS = frozenset({"draft"})
ONES_OWN = DRAFTS | {"sign_in"}
# Of a role for a user: of those who may approve it.
PROPOSALS = frozenset({"proposal"})
# The names of colleagues stand by what they did.
COLLEAGUES = frozenset({"account"})
MAILBOXES = frozenset({"mailbox"})

# Of what their own organisation holds.
OWN_BY_ROLE: dict[str, frozenset[str]] = {
    Role.INTAKE: PERSON | CASE | WORK | COLLEAGUES,
    Role.CASEWORKER: PERSON | CASE | LISTS | NEWS | OVERSIGHT | WORK | COLLEAGUES,
    Role.SUPERVISOR: PERSON | CASE | LISTS | NEWS | OVERSIGHT | WORK | COLLEAGUES | PROPOSALS | GLASS,
    Role.VERIFICATION_OFFICER: PERSON | LISTS | WORK | COLLEAGUES,
    Role.DATA_STEWARD: PERSON | CASE | LISTS | OVERSIGHT | WORK | COLLEAGUES | HOLDS,
    Role.PARTNER: PERSON | CASE | OVERSIGHT | WORK | COLLEAGUES,
    Role.AUDITOR: OVERSIGHT | COLLEAGUES | GLASS,
    Role.ADMINISTRATOR: COLLEAGUES | MAILBOXES | PROPOSALS,
}
for _role in (Role.CASEWORKER, Role.SUPERVISOR, Role.DATA_STEWARD):
    OWN_BY_ROLE[_role] |= PUBLISHED | MERGES
OWN_BY_ROLE[LISTED] = OWN_BY_ROLE[Role.SUPERVISOR]
# Of what is restricted: what is not about the person. A line on a list is, once it is linked.
NOT_OF_A_PERSON = frozenset({"list"}) | GLASS | PUBLISHED | OVERSIGHT | WORK | COLLEAGUES | MAILBOXES | PROPOSALS

# Who reads of people what is referred, and who of cases. (An offer is the referral itself, and its purpose.)
READS_PEOPLE = frozenset(role for role, groups in OWN_BY_ROLE.items() if groups >= PERSON)
READS_CASES = frozenset(role for role, groups in OWN_BY_ROLE.items() if groups >= CASE)
WORKED_WITH = (OWN, RESTRICTED, *SHARED, ENDED, REVOKED)
SHARED_OF_PEOPLE = PERSON - {"record"}  # never referred


def allowed(who: str, relation: str) -> frozenset[str]:
    """The groups of fields that the user `who` may see of the holding in that relation to the reader."""
    own = OWN_BY_ROLE.get(who, frozenset())
    if relation == OWN:
        return own
    if relation == RESTRICTED:
        return own if who == LISTED else own & NOT_OF_A_PERSON
    fields = frozenset(SHARED.get(relation, ()))
    if fields:
        seen: frozenset[str] = frozenset()
        if who in READS_PEOPLE:
            seen |= fields & SHARED_OF_PEOPLE
        if who in READS_CASES:
            seen |= fields | {"file", "offer", "account"}
        return seen
    if relation == WAITING and who in READS_CASES:
        return frozenset({"offer", "account"})
    return frozenset()


def may_see(who: str, canary: Canary) -> bool:
    if canary.groups <= ONES_OWN:
        # That a draft was begun and ended stands in the audit, by its number; what it says, nowhere.
        noted = who == Role.AUDITOR and canary.is_code and canary.groups == DRAFTS
        return (who, canary.of) == (Role.SUPERVISOR, OWN) or (noted and canary.of in (OWN, RESTRICTED))
    relation = canary.of.removeprefix(BRIDGE)
    if relation != canary.of and canary.groups & LISTS & allowed(who, OWN):
        return True
    if canary.groups & allowed(who, relation):
        return True
    # The audit names records by their codes, to whoever watches over what the organisation did with them.
    return who == Role.AUDITOR and canary.is_code and relation in WORKED_WITH
