"""Dates as people write them, read to the precision they were written with, or refused by rule.

Handles 20240105, 2024-1-5, 2024/1/5, 2024.1.5, 2024年1月5日, 一九八五年三月, 1990.01, 199001, 1990, 5-May-2024, Excel's
serial numbers, and date cells. Nothing is guessed. Rules: `not_a_date`, `two_digit_year` (85.3.1), `no_year` (11月7日),
`ambiguous_order` (5/1/2024 is May or January), `lunar` (农历), `open_ended` (长期: no date, but no mistake in an expiry
column), `before_1900` and `future`. A lone '.1' month may be January or October, since a numeric cell drops the last
zero: it is read as January and marked `ambiguous`. The value itself and reckoning with it: `ledger.partial_date`.
"""

import re
from datetime import date, timedelta
from functools import lru_cache

from ledger.broken import Broken
from ledger.partial_date import PartialDate, age_bounds, age_on
from ledger.text import chinese_digits, clean, is_blank_word, number_text

__all__ = ["PartialDate", "age_bounds", "age_on", "parse", "parse_cell"]

_NOT_A_DATE = Broken("not_a_date")
_SERIAL_DAY_0 = date(1899, 12, 30)  # the 1900 system counts a 29 February 1900 that never was
_SERIALS = range(10_000, 73_051)  # 1927-05-18 to 2100-01-01; below are years, above no plausible date
_YEARS = range(1000, 2101)

_SEP = r"\s*[-/.,\\‐‑–—−年]\s*"
_MONTH_SEP = r"\s*[-/.,\\‐‑–—−月]\s*"
_TIME = r"(?:[ T]?\s*\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?)?[秒分]?(?:Z|[+-]\d\d:?\d\d)?)?"
_WRITTEN = re.compile(rf"(\d{{4}}){_SEP}(\d{{1,2}})(?:{_MONTH_SEP}(\d{{1,2}})\s*[日号]?\.?|\s*月)?{_TIME}", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)?(?:\d{6})?", re.ASCII)
_YEAR = re.compile(r"(\d{4})\s*年?", re.ASCII)
_SHORT_YEAR = re.compile(
    r"\d{2}(?:[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?月?|年)"  # 85.3.1, 85年3月
    r"|\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"  # 850301
    r"|\d{1,2}[-/.](?:\d{1,2}|[a-z]{3,9})[-/.]\d{2}|[a-z]{3,9}-\d{2}",  # 5/1/24, 1-May-24, May-24
    re.ASCII,
)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_DAY_MONTH_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-\s./]*([a-z]{3,9})\.?[-\s,./]*(\d{4})", re.ASCII)
_MONTH_NAME_DAY = re.compile(r"([a-z]{3,9})\.?[-\s./]*(?:(\d{1,2})(?:st|nd|rd|th)?[\s,.-]+)?(\d{4})", re.ASCII)
_MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]

_CHINESE = re.compile(
    r"([〇零○一二三四五六七八九]{2,4})年(?:([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十廿]{1,3})[日号]?)?)?"
)
_NO_YEAR = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})[日号]?", re.ASCII
)
_LUNAR = re.compile(r"农历|阴历|旧历|闰|正月|冬月|腊月|月初|月廿|初[一二三四五六七八九十]")
_OPEN_ENDED = frozenset(("长期", "长期有效", "永久", "永久有效", "至今", "无限期"))
_AFTERTHOUGHT = re.compile(r"\s*(?:出生|生|起|止|\((?:公历|阳历|新历)\)|(?:星期|周|礼拜)[一二三四五六日天]|[。.])$")
_FORETHOUGHT = re.compile(r"^(?:'|公历|阳历|公元|生于|出生于)\s*")


def parse(
    value: str | int | float | date, *, today: date, allow_future: bool = False, earliest: int = 1900
) -> PartialDate | Broken:
    """Read a text, numeric or date cell; a date after `today` or before the year `earliest` is `Broken`."""
    read = _read_cell(value)
    if isinstance(read, Broken):
        return read
    if read.year < earliest:
        return Broken("before_1900", {"earliest": earliest})
    if not allow_future and read.year >= today.year and read.first_day() > today:
        return Broken("future")
    return read


def parse_cell(
    value: str | int | float | date | None, *, today: date, allow_future: bool = False, earliest: int = 1900
) -> PartialDate | Broken | None:
    """Read a cell as `parse` does; None when it is empty or only says so (无, 不详, /)."""
    if value is None or (isinstance(value, str) and is_blank_word(clean(value))):
        return None
    return parse(value, today=today, allow_future=allow_future, earliest=earliest)


def _read_cell(value: str | int | float | date) -> PartialDate | Broken:
    if isinstance(value, str):
        return _read_text(value)
    if isinstance(value, date):  # a datetime is one too
        return PartialDate(value.year, value.month, value.day)
    return _NOT_A_DATE if isinstance(value, bool) else _read_number(value)


def _read_number(value: float) -> PartialDate | Broken:
    """Read a numeric cell: a serial number with or without a time of day, else the digits somebody typed."""
    if _SERIALS.start <= value < _SERIALS.stop:
        return PartialDate.from_date(_SERIAL_DAY_0 + timedelta(days=int(value)))
    return _read_text(number_text(value))


@lru_cache(maxsize=65536)
def _read_text(text: str) -> PartialDate | Broken:
    written = _FORETHOUGHT.sub("", _AFTERTHOUGHT.sub("", clean(text)))
    found = _WRITTEN.fullmatch(written)
    if found is not None:
        year, month, day = found.groups()
        lone_one = month == "1" and day is None and re.fullmatch(r"\d{4}\.1", written) is not None
        return _build(year, month, day, ambiguous=lone_one)
    if written.isascii():
        return _read_digits(written) if written.isdecimal() else _read_western(written.casefold())
    return _read_chinese(written)


def _read_digits(written: str) -> PartialDate | Broken:
    """Read digits without a sign between them: yyyymmdd, yyyymm, yyyy, or a serial number kept as text."""
    if len(written) == 5 and int(written) in _SERIALS:
        return _read_number(int(written))
    found = _COMPACT.fullmatch(written) if len(written) in (6, 8, 14) else _YEAR.fullmatch(written)
    if found is not None and int(found[1]) in _YEARS:
        return _build(found[1], *found.groups()[1:])
    return _unread(written)


def _read_western(written: str) -> PartialDate | Broken:
    """Read what only foreign sheets and Excel's own formats write: the year last, the month by name."""
    found = _DAY_MONTH_NAME.fullmatch(written)
    if found is not None:
        return _build(found[3], _month_number(found[2]), found[1])
    found = _MONTH_NAME_DAY.fullmatch(written)
    if found is not None:
        return _build(found[3], _month_number(found[1]), found[2])
    found = _YEAR_LAST.fullmatch(written)
    if found is not None:
        return _read_year_last(*found.groups())
    return _unread(written)


def _read_year_last(first: str, second: str, year: str) -> PartialDate | Broken:
    """Read 13/5/2024 and 5/13/2024; 5/1/2024 is two dates and therefore none."""
    if int(first) <= 12 and int(second) <= 12 and int(first) != int(second):
        return Broken("ambiguous_order")
    return _build(year, first, second) if int(second) > 12 else _build(year, second, first)


def _read_chinese(written: str) -> PartialDate | Broken:
    if written in _OPEN_ENDED:
        return Broken("open_ended")
    if _LUNAR.search(written):
        return Broken("lunar")
    found = _CHINESE.fullmatch(written)
    if found is not None:
        if len(found[1]) != 4:
            return Broken("two_digit_year")
        year, month, day = (part and chinese_digits(part) for part in found.groups())
        return _build(year or "", month, day)
    found = _YEAR.fullmatch(written)
    if found is not None:
        return _build(found[1])
    return _unread(written)


def _unread(written: str) -> Broken:
    """Why a text is no date: a year of two digits, none at all, or nothing like one."""
    if _NO_YEAR.fullmatch(written):
        return Broken("no_year")
    return Broken("two_digit_year") if _SHORT_YEAR.fullmatch(written) else _NOT_A_DATE


def _month_number(name: str) -> str:
    """Return the number of a month by its English name or first letters; 13 when it is none."""
    return next((str(number) for number, full in enumerate(_MONTH_NAMES, 1) if full.startswith(name)), "13")


def _build(
    year: str, month: str | None = None, day: str | None = None, *, ambiguous: bool = False
) -> PartialDate | Broken:
    """Put the parts together; 00 is how some exports write that a month or day is not known."""
    try:
        return PartialDate(int(year), int(month or 0), int(day or 0), ambiguous)
    except ValueError:
        return _NOT_A_DATE
