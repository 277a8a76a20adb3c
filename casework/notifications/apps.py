from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from casework.notifications.triggers import NEWS


class NotificationsConfig(AppConfig):
    name = "casework.notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        pre_migrate.connect(NEWS.take_away, sender=self)
        post_migrate.connect(NEWS.lay_down, sender=self)
