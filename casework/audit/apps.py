from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from casework.audit.database import drop_triggers, lay_down


class AuditConfig(AppConfig):
    name = "casework.audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        pre_migrate.connect(drop_triggers, sender=self)
        post_migrate.connect(lay_down, sender=self)
