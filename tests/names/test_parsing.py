"""Names in one cell. The people are invented."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.names.parsing import NameParts, in_meant_layout, in_their_places, split_full_name

WHOLE = NameParts("Гончарук", "Остап", "Григорович")


@pytest.mark.parametrize("order", list(permutations(("Гончарук", "Остап", "Григорович"))))
def test_the_order_of_the_parts_does_not_matter(order):
    assert split_full_name(" ".join(order)) == WHOLE


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ГОНЧАРУК Остап Григорович", ("ГОНЧАРУК", "Остап", "Григорович")),
        ("Остап ГОНЧАРУК", ("ГОНЧАРУК", "Остап", "")),
        ("Гончарук, Остап Григорович", ("Гончарук", "Остап", "Григорович")),
        ("Остап, Гончарук", ("Гончарук", "Остап", "")),
        ("Гончарук О. Г.", ("Гончарук", "О.", "Г.")),
        ("О.Г. Гончарук", ("Гончарук", "О.", "Г.")),
        ("Гончарук", ("Гончарук", "", "")),
        ("Остап", ("", "Остап", "")),
        ("Ostap Hryhorovych HONCHARUK", ("HONCHARUK", "Ostap", "Hryhorovych")),
        ("Ostap Honcharuk", ("Honcharuk", "Ostap", "")),
        ("Hontscharuk Oleksij Wiktorowytsch", ("Hontscharuk", "Oleksij", "Wiktorowytsch")),
        ("VolodymyrHoncharuk", ("Honcharuk", "Volodymyr", "")),
        ("Сафаров Ельчин Алі огли", ("Сафаров", "Ельчин", "Алі огли")),
        ("Сафарова Лейла Мамед-кизи", ("Сафарова", "Лейла", "Мамед-кизи")),
        ("Найдас Мустафа", ("Найдас", "Мустафа", "")),
        ("Гончар-Коваль Юрій-Богдан Степанович", ("Гончар-Коваль", "Юрій-Богдан", "Степанович")),
        ("Лук - Гончарук Остап Ілліч", ("Лук-Гончарук", "Остап", "Ілліч")),
        ("Попович Іван Попович", ("Попович", "Іван", "Попович")),
        ("Романюк Роман Романович", ("Романюк", "Роман", "Романович")),
        ("Cергей Сергiйович Гончарук", ("Гончарук", "Сергей", "Сергійович")),
        ("Гончарук Остап (позивний Клен)", ("Гончарук", "Остап", "")),
        ("Гончарук Остап / Goncharuk Ostap", ("Гончарук", "Остап", "")),
        ("Гончарук Остап Григоровч", ("Гончарук", "Остап", "Григоровч")),
        ("О’Коннел Джон", ("ОʼКоннел", "Джон", "")),
        ("ГОНЧАРУКОСТАПГРИГОРОВИЧ", ("ГОНЧАРУК", "ОСТАП", "ГРИГОРОВИЧ")),
        ("ОСТАПГРИГОРОВИЧГОНЧАРУК", ("ГОНЧАРУК", "ОСТАП", "ГРИГОРОВИЧ")),
        ("остапгончарук", ("гончарук", "остап", "")),
        ("гончарукостап", ("гончарук", "остап", "")),
        ("Володимирський", ("Володимирський", "", "")),
        ("Остапенковський", ("Остапенковський", "", "")),
        ("Cntkmvf[sqxer Ktd Dkflktyjdbx", ("Стельмахійчук", "Лев", "Владленович")),
        ("w.ntyrj bujhm dkflktyjdbx", ("цютенко", "игорь", "владленович")),
        ("PFRZKBYE Fylht. Lvbnhbtdbxe", ("ЗАКЯЛИНУ", "Андрею", "Дмитриевичу")),
        ("Саша Гончарук", ("Гончарук", "Саша", "")),
        ("  ", ("", "", "")),
        ("1991", ("", "", "")),
    ],
)
def test_a_name_in_one_cell_is_cut_into_its_parts(text, parts):
    assert split_full_name(text) == NameParts(*parts)


@given(st.text())
def test_no_text_whatever_fails(text):
    split_full_name(text)


@given(st.text(alphabet="АаБбЮюЇїʼ'-. ,()/AaZz", max_size=40))
def test_no_mixture_of_names_and_signs_fails(text):
    split_full_name(text)


def test_a_very_long_word_is_read_as_it_stands():
    assert split_full_name("остап" * 2_000) == NameParts(surname="остап" * 2_000)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (("Гончарук", "Ілліч", "Остап"), ("Гончарук", "Остап", "Ілліч")),
        (("Ілліч", "Остап", "Гончарук"), ("Гончарук", "Остап", "Ілліч")),
        (("Гончарук", "", "Остап"), ("Гончарук", "Остап", "")),
        (("Остап", "", "Гончарук"), ("Гончарук", "Остап", "")),
        (("Гончарук", "Остап", "Ілліч"), ("Гончарук", "Остап", "Ілліч")),
        (("Попович", "Остап", "Ілліч"), ("Попович", "Остап", "Ілліч")),
        (("Сафарзаде", "Ельчин", "Алі огли"), ("Сафарзаде", "Ельчин", "Алі огли")),
    ],
)
def test_a_patronymic_in_the_wrong_column_is_put_in_its_place(said, meant):
    assert in_their_places(NameParts(*said)) == NameParts(*meant)


def test_a_name_typed_on_the_other_keyboard_is_read_as_meant():
    assert in_meant_layout(("Ujyxfher", "Jcnfg")) == ("Гончарук", "Остап")
    assert in_meant_layout(("Gj;fhcmrbq Vbrjkf",)) == ("Пожарський Микола",)
    for right in (("Гончарук", "Остап"), ("Brzyn", "Xyz"), ("Вовк (Ujyxfher)",), ("12",), ()):
        assert in_meant_layout(right) == right


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Довженко (у дівоцтві Закревська) Уляна", ("Довженко-Закревська", "Уляна", "")),
        ("Dowschenko Uljana, geb. Sakrewska", ("Dowschenko-Sakrewska", "Uljana", "")),
        ("Бутій Ростислав Олег", ("Бутій", "Ростислав", "Олег")),
    ],
)
def test_a_former_surname_and_a_bare_father_are_read(said, meant):
    assert split_full_name(said) == NameParts(*meant)
