"""How two places agree."""

import pytest

from casework.matching.places import compare_places


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Чернігів", "м. Чернігів", "equal"),
        ("Київ", "м. Київ", "equal"),
        ("Київ", "Киев", "close"),
        ("Суми", "Рим", "different"),
        ("Мар'їнка", "Марьинка", "equal"),
        ("Маріуполь", "Mariupol", "equal"),
        ("Харків", "Харьков", "close"),
        ("біля Бахмута", "Бахмут", "close"),
        ("с. Іванівка, Полтавська обл.", "Іванівка Полтавської області", "equal"),
        ("с. Іванівка, Полтавська обл.", "Іванівка, Одеська обл.", "close"),
        ("Полтавська обл., м. Лубни", "с. Писарівка, Полтавская область", "region"),
        ("Донецька обл.", "Донецкая обл.", "region"),
        ("Донецька обл.", "Луганська обл.", "different"),
        ("Кропивницький", "Хмельницький", "different"),
        ("Україна, м. Суми", "Україна, м. Ромни", "different"),
        ("Донецька обл.", "Бахмут", ""),
        ("Україна", "Україна", ""),
        ("", "Суми", ""),
        ("0", "м.", ""),
    ],
)
def test_places_agree_as_people_mean_them(one, other, kind):
    assert compare_places(one, other) == compare_places(other, one) == kind
