"""Which part of a guide belongs to which pages: by the guide, the anchor of its heading, the names of the pages.

From the desk, and from what stands nowhere here, one comes to the beginning of the own guide.
"""

_NEWS = (
    "notifications:list",
    "notifications:detail",
    "notifications:attempt",
    "notifications:edit",
)
_REVIEW = (
    "exchanges:review",
    "exchanges:review_exact",
    "exchanges:register",
    "exchanges:duplicate",
    "exchanges:entry",
    "exchanges:entries",
    "exchanges:undo",
)
_DUPLICATES = ("merging:worklist", "merging:merge", "merging:merges", "merging:unmerge", "merging:likely")
_CASE = (
    "families:detail",
    "families:relative_add",
    "families:follow_ups",
    "families:note_add",
    "families:consent_add",
    "families:consent_withdraw",
)
_KEPT = (
    "families:edit",
    "families:status",
    "families:relative_edit",
    "families:contact_add",
    "families:follow_up_add",
    "families:referral_add",
)
_EXCHANGES = (
    "exchanges:list",
    "exchanges:create",
    "exchanges:detail",
    "exchanges:edit",
    "exchanges:status",
    "exchanges:statement_add",
    "exchanges:agreement",
    "exchanges:ledger",
    "exchanges:variance",
)
_PUBLICATION = ("reports:publication", "reports:published", "reports:withdraw")
_ARRIVALS = ("exchanges:arrivals", "exchanges:unlisted_arrival")
_ON_RECORD = ("people:add_name", "people:add_number", "people:add_evidence", "attachments:add")
_READ = (
    "people:list",
    "people:detail",
    "people:evidence",
    "people:timeline",
    "people:families",
    "people:documents",
)

PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "intake": {
        "a-family-asks-for-somebody": ("families:create", "families:known", "families:list"),
        "when-they-call-again": (*_CASE, *_ON_RECORD, "people:detail", "people:evidence", "people:documents"),
        "find-somebody": ("people:list",),
    },
    "caseworker": {
        "link-the-names-on-a-list": _REVIEW,
        "tell-a-family": _NEWS,
        "keep-the-case": (*_CASE, *_KEPT, *_ON_RECORD, *_READ, "people:change_status", "families:list"),
        "go-to-a-family": ("families:visit",),
        "two-records-of-one-person": _DUPLICATES,
        "make-known-who-is-home": _PUBLICATION,
        "when-somebody-is-in-danger": ("people:restriction", "families:break_glass"),
    },
    "supervisor": {
        "approve-news": (
            *_NEWS,
            "notifications:retract",
            "notifications:templates",
            "notifications:template_edit",
        ),
        "decide-what-takes-two-people": ("accounts:proposals", "accounts:proposal", "families:broken_glass"),
        "record-who-arrived": _ARRIVALS,
        "give-out-cases": ("families:list", "families:assign", "families:assign_many"),
        "run-exchanges": _EXCHANGES,
    },
    "verification-officer": {
        "verify": ("exchanges:verifications", "exchanges:verify"),
        "it-is-somebody-else": ("exchanges:dispute", "exchanges:entry"),
        "at-the-door-of-the-bus": ("exchanges:reception",),
        "arrivals": _ARRIVALS,
    },
    "data-steward": {
        "a-list-comes-in": (
            "exchanges:upload",
            "exchanges:list_file",
            "exchanges:list_columns",
            "exchanges:list_preview",
            "exchanges:list_changes",
        ),
        "two-records-of-one-person": _DUPLICATES,
        "files-of-people": ("people:import", "people:list"),
        "exchanges": (*_EXCHANGES, *_PUBLICATION),
        "what-is-kept-and-how-long": (
            "protection:list",
            "protection:person",
            "protection:register",
            "reports:subject",
        ),
        "reports": ("reports:list", "reports:run", "reports:log", "reports:figures", "reports:quality"),
    },
    "partner": {"your-main-work": ("families:list", "families:detail", "families:referrals", "reports:list")},
    "auditor": {
        "your-main-work": ("audit:list", "families:broken_glass"),
        "who-saw-whom": ("reports:readings",),
        "unusual-reading": ("reports:unusual",),
    },
    "administrator": {"your-main-work": ("accounts:proposals", "accounts:grant")},
}
