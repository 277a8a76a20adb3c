"""The fields at the door: the cursor stands where one writes, telephones show digits, guesses are counted."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from casework.accounts.sign_in import actions


class CodeInput(forms.TextInput):
    """Digits, proposed by the telephone; a wrong code is not shown again: the next one is another."""

    def __init__(self) -> None:
        super().__init__({"autofocus": True, "inputmode": "numeric", "autocomplete": "one-time-code"})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, None, attrs)


class _Plain(forms.Form):
    """The label says what belongs into a field; the cursor stands in the first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True


class SignInForm(_Plain, LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocapitalize"] = "none"


class PasswordAgainForm(_Plain, ReauthenticateForm):
    pass


class OwnPasswordForm(_Plain, ChangePasswordForm):
    def clean_oldpassword(self) -> str:
        """A guess at the present password counts like one at the door."""
        password: str = self.cleaned_data["oldpassword"]
        if not get_account_adapter().reauthenticate(self.user, password):
            raise get_account_adapter().validation_error("enter_current_password")
        return password


class _UsesUpCode(forms.Form):
    """A code of an app, or one of the recovery codes, that is right once."""

    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = CodeInput()

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        self.authenticator = actions.use_code(context.request, self.user, code)
        if self.authenticator is None:
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_UsesUpCode, AuthenticateForm):
    pass


class CodeAgainForm(_UsesUpCode, ReauthenticateCodeForm):
    pass


class _NotesFailure(forms.Form):
    """A passkey cannot be guessed; that somebody tried is in the audit all the same."""

    user: Any

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except forms.ValidationError:
            actions.record_failure(context.request, self.user, step="passkey", because="wrong")
            raise


class PasskeyForm(_NotesFailure, AuthenticateWebAuthnForm):
    pass


class PasskeySignInForm(_NotesFailure, LoginWebAuthnForm):
    pass


class AppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code that the app shows")
        self.fields["code"].widget = CodeInput()


class NewPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the device")
        self.fields["passwordless"].label = _("Sign in with this alone, without a password")
        self.fields["passwordless"].help_text = _("The device then asks for its PIN, finger or face each time.")
        self.fields["passwordless"].initial = True
