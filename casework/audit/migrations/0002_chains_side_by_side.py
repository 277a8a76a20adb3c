"""Chains side by side, reads, mentions and checkpoints.

The events of the one chain there was become chain 0. Their hashes are made anew over all their fields; a last
event keeps where the old chain ended, and whether it was whole.
"""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta

from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone

START = "0" * 64
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CODE = r"[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{4}"


def _sha256(parts):
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _old_hash(event):
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [event.actor_id, event.actor, event.organisation, event.action, event.subject, event.data]
    return _sha256([event.previous_hash, event.sequence, at, *said])


def _mentions(event):
    match = re.match(rf"^[a-z]+:({CODE})$", event.subject)
    named = re.findall(rf'"({CODE}|[a-z]+:[0-9]+)"', event.data)
    return {match[1] if match else event.subject, *named}


def move_events(apps, schema_editor):
    Old, New = apps.get_model("audit", "AuditEvent"), apps.get_model("audit", "ChainedEvent")
    Mention, Head = apps.get_model("audit", "AuditMention"), apps.get_model("audit", "AuditChainHead")
    state = {"last": 0, "hash": START, "sequence": 0}

    def chained(event, at):
        state["last"] = max((at - EPOCH) // timedelta(microseconds=1) * 16, state["last"] + 16)
        state["sequence"] += 1
        new = New(
            id=state["last"], chain=0, sequence=state["sequence"], at=at, previous_hash=state["hash"],
            **{name: getattr(event, name) for name in said},
        )
        of = [new.id, 0, new.sequence, at.astimezone(UTC).isoformat(timespec="microseconds")]
        new.hash = state["hash"] = _sha256([new.previous_hash, *of, *(getattr(new, name) for name in said)])
        return new

    def store(rows):
        New.objects.bulk_create(rows)
        Mention.objects.bulk_create(
            Mention(event=row.id, subject=subject) for row in rows for subject in sorted(_mentions(row))
        )

    said = ["actor_id", "actor", "organisation", "action", "subject", "data"]
    rows, end, fault = [], (0, START), None
    for event in Old.objects.order_by("sequence").iterator(chunk_size=2000):
        sound = (event.sequence, event.previous_hash) == (end[0] + 1, end[1]) and event.hash == _old_hash(event)
        if fault is None and not sound:
            fault = event.sequence
        end = (event.sequence, event.hash)
        rows.append(chained(event, event.at))
        if len(rows) == 1000:
            store(rows)
            rows = []
    old_head = apps.get_model("audit", "AuditHead").objects.first()
    if fault is None and old_head and (old_head.sequence, old_head.hash) != end:
        fault = end[0] + 1
    if end[0]:
        about = {"first_fault": fault, "old_hash": end[1], "records": state["sequence"]}
        data = json.dumps(about, sort_keys=True)
        moved = New(actor="system", action="rechain_audit", subject="audit", data=data)
        rows.append(chained(moved, timezone.now()))
    store(rows)
    Head.objects.bulk_create(Head(id=chain) for chain in range(16))
    Head.objects.filter(id=0).update(**state)


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ChainedEvent",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("chain", models.PositiveSmallIntegerField(verbose_name="chain")),
                ("sequence", models.BigIntegerField(verbose_name="place in the chain")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("actor_id", models.CharField(blank=True, max_length=40, verbose_name="user id")),
                ("actor", models.CharField(max_length=150, verbose_name="who")),
                ("organisation", models.CharField(blank=True, max_length=80, verbose_name="organisation")),
                ("action", models.CharField(max_length=60, verbose_name="what was done")),
                ("subject", models.CharField(max_length=120, verbose_name="to what")),
                ("data", models.TextField(default="{}", help_text="JSON with sorted keys, hashed as it stands", verbose_name="details")),
                ("previous_hash", models.CharField(max_length=64, verbose_name="hash of the one before")),
                ("hash", models.CharField(max_length=64, verbose_name="hash")),
            ],
        ),
        migrations.CreateModel(
            name="AuditMention",
            fields=[
                ("pk", models.CompositePrimaryKey("subject", "event", blank=True, editable=False, primary_key=True, serialize=False)),
                ("subject", models.CharField(max_length=120)),
                ("event", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="AuditChainHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("sequence", models.BigIntegerField(default=0)),
                ("last", models.BigIntegerField(default=0)),
                ("hash", models.CharField(default=START, max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(("id__gte", 0), ("id__lt", 16)), name="audit_head_of_a_chain")
                ]
            },
        ),
        migrations.CreateModel(
            name="AuditCheckpoint",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                ("at", models.DateTimeField(default=timezone.now, verbose_name="when")),
                ("content", models.TextField()),
                ("public_key", models.CharField(help_text="of the signature, in hexadecimal digits", max_length=64, verbose_name="key")),
                ("signature", models.CharField(max_length=128)),
            ],
            options={"verbose_name": "checkpoint", "verbose_name_plural": "checkpoints", "ordering": ["number"]},
        ),
        migrations.RunPython(move_events, migrations.RunPython.noop),
        migrations.DeleteModel("AuditEvent"),
        migrations.DeleteModel("AuditHead"),
        migrations.RenameModel("ChainedEvent", "AuditEvent"),
        migrations.RenameModel("AuditChainHead", "AuditHead"),
        migrations.AlterModelOptions(
            "AuditEvent",
            {"ordering": ["-id"], "verbose_name": "audit event", "verbose_name_plural": "audit events"},
        ),
        *(
            migrations.AddIndex("AuditEvent", models.Index(fields=[name, "id"], name=f"audit_event_{name}"))
            for name in ("organisation", "actor", "action")
        ),
    ]
