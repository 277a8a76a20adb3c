from django.db import migrations

from casework.lib.resealing import seal_rows


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_sealed_fields")]

    operations = [seal_rows("notifications", "DeliveryAttempt")]
