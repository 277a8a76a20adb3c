"""Why a candidate is one, in words, from the agreements that made the score."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """One field's agreement. `agrees` is None where one side says nothing. `detail` holds `bits`, the
    weight that went into the score, and `listed` and `registered`, what the two sides say."""

    code: str
    field: str
    agrees: bool | None
    detail: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "field": self.field, "agrees": self.agrees, "detail": dict(self.detail)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Reason":
        return cls(data["code"], data["field"], data["agrees"], dict(data["detail"]))


def reason_text(reason: Reason) -> str:
    """A fragment of a sentence, such as "surname equal after transliteration"."""
    text = _TEXTS.get((reason.field, reason.code))
    return str(text) if text else gettext("%(field)s: %(code)s") % {"field": reason.field, "code": reason.code}


_TEXTS: dict[tuple[str, str], Promise | str] = {
    ("surname", "equal"): _("surname equal"),
    ("surname", "transliterated"): _("surname equal after transliteration"),
    ("surname", "spelling"): _("surname equal but for its spelling"),
    ("surname", "equivalent"): _("surname equal in the other language"),
    ("surname", "gendered"): _("surname equal but for its ending"),
    ("surname", "vowel"): _("surname equal but for a vowel"),
    ("surname", "half"): _("half of a double surname equal"),
    ("surname", "one_letter"): _("surname differs by one letter"),
    ("surname", "close"): _("surname similar"),
    ("surname", "initial"): _("initial of the surname equal"),
    ("surname", "faint"): _("surname has some letters in common"),
    ("surname", "different"): _("surname differs"),
    ("surname", "missing"): _("surname missing"),
    ("given", "equal"): _("given name equal"),
    ("given", "transliterated"): _("given name equal after transliteration"),
    ("given", "spelling"): _("given name equal but for its spelling"),
    ("given", "equivalent"): _("given name equal in the other language"),
    ("given", "inflected"): _("given name equal in another case"),
    ("given", "half"): _("half of a double given name equal"),
    ("given", "diminutive"): _("given name may be the short form"),
    ("given", "one_letter"): _("given name differs by one letter"),
    ("given", "close"): _("given name similar"),
    ("given", "initial"): _("initial of the given name equal"),
    ("given", "confusable"): _("given name is another name that looks like it"),
    ("given", "faint"): _("given name has some letters in common"),
    ("given", "different"): _("given name differs"),
    ("given", "missing"): _("given name missing"),
    ("patronymic", "equal"): _("patronymic equal"),
    ("patronymic", "transliterated"): _("patronymic equal after transliteration"),
    ("patronymic", "spelling"): _("patronymic equal but for its spelling"),
    ("patronymic", "equivalent"): _("patronymic of the same father's name"),
    ("patronymic", "inflected"): _("patronymic equal in another case"),
    ("patronymic", "short"): _("patronymic agrees as far as it is written"),
    ("patronymic", "half"): _("half of the patronymic equal"),
    ("patronymic", "one_letter"): _("patronymic differs by one letter"),
    ("patronymic", "close"): _("patronymic similar"),
    ("patronymic", "initial"): _("initial of the patronymic equal"),
    ("patronymic", "confusable"): _("patronymic is another one that looks like it"),
    ("patronymic", "faint"): _("patronymic has some letters in common"),
    ("patronymic", "different"): _("patronymic differs"),
    ("patronymic", "missing"): _("patronymic missing"),
    ("born", "equal"): _("birth date equal"),
    ("born", "swapped"): _("birth year equal, day and month swapped"),
    ("born", "one_digit"): _("birth date one digit off"),
    ("born", "day_and_month"): _("day and month of birth equal, year differs"),
    ("born", "year_of_placeholder"): _("birth year equal, day and month uncertain"),
    ("born", "within_month"): _("birth month agrees"),
    ("born", "within_year"): _("birth year agrees"),
    ("born", "within_years"): _("birth dates can agree"),
    ("born", "same_year"): _("birth year equal, day and month differ"),
    ("born", "near_year"): _("birth dates are about a year apart"),
    ("born", "different"): _("birth date differs"),
    ("born", "missing"): _("birth date missing"),
    ("sex", "equal"): _("sex equal"),
    ("sex", "different"): _("sex differs"),
    ("category", "equal"): _("category equal"),
    ("category", "different"): _("category differs"),
    ("rank", "equal"): _("rank equal"),
    ("rank", "near"): _("rank differs by a promotion or two"),
    ("rank", "different"): _("rank differs"),
    ("unit", "equal"): _("unit equal"),
    ("unit", "close"): _("unit similar"),
    ("unit", "different"): _("unit differs"),
    ("place_of_birth", "equal"): _("place of birth equal"),
    ("place_of_birth", "close"): _("place of birth similar"),
    ("place_of_birth", "region"): _("region of birth equal"),
    ("place_of_birth", "different"): _("place of birth differs"),
    ("place_of_capture", "equal"): _("place of capture equal"),
    ("place_of_capture", "close"): _("place of capture similar"),
    ("place_of_capture", "region"): _("region of capture equal"),
    ("place_of_capture", "different"): _("place of capture differs"),
    ("order", "swapped"): _("the parts of the name stand in other places"),
}
