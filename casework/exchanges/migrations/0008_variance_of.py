import django.db.models.deletion
from django.db import migrations, models


def name_whose_counts_vary(apps, schema_editor):
    """Where one organisation alone has entries, it is the one that gave the reason; elsewhere nobody reads it."""
    Exchange = apps.get_model("exchanges", "Exchange")
    for exchange in Exchange.objects.exclude(variance_reason=""):
        holders = set(exchange.entries.values_list("organisation", flat=True))
        if len(holders) == 1:
            Exchange.objects.filter(pk=exchange.pk).update(variance_of=holders.pop())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_names_by_the_alphabet"), ("exchanges", "0007_candidate_decision")]

    operations = [
        migrations.AddField(
            model_name="exchange",
            name="variance_of",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.RunPython(name_whose_counts_vary, migrations.RunPython.noop),
    ]
