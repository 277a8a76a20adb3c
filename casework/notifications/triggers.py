"""What check constraints cannot say, because it looks at other tables: held by triggers on both databases.

- News begins prepared, for a relative of the case, about the person of the case.
- The StatusChange it tells is in effect, of this person and of this kind, and stays so while the news stands.
- Any step but a retraction is taken only while the person still has the status that is told.
- Steps are those of the workflow's table; an approved wording comes in with the approval and stays as it was,
  until the person is erased.
- Whoever confirmed the fate does not approve its wording; who prepared it does not change with the approval.
"""

from casework.lib.triggers import Triggers, changed
from casework.notifications.statuses import NOTIFICATION
from casework.people.statuses import ERASED

_TABLE = "notifications_notification"
_CHANGES = "people_statuschange"
_STEPS = ", ".join(f"'{t.source}>{t.target}'" for t in NOTIFICATION.transitions)

_NOT_CONFIRMED = """NOT EXISTS (
    SELECT 1 FROM people_statuschange c WHERE c.id = NEW.status_change_id AND c.person_id = NEW.person_id
    AND c.to_status = NEW.tells AND c.effective_at IS NOT NULL AND c.refused_at IS NULL)"""
_NOT_SO_NOW = "NOT EXISTS (SELECT 1 FROM people_person p WHERE p.id = NEW.person_id AND p.status = NEW.tells)"
_ERASED = "EXISTS (SELECT 1 FROM people_person p WHERE p.id = NEW.person_id AND p.erased_at IS NOT NULL)"
_BY_WHO_CONFIRMED = """EXISTS (
    SELECT 1 FROM people_statuschange c WHERE c.id = NEW.status_change_id
    AND NEW.approved_by_id IN (c.by_id, c.approved_by_id))"""
_NOT_THEIR_RELATIVE = """NOT EXISTS (
    SELECT 1 FROM families_caserelative r JOIN families_case k ON k.id = r.case_id
    WHERE r.case_id = NEW.case_id AND r.relative_id = NEW.relative_id AND k.person_id = NEW.person_id)"""

TRIGGERS = {
    "news_begins": (_TABLE, "INSERT", "NEW.status <> 'prepared'", "news begins prepared"),
    "news_confirmed": (_TABLE, "INSERT", _NOT_CONFIRMED, "this news is not confirmed"),
    "news_so_now": (_TABLE, "INSERT", _NOT_SO_NOW, "the person does not have this status"),
    "news_to_family": (_TABLE, "INSERT", _NOT_THEIR_RELATIVE, "not a relative of the case of this person"),
    "news_stays_confirmed": (_TABLE, "UPDATE", _NOT_CONFIRMED, "this news is not confirmed"),
    "news_still_so": (
        _TABLE,
        "UPDATE",
        f"NEW.status <> OLD.status AND NEW.status <> 'retracted' AND {_NOT_SO_NOW}",
        "the person does not have this status any more",
    ),
    "news_step": (
        _TABLE,
        "UPDATE",
        f"NEW.status <> OLD.status AND OLD.status || '>' || NEW.status NOT IN ({_STEPS})",
        "the workflow has no such step",
    ),
    "news_wording": (
        _TABLE,
        "UPDATE",
        "NEW.approved_wording <> OLD.approved_wording AND NEW.approved_wording <> ''"
        " AND NOT (OLD.status = 'prepared' AND NEW.status = 'approved')"
        f" AND NOT (NEW.approved_wording = '{ERASED}' AND {_ERASED})",
        "an approved wording stays as it was approved",
    ),
    "news_subject": (
        _TABLE,
        "UPDATE",
        "NEW.relative_id <> OLD.relative_id OR NEW.case_id <> OLD.case_id"
        " OR NEW.status_change_id <> OLD.status_change_id OR NEW.tells <> OLD.tells",
        "news stays for whom and of what it was prepared",
    ),
    "news_preparer": (
        _TABLE,
        "UPDATE",
        f"NEW.status <> 'prepared' AND ({changed('prepared_by_id')})",
        "who prepared news stays, once it is approved",
    ),
    "news_approver": (
        _TABLE,
        "UPDATE",
        f"NEW.approved_by_id IS NOT NULL AND ({changed('approved_by_id')}) AND {_BY_WHO_CONFIRMED}",
        "whoever confirmed the news does not approve its wording",
    ),
    "news_rests_on": (
        _CHANGES,
        "UPDATE",
        "(NEW.to_status <> OLD.to_status OR NEW.effective_at IS NULL OR NEW.refused_at IS NOT NULL)"
        " AND EXISTS (SELECT 1 FROM notifications_notification n"
        " WHERE n.status_change_id = OLD.id AND n.status <> 'retracted')",
        "news rests on this status change",
    ),
}

NEWS = Triggers(TRIGGERS)
