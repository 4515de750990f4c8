"""What each kind of field takes: from a cell or a form's text to the stored value, and back to text for people.

`parser(field, today)` gives one function per field, made once and called per cell; it answers the stored value, None
for "nothing said", or `Broken`. References are resolved by whoever knows the records. `tests/ledger/test_kinds.py`
asserts that every kind has a line here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time
from math import nan

from ledger import clock, codes, dates, id_number, moments, phone, plate, text, uscc, yes_no
from ledger.broken import Broken
from ledger.definition import Field, Kind

Raw = str | int | float | bool | date | datetime | time | None
Stored = str | int | float | bytes
Parse = Callable[[Raw], "Stored | Broken | None"]

# Public systems with 0 男 1 女 exist beside GB/T 2261.1: a bare digit in a sheet is never taken for a sex.
BARE_DIGITS_ASK = frozenset(("sex",))
_MARKED = re.compile(r"([、,，;；|/／\n\r]+)")
_MOST_MARKS = 2  # in one label: 孙子、孙女或外孙子、外孙女
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_UNITS = re.compile(r"(平方米|平米|㎡|m2|m²|万元|元|周岁|[岁人户层楼栋幢座台个间套年天日次处辆%])+$", re.IGNORECASE)
_GRADE = re.compile(
    r"(?:残疾)?([一二三四五六七八九十\d]{1,2})级(?:残疾)?"
)  # a grade is spelt out on the certificate: 二级
_LARGEST = 2**53  # whole numbers beyond it are not exact in a numeric cell, and in the end no column holds them
LIST_MARK = "、"


def parser(field: Field, today: date, *, typed: bool = False) -> Parse:
    """The function that reads one field. `typed` is a form or command, where bare codes are meant as codes."""
    maker = _MAKERS[field.kind]
    return maker(field, today, typed)


def as_text(field: Field, value: object) -> str:
    """A stored value as a sheet or list writes it: codes as labels, yes/no as 是/否, lists joined by 、.

    References are not known here: the caller words them. None is an empty text.
    """
    if value is None:
        return ""
    return _WORDING.get(field.kind, _plain_text)(field, value)


def _plain_text(_field: Field, value: object) -> str:
    return str(value)


def _code_text(field: Field, value: object) -> str:
    return codes.table(field.code_table).label(str(value))


def _code_list_text(field: Field, value: object) -> str:
    table = codes.table(field.code_table)
    return LIST_MARK.join(table.label(code) for code in json.loads(str(value)))


def _bool_text(field: Field, value: object) -> str:
    return "是" if bool(value) != field.inverted else "否"


def _decimal_text(field: Field, value: object) -> str:
    return f"{float(str(value)):.{field.scale}f}".rstrip("0").rstrip(".")


def _instant_text(field: Field, value: object) -> str:
    return clock.local_text(str(value)) if field.has_column else str(value)


def code_list(found: set[str]) -> str:
    """Codes as a code list is stored: canonical JSON, sorted."""
    return json.dumps(sorted(found), ensure_ascii=False, separators=(",", ":"))


def _raw_text(raw: Raw) -> str:
    """Any cell as cleaned text."""
    if isinstance(raw, str) or raw is None:
        return text.clean(raw or "")
    if isinstance(raw, datetime) and raw.time() == time():
        return raw.date().isoformat()
    if isinstance(raw, (date, datetime, time)):
        return raw.isoformat()
    return text.number_text(raw)


def _text(field: Field, _today: date, _typed: bool) -> Parse:  # noqa: FBT001 - one shape for all makers
    clean = text.clean_name if field.mask == "name" else text.clean
    lines = field.kind == "long_text"
    longest = field.max_length

    def parse(raw: Raw) -> Stored | Broken | None:
        value = clean(raw) if isinstance(raw, str) else _raw_text(raw)
        if lines and isinstance(raw, str):
            value = text.clean_lines(raw)
        if text.is_blank_word(value):
            return None
        if longest and len(value) > longest:
            return Broken("too_long", {"limit": longest})
        return value

    return parse


def _code(field: Field, _today: date, typed: bool) -> Parse:  # noqa: FBT001 - as `_text`
    table = codes.table(field.code_table)
    digits_ask = field.code_table in BARE_DIGITS_ASK and not typed
    seen: dict[str, Stored | Broken | None] = {}  # texts alone: 1 and TRUE would be one key

    def parse(raw: Raw) -> Stored | Broken | None:
        if isinstance(raw, str) and raw in seen:
            return seen[raw]
        value = _raw_text(raw)
        found: Stored | Broken | None = None if digits_ask and value.isdigit() else _find_code(table, value)
        if found is None and not text.is_blank_word(value):
            found = Broken("unknown_code", {"table": field.code_table})
        if isinstance(raw, str) and len(seen) < _REMEMBERED:
            seen[raw] = found
        return found

    return parse


_REMEMBERED = 4096  # distinct cells a code column keeps; a longer column of free text is not worth remembering


def _find_code(table: codes.CodeTable, value: str) -> str | None:
    found = table.find(value)
    if found is None and value.isdigit() and len(value) == 1:
        found = table.find(f"0{value}")  # a numeric cell has lost the leading zero of `01`
    return found


def _codes(field: Field, _today: date, _typed: bool) -> Parse:  # noqa: FBT001 - as `_text`
    table = codes.table(field.code_table)

    def parse(raw: Raw) -> Stored | Broken | None:
        value = _raw_text(raw)
        if text.is_blank_word(value):
            return None
        found: set[str] = set()
        for word in split_list(value, table):
            code = _find_code(table, word)
            if code is None:
                return Broken("unknown_code", {"table": field.code_table})
            found.add(code)
        return code_list(found) if found else None

    return parse


def split_list(value: str, table: codes.CodeTable | None = None) -> list[str]:
    """The words of a cell that holds several: 独居老人、低保. A label of `table` with marks is one: 留守/孤儿."""
    pieces = _MARKED.split(value)  # words at even places, the marks between them at odd ones
    words: list[str] = []
    at = 0
    while at < len(pieces):
        end = _end_of_label(pieces, at, table) if table else at + 1
        words.append("".join(pieces[at:end]).strip())
        at = end + 1
    return [word for word in words if word]


def _end_of_label(pieces: list[str], at: int, table: codes.CodeTable) -> int:
    """Where the longest label ends that begins at a piece; behind the piece itself when none does."""
    furthest = min(at + 1 + 2 * _MOST_MARKS, len(pieces))
    return next((end for end in range(furthest, at + 1, -2) if table.find("".join(pieces[at:end]))), at + 1)


def _choice(field: Field, _today: date, _typed: bool) -> Parse:  # noqa: FBT001 - as `_text`
    known = {text.squeeze(choice): choice for choice in field.choices}

    def parse(raw: Raw) -> Stored | Broken | None:
        value = text.squeeze(_raw_text(raw))
        if value in known:
            return known[value]
        return None if text.is_blank_word(value) else Broken("unknown_choice", {"choices": field.choices})

    return parse


def _bool(field: Field, _today: date, _typed: bool) -> Parse:  # noqa: FBT001 - as `_text`
    def parse(raw: Raw) -> Stored | Broken | None:
        answer = yes_no.parse(raw if isinstance(raw, (str, int, float)) else _raw_text(raw))
        return answer if answer is None or isinstance(answer, Broken) else int(answer != field.inverted)

    return parse


def _number(raw: Raw) -> float | Broken | None:
    """A number cell, or its text with thousands separators and a unit behind: `1,200㎡`."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return float(raw) if abs(raw) <= _LARGEST else Broken("not_a_number")  # nan is not <= anything
    value = text.squeeze(_raw_text(raw))
    if text.is_blank_word(value):
        return None
    grade = _GRADE.fullmatch(value)
    bare = str(text.chinese_number(grade[1]) or grade[1]) if grade else _UNITS.sub("", value.replace(",", ""))
    number = float(bare) if _NUMBER.fullmatch(bare) else nan
    return number if abs(number) <= _LARGEST else Broken("not_a_number")


def _in_range(field: Field, number: float) -> Broken | None:
    low, high = field.minimum, field.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        return Broken("out_of_range", {"minimum": low, "maximum": high})
    return None


def _integer(field: Field, _today: date, _typed: bool) -> Parse:  # noqa: FBT001 - as `_text`
    def parse(raw: Raw) -> Stored | Broken | None:
        number = _number(raw)
        if number is None or isinstance(number, Broken):
            return number
        if not number.is_integer():
            return Broken("not_a_whole_number")
        return _in_range(field, number) or int(number)

    return parse


def _decimal(field: Field, _today: date, _typed: bool) -> Parse:  # noqa: FBT001 - as `_text`
    def parse(raw: Raw) -> Stored | Broken | None:
        number = _number(raw)
        if number is None or isinstance(number, Broken):
            return number
        rounded = round(number, field.scale)
        return _in_range(field, rounded) or rounded

    return parse


def _date(field: Field, today: date, _typed: bool) -> Parse:  # noqa: FBT001 - as `_text`
    def parse(raw: Raw) -> Stored | Broken | None:
        if isinstance(raw, str) and text.is_blank_word(text.squeeze(raw)):
            return None
        if raw is None:
            return None
        if isinstance(raw, time):
            return Broken("not_a_date")
        read = dates.parse(raw, today=today, allow_future=field.future)
        return read if isinstance(read, Broken) else str(read)

    return parse


def _month(_field: Field, today: date, _typed: bool) -> Parse:  # noqa: FBT001 - as `_text`
    def parse(raw: Raw) -> Stored | Broken | None:
        if raw is None or (isinstance(raw, str) and text.is_blank_word(text.squeeze(raw))):
            return None
        if isinstance(raw, time):
            return Broken("not_a_month")
        read = dates.parse(raw, today=today, allow_future=True)
        if isinstance(read, Broken) or not read.month:
            return Broken("not_a_month")
        return f"{read.year:04}-{read.month:02}"

    return parse


def _instant(field: Field, today: date, typed: bool) -> Parse:  # noqa: FBT001 - as `_text`
    """A moment; when a record was written is nobody's to type and is asked for by the words it is shown in."""
    if not field.has_column:
        return _text(field, today, typed)

    def parse(raw: Raw) -> Stored | Broken | None:
        if raw is None or (isinstance(raw, str) and text.is_blank_word(text.squeeze(raw))):
            return None
        if isinstance(raw, time):
            return Broken("not_a_date")
        return moments.parse(raw, today=today, allow_future=field.future)

    return parse


def _phone(_field: Field, _today: date, _typed: bool) -> Parse:  # noqa: FBT001 - as `_text`
    def parse(raw: Raw) -> Stored | Broken | None:
        if isinstance(raw, (date, datetime, time)):
            return Broken("format")
        if isinstance(raw, str) and phone.is_mobile(raw):  # nearly all of them
            return raw
        numbers, bad, _ = phone.parse_many(raw)
        if bad:
            return Broken("format", {"pieces": len(bad)})
        return LIST_MARK.join(numbers) or None

    return parse


def _id_no(_field: Field, today: date, _typed: bool) -> Parse:  # noqa: FBT001 - as `_text`
    def parse(raw: Raw) -> Stored | Broken | None:
        if isinstance(raw, (date, datetime, time)):
            return Broken("format")
        read = id_number.parse_cell(raw, today=today)
        return read.number if isinstance(read, id_number.IdNumber) else read

    return parse


def _uscc(_field: Field, _today: date, _typed: bool) -> Parse:  # noqa: FBT001 - as `_text`
    def parse(raw: Raw) -> Stored | Broken | None:
        return Broken("format") if isinstance(raw, (date, datetime, time)) else uscc.parse_cell(raw)

    return parse


def _plate(_field: Field, _today: date, _typed: bool) -> Parse:  # noqa: FBT001 - as `_text`
    def parse(raw: Raw) -> Stored | Broken | None:
        value = _raw_text(raw)
        if text.is_blank_word(value):
            return None
        read = plate.parse(value)
        return read if isinstance(read, Broken) else read.number

    return parse


def _json(_field: Field, _today: date, _typed: bool) -> Parse:  # noqa: FBT001 - as `_text`
    def parse(raw: Raw) -> Stored | Broken | None:
        if raw is None or raw == "":
            return None
        try:
            return json.dumps(json.loads(str(raw)), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        except ValueError:
            return Broken("not_json")

    return parse


_MAKERS: dict[Kind, Callable[[Field, date, bool], Parse]] = {
    "text": _text,
    "long_text": _text,
    "code": _code,
    "code_list": _codes,
    "choice": _choice,
    "bool": _bool,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "month": _month,
    "phone": _phone,
    "id_no": _id_no,
    "uscc": _uscc,
    "plate": _plate,
    "ref": _text,
    "account": _text,
    "instant": _instant,
    "attachment": _text,
    "json": _json,
}

_WORDING: dict[Kind, Callable[[Field, object], str]] = {
    "code": _code_text,
    "code_list": _code_list_text,
    "bool": _bool_text,
    "decimal": _decimal_text,
    "instant": _instant_text,
}
