from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from casework.accounts.triggers import SEPARATED


class AccountsConfig(AppConfig):
    default = True
    name = "casework.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        pre_migrate.connect(SEPARATED.take_away, sender=self)
        post_migrate.connect(SEPARATED.lay_down, sender=self)


class AdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "casework.accounts.admin_site.CaseworkAdminSite"
