"""Before anything of a family is passed on: consent for this recipient, and whether it may do harm."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from casework.access import Role
from casework.accounts import actions as accounts
from casework.accounts.models import Proposal
from casework.audit.models import AuditEvent
from casework.families import actions
from casework.families.models import Case, Referral
from casework.lib.errors import Refused
from tests import make as base
from tests.families import make

pytestmark = pytest.mark.django_db

FILLED_IN = {
    "fields_shared": ["identity"],
    "activity": "tracing",
    "purpose": "Search abroad",
    "until": "2099-01-01",
}


@pytest.fixture
def third(db):
    return base.organisation("third")


@pytest.fixture
def partner(other_bureau):
    return base.user("partner", other_bureau, Role.PARTNER)


@pytest.fixture
def case(bureau):
    case = make.case(bureau)
    make.relative(case)
    return case


def consent(case, by, given=True, **said):
    asked = {"relative": case.relatives.first(), "purpose": "referral"} | said
    return actions.record_consent(case, **asked, given=given, by=by)


def refer(case, recipient, by, **said):
    fields = {
        "recipient": recipient,
        "fields": ["identity"],
        "purpose": "Search abroad",
        "until": timezone.localdate() + timedelta(days=30),
        "harm": "no",
    }
    return actions.refer_case(case, **fields | said, by=by)


def seen_by(user):
    return list(Case.objects.visible_to(user))


def test_consent_for_one_recipient_is_none_for_another(case, caseworker, other_bureau, third):
    consent(case, caseworker, recipient=other_bureau)
    with pytest.raises(Refused, match="agreed to sharing with Third"):
        refer(case, third, caseworker)
    assert refer(case, other_bureau, caseworker).recipient == other_bureau


def test_consent_for_any_recipient_lasts_for_each_but_those_that_were_refused(
    case, caseworker, other_bureau, third
):
    consent(case, caseworker)
    consent(case, caseworker, given=False, recipient=third)
    with pytest.raises(Refused, match="agreed to sharing"):
        refer(case, third, caseworker)
    refer(case, other_bureau, caseworker)


def test_sharing_with_one_recipient_ends_with_the_consent_for_it(case, caseworker, other_bureau, third):
    consent(case, caseworker, recipient=third)
    given = consent(case, caseworker, recipient=other_bureau)
    first, second = refer(case, other_bureau, caseworker), refer(case, third, caseworker)
    actions.withdraw_consent(given, by=caseworker)
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.revoked_at is not None, second.revoked_at) == (True, None)


def test_a_refusal_for_all_ends_what_was_given_for_one(case, caseworker, other_bureau):
    given = consent(case, caseworker, recipient=other_bureau)
    referral = refer(case, other_bureau, caseworker)
    consent(case, caseworker, given=False)
    given.refresh_from_db(), referral.refresh_from_db()
    assert (given.in_force, referral.revoked_at is not None) == (False, True)


def test_the_person_who_is_home_may_give_consent_and_its_language_is_kept(case, caseworker, other_bureau):
    given = consent(case, caseworker, relative=None, giver="person", language="uk", how="In writing")
    assert (given.giver_name, given.get_language_display(), given.recipient_name) == (
        "the person themselves",
        "Ukrainian",
        "any organisation",
    )
    refer(case, other_bureau, caseworker)


@pytest.mark.parametrize(
    "said", [{"relative": None}, {"giver": "person"}, {"giver": "person", "relative": "other"}]
)
def test_a_consent_has_one_giver(case, caseworker, bureau, said):
    if said.get("relative") == "other":
        said = said | {"relative": make.relative(make.case(bureau)).relative}
    with pytest.raises(Refused, match="who was asked"):
        consent(case, caseworker, **said)
    assert case.consents.count() == 0


def test_what_is_published_is_not_for_one_organisation(case, caseworker, other_bureau):
    with pytest.raises(Refused, match="not for one organisation"):
        consent(case, caseworker, purpose="publication", recipient=other_bureau)


def test_nothing_is_shared_before_somebody_said_whether_it_does_harm(case, caseworker, other_bureau):
    consent(case, caseworker)
    with pytest.raises(Refused, match="Say whether"):
        refer(case, other_bureau, caseworker, harm="")
    with pytest.raises(Refused, match="what cannot be told"):
        refer(case, other_bureau, caseworker, harm="unknown", harm_words=" ")
    assert Referral.objects.count() == 0


def test_what_may_do_harm_is_stopped_and_kept(case, caseworker, other_bureau, partner):
    consent(case, caseworker)
    referral = refer(case, other_bureau, caseworker, harm="yes", harm_words="His cell would hear of it.")
    assert referral.revoked_at is not None
    with pytest.raises(Refused, match="waits for no answer"):
        actions.accept_referral(referral, by=partner)
    assert (seen_by(partner), list(Referral.objects.waiting_for(other_bureau))) == ([], [])
    assert AuditEvent.objects.filter(action="stop_referral", subject=f"case:{case.reference}").count() == 1


@pytest.fixture
def doubtful(case, caseworker, other_bureau):
    consent(case, caseworker)
    return refer(case, other_bureau, caseworker, harm="unknown", harm_words="We do not know who reads it there.")


def test_where_nobody_can_tell_a_second_person_decides(doubtful, case, caseworker, supervisor, partner):
    assert list(Referral.objects.waiting_for(partner.organisation)) == []
    with pytest.raises(Refused, match="waits for no answer"):
        actions.accept_referral(doubtful, by=partner)
    proposal = Proposal.objects.get()
    with pytest.raises(Refused):
        accounts.approve(proposal, seen=proposal.digest, by=caseworker)
    accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    actions.accept_referral(doubtful, by=partner)
    doubtful.refresh_from_db()
    assert (doubtful.approved_by, seen_by(partner)) == (supervisor, [case])


def test_a_doubt_is_approved_for_the_one_referral_that_was_proposed(
    doubtful, case, caseworker, supervisor, partner
):
    actions.revoke_referral(doubtful, by=caseworker)
    proposal = Proposal.objects.get()
    with pytest.raises(Refused, match="ended already"):
        accounts.approve(proposal, seen=proposal.digest, by=supervisor)
    assert Proposal.objects.get().status == "proposed"


@pytest.mark.parametrize("harm", ["unknown", "yes", ""])
def test_the_database_accepts_no_sharing_that_may_do_harm(doubtful, harm):
    with pytest.raises(IntegrityError), base.rolled_back():
        Referral.objects.filter(pk=doubtful.pk).update(harm=harm, accepted_at=timezone.now())


def test_the_database_lets_nobody_approve_their_own_doubt(doubtful, caseworker):
    with pytest.raises(IntegrityError), base.rolled_back():
        Referral.objects.filter(pk=doubtful.pk).update(approved_by=caseworker)


def test_the_form_asks_for_harm_and_tells_what_became_of_it(case, caseworker, other_bureau, signed_in):
    consent(case, caseworker)
    client = signed_in(caseworker)
    url = reverse("families:referral_add", args=[case.reference])
    sent = FILLED_IN | {"recipient": other_bureau.pk}
    assert b"This field is required" in client.post(url, sent).content
    assert b"Write who may come to harm" in client.post(url, sent | {"harm": "unknown"}).content
    page = client.post(url, sent | {"harm": "unknown", "harm_words": "Nobody knows."}, follow=True)
    assert "waits for a second person" in page.content.decode()
    assert Proposal.objects.get().payload["recipient"] == "other-bureau"


def test_a_consent_is_recorded_for_a_recipient_on_the_page(case, caseworker, other_bureau, signed_in):
    client = signed_in(caseworker)
    url = reverse("families:consent_add", args=[case.reference])
    sent = {"purpose": "referral", "given": "yes", "given_on": "2025-01-01", "language": "uk", "how": "Telephone"}
    assert b"Choose the relative" in client.post(url, sent).content
    sent |= {"relative": case.relatives.get().pk, "recipient": other_bureau.pk}
    assert client.post(url, sent | {"purpose": "publication"}).status_code == 200
    page = client.post(url, sent, follow=True).content.decode()
    assert "Марія Коваленко: sharing with another organisation (Other-Bureau)" in page
    person = {"giver": "person", "purpose": "publication", "given": "yes", "given_on": "2025-01-01"}
    assert (
        "the person themselves: publication (the public)" in client.post(url, person, follow=True).content.decode()
    )


def test_a_referral_that_nobody_agreed_to_says_so_before_anything_is_filled_in(
    case, caseworker, other_bureau, third, signed_in
):
    client = signed_in(caseworker)
    url = reverse("families:referral_add", args=[case.reference])
    asking = reverse("families:consent_add", args=[case.reference]) + "?for=referral"
    page = client.get(url).content.decode()
    assert ("Nobody has agreed to sharing" in page, asking in page, "may this harm" in page) == (True, True, False)
    form = client.get(asking).context["form"]
    assert form["purpose"].value() == "referral"
    said = {"relative": case.relatives.get().pk, "purpose": "referral", "given_on": "2025-01-01"}
    refused = client.post(asking, said | {"given": "no"}, follow=True)
    assert (refused.request["PATH_INFO"], "Nobody has agreed to sharing" in refused.content.decode()) == (
        url,
        True,
    )
    agreed = client.post(asking, said | {"given": "yes", "recipient": other_bureau.pk}, follow=True)
    assert (agreed.request["PATH_INFO"], list(agreed.context["form"].fields["recipient"].queryset)) == (
        url,
        [other_bureau],
    )


def test_who_may_not_refer_comes_back_to_the_case_from_a_consent_to_it(case, bureau, signed_in):
    client = signed_in(base.user("intake", bureau, Role.INTAKE))
    url = reverse("families:consent_add", args=[case.reference]) + "?for=referral"
    said = {"relative": case.relatives.get().pk, "purpose": "referral", "given": "yes", "given_on": "2025-01-01"}
    assert client.post(url, said).headers["Location"] == case.get_absolute_url()


def test_a_referral_to_whom_nobody_agreed_is_refused_and_what_was_typed_stays(
    case, caseworker, other_bureau, third, signed_in
):
    client = signed_in(caseworker)
    url = reverse("families:referral_add", args=[case.reference])
    sent = FILLED_IN | {"recipient": third.pk, "harm": "no"}
    consent(case, caseworker, recipient=other_bureau)
    for withdrawn in (False, True):
        if withdrawn:
            actions.withdraw_consent(case.consents.get(), by=caseworker)
        page = client.post(url, sent).content.decode()
        assert ("Nobody agrees to sharing with this organisation" in page, "Search abroad" in page) == (True, True)
    assert Referral.objects.count() == 0
