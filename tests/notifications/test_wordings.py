"""The wordings: shipped, edited by staff, filled in."""

import pytest

from casework.accounts.models import SYSTEM
from casework.families.statuses import Language
from casework.lib.errors import Refused, Stale
from casework.notifications import actions
from casework.notifications.models import NotificationTemplate
from casework.notifications.statuses import News
from casework.notifications.wording import SHIPPED, check_template, check_wording, fill
from tests import make
from tests.notifications import make as news

ALL = [(tells, language) for tells in News.values for language in Language.values]
SAID = {"relative": "Ольга", "person": "Вигаданий Валерій", "relationship": "mother", "organisation": "Бюро"}


@pytest.mark.parametrize(("tells", "language"), ALL)
def test_every_kind_of_news_ships_in_every_language_and_can_be_filled_in(tells, language):
    text = fill(check_template(SHIPPED[tells, language]), **SAID, phone="044 000 00 00", language=language)
    assert check_wording(text) == text
    assert [word in text for word in ("Ольга", "Вигаданий Валерій", "Бюро", "044 000 00 00")] == [True] * 4


@pytest.mark.parametrize(("tells", "language"), ALL)
def test_an_organisation_without_a_telephone_leaves_no_gap(tells, language):
    text = fill(SHIPPED[tells, language], **SAID, phone="", language=language)
    assert (": ." in text, "  " in text) == (False, False)


@pytest.mark.django_db
def test_the_shipped_wordings_are_there_after_migrating():
    stored = {(t.tells, t.language): t.body for t in NotificationTemplate.objects.all()}
    assert stored == SHIPPED


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("{person} {name}", "“{name}”"),
        ("{person} {}", "“{}”"),
        ("{person} {0}", "“{0}”"),
        ("{person} {person.organisation.slug}", "“{person.organisation.slug}”"),
        ("{person} {person[0]}", "“{person[0]}”"),
        ("{person} {person!r}", "“{person!r}”"),
        ("{person} {phone:>99}", "“{phone:>99}”"),
        ("{person} { phone }", "“{ phone }”"),
        ("{person} {PERSON}", "“{PERSON}”"),
        ("{person", "brace"),
        ("{person} }", "brace"),
        ("{person} {{phone}}", "brace"),
        ("Добрий день, {relative}.", "“{person}”"),
        ("", "“{person}”"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_by_name(body, named):
    with pytest.raises(Refused) as refusal:
        check_template(body)
    assert named in str(refusal.value)


def test_line_ends_are_plain_and_edges_are_trimmed():
    assert check_template("  {person}\r\nwas  \r\nfound\n") == "{person}\nwas\nfound"


@pytest.mark.django_db
class TestTemplates:
    @pytest.fixture
    def template(self):
        return NotificationTemplate.objects.get(tells="returned", language="uk")

    def test_a_changed_template_words_what_is_prepared_from_then_on(
        self, template, bureau, supervisor, caseworker, officer
    ):
        before, after = make.person(bureau, "Перший Уявний"), make.person(bureau, "Другий Уявний")
        for person in (before, after):
            news.case(person, f"Мати {person.name}")
        (old,) = news.news(before, linked_by=caseworker, by=officer)
        actions.update_template(template, body="Вдома: {person}.", version=1, by=supervisor)
        (new,) = news.news(after, linked_by=caseworker, by=officer)
        assert (new.wording, old.wording.startswith("Добрий день, Мати Перший Уявний.")) == (
            "Вдома: Другий Уявний.",
            True,
        )

    def test_a_template_that_was_changed_meanwhile_is_not_overwritten(self, template, supervisor):
        actions.update_template(template, body="Вдома: {person}.", version=1, by=SYSTEM)
        with pytest.raises(Stale):
            actions.update_template(template, body="{person} вдома.", version=1, by=supervisor)
        template.refresh_from_db()
        assert template.body == "Вдома: {person}."

    @pytest.mark.parametrize("who", ["caseworker", "intake", "officer", "steward", "auditor", "administrator"])
    def test_only_supervisors_change_templates(self, template, who, request):
        with pytest.raises(Refused):
            actions.update_template(template, body="{person}", version=1, by=request.getfixturevalue(who))
        template.refresh_from_db()
        assert template.body == SHIPPED["returned", "uk"]

    def test_without_its_template_news_is_prepared_in_the_shipped_wording(self, bureau, caseworker, officer):
        NotificationTemplate.objects.all().delete()
        person = make.person(bureau, "Уявний Третій")
        news.case(person, "Марія")
        (notification,) = news.news(person, linked_by=caseworker, by=officer)
        assert notification.wording.startswith("Добрий день, Марія. Телефоную вам з організації «Bureau».")
