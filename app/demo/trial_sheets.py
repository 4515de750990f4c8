"""Sheets for trying the import by: one that brings every kind of row to the demo committee, a plain and a locked one.

Everybody in them is invented. They lie where the caller says, for pictures and rehearsals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from app import access
from app.excel import encryption, writer
from app.excel.sheets import Row, SheetColumn
from app.files import write_whole
from app.stores.session import Session
from ledger import catalog, id_number

PASSWORD = "Abc123!@#"  # noqa: S105 - of an invented file
_HEADINGS = ("序号", "姓名", "身份证号", "联系电话", "住址", "政治面貌", "人员状态", "楼长备注")
_KNOWN = 24


@access.operation("import")
def messy(session: Session, folder: Path) -> Path:
    """A sheet with new, changed, unchanged, doubtful and refused people, words nobody knows and an open heading."""
    with session.reader() as reader:
        person, residence, dwelling = map(catalog.named, ("person", "residence", "dwelling"))
        homes = {
            key: home
            for _, key, home, end in reader.scan(residence, ("person_uid", "dwelling_uid", "end_date"))
            if end is None
        }
        addresses = dict(reader.scan(dwelling, ("full_address",)))
        fields = ("name", "id_no", "phone", "alive", "moved_out")
        people = (
            (name, number, phone or "", addresses.get(homes[key], ""))
            for key, name, number, phone, alive, gone in reader.scan(person, fields)
            if key in homes and number and len(number) == 18 and alive != 0 and not gone
        )
        known = list(islice(people, _KNOWN))
    rows = [tuple(row) for row in _rows(known, session.store.last_action())]
    return _written(folder / "凌兆一居民花名册.xlsx", rows)


def plain(folder: Path) -> Path:
    """A sheet of new people with nothing to decide."""
    rows = [
        (f"{n}", f"周小{'一二三四五'[n % 5]}", _number(n), f"1380013800{n}", f"银杏新村1号10{n}室") for n in range(1, 6)
    ]
    return _written(folder / "新来的居民.xlsx", [(*row, "", "", "") for row in rows])


def foreign(folder: Path) -> Path:
    """A sheet in nobody's words: what its columns are can only be said by a person."""
    path = folder / "楼组长抄来的.xlsx"
    columns = [SheetColumn(heading) for heading in ("谁", "打哪个", "几零几")]
    rows: list[Row] = [(f"周小{'一二三四五'[n % 5]}", f"1380013800{n}", f"银杏新村1号10{n}室") for n in range(1, 6)]
    write_whole(path, writer.workbook("抄来的", columns, rows, in_memory=True))
    return path


def form(folder: Path) -> Path:
    """A department's form with nobody in it yet."""
    path = folder / "高龄老人核对表.xlsx"
    columns = [
        SheetColumn(heading) for heading in ("序号", "姓名", "身份证号", "联系电话", "居住地址", "是否享受补贴", "备注")
    ]
    write_whole(path, writer.workbook("核对表", columns, [], in_memory=True))
    return path


def locked(folder: Path) -> Path:
    """A workbook that wants its password."""
    path = folder / "加密的花名册.xlsx"
    content = writer.workbook("花名册", [SheetColumn("姓名")], [("周小一",)], in_memory=True)
    write_whole(path, encryption.encrypted(content, PASSWORD))
    return path


def _rows(known: Sequence[tuple[str, str, str, str]], serial: int) -> Iterator[Row]:
    """What each row of the messy sheet is, by its place; another `serial` brings other phones, so something changes."""
    for place, (name, number, phone, where) in enumerate(known):
        word = ("群众", "党员吧", "中共党员", "不清楚啊")[place % 4]
        told = f"139{serial % 10_000:04}{place:04}" if place % 3 == 0 else phone
        is_short, is_unsure = place in (5, 11), place in (7, 13, 19)
        written = "" if is_unsure else number[:17] if is_short else number
        home = known[place - 1][3] if is_unsure else where
        yield (str(place + 1), name, written, told, home, word, "常住", "")
    for place in range(6):
        where = known[place][3]
        yield (str(len(known) + place + 1), f"周小{'一二三四五六'[place]}", _number(place), "", where, "群众", "", "新")


def _number(serial: int) -> str:
    first = f"31011519{60 + serial:02}0{1 + serial % 9}1500{serial % 10}"
    return first + id_number.check_digit(first)


def _written(path: Path, rows: Sequence[Row]) -> Path:
    columns = [SheetColumn(heading) for heading in _HEADINGS]
    write_whole(path, writer.workbook("花名册", columns, rows, in_memory=True))
    return path
