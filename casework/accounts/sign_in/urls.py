"""The pages of an account. Whatever else allauth could change would pass the audit by."""

from allauth.account import views as account
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.webauthn import views as passkeys
from django.http import Http404
from django.urls import path
from django.views.defaults import page_not_found

from casework.accounts.sign_in import views

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("login/code/", views.Authenticate.as_view(), name="mfa_authenticate"),
    path("login/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("logout/", views.SignOut.as_view(), name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    # Where the change of a password leads whoever has none.
    path("password/set/", page_not_found, {"exception": Http404()}, name="account_set_password"),
    path("again/", views.ProveByPassword.as_view(), name="account_reauthenticate"),
    path("again/code/", views.ProveByCode.as_view(), name="mfa_reauthenticate"),
    path("again/passkey/", views.ProveByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("second-factor/", views.SecondFactor.as_view(), name="mfa_index"),
    path("second-factor/app/", views.AddApp.as_view(), name="mfa_activate_totp"),
    path("second-factor/passkey/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("second-factor/<int:pk>/remove/", views.remove_second_factor, name="mfa_remove"),
    path("second-factor/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-factor/recovery-codes/renew/",
        views.RenewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("sessions/", views.Sessions.as_view(), name="usersessions_list"),
    path("sessions/<int:pk>/end/", views.end_session, name="usersessions_end"),
]
