"""Short codes: digits alone, the same for ever, mistypings found."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ledger import ids, short_codes

IDS = st.binary(min_size=16, max_size=16)


@given(IDS)
def test_a_code_is_read_as_it_was_printed_or_typed(one: bytes) -> None:
    code = short_codes.short_code(one)
    assert code.isdigit()
    wide = code.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    for written in (code, short_codes.told(code), f" {code[:3]}-{code[3:]} ", wide):
        assert short_codes.read_code(written) == code


@given(IDS, st.integers(0, 8), st.integers(1, 9))
def test_a_wrong_digit_is_no_code(one: bytes, at: int, more: int) -> None:
    code = short_codes.short_code(one)
    wrong = code[:at] + str((int(code[at]) + more) % 10) + code[at + 1 :]
    assert short_codes.read_code(wrong) is None


def test_what_is_no_code_is_none() -> None:
    assert [short_codes.read_code(written) for written in ("", "张三", "12345678", "1234567890", "13800000001")] == [
        None
    ] * 5


def test_a_number_tells_the_day_and_follows_from_the_id() -> None:
    one = ids.new_id()
    number = short_codes.number("HD", one, date(2026, 11, 22))
    assert number.startswith("HD20261122")
    assert (len(number), number) == (16, short_codes.number("HD", one, date(2026, 11, 22)))
