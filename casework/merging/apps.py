from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from casework.merging.triggers import lay_down, take_away


class MergingConfig(AppConfig):
    name = "casework.merging"
    verbose_name = _("Duplicates")

    def ready(self) -> None:
        pre_migrate.connect(take_away, sender=self)
        post_migrate.connect(lay_down, sender=self)
