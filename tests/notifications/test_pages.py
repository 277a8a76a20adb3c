"""The pages of news: what they offer to whom, and what they refuse."""

import pytest
from django.urls import reverse

from casework.families import actions as families
from casework.notifications import actions
from casework.notifications.models import DeliveryAttempt, Notification, NotificationTemplate
from casework.notifications.wording import digest
from casework.people import actions as people
from tests import make
from tests.notifications import make as news
from tests.people.test_restrictions import restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(mother, supervisor):
    news.approved(mother, by=supervisor)
    mother.refresh_from_db()
    return mother


def url(name, notification=None) -> str:
    return reverse(f"notifications:{name}", args=[notification.reference] if notification else [])


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


CALL = {"channel": "call", "number_used": "+380 50 123 4500", "outcome": "told", "words": "Дякую."}


def told(notification) -> dict[str, str]:
    """What is sent by whoever told the words that they have before them."""
    return CALL | {"wording_sha256": digest(notification.wording)}


PAGES = ["detail", "edit", "attempt", "retract"]


# Who sees what


@pytest.mark.parametrize("name", PAGES)
def test_the_news_of_another_organisation_is_not_found(mother, other_bureau, signed_in, name):
    stranger = signed_in(news.supervisor(other_bureau, "stranger"))
    assert stranger.get(url(name, mother)).status_code == 404


@pytest.mark.parametrize("name", ["approve", "reopen"])
def test_the_buttons_of_another_organisation_are_not_found(mother, other_bureau, signed_in, name):
    stranger = signed_in(news.supervisor(other_bureau, "stranger"))
    assert stranger.post(url(name, mother)).status_code == 404


def test_the_list_of_another_organisation_is_empty(mother, other_bureau, signed_in):
    page = signed_in(news.supervisor(other_bureau, "stranger")).get(url("list"), {"status": "prepared"})
    assert (page.context["page_obj"].paginator.count, "Наталя" in page.content.decode()) == (0, False)


@pytest.mark.parametrize("who", ["intake", "officer", "steward", "auditor", "administrator"])
@pytest.mark.parametrize("name", ["list", *PAGES])
def test_other_roles_see_no_news(mother, request, signed_in, who, name):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(url(name, mother if name != "list" else None)).status_code == 403


@pytest.mark.parametrize("name", ["approve", "retract"])
def test_a_caseworker_neither_approves_nor_retracts(mother, caseworker, signed_in, name):
    assert signed_in(caseworker).post(url(name, mother), {"version": 1, "reason": "x"}).status_code == 403


@pytest.mark.parametrize("name", ["approve", "reopen"])
def test_nothing_is_changed_by_looking(mother, supervisor, signed_in, name):
    assert signed_in(supervisor).get(url(name, mother)).status_code == 405


# The list


def test_the_list_counts_each_status_and_shows_the_chosen_one(mother, approved, caseworker, signed_in):
    page = signed_in(caseworker).get(url("list"), {"status": "prepared"})
    counts = {tab["label"]: tab["value"] for tab in page.context["tabs"]}
    assert {str(label): value for label, value in counts.items() if value} == {
        "to be approved": 1,
        "to be told": 1,
    }
    assert [n.relative.name for n in page.context["page_obj"]] == ["Богдан"]


def test_a_supervisor_begins_with_what_is_to_be_approved_a_caseworker_with_whom_to_tell(
    mother, caseworker, supervisor, signed_in
):
    assert [signed_in(user).get(url("list")).context["status"] for user in (supervisor, caseworker)] == [
        "prepared",
        "approved",
    ]


def test_my_cases_only(bureau, mother, caseworker, officer, signed_in):
    mine = make.person(bureau, "Уявний Валерій")
    news.case(mine, "Ольга", assigned_to=caseworker)
    news.news(mine, linked_by=caseworker, by=officer)
    page = signed_in(caseworker).get(url("list"), {"status": "prepared", "mine": "1"})
    assert [n.relative.name for n in page.context["page_obj"]] == ["Ольга"]


def test_who_was_to_be_tried_again_first_stands_first(mother, approved, supervisor, caseworker, signed_in):
    brother = Notification.objects.get(order=2)
    news.attempt(approved, by=caseworker, outcome="no_answer", next_try_at=news.tomorrow())
    news.approved(brother, by=supervisor)
    page = signed_in(caseworker).get(url("list"), {"status": "approved"})
    assert [n.relative.name for n in page.context["page_obj"]] == ["Богдан", "Наталя"]


def test_those_with_nobody_to_tell_are_listed_with_the_way_to_open_a_case(bureau, caseworker, officer, signed_in):
    alone = make.person(bureau, "Самотній Уявний")
    news.news(alone, linked_by=caseworker, by=officer)
    page = signed_in(caseworker).get(url("list"), {"status": "no_family"})
    assert list(page.context["page_obj"]) == [alone]
    assert f"{reverse('families:create')}?person={alone.reference}" in page.content.decode()


@pytest.mark.parametrize(
    "status", ["prepared", "approved", "delivered", "declined", "retracted", "no_family", "x"]
)
def test_an_empty_tab_says_so(bureau, caseworker, signed_in, status):
    page = signed_in(caseworker).get(url("list"), {"status": status})
    assert (page.status_code, 'class="empty"' in page.content.decode()) == (200, True)


def test_news_that_waits_can_be_prepared_by_a_button(person, caseworker, officer, signed_in):
    news.case(person, "Наталя")
    news.returned(person, linked_by=caseworker, by=officer)
    client = signed_in(caseworker)
    assert client.get(url("list")).context["unclaimed"] == 1
    page = client.post(url("prepare"), follow=True)
    assert (said(page), page.context["unclaimed"]) == (["Prepared 1 notification."], 0)


def test_that_news_waits_is_not_told_to_those_whose_it_is_not(
    person, bureau, other_bureau, caseworker, second_caseworker, officer, supervisor, signed_in
):
    """To another organisation, and colleagues who may not see the person, a count would tell that one is home."""
    news.case(person, "Наталя")
    news.returned(person, linked_by=caseworker, by=officer)
    restrict(person, caseworker, supervisor, caseworker)
    counted = {}
    for user in (caseworker, second_caseworker, news.supervisor(other_bureau, "stranger")):
        counted[user.username] = signed_in(user).get(url("list")).context["unclaimed"]
    assert counted == {"caseworker": 1, "second-caseworker": 0, "stranger": 0}
    page = signed_in(second_caseworker).post(url("prepare"), follow=True)
    assert (said(page), Notification.objects.count()) == (["Prepared 0 notifications."], 1)


@pytest.mark.parametrize("how_many", [3, 60])
def test_the_list_takes_few_queries_whatever_its_length(
    bureau, caseworker, officer, signed_in, django_assert_max_num_queries, how_many
):
    for number in range(how_many):
        person = make.person(bureau, f"Уявний{number} Іван")
        news.case(person, f"Мати {number}")
        news.returned(person, linked_by=caseworker, by=officer)
    actions.prepare_news()
    client = signed_in(caseworker)
    with django_assert_max_num_queries(17):
        page = client.get(url("list"), {"status": "prepared"})
    assert page.context["page_obj"].paginator.count == how_many


@pytest.mark.parametrize("how_many", [1, 12])
def test_a_notification_takes_few_queries_whatever_its_history(
    person, caseworker, officer, supervisor, signed_in, django_assert_max_num_queries, how_many
):
    news.case(person, *(f"Родич {number}" for number in range(9)))
    first = news.news(person, linked_by=caseworker, by=officer)[0]
    news.approved(first, by=supervisor)
    for _ in range(how_many):
        news.attempt(first, by=caseworker, outcome="no_answer")
    client = signed_in(caseworker)
    with django_assert_max_num_queries(14):
        assert len(client.get(url("detail", first)).context["attempts"]) == how_many


# Approving


def test_a_supervisor_approves_what_is_read_and_goes_on_to_the_next(mother, supervisor, signed_in):
    client = signed_in(supervisor)
    assert 'name="version" value="1"' in client.get(url("detail", mother)).content.decode()
    page = client.post(url("approve", mother), {"version": mother.version}, follow=True)
    assert said(page) == ["Approved: Наталя may now be told."]
    assert page.context["notification"].relative.name == "Богдан"
    mother.refresh_from_db()
    assert (mother.status, mother.approved_by) == ("approved", supervisor)


@pytest.mark.parametrize("version", ["", "0", "x", "99", "-1", "²", "9" * 5000])
def test_without_the_version_that_was_read_nothing_is_approved(mother, supervisor, signed_in, version):
    page = signed_in(supervisor).post(url("approve", mother), {"version": version}, follow=True)
    mother.refresh_from_db()
    assert (mother.status, said(page)[0].startswith("Somebody else changed this record")) == ("prepared", True)


def test_the_preparer_sees_why_they_cannot_approve(mother, supervisor, signed_in):
    actions.update_wording(mother, wording="Ваш син удома.", version=1, by=supervisor)
    client = signed_in(supervisor)
    page = client.get(url("detail", mother)).content.decode()
    assert ("disabled" in page, "somebody else must approve it" in page) == (True, True)
    client.post(url("approve", mother), {"version": 2})
    mother.refresh_from_db()
    assert mother.status == "prepared"


# The wording


def test_an_edited_wording_waits_for_approval_again(approved, caseworker, signed_in):
    sent = {"wording": "Ваш син\r\nудома.", "version": approved.version}
    page = signed_in(caseworker).post(url("edit", approved), sent, follow=True)
    approved.refresh_from_db()
    assert (approved.wording, approved.status, approved.prepared_by) == ("Ваш син\nудома.", "prepared", caseworker)
    assert said(page) == ["The wording is saved. Somebody else must approve it before it is told."]


def test_an_edit_of_an_old_version_keeps_what_was_typed(mother, caseworker, second_caseworker, signed_in):
    actions.update_wording(mother, wording="Перші слова.", version=1, by=second_caseworker)
    page = signed_in(caseworker).post(url("edit", mother), {"wording": "Мої слова.", "version": 1})
    mother.refresh_from_db()
    assert mother.wording == "Перші слова."
    assert page.context["form"]["wording"].value() == "Мої слова."
    assert page.context["form"].non_field_errors()[0].startswith("Somebody else changed this record")


# Telling


def test_the_call_page_shows_the_words_the_number_and_the_warning(approved, caseworker, signed_in):
    families.update_relative(approved.relative, call_back_word="ластівка", remarks="Слабке серце.", by=caseworker)
    page = signed_in(caseworker).get(url("attempt", approved)).content.decode()
    shown = [
        "Добрий день, Наталя.",
        "tel:+380-50-123-4500",
        "ластівка",
        "Слабке серце.",
        "Fraud follows every exchange",
    ]
    assert [text for text in shown if text not in page] == []
    assert 'value="+380 50 123 4500"' in page


def test_after_telling_the_next_relative_comes(approved, supervisor, caseworker, signed_in):
    news.approved(Notification.objects.get(order=2), by=supervisor)
    page = signed_in(caseworker).post(url("attempt", approved), told(approved), follow=True)
    approved.refresh_from_db()
    assert (approved.status, approved.delivered_by) == ("delivered", caseworker)
    following = Notification.objects.get(relative__name="Богдан")
    assert page.redirect_chain == [(url("attempt", following), 302)]
    assert said(page) == ["Recorded: Наталя was told."]


def test_words_that_were_changed_while_they_were_read_out_are_not_recorded_as_told(
    approved, caseworker, supervisor, signed_in
):
    read_out = told(approved)
    actions.update_wording(approved, wording="Інші слова.", by=caseworker)
    news.approved(approved, by=supervisor)
    client = signed_in(caseworker)
    for sent in (read_out, CALL):
        page = client.post(url("attempt", approved), sent)
        assert "The words were changed and approved anew" in page.context["form"].errors["__all__"][0]
    assert (DeliveryAttempt.objects.count(), Notification.objects.get(pk=approved.pk).status) == (0, "approved")
    client.post(url("attempt", approved), read_out | {"outcome": "no_answer"})
    assert DeliveryAttempt.objects.count() == 1


def test_the_page_says_which_words_it_shows(approved, caseworker, signed_in):
    page = signed_in(caseworker).get(url("attempt", approved))
    assert page.context["form"]["wording_sha256"].value() == told(approved)["wording_sha256"]
    assert told(approved)["wording_sha256"] in page.content.decode()


def test_a_form_that_is_sent_twice_is_one_attempt(approved, caseworker, signed_in):
    client = signed_in(caseworker)
    form = client.get(url("attempt", approved)).context["form"]
    sent = CALL | {"outcome": "no_answer", "submission": form["submission"].value()}
    client.post(url("attempt", approved), sent)
    client.post(url("attempt", approved), sent)
    assert DeliveryAttempt.objects.count() == 1


def test_an_unapproved_notification_has_no_call_form(mother, caseworker, signed_in):
    client = signed_in(caseworker)
    page = client.get(url("attempt", mother)).content.decode()
    assert ("Добрий день" in page, 'name="outcome"' in page) == (False, False)
    client.post(url("attempt", mother), told(mother))
    assert DeliveryAttempt.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "field", "error"),
    [
        ({"channel": "message"}, "__all__", "News is told by a human voice"),
        ({"outcome": "guessed"}, "outcome", "Select a valid choice"),
        ({"outcome": ""}, "outcome", "This field is required"),
        ({"number_used": ""}, "__all__", "Enter the number that you called"),
        ({"outcome": "no_answer", "next_try_at": "2020-01-01T10:00"}, "next_try_at", "The next try must be later"),
        ({"outcome": "no_answer", "next_try_at": "soon"}, "next_try_at", "Enter a valid date/time"),
    ],
)
def test_a_bad_attempt_says_what_to_mend_and_records_nothing(
    approved, caseworker, signed_in, change, field, error
):
    page = signed_in(caseworker).post(url("attempt", approved), told(approved) | change)
    assert page.context["form"].errors[field][0].startswith(error)
    assert DeliveryAttempt.objects.count() == 0


def test_who_comes_first_is_named_with_the_way_to_them(mother, supervisor, caseworker, signed_in):
    brother = Notification.objects.get(order=2)
    news.approved(brother, by=supervisor)
    page = signed_in(caseworker).get(url("detail", brother)).content.decode()
    assert ("Наталя comes first in the order to inform" in page, mother.get_absolute_url() in page) == (True, True)


def test_news_that_is_no_longer_so_says_so(approved, person, officer, caseworker, signed_in):
    people.withdraw_return(person, reason="Another man.", by=officer)
    page = signed_in(caseworker).get(url("detail", approved)).content.decode()
    assert "Nothing may be told." in page


def test_what_ended_untold_is_opened_again_by_a_button(approved, caseworker, signed_in):
    news.attempt(approved, by=caseworker, outcome="given_up")
    page = signed_in(caseworker).post(url("reopen", approved), follow=True)
    assert (page.context["notification"].status, said(page)) == ("approved", ["It is to be told again."])


def test_a_supervisor_retracts_for_a_reason(mother, supervisor, signed_in):
    client = signed_in(supervisor)
    assert client.post(url("retract", mother), {"reason": ""}).context["form"].errors["reason"] == [
        "This field is required."
    ]
    page = client.post(url("retract", mother), {"reason": "Another man."}, follow=True)
    assert page.context["notification"].status == "retracted"


def test_the_case_shows_its_news(approved, caseworker, signed_in):
    news.attempt(approved, by=caseworker)
    page = signed_in(caseworker).get(approved.case.get_absolute_url()).content.decode()
    assert approved.get_absolute_url() in page


# Templates


@pytest.fixture
def template():
    return NotificationTemplate.objects.get(tells="returned", language="uk")


def test_a_supervisor_changes_a_wording(template, supervisor, signed_in):
    client, edit = signed_in(supervisor), reverse("notifications:template_edit", args=[template.pk])
    assert client.get(reverse("notifications:templates")).status_code == 200
    client.post(edit, {"body": "{person} удома.", "version": 1})
    template.refresh_from_db()
    assert template.body == "{person} удома."


def test_a_wording_is_shown_filled_in_before_it_is_saved(template, supervisor, signed_in):
    edit = reverse("notifications:template_edit", args=[template.pk])
    page = signed_in(supervisor).post(edit, {"body": "{person} удома.", "version": 1, "preview": "1"})
    template.refresh_from_db()
    assert (page.context["preview"], template.version) == ("Вигаданий Іван Петрович удома.", 1)


def test_an_unknown_placeholder_is_named(template, supervisor, signed_in):
    edit = reverse("notifications:template_edit", args=[template.pk])
    page = signed_in(supervisor).post(edit, {"body": "{person} {surname}", "version": 1})
    template.refresh_from_db()
    assert page.context["form"].errors["body"][0].startswith("“{surname}” cannot be filled in.")
    assert template.version == 1


def test_a_caseworker_does_not_change_wordings(template, caseworker, signed_in):
    client = signed_in(caseworker)
    assert client.get(reverse("notifications:templates")).status_code == 403
    assert client.post(reverse("notifications:template_edit", args=[template.pk])).status_code == 403


def test_a_wording_that_cannot_be_filled_in_is_opened_to_be_mended(supervisor, signed_in):
    """Nobody can write it here; a restored or altered database may hold it all the same."""
    NotificationTemplate.objects.filter(tells="returned", language="uk").update(body="{person} {oops")
    template = NotificationTemplate.objects.get(tells="returned", language="uk")
    page = signed_in(supervisor).get(reverse("notifications:template_edit", args=[template.pk]))
    assert (page.status_code, page.context["preview"], "{oops" in page.content.decode()) == (200, "", True)
