"""Identity numbers: every type, every rule, every way of writing one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.broken import Broken
from ledger.id_number import IdNumber, check_digit, normalise, parse, parse_cell

TODAY = date(2026, 11, 21)
VALID = "11010519491231002X"


def with_check(first17: str) -> str:
    return first17 + check_digit(first17)


def rule_of(result: IdNumber | Broken | None) -> str | None:
    return result.rule if isinstance(result, Broken) else None


def test_the_published_number_says_everything() -> None:
    assert parse(VALID, today=TODAY) == IdNumber(VALID, "111", "2", "1949-12-31", "110105", verified=True)


@pytest.mark.parametrize(
    "written",
    [
        "310115195005300754",
        " 310115195005300754 ",
        "'310115195005300754",
        "’310115195005300754",
        "310115 19500530 0754",
        "310115-19500530-0754",
        "310115—19500530—0754",
        "３１０１１５１９５００５３００７５４",
        "310115195005300754\u3000",
        "\u202d310115195005300754\u202c",
        "310115195005300754。",
        "\ufeff310115195005300754\n",
    ],
)
def test_ways_of_writing_one_number(written: str) -> None:
    read = parse(written, today=TODAY)
    assert isinstance(read, IdNumber)
    assert (read.number, read.sex, read.birth, read.verified) == ("310115195005300754", "1", "1950-05-30", True)


@pytest.mark.parametrize("cross", "Xx×ｘＸХхΧ")
def test_every_cross_is_an_x(cross: str) -> None:
    assert normalise("11010519491231002" + cross) == VALID


@pytest.mark.parametrize(
    ("text", "id_type", "rule"),
    [
        ("33010219860328217", None, "length"),
        ("3301021986032821712", None, "length"),
        ("33010219860328217", "111", "length"),
        ("33010219860328217", "113", "length"),
        ("4127231992042742X", None, "length"),
        ("412723199204274255X", None, "length"),
        ("123456789", None, "length"),
        ("19500530", None, "length"),
        ("13621514755", None, "length"),
        ("12345678901234", None, "length"),
        ("", None, "format"),
        ("412723198311266851", None, "checksum"),
        ("412723198311266851", "111", "checksum"),
        ("31010119610919047X", None, None),
        ("110105194913310026", None, "birth"),
        (with_check("11010519500230002"), None, "birth"),
        (with_check("11010518991231002"), None, "birth"),
        (with_check("11010520270101002"), None, "birth"),
        ("110105491331002", None, "birth"),
        ("310101199001010000", None, "precision_lost"),
        ("3.10115E+17", None, "precision_lost"),
        ("3.10115195005300e+17", "111", "precision_lost"),
        ("3101151950O5300754", None, "format"),
        ("310115I95005300754", "111", "format"),
        ("身份证", None, "format"),
        ("E12345678", "111", "format"),
        ("310115195005300754", "901", "format"),
        ("310115195005300754", "553", "format"),
        ("310115195005300754", "117", "format"),
        ("310115195005300754", "516", "format"),
        ("E1234", "516", "format"),
        ("H1234567", "516", "format"),
        ("1234567", "511", "format"),
        ("A12345678", "117", "format"),
        ("ABC", "414", "format"),
        ("E1234-5678中", "414", "format"),
        ("AB123456789012", "553", "format"),
        ("1", "990", "format"),
    ],
)
def test_rules(text: str, id_type: str | None, rule: str | None) -> None:
    assert rule_of(parse(text, id_type, TODAY)) == rule


@pytest.mark.parametrize(
    ("text", "id_type", "expected"),
    [
        (with_check("81000019900101001"), None, "901"),
        (with_check("82000019900101001"), None, "901"),
        (with_check("83000019900101001"), None, "902"),
        (with_check("83000019900101001"), "902", "902"),
        (with_check("93101519900101001"), None, "553"),
        ("H12345678", None, "516"),
        ("M1234567801", None, "516"),
        ("h12345678", "516", "516"),
        ("12345678", "511", "511"),
        ("99345678", None, "511"),
        ("0123456789", None, "511"),
        ("CHN310123456789", None, "553"),
        ("USA310123456789", "553", "553"),
        ("O310123456", None, "117"),
        ("O310123456", "117", "117"),
        ("E12345678", None, "414"),
        ("EA1234567", None, "414"),
        ("G 1234 5678", None, "414"),
        ("123456789", "414", "414"),
        ("AB12C", None, "414"),
        ("军字第1234567号", None, "114"),
        ("武字第1234567号", None, "115"),
        ("南字第12345号", "114", "114"),
        ("310115195005300754", "112", "112"),
        ("310115195005300754", "113", "113"),
        ("031234567", "113", "113"),
        ("无编号证明", "990", "990"),
    ],
)
def test_types(text: str, id_type: str | None, expected: str) -> None:
    read = parse(text, id_type, TODAY)
    assert isinstance(read, IdNumber)
    assert read.id_type == expected


def test_an_old_number_is_converted_but_not_verified() -> None:
    read = parse("310115500530075", today=TODAY)
    assert read == IdNumber("310115195005300754", "111", "1", "1950-05-30", "310115", verified=False, notes=("old_15",))


def test_the_prefix_decides_between_card_and_permit() -> None:
    number = with_check("83000019900101001")
    for given_type in ("111", "901"):
        read = parse(number, given_type, TODAY)
        assert isinstance(read, IdNumber)
        assert (read.id_type, read.notes) == ("902", ("type_corrected",))


def test_a_card_number_given_as_passport_is_kept_and_noted() -> None:
    read = parse("310115195005300754", "414", TODAY)
    assert read == IdNumber("310115195005300754", "414", notes=("looks_like_id_card",))
    assert parse("310115195005300755", "414", TODAY) == IdNumber("310115195005300755", "414")


def test_a_new_foreign_card_with_another_check_digit_is_kept_unverified() -> None:
    first17 = "93101519900101001"
    wrong = first17 + next(digit for digit in "0123456789" if digit != check_digit(first17))
    assert parse(wrong, "553", TODAY) == IdNumber(wrong, "553", notes=("check_digit_differs",))
    assert rule_of(parse(wrong, None, TODAY)) == "checksum"
    read = parse(with_check(first17), "553", TODAY)
    assert isinstance(read, IdNumber)
    assert (read.verified, read.division) == (True, None)


def test_an_unknown_province_is_only_a_note() -> None:
    read = parse(with_check("99010519491231002").replace("99", "60", 1), today=TODAY)
    assert rule_of(read) == "checksum"
    read = parse(with_check("60010519491231002"), today=TODAY)
    assert isinstance(read, IdNumber)
    assert (read.verified, read.notes) == (True, ("unknown_division",))


def test_without_today_the_future_is_not_judged() -> None:
    assert isinstance(parse(with_check("11010520990101002")), IdNumber)
    broken = parse(with_check("11010520990101002"), today=TODAY)
    assert broken == Broken("birth", {"future": True})


@pytest.mark.parametrize("value", [None, "", "  ", "无", "不详", "/", "－", " " * 18])
def test_cells_that_hold_no_number(value: str | None) -> None:
    assert parse_cell(value, today=TODAY) is None


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (3.201061994011933e17, "precision_lost"),
        (310101199001010000, "precision_lost"),
        (10**15, "precision_lost"),
        (True, "format"),
        (float("nan"), "format"),
        (float("inf"), "format"),
        (1.5, "format"),
        (-5, "format"),
        (12345678901.0, "length"),
    ],
)
def test_numeric_cells_that_break_a_rule(value: float, rule: str) -> None:
    assert rule_of(parse_cell(value, today=TODAY)) == rule


def test_numeric_cells_that_are_numbers() -> None:
    old = parse_cell(310115500530075.0, today=TODAY)
    assert isinstance(old, IdNumber)
    assert old.number == "310115195005300754"
    passport = parse_cell(123456789, "414", TODAY)
    assert isinstance(passport, IdNumber)
    assert passport.number == "123456789"
    text = parse_cell("310115195005300754", today=TODAY)
    assert isinstance(text, IdNumber)


births = st.dates(date(1900, 1, 1), TODAY).map(lambda day: day.strftime("%Y%m%d"))
firsts = st.builds(
    "".join,
    st.tuples(st.sampled_from(["310115", "110105", "659001"]), births, st.from_regex(r"[0-9]{3}", fullmatch=True)),
)


@given(firsts)
def test_every_well_made_number_is_verified(first17: str) -> None:
    read = parse(with_check(first17), today=TODAY)
    assert isinstance(read, IdNumber)
    assert read.verified
    assert read.birth is not None
    assert read.birth.replace("-", "") == first17[6:14]
    assert read.sex == ("1" if int(first17[16]) % 2 else "2")


@given(firsts, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(first17: str, position: int, shift: int) -> None:
    number = with_check(first17)
    old = number[position]
    new = str((int(old) + shift) % 10) if old != "X" else str(shift)
    wrong = number[:position] + new + number[position + 1 :]
    assert isinstance(parse(wrong, today=TODAY), Broken)


@given(firsts, st.integers(0, 17))
def test_a_lost_digit_is_a_wrong_length(first17: str, position: int) -> None:
    number = with_check(first17)
    assert rule_of(parse(number[:position] + number[position + 1 :], today=TODAY)) == "length"


@given(
    st.text(max_size=25), st.sampled_from([None, "111", "113", "114", "117", "414", "511", "516", "553", "901", "990"])
)
def test_any_text_is_read_or_refused(text: str, id_type: str | None) -> None:
    read = parse(text, id_type, TODAY)
    if isinstance(read, IdNumber):
        again = parse(read.number, read.id_type, TODAY)
        assert isinstance(again, IdNumber)
        assert again.number == read.number
