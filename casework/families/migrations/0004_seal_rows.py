from django.db import migrations

from casework.lib.resealing import seal_rows


class Migration(migrations.Migration):
    dependencies = [("families", "0003_sealed_fields")]

    operations = [seal_rows("families", "Relative"), seal_rows("families", "ContactAttempt")]
