from django.db import migrations

from casework.notifications.wording import SHIPPED


def add_shipped(apps, schema_editor):
    template = apps.get_model("notifications", "NotificationTemplate")
    for (tells, language), body in SHIPPED.items():
        template.objects.get_or_create(tells=tells, language=language, defaults={"body": body})


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_system_prepares")]
    operations = [migrations.RunPython(add_shipped, migrations.RunPython.noop)]
