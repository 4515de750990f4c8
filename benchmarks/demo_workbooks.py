"""Makes the demo workbooks of `resources/demo/`: what a committee hands in, messy in the ways that real sheets are.

    python -m benchmarks.demo_workbooks        writes them anew; the same files come out on every machine

Everybody in them is invented (`app.demo`). Their faults are put in on purpose, at fixed places, and stand in the
table at the end of `resources/demo/README.md`.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from app.demo.committee import Block, invent
from ledger import catalog, codes, kinds

TARGET = Path(__file__).parents[1] / "resources" / "demo"
DAY = date(2026, 11, 2)
PEOPLE, SEED = 320, 20261102
_ZIP_TIME = (2026, 11, 2, 9, 0, 0)
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

_FLAT_HEADINGS = (
    "序号 小区 楼栋 单元 室号 姓名 性别 民族 身份证号码 出生日期 联系电话 户籍地址 "
    "与户主关系 婚姻状况 文化程度 政治面貌 房屋状态 标签 备注"
)


@dataclass(slots=True)
class Home:
    """A dwelling with its place in words and the people in it, the head first."""

    compound: dict[str, object]
    building: dict[str, object]
    unit: str
    dwelling: dict[str, object]
    people: list[Resident]

    @property
    def building_name(self) -> str:
        """`1号`, `2幢`."""
        return f"{self.building['building_no']}{self.building['building_suffix']}"

    @property
    def room(self) -> str:
        """`302`."""
        return str(self.dwelling["room_no"])

    @property
    def lane_address(self) -> str:
        """`银杏路100弄1号302室`."""
        unit = f"{self.unit}单元" if self.unit else ""
        return f"{self.compound['address']}{self.building_name}{unit}{self.room}室"


@dataclass(slots=True)
class Resident:
    """A person who lives in a home."""

    values: dict[str, object]
    stay: dict[str, object]
    tags: list[str]

    def text(self, name: str) -> str:
        """A field as a sheet writes it."""
        return kinds.as_text(catalog.named("person").field(name), self.values.get(name))

    @property
    def years(self) -> int:
        """Age on the day of the demo."""
        born = date.fromisoformat(str(self.values["birth_date"]))
        return DAY.year - born.year - ((DAY.month, DAY.day) < (born.month, born.day))


def homes() -> list[Home]:
    """The invented committee, home by home."""
    found: list[Home] = []
    compound: dict[str, object] = {}
    for block in invent(PEOPLE, SEED, today=DAY):
        compound = block.records["compound"][0][1] if "compound" in block.records else compound
        found.extend(_homes_of(block, compound))
    return found


def _homes_of(block: Block, compound: dict[str, object]) -> Iterator[Home]:
    units = {one: str(values["unit_no"]) for one, values in block.records.get("unit", ())}
    people = dict(block.records.get("person", ()))
    tags: dict[object, list[str]] = {}
    for _, values in block.records.get("person_tag", ()):
        label = codes.table("key_group_tag").label(str(values["tag"]))
        tags.setdefault(values["person_uid"], []).append(label)
    stays: dict[object, list[dict[str, object]]] = {}
    for _, stay in block.records.get("residence", ()):
        if "end_date" not in stay:
            stays.setdefault(stay["dwelling_uid"], []).append(stay)
    for one, dwelling in block.records.get("dwelling", ()):
        living = [
            Resident(people[_id(stay["person_uid"])], stay, tags.get(stay["person_uid"], []))
            for stay in stays.get(one, ())
        ]
        unit = units.get(_id(dwelling.get("unit_uid", b"")), "")
        yield Home(compound, block.records["building"][0][1], unit, dwelling, living)


def _id(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""


def compounds_sheet(all_homes: list[Home]) -> bytes:
    """The plain one: a heading row and the compounds."""
    book, sheet = _book("小区")
    sheet.append(("小区名称", "详细地址", "小区类型", "建成年份", "物业公司", "联系电话"))
    label = codes.table("compound_type").label
    for compound in {str(home.compound["name"]): home.compound for home in all_homes}.values():
        names = ("name", "address", "built_year", "property_company", "property_phone")
        name, where, built, company, phone = (compound[one] for one in names)
        sheet.append([name, where, label(str(compound["compound_type"])), built, company, phone])
    return _saved(book)


def flat_sheet(all_homes: list[Home], chance: Random) -> bytes:
    """The big one: one row per person and one per vacant dwelling, with faults at fixed places."""
    book, sheet = _book("人房台账")
    sheet.append(_FLAT_HEADINGS.split())
    rows: list[list[object]] = []
    for home in all_homes:
        place = [home.compound["name"], home.building_name, home.unit, home.room]
        state = codes.table("dwelling_occupancy").label(str(home.dwelling["occupancy"]))
        if not home.people:
            rows.append([*place, *[""] * 11, state, "", ""])
        rows.extend([*place, *_person_cells(one), state, "、".join(one.tags), ""] for one in home.people)
    for at, fault in zip(sorted(chance.sample(range(20, len(rows)), 9)), _FAULTS, strict=True):
        while not rows[at][4]:
            at += 1  # noqa: PLW2901 - a vacant dwelling has no person to spoil
        fault(rows[at])
    for number, row in enumerate(rows, start=1):
        sheet.append([number, *row])
    _widths(sheet, (6, 12, 8, 6, 8, 10, 6, 8, 22, 12, 14, 30, 12, 10, 14, 14, 10, 24, 20))
    return _saved(book)


def _person_cells(one: Resident) -> list[object]:
    kinship = codes.table("kinship").label(str(one.stay["kinship"]))
    names = ("name", "sex", "ethnicity", "id_no", "birth_date", "phone", "hukou_address")
    more = ("marital_status", "education", "political_status")
    return [*(one.text(name) for name in names), kinship, *(one.text(name) for name in more)]


def _wrong_check_digit(row: list[object]) -> None:
    number = str(row[7])
    row[7] = number[:-1] + ("1" if number[-1] != "1" else "2")


def _digit_missing(row: list[object]) -> None:
    row[7] = str(row[7])[:-1]


def _short_phone(row: list[object]) -> None:
    row[9] = str(row[9] or "13800001111")[:9]


def _other_sex(row: list[object]) -> None:
    row[5] = "女" if row[5] == "男" else "男"


def _no_such_day(row: list[object]) -> None:
    row[8] = "1960-02-30"


def _unknown_word(row: list[object]) -> None:
    row[13] = "念过几年书"


def _no_name(row: list[object]) -> None:
    row[4] = ""


# Columns of a row without its number: 4 name, 5 sex, 7 ID number, 8 birth date, 9 phone, 13 schooling.
_FAULTS: tuple[Callable[[list[object]], None], ...] = (
    _wrong_check_digit,
    _short_phone,
    _digit_missing,
    _other_sex,
    _no_such_day,
    _wrong_check_digit,
    _unknown_word,
    _no_name,
    _short_phone,
)


def roster_sheet(all_homes: list[Home]) -> bytes:
    """A roster as a committee prints it: title, two heading rows, merged cells, footers, dates without a day."""
    first = str(all_homes[0].compound["name"])
    book, sheet = _book("花名册")
    sheet.append([f"{first}居民花名册"])
    sheet.append(["填报单位：某某居民委员会        填报时间：2026年11月"])
    sheet.append(["序号", "住址", "基本信息", "", "", "", "", "户籍信息", "", "备注"])
    sheet.append(["", "", "姓名", "性别", "证件号码", "出生年月", "电话", "户籍类别", "与户主关系", ""])
    number = 0
    for home in [home for home in all_homes if home.compound["name"] == first][:40]:
        top = sheet.max_row + 1
        for at, one in enumerate(home.people):
            number += 1
            born = date.fromisoformat(str(one.values["birth_date"]))
            phone = int(str(one.values["phone"])) if one.values.get("phone") else None
            kinship = codes.table("kinship").label(str(one.stay["kinship"]))
            where = home.lane_address if at == 0 else ""
            cells = [number, where, one.text("name"), one.text("sex"), one.values["id_no"], f"{born.year}.{born.month}"]
            sheet.append([*cells, phone, one.text("population_type"), kinship, "行动不便" if one.years > 88 else ""])
        if len(home.people) > 1:
            sheet.merge_cells(start_row=top, end_row=sheet.max_row, start_column=2, end_column=2)
    sheet.append([f"合计：{number}人"])
    sheet.append(["制表人：            审核人："])
    for area in ("A1:J1", "A2:J2", "A3:A4", "B3:B4", "C3:G3", "H3:I3", "J3:J4"):
        sheet.merge_cells(area)
    sheet["A1"].font, sheet["A1"].alignment = Font(size=16, bold=True), Alignment(horizontal="center")
    _widths(sheet, (6, 30, 10, 6, 22, 10, 14, 10, 12, 12))
    return _saved(book)


def elders_csv(all_homes: list[Home]) -> bytes:
    """A list saved as csv by an old Excel: GB18030, full-width digits, blanks in names, apostrophes, dashes."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("姓名", "年龄", "身份证", "家庭住址", "联系方式", "独居", "紧急联系人", "紧急联系电话"))
    for at, (home, one) in enumerate(_everybody(all_homes)):
        if one.years < 60:
            continue
        name = " ".join(one.text("name")) if len(one.text("name")) == 2 else one.text("name")
        number = str(one.values["id_no"])
        number = f"'{number.lower()}" if at % 3 == 0 else number
        where = home.lane_address.translate(_FULL_WIDTH) if at % 4 == 0 else home.lane_address
        phone = str(one.values.get("phone") or "")
        phone = f"{phone[:3]}-{phone[3:7]}-{phone[7:]}" if at % 5 == 0 and phone else phone
        alone = "是" if len(home.people) == 1 else "否"
        contact = (one.values.get("emergency_contact", ""), one.values.get("emergency_phone", ""))
        writer.writerow((name, one.years, number, where, phone, alone, *contact))
    return stream.getvalue().encode("gb18030")


def tenants_book(all_homes: list[Home], chance: Random) -> bytes:
    """One sheet a compound; dates in every form, phones as numbers, and ID numbers that a number cell has spoilt."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name in dict.fromkeys(str(home.compound["name"]) for home in all_homes):
        sheet = book.create_sheet(name)
        sheet.append(("租客姓名", "身份证号", "电话", "租住地址", "起租日期", "到期日期", "房东姓名", "房东电话"))
        for at, (home, one) in enumerate(_everybody(all_homes)):
            if home.compound["name"] != name or home.dwelling["occupancy"] != "2":
                continue
            number: object = one.values["id_no"]
            if at % 17 == 0 and str(number).isdecimal():
                number = float(str(number))
            phone = int(str(one.values["phone"])) if one.values.get("phone") else None
            since = date.fromisoformat(str(home.dwelling["lease_from"]))
            until = datetime.combine(date.fromisoformat(str(home.dwelling["lease_to"])), datetime.min.time())
            place = f"{name}{home.building_name}{home.unit + '单元' if home.unit else ''}{home.room}"
            cells = [one.text("name"), number, phone, place, _written(since, chance), until]
            sheet.append([*cells, home.dwelling["owner_name"], home.dwelling["owner_phone"]])
        _widths(sheet, (10, 22, 14, 24, 16, 14, 10, 14))
    return _saved(book)


def _written(day: date, chance: Random) -> object:
    forms: tuple[object, ...] = (
        datetime.combine(day, datetime.min.time()),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        day.isoformat(),
    )
    return chance.choice(forms)


def dwellings_sheet(all_homes: list[Home]) -> bytes:
    """Housing by itself: a title row, numbers where text belongs, a comment row under the headings."""
    book, sheet = _book("房屋")
    sheet.append(["房屋台账（2026年）"])
    sheet.append(["小区名称", "楼号", "单元", "房号", "建筑面积(㎡)", "产权类型", "产权人", "使用情况"])
    sheet.append(["必填", "必填", "没有不填", "必填", "保留两位小数", "", "", ""])
    use, right = codes.table("dwelling_occupancy").label, codes.table("property_right_type").label
    for home in all_homes:
        number = (
            int(str(home.building["building_no"])) if home.building["building_suffix"] == "号" else home.building_name
        )
        values = home.dwelling
        cells = [home.compound["name"], number, home.unit, int(home.room), values["floor_area"]]
        sheet.append(
            [*cells, right(str(values["property_right"])), values["owner_name"], use(str(values["occupancy"]))]
        )
    _widths(sheet, (12, 8, 8, 8, 14, 12, 10, 12))
    return _saved(book)


def web_export(all_homes: list[Home]) -> bytes:
    """What an old web system calls an Excel file: an HTML table in GB18030, named .xls; some phones are newer."""
    rows = [("姓名", "性别", "公民身份号码", "手机号码", "现住地址")]
    for at, (home, one) in enumerate(_everybody(all_homes)):
        if at % 4 or not one.values.get("phone"):
            continue
        phone = str(one.values["phone"])
        phone = phone[:-1] + str((int(phone[-1]) + 1) % 10) if at % 28 == 0 else phone
        rows.append((one.text("name"), one.text("sex"), str(one.values["id_no"]), phone, home.lane_address))
    style = "style=\"mso-number-format:'\\@'\""
    lines = "".join("<tr>" + "".join(f"<td {style}>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    head = "<html><head><meta charset='gb2312'></head><body><table border=1>\n"
    return f"{head}{lines}</table></body></html>\n".encode("gb18030")


def _everybody(all_homes: list[Home]) -> Iterator[tuple[Home, Resident]]:
    for home in all_homes:
        for one in home.people:
            yield home, one


def _book(title: str) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    return book, sheet


def _widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    for at, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + at)].width = width


def _saved(book: Workbook) -> bytes:
    """The workbook's bytes with every time of writing set to one moment."""
    moment = datetime(*_ZIP_TIME)  # noqa: DTZ001 - a workbook's own dates have no zone
    book.properties.created = book.properties.modified = moment
    book.properties.creator = "里弄"
    first, second = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _with_fixed_times(content)
            target.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return second.getvalue()


def _with_fixed_times(core: bytes) -> bytes:
    """Put openpyxl's time of saving back to the fixed moment."""
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-11-02T09:00:00Z", core)


def make() -> dict[str, bytes]:
    """Every demo workbook by file name."""
    chance = Random(SEED)
    all_homes = homes()
    return {
        "1_小区台账.xlsx": compounds_sheet(all_homes),
        "2_人房台账.xlsx": flat_sheet(all_homes, chance),
        "3_居民花名册.xlsx": roster_sheet(all_homes),
        "4_60岁以上老人.csv": elders_csv(all_homes),
        "5_租户登记.xlsx": tenants_book(all_homes, chance),
        "6_房屋台账.xlsx": dwellings_sheet(all_homes),
        "7_系统导出_网页表格.xls": web_export(all_homes),
    }


def main() -> None:
    """Write them to `resources/demo/`."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, content in make().items():
        (TARGET / name).write_bytes(content)
        print(f"{name}  {len(content):,}")


if __name__ == "__main__":
    main()
