"""Unified social credit codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.broken import Broken
from ledger.uscc import ALPHABET, check_character, parse, parse_cell

PUBLISHED = "91350100M000100Y43"


@pytest.mark.parametrize(
    "text",
    [
        PUBLISHED,
        "91350100m000100y43",
        " 9135 0100 M000 100Y43",
        "９１３５０１００M000100Y43",
        "91350100-M000100Y4-3",
        "'91350100M000100Y43",
    ],
)
def test_the_published_code_in_every_writing(text: str) -> None:
    assert parse(text) == PUBLISHED


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("91350100M000100Y4", "length"),
        ("310115000123456", "length"),
        ("", "length"),
        ("91350100M000100O43", "format"),
        ("91350100M000100I43", "format"),
        ("91350100M000100中43", "format"),
        ("91350100M000100Y44", "checksum"),
        ("91350100M000100Y34", "checksum"),
    ],
)
def test_rules(text: str, rule: str) -> None:
    broken = parse(text)
    assert isinstance(broken, Broken)
    assert broken.rule == rule


def test_cells() -> None:
    assert parse_cell(None) is None
    assert parse_cell("无") is None
    assert parse_cell(PUBLISHED) == PUBLISHED
    assert parse_cell(9.1350100e17) == Broken("precision_lost", {"digits": 15})
    assert parse_cell(310115000123456.0) == Broken("length", {"length": 15, "expected": 18})
    assert parse_cell(True) == Broken("format")
    assert parse_cell(float("nan")) == Broken("format")


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 17), st.integers(1, 30))
def test_a_made_code_is_valid_and_one_wrong_character_is_noticed(first17: str, position: int, shift: int) -> None:
    code = first17 + check_character(first17)
    assert parse(code) == code
    wrong = ALPHABET[(ALPHABET.index(code[position]) + shift) % 31]
    assert isinstance(parse(code[:position] + wrong + code[position + 1 :]), Broken)
