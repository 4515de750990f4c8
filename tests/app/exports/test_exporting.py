"""What leaves the program: chosen columns, labels, masks, the audit entry before the file, nothing half-written."""

import csv
import gc
import io
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from app import access, files
from app.excel import encryption, sheets, writer
from app.exports import exporting, flat_parts, flat_rows, layouts, ledger_rows, sheet_columns
from app.exports.exporting import ExportOutcome, ExportRequest
from app.jobs import JobContext
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from app.release import departing
from ledger import catalog, derive, flat, ids
from ledger.errors import Cancelled, LedgerError, UnknownField, UnknownLedger
from tests.app.few_homes import WANG, Homes
from tests.office import an_office

PERSON = catalog.named("person")


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    with an_office(tmp_path) as office:
        yield Homes(office)


Values = dict[str, object]


def _export(homes: Homes, ledger: str = "flat", name: str = "out.xlsx", **how: object) -> ExportOutcome:
    how.setdefault("unmasked", True)
    how.setdefault("reason", "上报")
    how.setdefault("is_lenient", True)
    request = ExportRequest(ledger=ledger, out_path=homes.office.folder / name, **how)  # type: ignore[arg-type]
    return exporting.export(homes.office.session, request)


def _rows(homes: Homes, ledger: str = "flat", **how: object) -> list[Values]:
    outcome = _export(homes, ledger, **how)
    sheet = openpyxl.load_workbook(outcome.path).worksheets[0]
    headings, *rows = sheet.iter_rows(values_only=True)
    assert len(rows) <= outcome.rows, "an empty line at the end is no row to openpyxl"
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def test_the_flat_sheet_lists_people_and_empty_dwellings_in_the_order_of_the_buildings(homes: Homes) -> None:
    rows = _rows(homes, columns=("楼栋", "单元", "室号", "姓名", "与户主关系", "人户一致标识", "系统标识"))
    assert [(row["楼栋"], row["单元"], row["室号"], row["姓名"]) for row in rows] == [
        ("2号", "1", "102", "王小明"),
        ("2号", "1", "102", "王小宝"),
        ("2号", "1", "302", None),
        ("10号", None, "101", None),
    ]
    assert rows[0]["与户主关系"] == "户主"
    assert [row["人户一致标识"] for row in rows] == ["人户一致", "未核实", None, None]
    assert rows[0]["系统标识"] == f"R-{ids.to_text(homes.id['住王'])}"
    assert rows[2]["系统标识"] == f"D-{ids.to_text(homes.id['2号302'])}"


def test_the_whole_address_stands_in_the_flat_sheet_by_choice(homes: Homes) -> None:
    rows = _rows(homes, columns=("姓名", "房屋地址"))
    assert [row["房屋地址"] for row in rows] == [
        "银杏新村2号1单元102室",
        "银杏新村2号1单元102室",
        "银杏新村2号1单元302室",
        "银杏新村10号101室",
    ]
    kept = layouts.save(homes.office.session, "flat", "门牌", ("房屋地址", "姓名"))
    assert kept.columns == ("dwelling.full_address", "person.name")
    found = _rows(homes, columns=("房屋地址",), selection=Selection(filters=("房屋地址~10号",)))
    assert [row["房屋地址"] for row in found] == ["银杏新村10号101室"]


def test_every_column_of_the_flat_sheet_is_written_and_nothing_reads_none(homes: Homes) -> None:
    rows = _rows(homes)
    assert list(rows[0]) == [column.heading for column in flat.columns()]
    assert "None" not in {value for row in rows for value in row.values()}
    wang, child, *empty = rows
    assert (wang["年龄"], wang["标签"], wang["是否死亡"], wang["备注"]) == (46, "独居老人、失能老人", "否", "+86 开头")
    assert wang["联系电话"] == "13800000001、021-60000000"
    assert (wang["居住人数"], wang["家庭人数"], wang["家庭标签"]) == (2, 2, "养犬户")
    assert child["是否死亡"] is None
    assert [row["产权人"] for row in empty] == [None, "=cmd|x"]
    assert [row["租赁开始"] for row in empty] == [None, "2024-05"]


def test_digits_and_formula_like_text_are_text_cells(homes: Homes) -> None:
    outcome = _export(homes, columns=("证件号码", "联系电话", "产权人", "楼层", "建筑面积"))
    sheet = openpyxl.load_workbook(outcome.path).worksheets[0]
    assert [sheet.cell(2, 1).data_type, sheet.cell(2, 1).number_format] == ["s", "@"]
    assert (sheet["C5"].value, sheet["C5"].data_type) == ("=cmd|x", "s")
    assert (sheet["D4"].value, sheet["E2"].value, sheet["E2"].number_format) == (-1, 60.5, "0.00")
    assert [sheet.column_dimensions[letter].number_format for letter in "AB"] == ["@", "@"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E5")


def test_csv_is_read_back_as_it_was_and_runs_nothing(homes: Homes) -> None:
    outcome = _export(homes, name="out.csv", columns=("证件号码", "产权人", "建筑面积", "楼层", "备注"))
    content = outcome.path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[1] == [WANG, "", "60.50", "", "'+86 开头"]
    assert rows[4][1] == "'=cmd|x"
    assert rows[3][3] == "-1"


def test_masks_hold_without_a_reason_and_hide_whether_there_is_anything(homes: Homes) -> None:
    columns = ("姓名", "证件号码", "联系电话", "出生日期", "户籍地址", "民族", "性别", "健康状况", "标签", "室号")
    outcome = _export(homes, columns=columns, unmasked=False, reason="")
    sheet = openpyxl.load_workbook(outcome.path).worksheets[0]
    wang, child, empty = (list(row) for row in sheet.iter_rows(2, 4, values_only=True))
    assert wang[:3] == ["王小明", f"{WANG[:3]}{'*' * 13}{WANG[-2:]}", "138****0001、021-******00"]
    assert wang[3] == "1980-**-**"
    assert wang[4] == "东明路300弄2号**室"
    assert wang[5:9] == ["已隐藏", "男", "已隐藏", "已隐藏"]
    assert child[0] == "王*宝", "every field of a child under 14 rises a level"
    assert child[5:9] == ["已隐藏"] * 4, "nobody can tell from the sheet who has a tag"
    assert empty[:9] == [None] * 9
    assert outcome.masked == ("证件号码", "联系电话", "出生日期", "户籍地址", "民族", "健康状况", "标签")


def test_without_masks_a_reason_is_needed_and_every_export_is_entered(homes: Homes) -> None:
    target = homes.office.folder / "out.xlsx"
    with pytest.raises(exporting.ReasonNeeded):
        _export(homes, reason="  ")
    assert not target.exists()
    masked = _export(homes, unmasked=False, reason="")
    open_ = _export(homes, columns=("姓名", "证件号码"), reason="区里抽查")
    with homes.office.session.reader() as reader:
        entries = {entry.id: entry for entry in reader.actions(kind="export")}
    assert set(entries) == {masked.register_no, open_.register_no}
    entry = entries[open_.register_no]
    assert (entry.user, entry.reason, entry.source) == ("wang", "区里抽查", "out.xlsx")
    assert entry.detail == {
        "ledger": "flat",
        "rows": 4,
        "columns": 2,
        "highest_level": "L3",
        "unmasked": True,
        "encrypted": False,
        "people": 2,
    }
    assert entry.ledger == "flat"
    assert entries[masked.register_no].detail["unmasked"] is False


def test_the_entry_stands_before_the_file(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    target = homes.office.folder / "out.xlsx"

    def refuse(*_: object) -> None:
        assert not target.exists()
        raise LedgerError("no audit")

    monkeypatch.setattr(departing, "entered", refuse)
    with pytest.raises(LedgerError):
        _export(homes)
    assert not target.exists()
    assert [path.name for path in homes.office.folder.iterdir()] == ["store"]


def test_an_encrypted_workbook_lies_nowhere_in_the_clear(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    made_in_memory: list[bool] = []
    plain = writer.workbook

    def watched(*arguments: object, in_memory: bool, **more: object) -> bytes:
        made_in_memory.append(in_memory)
        return plain(*arguments, in_memory=in_memory, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(writer, "workbook", watched)
    outcome = _export(homes, workbook_password="Abc123!@#")
    content = outcome.path.read_bytes()
    assert made_in_memory == [True]
    assert encryption.is_encrypted(content)
    assert WANG.encode() not in content
    opened = openpyxl.load_workbook(io.BytesIO(encryption.opened(content, "Abc123!@#", "")))
    assert opened.worksheets[0].max_row == 5
    with pytest.raises(exporting.CsvNotEncrypted):
        _export(homes, name="out.csv", workbook_password="Abc123!@#")
    with pytest.raises(encryption.WorkbookPasswordRefused):
        _export(homes, workbook_password="")


def test_columns_are_chosen_by_heading_field_or_layout(homes: Homes) -> None:
    session = homes.office.session
    assert list(_rows(homes, columns=("person.name", "id_no", "室号"))[0]) == ["姓名", "证件号码", "室号"]
    kept = layouts.save(session, "flat", " 抽查表 ", ("室号", "姓名"))
    assert kept.columns == ("dwelling.room_no", "person.name")
    assert list(_rows(homes, layout="抽查表")[0]) == ["室号", "姓名"]
    layouts.save(session, "flat", "抽查表", ("姓名",))
    assert [layout.headings() for layout in layouts.of_ledger(session, "flat")] == [("姓名",)]
    assert layouts.of_ledger(session, "person") == []
    layouts.remove(session, "flat", "抽查表")
    with pytest.raises(layouts.LayoutMissing):
        _rows(homes, layout="抽查表")
    for columns in (("没有这列",), ("person.password",)):
        with pytest.raises(UnknownField):
            _rows(homes, columns=columns)
    with pytest.raises(UnknownLedger):
        _rows(homes, "没有")
    for name, columns in (("", ("姓名",)), ("x" * 51, ("姓名",)), ("空", ())):
        with pytest.raises(layouts.LayoutRefused):
            layouts.save(session, "flat", name, columns)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (("性别=男",), ["王小明"]),
        (("person.age<=13",), ["王小宝"]),
        (("tag=独居老人",), ["王小明"]),
        (("楼栋=银杏新村10号",), [None]),
        (("使用状态=空置",), [None]),
        (("kinship=户主", "小区=银杏新村"), ["王小明"]),
        (("name~小宝",), ["王小宝"]),
        (("户类型=家庭户",), ["王小明", "王小宝"]),
    ],
)
def test_a_filter_is_asked_of_the_ledger_that_it_names(
    homes: Homes, filters: tuple[str, ...], names: list[str]
) -> None:
    rows = _rows(homes, columns=("姓名", "室号"), selection=Selection(filters=filters))
    assert [row["姓名"] for row in rows] == names


def test_the_dead_come_along_only_when_asked_for(homes: Homes) -> None:
    names = [row["姓名"] for row in _rows(homes, columns=("姓名", "是否死亡"), selection=Selection(everyone=True))]
    assert names == ["王小明", "王小宝", "已故者"]


@pytest.mark.parametrize("ledger", [ledger.name for ledger in catalog.ALL])
def test_every_ledger_is_exported_with_its_references_in_words(homes: Homes, ledger: str) -> None:
    rows = _rows(homes, ledger)
    assert rows
    expected = {
        "unit": ("楼栋", "2号"),
        "dwelling": ("小区", "银杏新村"),
        "household": ("户主姓名", "王小明"),
        "topic_vehicle": ("车主姓名", "王小宝"),
        "building": ("小区", "银杏新村"),
        "activity": ("活动名称", "春游"),
    }.get(ledger)
    if expected:
        assert expected[1] in {row[expected[0]] for row in rows}
    assert "None" not in {value for row in rows for value in row.values()}


def test_a_childs_name_is_masked_in_the_ledgers_that_refer_to_it(homes: Homes) -> None:
    rows = _rows(homes, "topic_vehicle", columns=("车牌号", "车主姓名"), unmasked=False, reason="")
    assert rows == [{"车牌号": "沪A***45", "车主姓名": "王*宝"}]
    rows = _rows(homes, "residence", columns=("姓名",), unmasked=False, reason="")
    assert {row["姓名"] for row in rows} >= {"王*宝", "王小明"}


def test_an_empty_ledger_still_has_its_headings(tmp_path: Path) -> None:
    with an_office(tmp_path) as office:
        request = ExportRequest(ledger="flat", out_path=tmp_path / "空.xlsx")
        assert exporting.export(office.session, request).rows == 0
        sheet = openpyxl.load_workbook(request.out_path).worksheets[0]
        assert [cell.value for cell in sheet[1]] == [column.heading for column in flat.columns()]


def test_a_cancel_leaves_the_old_file_and_no_entry(homes: Homes) -> None:
    target = homes.office.folder / "out.xlsx"
    old = bytes.fromhex("d0cf11e0a1b11ae1")  # how a workbook behind a password begins
    target.write_bytes(old)
    ctx = JobContext()
    ctx.cancel()
    with pytest.raises(Cancelled):
        exporting.export(homes.office.session, ExportRequest(ledger="flat", out_path=target), ctx)
    assert target.read_bytes() == old
    with homes.office.session.reader() as reader:
        assert not list(reader.actions(kind="export"))


def test_what_cannot_be_written_is_said_before_the_work(homes: Homes) -> None:
    with pytest.raises(exporting.FormatUnknown):
        _export(homes, name="out.pdf")
    with pytest.raises(files.FolderMissing):
        _export(homes, name="没有/out.xlsx")


def test_a_worksheet_takes_no_more_rows_than_excel_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MOST_ROWS", 3)
    columns = [sheets.SheetColumn("甲")]
    assert writer.workbook("表", columns, iter([("1",)] * 3))
    with pytest.raises(sheets.TooManyRows):
        writer.workbook("表", columns, iter([("1",)] * 4))


@pytest.mark.skipif(sys.platform == "win32", reason="the folder is named otherwise there")
def test_without_a_folder_for_temporary_files_the_workbook_is_made_in_memory(
    homes: Homes, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = _rows(homes)
    monkeypatch.setenv("TMPDIR", str(homes.office.folder / "没有"))
    assert _rows(homes) == usual


def test_a_temporary_disk_that_fills_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):  # as the library's own, which cannot be imported
        pass

    def save(_book: object) -> None:
        raise PanicException('Couldn\'t write to xml file: Os { code: 28, kind: StorageFull, message: "No space" }')

    monkeypatch.setattr(writer.FastExcel, "save", save)
    with pytest.raises(sheets.TemporaryFolderFull):
        writer.workbook("表", [sheets.SheetColumn("甲")], iter([("1",)]))


def test_progress_is_told_to_the_end(homes: Homes) -> None:
    told: list[tuple[str, int, int]] = []
    ctx = JobContext(lambda progress: told.append((progress.phase, progress.done, progress.total)))
    request = ExportRequest(ledger="flat", out_path=homes.office.folder / "out.xlsx")
    exporting.export(homes.office.session, request, ctx)
    assert told[0][0] == "collecting"
    assert told[-1] == ("exporting", 3, 3)


def test_the_collector_runs_again_after_a_failure(homes: Homes) -> None:
    columns = sheet_columns.chosen("flat", ("姓名",))
    ctx = JobContext()
    ctx.cancel()
    with homes.office.session.reader() as reader:
        sheet = flat_rows.FlatSheet(reader, columns, date(2026, 11, 21), unmasked=True)
        with pytest.raises(Cancelled):
            list(sheet.rows(ctx))
    assert gc.isenabled()


@given(
    st.dates(date(1899, 1, 1), date(2026, 12, 31)), st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 2)
)
def test_ages_in_bulk_are_those_of_one_person(born: date, on: date, precision: int) -> None:
    written = (born.isoformat(), born.isoformat()[:7], born.isoformat()[:4])[precision]
    assert flat_parts.Ages(on)[written] == (derive.age(written, on), access.is_child(written, on))


class _Meddler(JobContext):
    """At every checkpoint of a job somebody else adds, renames and removes people and looks at the list."""

    def __init__(self, homes: Homes) -> None:
        super().__init__()
        self._session = homes.office.session
        self.times = 0

    @override
    def checkpoint(self) -> None:
        self.times += 1
        with self._session.reader() as reader:
            known = {str(name): one for one, name in reader.scan(PERSON, ("name",))}
        renamed, removed = f"甲{2 * self.times:02}", f"甲{2 * self.times + 11:02}"
        with self._session.store.write(user="li", kind="edit") as write:
            write.create(PERSON, [(ids.new_id(), {"name": f"阿甲{self.times}"})])
            write.patch(PERSON, [(known[renamed], {"name": renamed}, {"name": f"左甲{self.times}"})])
            write.delete(PERSON, [known[removed]], reason="误录")
        browsing.page(self._session, PERSON, Selection(), Order(offset=20))


@pytest.mark.parametrize("search", ["", "甲"])
def test_an_export_is_of_one_moment_whatever_is_written_meanwhile(
    homes: Homes, monkeypatch: pytest.MonkeyPatch, search: str
) -> None:
    with homes.office.session.store.write(user="wang", kind="edit") as write:
        write.create(PERSON, [(ids.new_id(), {"name": f"甲{n:02}"}) for n in range(30)])
    monkeypatch.setattr(ledger_rows, "_ROWS_AT_ONCE", 4)
    how: dict[str, object] = {"columns": ("name",), "selection": Selection(search=search)}
    before = [row["姓名"] for row in _rows(homes, "person", **how)]
    assert len(before) == (30 if search else 32)
    meddler = _Meddler(homes)
    request = ExportRequest(
        ledger="person",
        out_path=homes.office.folder / "b.csv",
        unmasked=True,
        is_lenient=True,
        reason="上报",
        **how,  # type: ignore[arg-type]
    )
    outcome = exporting.export(homes.office.session, request, meddler)
    assert meddler.times >= 8
    found = [row["姓名"] for row in csv.DictReader(outcome.path.read_text("utf-8-sig").splitlines())]
    assert found == before
    assert [row["姓名"] for row in _rows(homes, "person", **how)] != before
