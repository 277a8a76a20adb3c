"""Why a candidate is one, in words, from the agreements that made the score."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Reason:
    """One field's agreement. `agrees` is None where one side says nothing. `detail` holds `bits`, the
    weight that went into the score, and `listed` and `registered`, what the two sides say."""

    code: str
    field: str
    agrees: bool | None
    detail: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "field": self.field, "agrees": self.agrees, "detail": dict(self.detail)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Reason":
        return cls(data["code"], data["field"], data["agrees"], dict(data["detail"]))


def reason_text(reason: Reason) -> str:
    """A fragment of a sentence, such as "surname equal after transliteration"."""
    text = _TEXTS.get((reason.field, reason.code))
    return str(text) if text else _("%(field)s: %(code)s") % {"field": reason.field, "code": reason.code}


_t = gettext_lazy
_TEXTS: dict[tuple[str, str], Promise | str] = {
    ("surname", "equal"): _t("surname equal"),
    ("surname", "transliterated"): _t("surname equal after transliteration"),
    ("surname", "spelling"): _t("surname equal but for its spelling"),
    ("surname", "equivalent"): _t("surname equal in the other language"),
    ("surname", "gendered"): _t("surname equal but for its ending"),
    ("surname", "half"): _t("half of a double surname equal"),
    ("surname", "one_letter"): _t("surname differs by one letter"),
    ("surname", "close"): _t("surname similar"),
    ("surname", "initial"): _t("initial of the surname equal"),
    ("surname", "different"): _t("surname differs"),
    ("surname", "missing"): _t("surname missing"),
    ("given", "equal"): _t("given name equal"),
    ("given", "transliterated"): _t("given name equal after transliteration"),
    ("given", "spelling"): _t("given name equal but for its spelling"),
    ("given", "equivalent"): _t("given name equal in the other language"),
    ("given", "half"): _t("half of a double given name equal"),
    ("given", "diminutive"): _t("given name may be the short form"),
    ("given", "one_letter"): _t("given name differs by one letter"),
    ("given", "close"): _t("given name similar"),
    ("given", "initial"): _t("initial of the given name equal"),
    ("given", "confusable"): _t("given name is another name that looks like it"),
    ("given", "different"): _t("given name differs"),
    ("given", "missing"): _t("given name missing"),
    ("patronymic", "equal"): _t("patronymic equal"),
    ("patronymic", "transliterated"): _t("patronymic equal after transliteration"),
    ("patronymic", "spelling"): _t("patronymic equal but for its spelling"),
    ("patronymic", "equivalent"): _t("patronymic of the same father's name"),
    ("patronymic", "half"): _t("half of the patronymic equal"),
    ("patronymic", "one_letter"): _t("patronymic differs by one letter"),
    ("patronymic", "close"): _t("patronymic similar"),
    ("patronymic", "initial"): _t("initial of the patronymic equal"),
    ("patronymic", "confusable"): _t("patronymic is another one that looks like it"),
    ("patronymic", "different"): _t("patronymic differs"),
    ("patronymic", "missing"): _t("patronymic missing"),
    ("born", "equal"): _t("birth date equal"),
    ("born", "swapped"): _t("birth year equal, day and month swapped"),
    ("born", "one_digit"): _t("birth date one digit off"),
    ("born", "day_and_month"): _t("day and month of birth equal, year differs"),
    ("born", "year_of_placeholder"): _t("birth year equal, day and month uncertain"),
    ("born", "within_month"): _t("birth month agrees"),
    ("born", "within_year"): _t("birth year agrees"),
    ("born", "within_years"): _t("birth dates can agree"),
    ("born", "same_year"): _t("birth year equal, day and month differ"),
    ("born", "near_year"): _t("birth dates are about a year apart"),
    ("born", "different"): _t("birth date differs"),
    ("born", "missing"): _t("birth date missing"),
    ("sex", "equal"): _t("sex equal"),
    ("sex", "different"): _t("sex differs"),
    ("category", "equal"): _t("category equal"),
    ("category", "different"): _t("category differs"),
    ("rank", "equal"): _t("rank equal"),
    ("rank", "different"): _t("rank differs"),
    ("unit", "equal"): _t("unit equal"),
    ("unit", "close"): _t("unit similar"),
    ("unit", "different"): _t("unit differs"),
    ("place_of_birth", "equal"): _t("place of birth equal"),
    ("place_of_birth", "close"): _t("place of birth similar"),
    ("place_of_birth", "different"): _t("place of birth differs"),
    ("order", "swapped"): _t("surname and given name stand in each other's place"),
}
