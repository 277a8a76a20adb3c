"""What the names and the codes in the details of the audit mean, for whoever reads them.

The same words stand for what a proposal holds and for the columns of a report. A name that is not here is that of
a field, and a code one of the choices of a field: `MEANT` says of which, as `app.Model.field`.
"""

import re
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Promise] = {
    "about": _("about what"),
    "added": _("added"),
    "age_bands": _("ages"),
    "asked": _("of what"),
    "assigned": _("assigned to"),
    "attachment": _("document"),
    "attachments": _("documents"),
    "attempts": _("attempts"),
    "because": _("why"),
    "broken": _("emergency access"),
    "broken_glass": _("emergency access"),
    "candidacies": _("candidates"),
    "candidates": _("candidates"),
    "cases": _("cases"),
    "change": _("change of status"),
    "changed": _("changed"),
    "checkpoint": _("checkpoint"),
    "codes": _("only these codes"),
    "consent": _("consent"),
    "contacts": _("contact attempts"),
    "copy": _("copy"),
    "counted": _("without duplicates and what was withdrawn"),
    "days_outstanding": _("days outstanding"),
    "days_since_capture": _("days since capture"),
    "days_since_contact": _("days since the last contact"),
    "days_waited": _("days waited"),
    "destroyed": _("destroyed"),
    "detention": _("stay"),
    "detentions": _("detentions"),
    "differing": _("with differences"),
    "documents": _("documents"),
    "dropped": _("no longer on the list"),
    "entries": _("entries"),
    "evidence": _("evidence"),
    "exchange": _("exchange"),
    "fields": _("fields"),
    "fills": _("is filled in from it"),
    "first_fault": _("first bad record"),
    "follow_up": _("follow-up"),
    "form": _("form"),
    "found": _("found"),
    "harm_words": _("why"),
    "held": _("held by"),
    "held_by": _("held by"),
    "held_on": _("day of the exchange"),
    "hold": _("hold"),
    "holds": _("holds"),
    "keep": _("record that is kept"),
    "kept_record": _("hash of the record that is kept"),
    "known": _("known already"),
    "last_attempt_at": _("last attempt"),
    "links": _("links"),
    "list": _("list"),
    "log": _("line of the log"),
    "measure": _("measure"),
    "merge": _("record that is merged into it"),
    "merged": _("merged record"),
    "merged_record": _("hash of the record that is merged"),
    "method": _("request"),
    "mine": _("only of my cases"),
    "minutes": _("minutes"),
    "month": _("month"),
    "moves": _("what moves"),
    "names": _("names"),
    "new": _("now"),
    "news": _("news"),
    "note": _("note"),
    "notes": _("notes"),
    "notifications": _("news"),
    "number": _("number of the merge"),
    "numbers": _("registry numbers"),
    "of": _("records"),
    "officer": _("designated officer"),
    "old": _("before"),
    "order_to_inform": _("order to inform"),
    "readers": _("may be seen by"),
    "records": _("records"),
    "referral": _("referral"),
    "registry_numbers": _("registry numbers"),
    "relatives": _("relatives"),
    "restrictions": _("restrictions"),
    "rows": _("rows"),
    "scope": _("which cases"),
    "sheets": _("sheets"),
    "side": _("side"),
    "statement": _("statement"),
    "status_changes": _("status changes"),
    "stays": _("what stays with the record that is kept"),
    "table": _("table"),
    "type": _("kind"),
    "unheard": _("unheard for over 30 days"),
    "user": _("user"),
    "username": _("username"),
    "variance": _("variance"),
    "verifications": _("verifications"),
    "version": _("version"),
    "voided_approval": _("approval made void"),
    "way": _("how"),
    "ways": _("how"),
    "wording_sha256": _("hash of the wording"),
}
# Of a name that several fields have, the field that is meant: first by the action, then by the name alone.
MEANT = {
    "add_attachment.kind": "attachments.Attachment.kind",
    "add_name.kind": "people.PersonName.kind",
    "change_case_status": "families.Case.status",
    "cases.status": "families.Case.status",
    "change_exchange_status": "exchanges.Exchange.status",
    "decide_entry.status": "exchanges.Entry.status",
    "entries.arrival": "exchanges.Entry.arrival",
    "entries.identity": "exchanges.Entry.identity",
    "entries.status": "exchanges.Entry.status",
    "notifications.status": "notifications.Notification.status",
    "record_arrival": "exchanges.Entry.arrival",
    "record_attempt.outcome": "notifications.DeliveryAttempt.outcome",
    "record_consent.purpose": "families.Consent.purpose",
    "record_contact.outcome": "families.ContactAttempt.outcome",
    "retract_notification": "notifications.Notification.status",
    "undo_decision": "exchanges.Entry.status",
    "withdraw_consent.purpose": "families.Consent.purpose",
    "about": "people.Evidence.about",
    "activity": "reports.ReportLog.activity",
    "body": "people.RegistryNumber.body",
    "category": "people.Person.category",
    "channel": "notifications.DeliveryAttempt.channel",
    "decision": "matching.Duplicate.decision",
    "expires_at": "accounts.Grant.expires_at",
    "fields": "families.Referral.fields",
    "given": "families.Consent.given",
    "harm": "families.Referral.harm",
    "identified_by": "exchanges.Verification.identified_by",
    "kept": "merging.Merge.kept",
    "language": "notifications.Notification.language",
    "level": "reports.ReportLog.level",
    "name": "people.Person.name",
    "new": "people.Person.status",
    "old": "people.Person.status",
    "organisation": "accounts.User.organisation",
    "outcome": "exchanges.Verification.outcome",
    "recipient": "reports.ReportLog.recipient",
    "relative": "families.Consent.giver",
    "report": "reports.ReportLog.report",
    "role": "accounts.Grant.role",
    "status": "people.Person.status",
    "tells": "notifications.Notification.tells",
}
# Codes that are no field's choices.
CODES: dict[str, Promise] = {
    "GET": _("to look"),
    "POST": _("to change"),
    "audit": _("audit"),
    "birth": _("birth and family origin"),
    "call": _("call"),
    "capture": _("service, capture and circumstances"),
    "contacts": _("history of contacts"),
    "engine": _("the program"),
    "evidence": _("evidence and places of detention"),
    "find_duplicates": _("search for duplicates"),
    "identity": _("names and numbers of the person"),
    "me": _("me"),
    "mfa": _("second factor"),
    "no": _("no harm is to be expected"),
    "nobody": _("nobody yet"),
    "notes": _("notes"),
    "original": _("as it came"),
    "own": _("our own organisation"),
    "password": _("password"),
    "recovery_codes": _("recovery code"),
    "referred": _("referred to us"),
    "relatives": _("relatives, with their telephones and their request"),
    "revoked": _("ended from another device"),
    "search_list": _("search of a list"),
    "search_words": _("search"),
    "small": _("as it stands on a page"),
    "status": _("status of the person and of the case"),
    "system": _("the system"),
    "totp": _("code of an app"),
    "unknown": _("nobody can tell: a second person must approve it"),
    "webauthn": _("passkey"),
    "working": _("working copy"),
}


def name_label(name: str) -> str:
    """A name in the details, a part of a proposal or a column, in plain words; itself where there are none."""
    if name in NAMES:
        return str(NAMES[name])
    path = MEANT.get(name) or _fields().get(name)
    return str(_field(path).verbose_name) if path else name


def value_label(name: str, value: str, action: str = "") -> str:
    """What a code means in the part `name`; any other text as it is."""
    for part in (f"{action}.{name}", action, name):
        if part in MEANT and value in (labels := _choices(MEANT[part])):
            return str(labels[value])
    if name == "fields" and value in _fields():
        return str(
            CODES[value] if action == "refer_case" and value in CODES else _field(_fields()[value]).verbose_name
        )
    return str(CODES.get(value, value))


def record_label(subject: str) -> str:
    """Of `listfile:7` what kind of record it is, and its key; a code as it is."""
    model, _colon, key = subject.partition(":")
    if key and re.fullmatch(r"[a-z]+", model) and model in _models():
        return f"{_models()[model]._meta.verbose_name} {key}"
    return str(CODES.get(subject, subject))


@cache
def _models() -> dict[str, type[Model]]:
    return {str(model._meta.model_name): model for model in apps.get_models()}


@cache
def _fields() -> dict[str, str]:
    """By its name the first of our fields that bears it."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("casework.")]
    return {
        field.name: f"{model._meta.label}.{field.name}" for model in reversed(ours) for field in model._meta.fields
    }


def _field(path: str) -> Any:
    model, _dot, name = path.rpartition(".")
    return apps.get_model(model)._meta.get_field(name)


@cache
def _choices(path: str) -> dict[str, Any]:
    return {str(value): label for value, label in _field(path).flatchoices}
