import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.folding import fold


@pytest.mark.parametrize(
    "spellings",
    [
        ("мектеп", "mektep", "МЕКТЕП"),
        ("Ыстыкөл", "Istikol", "Ystykol", "ыстыкол", "ISTİKÖL"),
        ("Есіл", "Есил", "Yesil", "Esil"),
        ("Қазақ", "казак", "Kazak", "Qazaq"),
        ("Алматинский", "Almatinsky", "Almatinskiy", "almatinski"),
        ("Щучинск", "Shchuchinsk"),
        ("Хачмаз", "Xaçmaz", "Khachmaz"),
        ("Жамбыл", "Zhambyl", "Jambyl"),
        ("Джалилабад", "Dzhalilabad", "Жалилабад"),
        ("Iğdır", "IGDIR", "igdir"),
        ("шкoла", "школа", "shkola", "Şkola"),
        ("Школа Ёлкина", "школа елкина", "Шко\u0301ла Ёлкина"),
        ("42В", "42B", "42b"),
        ("Oʻzbek", "O'zbek", "Өзбек"),
        ("Αθήνα", "ΑΘΗΝΑ", "αθηνα"),
        ("თბილისი", "ᲗᲑᲘᲚᲘᲡᲘ"),
        ("القاهرة", "القاهره", "القَاهِرة"),
        ("٤٢", "۴۲", "42", "\uff14\uff12"),
        ("Straße", "STRASSE"),
    ],
)
def test_what_is_spelt_in_several_ways_is_one(spellings: tuple[str, ...]) -> None:
    assert len({fold(each) for each in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("0011", "011"), ("22", "2"), ("Тараз", "Тарас"), ("42A", "42B")]
)
def test_what_differs_stays_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text("кkhсsшşцчcžyеe ʼ№", max_size=12))
def test_spellings_of_spellings_come_to_rest(text: str) -> None:
    assert fold(fold(text)) == fold(text)
