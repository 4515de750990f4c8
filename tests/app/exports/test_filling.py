"""A department's form filled from the ledger: mapped by its own words, masked like an export, entered in the audit."""

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Border, Side

from app.excel import encryption
from app.excel.form_table import FormUnfit
from app.excel.refusals import FileMissing
from app.exports import exporting, filling, form_mappings
from app.exports.filling import FillRequest
from app.exports.form_mappings import FormMapping
from app.records.filters import Selection
from ledger.errors import UnknownField
from tests.app.few_homes import WANG, Homes
from tests.office import an_office

HEADINGS = ("序号", "姓名", "公民身份号码", "家庭住址楼栋", "房号", "性 别", "户主", "审核意见")


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    with an_office(tmp_path) as office:
        yield Homes(office)


def _form(folder: Path, name: str = "上报表.xlsx") -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"] = "常住人口上报表"
    for column, heading in enumerate(HEADINGS, start=1):
        sheet.cell(2, column, heading)
        sheet.cell(3, column).border = Border(*(Side("thin"),) * 4)
    sheet["H3"] = '=IF(B3="","",1)'
    sheet["A4"] = "填表人："
    path = folder / name
    workbook.save(path)
    return path


def _request(homes: Homes, **how: object) -> FillRequest:
    path = _form(homes.office.folder)
    mapping = form_mappings.proposed(filling.open_form(path), "flat", given={"家庭住址楼栋": "building_no"})
    how = {"out_path": homes.office.folder / "已填.xlsx", "mapping": mapping, **how}
    return FillRequest(form_path=path, **how)  # type: ignore[arg-type]


def test_a_mapping_is_proposed_by_the_words_of_the_form(homes: Homes) -> None:
    mapping = _request(homes).mapping
    assert (mapping.heading_row, mapping.sheet) == (2, "Sheet")
    assert mapping.columns == {
        "序号": "#",
        "姓名": "person.name",
        "公民身份号码": "person.id_no",
        "家庭住址楼栋": "building_no",
        "房号": "dwelling.room_no",
        "性 别": "person.sex",
        "户主": "",
        "审核意见": "",
    }


def test_people_are_filled_in_and_what_stayed_empty_is_said(homes: Homes) -> None:
    outcome = filling.fill(homes.office.session, _request(homes, unmasked=True, is_lenient=True, reason="区里要"))
    sheet = openpyxl.load_workbook(outcome.path).worksheets[0]
    rows = list(sheet.iter_rows(3, 5, values_only=True))
    assert rows[0][:7] == (1, "王小明", WANG, "2号", "102", "男", None)
    assert rows[1][:2] == (2, "王小宝")
    assert [row[7] for row in rows[:2]] == ['=IF(B3="","",1)', '=IF(B4="","",1)']
    assert rows[2][0] == "填表人："
    assert outcome.rows == 2
    assert outcome.left_empty == (("户主", "unmapped"), ("审核意见", "unmapped"))


@pytest.mark.parametrize("heading", ["住址", "地址", "现住地址", "家庭住址", "现居住地址（详细到室）", "房屋坐落"])
def test_a_whole_address_fills_one_column(homes: Homes, heading: str) -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(("姓名", heading, "户籍地址"))
    path = homes.office.folder / "住址表.xlsx"
    workbook.save(path)
    session = homes.office.session
    given = {heading: "房屋地址"} if "（" in heading else {}
    mapping = form_mappings.proposed(filling.open_form(path), "flat", given=given)
    assert mapping.columns["户籍地址"] == "person.hukou_address"
    form_mappings.save(session, "住址表", mapping)
    kept = form_mappings.named(session, "住址表")
    request = FillRequest(
        form_path=path,
        out_path=homes.office.folder / "已填.xlsx",
        mapping=kept,
        unmasked=True,
        is_lenient=True,
        reason="区里要",
    )
    sheet = openpyxl.load_workbook(filling.fill(session, request).path).worksheets[0]
    assert [row[:2] for row in sheet.iter_rows(2, 3, values_only=True)] == [
        ("王小明", "银杏新村2号1单元102室"),
        ("王小宝", "银杏新村2号1单元102室"),
    ]


def test_words_for_a_part_of_the_address_are_not_filled_with_the_whole(homes: Homes) -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(("姓名", "性别", "楼室号", "出租房地址"))
    path = homes.office.folder / "楼室表.xlsx"
    workbook.save(path)
    mapping = form_mappings.proposed(filling.open_form(path), "flat")
    assert mapping.columns == {"姓名": "person.name", "性别": "person.sex", "楼室号": "", "出租房地址": ""}


def test_masks_and_the_audit_are_those_of_an_export(homes: Homes) -> None:
    with pytest.raises(exporting.ReasonNeeded):
        filling.fill(homes.office.session, _request(homes, unmasked=True))
    outcome = filling.fill(homes.office.session, _request(homes))
    sheet = openpyxl.load_workbook(outcome.path).worksheets[0]
    assert sheet["C3"].value == f"{WANG[:3]}{'*' * 13}{WANG[-2:]}"
    with homes.office.session.reader() as reader:
        entries = [(entry.id, entry.detail["rows"]) for entry in reader.actions(kind="export")]
    assert entries == [(outcome.register_no, 2)]


def test_a_selection_decides_who_is_in_the_form(homes: Homes) -> None:
    outcome = filling.fill(homes.office.session, _request(homes, selection=Selection(filters=("sex=女",))))
    assert outcome.rows == 1


def test_a_form_about_homes_takes_empty_ones_too(homes: Homes) -> None:
    request = _request(homes)
    mapping = FormMapping(
        "flat", "Sheet", 2, {"序号": "#", "房号": "dwelling.room_no", "性 别": "dwelling.gas_meter_no"}
    )
    request = FillRequest(form_path=request.form_path, out_path=request.out_path, mapping=mapping)
    outcome = filling.fill(homes.office.session, request)
    sheet = openpyxl.load_workbook(outcome.path).worksheets[0]
    assert [sheet.cell(row, 5).value for row in range(3, 7)] == ["102", "102", "302", "101"]
    assert ("性 别", "no_values") in outcome.left_empty


def test_a_mapping_is_kept_under_its_name(homes: Homes) -> None:
    session, mapping = homes.office.session, _request(homes).mapping
    form_mappings.save(session, "人口月报", mapping)
    assert form_mappings.named(session, "人口月报") == mapping
    form_mappings.save(session, "A 表", mapping)
    assert list(form_mappings.every(session)) == ["A 表", "人口月报"]
    form_mappings.remove(session, " A 表 ")
    assert form_mappings.every(session) == {"人口月报": mapping}
    with pytest.raises(form_mappings.MappingMissing):
        form_mappings.remove(session, "A 表")
    with pytest.raises(form_mappings.MappingMissing):
        form_mappings.named(session, "房屋月报")
    with pytest.raises(UnknownField):
        form_mappings.save(session, "坏", FormMapping("flat", "Sheet", 2, {"姓名": "person.nobody"}))


def test_a_protected_form_stays_protected(homes: Homes) -> None:
    request = _request(homes)
    request.form_path.write_bytes(encryption.encrypted(request.form_path.read_bytes(), "Abc123!@#"))
    locked = FillRequest(
        form_path=request.form_path, out_path=request.out_path, mapping=request.mapping, password="Abc123!@#"
    )
    content = filling.fill(homes.office.session, locked).path.read_bytes()
    assert encryption.is_encrypted(content)
    opened = openpyxl.load_workbook(io.BytesIO(encryption.opened(content, "Abc123!@#", "")))
    assert opened.worksheets[0].oddFooter.left.text.startswith("登记号 DC-")


def test_a_form_is_never_written_over(homes: Homes) -> None:
    request = _request(homes, out_path=homes.office.folder / "上报表.xlsx")
    before = request.form_path.read_bytes()
    with pytest.raises(FormUnfit) as caught:
        filling.fill(homes.office.session, request)
    assert caught.value.reason == "itself"
    assert request.form_path.read_bytes() == before


def test_an_ending_that_does_not_fit_and_a_missing_form_are_refused(homes: Homes) -> None:
    with pytest.raises(FormUnfit) as caught:
        filling.fill(homes.office.session, _request(homes, out_path=homes.office.folder / "已填.csv"))
    assert caught.value.reason == "ending"
    with pytest.raises(FileMissing):
        filling.open_form(homes.office.folder / "没有.xlsx")
