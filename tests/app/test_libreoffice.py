"""LibreOffice opens every file that the program hands out and reads the same cells."""

import csv
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest

from app.excel import errors_workbook
from app.excel.errors_workbook import ErrorSource, FailedRow
from app.exports import exporting, filling, form_mappings, sheet_columns
from app.exports.exporting import ExportRequest
from app.exports.filling import FillRequest
from ledger import catalog, flat
from tests.app.few_homes import WANG, Homes
from tests.office import an_office

pytestmark = pytest.mark.libreoffice
# comma, quotes, UTF-8, from line 1, no column formats, cells as they are shown
_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    with an_office(tmp_path) as office:
        yield Homes(office)


# what the import dialogue finds out by itself where there is a screen: comma, quotes, UTF-8
_FROM_CSV = "--infilter=CSV:44,34,76,1"


def _opened(libreoffice: str, folder: Path, paths: Sequence[Path], *how: str) -> dict[str, list[list[str]]]:
    """The first sheet of each file as LibreOffice shows it; one start for all of them."""
    out = folder / "lo"
    profile = (folder / "profile").as_uri()
    command = [libreoffice, f"-env:UserInstallation={profile}", "--headless", *how, "--convert-to", _AS_CSV]
    subprocess.run([*command, "--outdir", str(out), *map(str, paths)], check=True, capture_output=True, timeout=300)
    found = {}
    for path in paths:
        with (out / f"{path.stem}.csv").open(encoding="utf-8", newline="") as stream:
            found[path.stem] = list(csv.reader(stream))
    return found


def test_every_export_opens_with_the_same_cells(homes: Homes, libreoffice: str) -> None:
    folder, paths = homes.office.folder, []
    for name in ("flat", *(ledger.name for ledger in catalog.ALL)):
        for ending in (".xlsx", ".csv"):
            path = folder / f"{name}-{ending[1:]}{ending}"
            request = ExportRequest(ledger=name, out_path=path, unmasked=True, is_lenient=True, reason="试开")
            exporting.export(homes.office.session, request)
            paths.append(path)
    shown = _opened(libreoffice, folder, [path for path in paths if path.suffix == ".xlsx"])
    shown |= _opened(libreoffice, folder, [path for path in paths if path.suffix == ".csv"], _FROM_CSV)
    for path in paths:
        headings = [column.heading for column in sheet_columns.default_columns(path.stem.partition("-")[0])]
        assert shown[path.stem][0] == headings, path.name
    rows = [dict(zip(shown["flat-xlsx"][0], row, strict=True)) for row in shown["flat-xlsx"][1:]]
    assert (rows[0]["证件号码"], rows[0]["联系电话"], rows[0]["备注"]) == (
        WANG,
        "13800000001、021-60000000",
        "+86 开头",
    )
    assert (rows[0]["建筑面积"], rows[2]["楼层"], rows[3]["产权人"]) == ("60.5", "-1", "=cmd|x")
    assert (rows[3]["租赁开始"], rows[1]["姓名"]) == ("2024-05", "王小宝")
    assert list(rows[0])[-1] == flat.RECORD_HEADING
    from_csv = [dict(zip(shown["flat-csv"][0], row, strict=True)) for row in shown["flat-csv"][1:]]
    assert from_csv[3]["产权人"] == "'=cmd|x", "shown as text, not run"


def test_templates_error_workbooks_and_filled_forms_open(homes: Homes, libreoffice: str) -> None:
    folder = homes.office.folder
    template = folder / "模板.xlsx"
    exporting.write_template("flat", template)

    source = homes.office.sheet(("姓名", "证件号码"), ("甲", "0012"), ("乙", "=1+1"))
    wrong = folder / "错误.xlsx"
    failed = [FailedRow(2, ((2, "证件号不对"),))]
    wrong.write_bytes(errors_workbook.content(ErrorSource(source, "Sheet1", (1,)), failed))

    form = folder / "上报表.xlsx"
    workbook = openpyxl.Workbook()
    for row in (("序号", "姓名", "证件号码", "面积"), (None, None, None, None), ("合计", None, None, "=SUM(D2:D2)")):
        workbook.worksheets[0].append(row)
    workbook.save(form)
    mapping = form_mappings.proposed(filling.open_form(form), "flat", given={"面积": "dwelling.floor_area"})
    filled = folder / "已填.xlsx"
    request = FillRequest(
        form_path=form, out_path=filled, mapping=mapping, unmasked=True, is_lenient=True, reason="试开"
    )
    filling.fill(homes.office.session, request)

    shown = _opened(libreoffice, folder, [template, wrong, filled])
    assert shown["模板"][0] == [column.heading for column in sheet_columns.template_columns("flat")]
    assert shown["错误"] == [["姓名", "证件号码", "原因"], ["甲", "0012", "证件号不对"]]
    assert shown["已填"][1:] == [
        ["1", "王小明", WANG, "60.5"],
        ["2", "王小宝", shown["已填"][2][2], "60.5"],
        ["合计", "", "", "121"],
    ]
