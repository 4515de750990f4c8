"""Number plates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.broken import Broken
from ledger.plate import Plate, parse


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("沪A12345", "沪A12345", "ordinary"),
        ("沪A·12345", "沪A12345", "ordinary"),
        ("沪A・1234B", "沪A1234B", "ordinary"),
        ("沪 a 1b2c3 ", "沪A1B2C3", "ordinary"),
        ("沪Ａ－１２３４５", "沪A12345", "ordinary"),
        ("皖KAB123", "皖KAB123", "ordinary"),
        ("沪AD12345", "沪AD12345", "new_energy"),
        ("沪A·DF1234", "沪ADF1234", "new_energy"),
        ("沪A12345F", "沪A12345F", "new_energy"),
        ("沪A1234警", "沪A1234警", "police"),
        ("沪A1234学", "沪A1234学", "training"),
        ("沪A1234挂", "沪A1234挂", "trailer"),
        ("粤Z1234港", "粤Z1234港", "hk_macao"),
        ("沪A1234领", "沪A1234领", "consulate"),
        ("使123456", "使123456", "embassy"),
        ("123456使", "123456使", "embassy"),
        ("沪X1234应急", "沪X1234应急", "emergency"),
        ("WJ沪1234X", "WJ沪1234X", "armed_police"),
        ("VA12345", "VA12345", "military"),
    ],
)
def test_plates(text: str, number: str, kind: str) -> None:
    assert parse(text) == Plate(number, kind)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "length"),
        ("沪A1234", "length"),
        ("沪A1234567", "length"),
        ("沪AO1234", "format"),
        ("沪A1I345", "format"),
        ("沪AABCDE", "format"),
        ("港A12345", "format"),
        ("沪A12345Z", "format"),
        ("1234567", "format"),
    ],
)
def test_rules(text: str, rule: str) -> None:
    assert parse(text) == Broken(rule, {"length": len(text)})


@given(
    st.from_regex(r"沪[A-Z][0-9]{5}", fullmatch=True),
    st.lists(st.integers(0, 7), max_size=3),
    st.sampled_from(" ·.-\u3000"),
)
def test_dots_and_blanks_do_not_matter(plate: str, places: list[int], sign: str) -> None:
    text = plate
    for place in places:
        text = text[:place] + sign + text[place:]
    assert parse(text) == Plate(plate, "ordinary")
