"""From a confirmed fate to one notification per relative, and back."""

import pytest
from django.utils import timezone

from casework.accounts.models import SYSTEM
from casework.audit.actions import find_first_fault
from casework.audit.models import AuditEvent
from casework.families import actions as families
from casework.families.models import Case, FollowUp, Note
from casework.notifications.actions import prepare_news, retract_notification
from casework.notifications.models import (
    Notification,
    NotificationTemplate,
    people_without_family,
    unclaimed_changes,
)
from casework.people import actions as people
from casework.people.models import StatusChange
from tests import make
from tests.notifications import make as news

pytestmark = pytest.mark.django_db


def facts() -> list[tuple[str, str, str, str]]:
    return list(
        Notification.objects.order_by("case", "order").values_list(
            "relative__name", "relationship", "tells", "status"
        )
    )


def test_each_relative_gets_one_notification_in_the_order_to_inform(person, caseworker, officer):
    case = news.case(person, "Наталя", "Богдан")
    news.returned(person, linked_by=caseworker, by=officer)
    assert prepare_news() == 2
    assert facts() == [("Наталя", "mother", "returned", "prepared"), ("Богдан", "brother", "returned", "prepared")]
    assert list(Notification.objects.order_by("order").values_list("order", "prepared_by")) == [
        (1, officer.pk),
        (2, officer.pk),
    ]
    case.refresh_from_db()
    assert case.status == "news_pending"
    assert find_first_fault() is None


def test_preparing_again_adds_nothing(person, caseworker, officer):
    news.case(person, "Наталя")
    news.returned(person, linked_by=caseworker, by=officer)
    assert [prepare_news(), prepare_news(), prepare_news()] == [1, 0, 0]
    assert AuditEvent.objects.filter(action="prepare_notification").count() == 1


def test_a_crash_after_the_claim_loses_nothing(person, caseworker, officer):
    news.case(person, "Наталя")
    news.returned(person, linked_by=caseworker, by=officer)
    template = NotificationTemplate.objects.get(tells="returned", language="uk")
    NotificationTemplate.objects.filter(pk=template.pk).update(body="{nobody knows}")
    assert prepare_news() == 0
    assert (Notification.objects.count(), unclaimed_changes().filter(to_status="returned").count()) == (0, 1)
    NotificationTemplate.objects.filter(pk=template.pk).update(body=template.body)
    assert [prepare_news(), prepare_news()] == [1, 0]


def test_one_failing_person_does_not_hold_back_the_others(bureau, person, caseworker, officer):
    other = make.person(bureau, "Вигаданий Валерій")
    families.add_relative(news.case(person), relationship="wife", name="Olha", language="en", by=SYSTEM)
    news.case(other, "Ганна")
    for someone in (person, other):
        news.returned(someone, linked_by=caseworker, by=officer)
    NotificationTemplate.objects.filter(language="en").update(body="{nobody knows}")
    assert prepare_news() == 1
    assert list(Notification.objects.values_list("person", flat=True)) == [other.pk]


@pytest.mark.parametrize("status", ["missing", "probably_captive", "confirmed_captive", "return_reported"])
def test_being_on_a_list_or_reported_is_never_news(person, status):
    news.case(person, "Наталя")
    if status == "return_reported":
        people.report_return(person, reason="Linked.", by=SYSTEM)
    elif status != "missing":
        evidence = make.evidence(person)
        people.change_status(
            person, to=status, reason="Said so.", evidence=evidence, confirmed_by="icrc", by=SYSTEM
        )
    assert prepare_news() == 0
    assert facts() == []
    assert unclaimed_changes().count() == 0
    assert Case.objects.get().status == "open"


def test_a_death_that_waits_for_its_second_person_is_no_news(person, caseworker):
    news.case(person, "Наталя")
    evidence = make.evidence(person, about="death")
    people.change_status(person, to="death_reported", reason="A witness.", evidence=evidence, by=caseworker)
    people.change_status(person, to="deceased", reason="DNA.", evidence=evidence, by=caseworker)
    assert (prepare_news(), facts()) == (0, [])


def test_a_confirmed_death_is_prepared_by_who_proposed_it(person, caseworker, supervisor):
    news.case(person, "Наталя")
    news.deceased(person, by=caseworker, approved_by=supervisor)
    assert prepare_news() == 1
    assert list(Notification.objects.values_list("tells", "prepared_by")) == [("deceased", caseworker.pk)]


def test_somebody_located_is_told_even_where_no_user_changed_the_status(person):
    news.case(person, "Наталя")
    news.located(person)
    assert prepare_news() == 1
    assert list(Notification.objects.values_list("tells", "prepared_by")) == [("located", None)]


def test_the_wording_names_the_person_the_relative_and_the_organisation_in_their_language(
    person, bureau, caseworker, officer
):
    case = news.case(person, "Наталя")
    families.add_relative(case, relationship="wife", name="Olha", language="en", by=SYSTEM)
    by_language = {n.language: n.wording for n in news.news(person, linked_by=caseworker, by=officer)}
    assert {language: text.splitlines()[0] for language, text in by_language.items()} == {
        "uk": "Добрий день, Наталя. Телефоную вам з організації «Bureau»."
        " Особа, про яку йдеться: Вигаданий Єлизар Петрович.",
        "en": f"Good day, Olha. I am calling from Bureau, about {person.name_latin}.",
    }
    assert [text for text in by_language.values() if "{" in text or "}" in text] == []


def test_a_name_with_a_brace_does_not_break_the_wording(bureau, caseworker, officer):
    person = make.person(bureau, "Вигаданий {phone}")
    news.case(person, "{person} 100%")
    (notification,) = news.news(person, linked_by=caseworker, by=officer)
    assert "Добрий день, (person) 100%." in notification.wording
    assert "Вигаданий (phone)" in notification.wording


def test_a_relative_in_two_cases_of_the_person_is_told_once(person, caseworker, officer):
    first = news.case(person, "Наталя")
    second = news.case(person)
    families.add_relative(second, relative=news.relative("Наталя"), relationship="mother", by=SYSTEM)
    news.returned(person, linked_by=caseworker, by=officer)
    assert prepare_news() == 1
    assert Notification.objects.get().case == first
    assert sorted(Case.objects.values_list("status", flat=True)) == ["news_pending", "news_pending"]


def test_cases_of_all_organisations_get_the_news_each_its_own(person, other_bureau, caseworker, officer):
    news.case(person, "Наталя")
    news.case(person, "Ганна", organisation=other_bureau)
    news.returned(person, linked_by=caseworker, by=officer)
    assert prepare_news() == 2
    assert list(Notification.objects.visible_to(caseworker).values_list("relative__name", flat=True)) == ["Наталя"]


@pytest.mark.parametrize("ended", ["closed", "withdrawn"])
def test_an_ended_case_is_not_told(person, caseworker, officer, ended):
    case = news.case(person, "Наталя")
    families.change_case_status(case, to=ended, reason="They asked for it.", by=caseworker)
    assert news.news(person, linked_by=caseworker, by=officer) == []
    case.refresh_from_db()
    assert case.status == ended


def test_news_without_a_family_is_claimed_and_stays_in_sight(person, caseworker, officer, foreign_caseworker):
    assert news.news(person, linked_by=caseworker, by=officer) == []
    assert unclaimed_changes().count() == 0
    assert list(people_without_family(caseworker)) == [person]
    assert list(people_without_family(foreign_caseworker)) == []


def test_a_relative_who_comes_late_is_told_too(person, caseworker, officer, supervisor):
    case = news.case(person, "Наталя")
    (first,) = news.news(person, linked_by=caseworker, by=officer)
    news.attempt(news.approved(first, by=supervisor), by=caseworker)
    case.refresh_from_db()
    assert case.status == "news_given"
    families.add_relative(case, relationship="brother", name="Богдан", by=SYSTEM)
    assert [prepare_news(), prepare_news()] == [1, 0]
    case.refresh_from_db()
    assert (case.status, facts()) == (
        "news_pending",
        [("Наталя", "mother", "returned", "delivered"), ("Богдан", "brother", "returned", "prepared")],
    )


def test_a_case_that_is_opened_after_the_return_is_told_too(person, caseworker, officer):
    assert news.news(person, linked_by=caseworker, by=officer) == []
    case = news.case(person, "Наталя")
    assert prepare_news() == 1
    case.refresh_from_db()
    assert case.status == "news_pending"


def test_a_retracted_notification_is_not_prepared_anew(person, caseworker, officer, supervisor):
    news.case(person, "Наталя")
    (notification,) = news.news(person, linked_by=caseworker, by=officer)
    retract_notification(notification, reason="Told by the hospital.", by=supervisor)
    assert (prepare_news(), Case.objects.get().status) == (0, "active")


def test_looking_for_news_takes_few_queries_when_there_is_none(
    person, caseworker, officer, django_assert_num_queries
):
    news.case(person, "Наталя")
    news.news(person, linked_by=caseworker, by=officer)
    with django_assert_num_queries(3):
        assert prepare_news() == 0


# A fate that is taken back


def test_untold_news_is_retracted_when_the_return_is_disputed(person, caseworker, officer, supervisor):
    case = news.case(person, "Наталя", "Богдан", "Ганна")
    prepared, approved, unreachable = news.news(person, linked_by=caseworker, by=officer)
    news.attempt(news.approved(prepared, by=supervisor), by=caseworker, outcome="no_answer")
    news.approved(approved, by=supervisor)
    news.attempt(approved, by=caseworker, outcome="no_answer")
    news.attempt(news.approved(unreachable, by=supervisor), by=caseworker, outcome="given_up")
    people.withdraw_return(person, reason="Another man.", by=officer)
    prepare_news()
    assert [status for *_rest, status in facts()] == ["retracted"] * 3
    case.refresh_from_db()
    assert (case.status, FollowUp.objects.count()) == ("active", 0)


def test_told_news_is_corrected_by_a_call_due_today(person, caseworker, officer, supervisor):
    case = news.case(person, "Наталя")
    (told,) = news.news(person, linked_by=caseworker, by=officer)
    news.attempt(news.approved(told, by=supervisor), by=caseworker)
    people.withdraw_return(person, reason="Another man.", by=officer)
    prepare_news()
    case.refresh_from_db()
    told.refresh_from_db()
    follow_up = FollowUp.objects.get()
    assert (follow_up.case, follow_up.owner, follow_up.due_on, follow_up.done_at) == (
        case,
        caseworker,
        timezone.localdate(),
        None,
    )
    assert told.reference in follow_up.what
    assert (case.status, told.status) == ("active", "delivered")


def test_a_closed_case_is_taken_up_again_to_correct_what_was_told(person, caseworker, officer, supervisor):
    case = news.case(person, "Наталя")
    (told,) = news.news(person, linked_by=caseworker, by=officer)
    news.attempt(news.approved(told, by=supervisor), by=caseworker)
    families.change_case_status(case, to="closed", reason="Home.", by=caseworker)
    people.withdraw_return(person, reason="Another man.", by=officer)
    prepare_news()
    case.refresh_from_db()
    assert (case.status, FollowUp.objects.get().owner) == ("active", caseworker)


def test_where_nobody_may_call_any_more_the_correction_stands_in_a_note(person, caseworker, officer, supervisor):
    news.case(person, "Наталя")
    (told,) = news.news(person, linked_by=caseworker, by=officer)
    news.attempt(news.approved(told, by=supervisor), by=caseworker)
    type(caseworker).objects.exclude(pk=officer.pk).update(is_active=False)
    people.withdraw_return(person, reason="Another man.", by=officer)
    prepare_news()
    assert (FollowUp.objects.count(), Note.objects.filter(text__contains=told.reference).count()) == (0, 1)


def test_a_return_taken_back_before_anybody_looked_is_never_prepared(person, caseworker, officer):
    news.case(person, "Наталя")
    news.returned(person, linked_by=caseworker, by=officer)
    people.withdraw_return(person, reason="Another man.", by=officer)
    assert (prepare_news(), facts(), unclaimed_changes().count()) == (0, [], 0)


def test_a_second_return_is_news_of_its_own_and_the_first_is_not_told(person, caseworker, officer):
    news.case(person, "Наталя")
    news.news(person, linked_by=caseworker, by=officer)
    people.withdraw_return(person, reason="Another man.", by=officer)
    change = news.returned(person, linked_by=caseworker, by=officer)
    assert prepare_news() == 1
    assert list(Notification.objects.order_by("pk").values_list("status", "status_change")) == [
        ("retracted", StatusChange.objects.filter(to_status="returned").order_by("pk").first().pk),
        ("prepared", change.pk),
    ]


def test_the_dead_man_who_came_home(person, caseworker, officer, supervisor):
    news.case(person, "Наталя")
    news.deceased(person, by=caseworker, approved_by=supervisor)
    prepare_news()
    death = Notification.objects.get()
    other = news.supervisor(person.organisation, "second-supervisor")
    news.attempt(news.approved(death, by=other), by=caseworker)
    news.returned(person, linked_by=caseworker, by=officer)
    assert prepare_news() == 1
    assert FollowUp.objects.count() == 1
    assert [(tells, status) for _name, _who, tells, status in facts()] == [
        ("deceased", "delivered"),
        ("returned", "prepared"),
    ]
