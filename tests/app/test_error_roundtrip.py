"""An error workbook that was put right brings in exactly the rows that had failed, and only those."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app.excel import errors_workbook
from app.excel.errors_workbook import ErrorSource, FailedRow
from app.importing.plan import ImportOptions, ImportPlan
from app.importing.planning import plan
from tests.office import Office, an_id, an_office

HEADINGS = ("小区", "楼栋", "室号", "姓名", "证件号码", "联系电话")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as opened:
        yield opened


def _failed(planned: ImportPlan) -> list[FailedRow]:
    """The refused rows with their reasons, as `app.importing` hands them over."""
    rows: dict[int, list[tuple[int, str]]] = {}
    for issue in planned.issues:
        if issue.row_refused:
            rows.setdefault(issue.row, []).append((issue.column + 1, f"{issue.heading}不对"))
    return [FailedRow(row, tuple(reasons)) for row, reasons in rows.items()]


def test_the_corrected_error_workbook_brings_in_exactly_the_failed_rows(office: Office) -> None:
    office.take(("小区名称", "详细地址"), ("银杏新村", "东明路300弄"))
    good, bad = an_id(1), an_id(2)
    source = office.sheet(
        ("银杏新村居民登记表",),
        HEADINGS,
        ("银杏新村", "1", "101", "张三", good, "13800000001"),
        ("银杏新村", "1", "102", "李四", f"{bad[:17]}{'0' if bad[17] != '0' else '1'}", "13800000002"),
        ("银杏新村", "1", "103", "王五", 310115198001010000.0, "13800000003"),
        merges=("A1:F1",),
    )
    outcome = office.take_file(source)
    assert outcome["refused"] == 2, outcome
    failed = _failed(plan(office.session, source, ImportOptions()))
    assert [row.row for row in failed] == [4, 5]

    wrong = office.folder / "错误.xlsx"
    wrong.write_bytes(errors_workbook.content(ErrorSource(source, "Sheet1", (2,)), failed))
    again = plan(office.session, wrong, ImportOptions()).as_json(None)
    assert (again["rows"], again["refused"], again["new"]) == (2, 2, {})

    workbook = openpyxl.load_workbook(wrong)
    sheet = workbook.worksheets[0]
    assert [cell.value for cell in sheet[2]] == [*HEADINGS, errors_workbook.REASON_HEADING]
    sheet["E3"], sheet["E4"] = bad, an_id(3)
    workbook.save(wrong)
    corrected = office.take_file(wrong)
    assert (corrected["rows"], corrected["refused"]) == (2, 0)
    assert {row["name"] for row in office.rows("person")} == {"张三", "李四", "王五"}
