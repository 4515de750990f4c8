"""Pseudonyms: consistent in a set, other with another seed, valid, within region and age band, nobody's real one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures import dimensions
from ledger import id_number, pseudonyms
from ledger.id_number import IdNumber, check_digit
from ledger.partial_date import PartialDate
from ledger.pseudonyms import Pseudonyms, age_band, coarse_address, moved_date

ON = date(2026, 11, 21)
births = st.dates(date(1905, 1, 1), ON)
seeds = st.binary(min_size=16, max_size=40)
regions = st.sampled_from(["310115", "110101", "341200", "650102"])


def _card(region: str, birth: date, serial: int) -> str:
    first17 = f"{region}{birth:%Y%m%d}{serial:03}"
    return first17 + check_digit(first17)


@given(seeds, regions, births, st.integers(0, 999))
def test_a_resident_id_keeps_region_sex_and_age_band_and_is_valid(
    seed: bytes, region: str, birth: date, serial: int
) -> None:
    card = _card(region, birth, serial)
    somebody = Pseudonyms(seed, ON, {card}).somebody("one", birth.isoformat(), card)
    assert somebody.id_no is not None
    read = id_number.parse(somebody.id_no, today=ON)
    assert isinstance(read, IdNumber), "the check digit is right and the birth date no later than today"
    assert read.number != card
    assert (read.division, read.sex) == (region, "1" if serial % 2 else "2")
    assert read.birth == somebody.birth != birth.isoformat(), "sheet and number tell the same day, and not the real one"
    assert age_band(str(read.birth), ON) == age_band(birth.isoformat(), ON)


@given(seeds, births, st.lists(st.dates(date(1950, 1, 1), ON), min_size=2, max_size=5))
def test_all_dates_of_somebody_move_by_the_same_days(seed: bytes, birth: date, days: list[date]) -> None:
    somebody = Pseudonyms(seed, ON).somebody("one", birth.isoformat(), None)
    assert 1 <= abs(somebody.days) <= 180
    moved = [date.fromisoformat(moved_date(day.isoformat(), somebody.days)) for day in days]
    assert {after - before for before, after in zip(days, moved, strict=True)} == {timedelta(days=somebody.days)}
    assert somebody.birth == (birth + timedelta(days=somebody.days)).isoformat()


@given(seeds, st.lists(st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=4), unique=True, min_size=1, max_size=40))
def test_a_set_is_consistent_and_nobody_shares_a_name(seed: bytes, people: list[str]) -> None:
    one, again = Pseudonyms(seed, ON), Pseudonyms(seed, ON)
    names = [one.name(who) for who in people]
    assert names == [one.name(who) for who in people] == [again.name(who) for who in people]
    assert len(set(names)) == len(people)


@given(seeds, seeds)
def test_another_seed_gives_other_pseudonyms(seed: bytes, other: bytes) -> None:
    if seed == other:
        return
    told = [
        [
            *(made.name(str(number)) for number in range(8)),
            *(made.phone(f"1380000000{number}") for number in range(8)),
            *(str(made.days(str(number))) for number in range(8)),
        ]
        for made in (Pseudonyms(seed, ON), Pseudonyms(other, ON))
    ]
    same = sum(first == second for first, second in zip(*told, strict=True))
    assert same <= 4


@given(seeds, st.lists(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), unique=True, min_size=1, max_size=20))
def test_a_phone_stays_a_phone_of_its_kind_and_nobodys_real_one(seed: bytes, numbers: list[str]) -> None:
    made = Pseudonyms(seed, ON, set(numbers))
    for number in numbers:
        (given_number,) = {made.phone(number), made.phone(number)}
        assert (len(given_number), given_number[:3]) == (11, number[:3])
        assert given_number not in numbers
    together = made.phone("、".join(numbers))
    assert together.split("、") == [made.phone(number) for number in numbers]


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("E12345678", "A99999999"),
        ("H1234567801", "A9999999999"),
        ("沪A12345", "某A99999"),
        ("武字第123456号", "某某某999999某"),
    ],
)
def test_any_other_number_keeps_its_shape(text: str, shape: str) -> None:
    made = Pseudonyms(b"0123456789abcdef", ON, {text}).shaped("id", text)
    assert made != text
    assert "".join("9" if one.isdecimal() else "A" if one.isascii() else one for one in made) == shape


def test_a_landline_keeps_its_area() -> None:
    made = Pseudonyms(b"0123456789abcdef", ON)
    assert made.phone("021-60000000").startswith("021-")
    assert len(made.phone("021-60000000")) == 12
    assert "60000000" not in made.phone("021-60000000、13800000001")


@pytest.mark.parametrize(
    ("text", "coarse"),
    [
        ("东明路300弄2号102室", "东明路300弄"),
        ("上海市浦东新区东明路300弄12支弄3号", "上海市浦东新区东明路300弄12支弄"),
        ("12-301", ""),
        ("不知道在哪里", ""),
    ],
)
def test_an_address_ends_at_its_lane(text: str, coarse: str) -> None:
    assert coarse_address(text) == coarse


@given(st.integers(1910, 2020), st.integers(1, 12), st.integers(-180, 180).filter(bool))
def test_a_month_moves_by_months_and_a_year_stays(year: int, month: int, days: int) -> None:
    moved = PartialDate.from_text(moved_date(f"{year}-{month:02}", days))
    assert moved.day == 0
    assert str(moved) != f"{year}-{month:02}"
    assert abs((moved.year - year) * 12 + moved.month - month) <= 6
    assert moved_date(str(year), days) == str(year)


def test_the_age_bands_are_those_of_statistics() -> None:
    assert dimensions._AGES == pseudonyms.AGE_BANDS


def test_where_every_pseudonym_is_taken_there_is_still_one() -> None:
    made = Pseudonyms(b"0123456789abcdef", ON)
    found = {made.shaped("tiny", str(number)) for number in range(10)} | {
        made.shaped("tiny", "9 "),
        made.shaped("x", "5"),
    }
    assert len(found) >= 10
    full = Pseudonyms(b"0123456789abcdef", ON, {str(number) for number in range(10)})
    assert full.shaped("tiny", "1") not in {str(number) for number in range(10)}
