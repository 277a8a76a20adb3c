from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    default = True
    name = "casework.accounts"
    verbose_name = _("Accounts")


class AdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "casework.accounts.admin_site.CaseworkAdminSite"
