"""The admin of news: it shows, and changes through actions alone."""

import pytest
from django.urls import reverse

from casework.notifications.models import NotificationTemplate
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def template():
    return NotificationTemplate.objects.get(tells="returned", language="uk")


@pytest.fixture
def admin_client(bureau, signed_in):
    return signed_in(make.user("both", bureau, "supervisor", "administrator"))


def test_the_admin_shows_notifications_and_changes_none(mother, admin_client):
    assert admin_client.get(reverse("admin:notifications_notification_changelist")).status_code == 200
    change = reverse("admin:notifications_notification_change", args=[mother.pk])
    assert admin_client.get(change).status_code == 200
    assert admin_client.post(change, {"status": "delivered"}).status_code == 403
    assert admin_client.get(reverse("admin:notifications_notification_add")).status_code == 403
    mother.refresh_from_db()
    assert mother.status == "prepared"


def test_the_admin_changes_a_wording_through_the_action(template, admin_client):
    change = reverse("admin:notifications_notificationtemplate_change", args=[template.pk])
    admin_client.post(change, {"body": "{person} удома."})
    template.refresh_from_db()
    assert (template.body, template.version) == ("{person} удома.", 2)
    admin_client.post(change, {"body": "{surname}"})
    template.refresh_from_db()
    assert template.body == "{person} удома."
