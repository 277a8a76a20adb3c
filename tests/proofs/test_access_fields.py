"""Each field that can hold a text about somebody is marked in the world of the proof of access, or named here."""

from collections.abc import Iterator

import pytest
from django.db import models

from tests.proofs.world import OWN, RELATIONS, World, build_world, tables

pytestmark = pytest.mark.django_db

# By the reason: the fields of each record.
NOT_MARKED = {
    "a hash, a secret, or a mark made of one": {
        "accounts.Guess": "secret",
        "accounts.KnownDevice": "hash",
        "accounts.Proposal": "digest decided_digest",
        "accounts.User": "password",
        "attachments.Attachment": "file_secret sha256",
        "exchanges.ListFile": "sha256",
        "families.Relative": "phone_index other_phone_index",
        "matching.Duplicate": "decided_on",
        "mfa.Authenticator": "data",
        "reports.Publication": "marks sha256",
        "reports.ReportLog": "sha256",
        "usersessions.UserSession": "session_key",
    },
    "a word, an address or a list of words of the program's own": {
        "accounts.Proposal": "kind",
        "attachments.Attachment": "original_file shown_file shown_type",
        "exchanges.Candidate": "decision",
        "exchanges.Link": "proposed_by",
        "families.Referral": "fields",
        "jobs.Job": "kind url",
        "merging.Merge": "filled",
        "people.StatusChange": "by_role approved_role",
        "reports.ReportLog": "columns filters",
        "usersessions.UserSession": "data",
    },
    "of an event, a place or an organisation, which every organisation sees": {
        "accounts.Organisation": "name phone slug",
        "exchanges.Agreement": "mediators name slug source source_url",
        "exchanges.Exchange": "formula mediators note number place reference source source_url",
        "exchanges.Statement": "confidence source source_url",
        "people.PlaceOfDetention": "country name region",
    },
    "a wording for everybody, about nobody": {"notifications.NotificationTemplate": "body"},
    "written when an exchange is completed, which none is here; see test_exchanges": {
        "exchanges.Exchange": "variance_reason"
    },
    "marked where somebody is restricted, which nobody is here": {"people.Restriction": "reason"},
}


def _texts() -> Iterator[models.Field]:
    """Every field for free text; sealed ones are of these classes too."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    for model in tables():
        for field in model._meta.concrete_fields:
            if isinstance(field, kinds) and not field.choices and not field.primary_key:
                yield field


def _is_marked(world: World, field: models.Field) -> bool:
    records = world.holdings[OWN].records.get(field.model, [])
    values = field.model._default_manager.filter(pk__in=[one.pk for one in records]).iterator()
    return any(world.canaries.found_in(str(getattr(one, field.attname))) for one in values)


def test_every_field_that_can_hold_a_text_about_somebody_is_marked_or_named():
    world = build_world(without=set(RELATIONS) - {OWN})
    unmarked = {f"{field.model._meta.label}.{field.name}" for field in _texts() if not _is_marked(world, field)}
    named = [
        f"{model}.{name}"
        for fields in NOT_MARKED.values()
        for model, names in fields.items()
        for name in names.split()
    ]
    assert sorted(unmarked) == sorted(named)
