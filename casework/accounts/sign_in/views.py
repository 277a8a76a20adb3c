"""The pages of signing in, of one's second factor and of one's sessions. They are everybody's own."""

import json
from typing import Any

from allauth.account.internal.stagekit import clear_login, unstash_login
from allauth.account.views import LoginView, LogoutView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic.edit import FormView

from casework.accounts.http import acting
from casework.accounts.sign_in import actions, second_factor, sessions

CLEAR = '"cache", "storage"'  # not the cookies: the one of the device stays


class _PasskeyOptions:
    """What the browser is asked for a passkey with, as the text of an attribute."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        data = context.get("js_data", {})
        options = data.get("request_options") or data.get("creation_options")
        return context | {"passkey_options": json.dumps(options, cls=DjangoJSONEncoder)}


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Whoever comes here begins anew: it may be another than the one who left before giving a code."""
        clear_login(request)


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = CLEAR
        return response


@method_decorator(login_not_required, name="dispatch")
class Authenticate(_PasskeyOptions, AuthenticateView):
    """The second step of signing in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        login = unstash_login(request, peek=True)
        if login and not (login.user.is_active and second_factor.is_set_up(login.user)):
            clear_login(request)  # an administrator closed the account, or reset the second factor, meanwhile
            return redirect("account_login")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passkeys = Authenticator.objects.filter(user=self.stage.login.user, type=Authenticator.Type.WEBAUTHN)
        return super().get_context_data(**kwargs) | {"has_passkey": passkeys.exists()}


class _Proves:
    """That they proved who they are is in the audit. A code or a passkey is a second factor for the session."""

    request: HttpRequest
    second_factor = True

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        actions.record_proof(self.request)
        if self.second_factor:
            sessions.give_second_factor(self.request.session)
        return response


class ProveByPassword(_Proves, ReauthenticateView):
    second_factor = False


class ProveByCode(_Proves, CodeReauthenticateView):
    pass


class ProveByPasskey(_Proves, _PasskeyOptions, ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("The passkey was not accepted. Try again."))
        return redirect(self.request.get_full_path())


class SecondFactor(IndexView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanting = not second_factor.is_given(self.request)
        return super().get_context_data(**kwargs) | {
            "must_set_up": wanting,
            "may_be_set_up": second_factor.may_be_set_up(self.request),
        }


class _AddsSecondFactor:
    """Sets one up: whoever has just shown that it works has given it for this session too."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not second_factor.may_be_set_up(request):
            return redirect("mfa_index")
        sessions.require_fresh_sign_in(request)
        return FormView.dispatch(self, request, *args, **kwargs)  # type: ignore[arg-type]

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        user = acting(self.request)
        self.make_room(user)
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        self.note(user, form)
        sessions.give_second_factor(self.request.session)
        return response

    def make_room(self, user: Any) -> None:
        pass

    def note(self, user: Any, form: Any) -> None:
        actions.record_factor(user, "add_second_factor", "webauthn")


class AddApp(_AddsSecondFactor, ActivateTOTPView):
    """An app that shows codes; it takes the place of the present one, as on a new phone."""

    def make_room(self, user: Any) -> None:
        actions.drop_app(user)

    def note(self, user: Any, form: Any) -> None:
        actions.note_app(user, form.cleaned_data["code"])


class AddPasskey(_AddsSecondFactor, _PasskeyOptions, AddWebAuthnView):
    pass


class RenewRecoveryCodes(GenerateRecoveryCodesView):
    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        actions.record_factor(acting(self.request), "renew_recovery_codes", "recovery_codes")
        return response


@require_POST
def remove_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes away one app or passkey of one's own."""
    sessions.require_fresh_sign_in(request)
    own = Authenticator.objects.filter(user=acting(request)).exclude(type=Authenticator.Type.RECOVERY_CODES)
    authenticator = get_object_or_404(own, pk=pk)
    actions.remove_second_factor(authenticator, by=acting(request))
    messages.success(request, _("Removed. It does not let anybody in any more."))
    return redirect("mfa_index")


class Sessions(ListUserSessionsView):
    """Where one is signed in; a click ends all but the present one."""

    def form_valid(self, form: Any) -> HttpResponse:
        others = _own_sessions(self.request).exclude(session_key=self.request.session.session_key)
        ended = actions.end_sessions(others, by=acting(self.request))
        text = ngettext("%(count)s session was ended.", "%(count)s sessions were ended.", ended) % {"count": ended}
        messages.success(self.request, text)
        return redirect("usersessions_list")


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    others = _own_sessions(request).exclude(session_key=request.session.session_key)
    get_object_or_404(others, pk=pk)
    actions.end_sessions(others.filter(pk=pk), by=acting(request))
    messages.success(request, _("The session was ended."))
    return redirect("usersessions_list")


def _own_sessions(request: HttpRequest) -> Any:
    return UserSession.objects.filter(user=acting(request)).select_related("user__organisation")
