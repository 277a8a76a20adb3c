"""Messages to the reader name people: between two answers, in a cookie or in the session, they are sealed."""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage

from casework.lib.encryption import NotAuthentic, seal, unseal

_PLACE = "messages"


def _sealed(text: str | None) -> str | None:
    return seal(text, _PLACE, settings.FIELD_KEYS) if text else None


def _opened(text: str | None) -> str | None:
    """None where it was sealed long ago, or by somebody else: what it said has passed."""
    try:
        return unseal(text, _PLACE, settings.FIELD_KEYS) if text else None
    except NotAuthentic:
        return None


class _InCookie(CookieStorage):
    def _encode_parts(self, *args: Any, **kwargs: Any) -> str | None:
        return _sealed(super()._encode_parts(*args, **kwargs))  # type: ignore[misc]

    def _decode(self, data: str | None) -> Any:
        return super()._decode(_opened(data))  # type: ignore[misc]


class _InSession(SessionStorage):
    def serialize_messages(self, messages: Any) -> Any:
        return _sealed(super().serialize_messages(messages))

    def deserialize_messages(self, data: Any) -> Any:
        opened = _opened(data)
        return super().deserialize_messages(opened) if opened else []


class SealedMessages(FallbackStorage):
    """In the cookie; in the session what is too long for it."""

    storage_classes = (_InCookie, _InSession)
