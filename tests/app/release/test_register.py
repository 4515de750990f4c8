"""Register numbers lead to the audit entry and cannot be made up; purposes are words of two lists; passwords differ."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from app.auditing import archiving, log_words
from app.excel import encryption, writer
from app.excel import stamp as stamps
from app.excel.sheets import SheetColumn
from app.excel.stamp import SheetStamp
from app.exports import exporting
from app.exports.exporting import ExportRequest
from app.release import departing, handing_out, numbers, passwords, purposes, register
from app.release.purposes import Purpose, PurposeUnknown
from app.release.register import NumberUnknown
from app.stores.session import Session
from ledger import clock
from tests.app.few_homes import Homes
from tests.colleagues import LI, add_colleague
from tests.office import an_office


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    with an_office(tmp_path) as office:
        yield Homes(office)


def _export(homes: Homes, name: str = "out.xlsx", session: Session | None = None) -> exporting.ExportOutcome:
    request = ExportRequest(ledger="person", out_path=homes.office.folder / name, columns=("name",))
    return exporting.export(session or homes.office.session, request)


def test_a_number_leads_from_the_sheet_to_who_took_it_out(homes: Homes) -> None:
    outcome = _export(homes)
    book = openpyxl.load_workbook(outcome.path)
    sheet, notes = book.worksheets
    assert re.fullmatch(r"DC-\d{8}-\d{4,}", outcome.number)
    assert outcome.number in str(sheet.oddFooter.left.text)
    assert "王" in str(sheet.oddHeader.right.text) or "wang" in str(sheet.oddHeader.right.text)
    assert notes.title == "水印"
    said = [str(row[0]) for row in notes.iter_rows(values_only=True)]
    assert said[0] == f"【登记号】{outcome.number}"
    found = register.find(homes.office.session, outcome.number.lower().replace("-", " "))
    assert (found.login, found.file, found.rows, found.columns) == ("wang", "out.xlsx", 2, 1)
    assert found.at[:10] == clock.today().isoformat()


def test_a_number_cannot_be_made_up(homes: Homes) -> None:
    session = homes.office.session
    outcome = _export(homes)
    number = numbers.read(outcome.number)
    assert number is not None
    for made_up in (
        f"DC-20200101-{number.action:04}",
        f"DC-{number.day}-{number.action + 1:04}",
        f"DC-{number.day}-0001",
        "DC-7",
        "甲",
    ):
        with pytest.raises(NumberUnknown):
            register.find(session, made_up)


def test_the_sheet_says_the_number_of_its_entry_though_somebody_wrote_meanwhile(
    homes: Homes, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, expected = homes.office.session, departing.expected

    def beaten(session: Session) -> departing.Stamp:
        before = expected(session)
        with session.store.write(user="wang", kind="set") as write:
            write.audit_detail(fields=1)
        return before

    monkeypatch.setattr(departing, "expected", beaten)
    for password in (None, "Abc123!@#"):
        request = ExportRequest(
            ledger="person", out_path=homes.office.folder / "b.xlsx", columns=("name",), workbook_password=password
        )
        outcome = exporting.export(session, request)
        content = outcome.path.read_bytes()
        if password:
            content = encryption.opened(content, password, "")
        outcome.path.write_bytes(content)
        book = openpyxl.load_workbook(outcome.path)
        assert outcome.number in str(book.worksheets[0].oddFooter.left.text)
        assert book.worksheets[1]["A1"].value == f"【登记号】{outcome.number}"
        assert register.find(session, outcome.number).file == "b.xlsx"


def test_renumbering_leaves_the_cells_alone() -> None:
    said = SheetStamp("DC-20261121-0007", "王芳 2026-11-21 16:00 导出", "A&B居委会", ("【登记号】DC-20261121-0007",))
    content = writer.workbook("人房", [SheetColumn("备注")], [("DC-20261121-0007",)], stamp=said)
    book = openpyxl.load_workbook(io.BytesIO(stamps.renumbered(content, said, "DC-20261122-10008")))
    assert book.worksheets[0]["A2"].value == "DC-20261121-0007"
    assert book.worksheets[0].oddFooter.left.text == "登记号 DC-20261122-10008"
    assert "A&&B" in book.worksheets[0].oddHeader.left.text.replace("A&B", "A&&B")
    assert book.worksheets[1]["A1"].value == "【登记号】DC-20261122-10008"


def test_the_register_lists_by_account_and_role_and_shows_others_to_those_who_approve(homes: Homes) -> None:
    session = homes.office.session
    _export(homes, "a.xlsx")
    add_colleague(session.store, roles=("worker",))
    add_colleague(session.store, "wuye", name="物业", roles=("property",))
    theirs = Session(session.store, LI, session.settings)
    mine = _export(homes, "b.xlsx", theirs)
    assert [one.file for one in register.departed(session)] == ["b.xlsx", "a.xlsx"]
    assert [one.file for one in register.departed(session, login=LI)] == ["b.xlsx"]
    assert [one.file for one in register.departed(session, role="worker")] == ["b.xlsx"]
    assert register.departed(session, role="property") == []
    assert [one.file for one in register.departed(theirs)] == ["b.xlsx"], "a worker sees what he took out himself"
    assert register.find(theirs, mine.number).file == "b.xlsx"
    with pytest.raises(NumberUnknown):
        register.find(theirs, str(register.departed(session)[1].number))


def test_purposes_are_named_by_code_label_or_another_word() -> None:
    assert (
        purposes.meant("03", "法定职责")
        == purposes.meant("低保核对", "履行法定职责或者法定义务")
        == Purpose("03", "01")
    )
    assert purposes.meant("", " ") == Purpose()
    assert not Purpose("03").is_whole
    for what, said in (("purpose", ("卖给别人", "")), ("basis", ("", "我想要"))):
        with pytest.raises(PurposeUnknown) as unknown:
            purposes.meant(*said)
        assert unknown.value.what == what


def test_made_passwords_differ_and_open_workbooks() -> None:
    made = {passwords.generated() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"(?:[A-HJ-NP-Za-km-z2-9]{4}-){3}[A-HJ-NP-Za-km-z2-9]{4}", one) for one in made)


def test_what_a_sheet_says_of_itself_leaves_out_what_was_not_said(homes: Homes) -> None:
    said = handing_out.sheet_stamp(departing.expected(homes.office.session), (("用途", ""), ("依据", "取得个人同意")))
    assert [line.partition("】")[0] for line in said.notes] == [
        "【登记号",
        "【导出人和时间",
        "【居委会",
        "【依据",
        "【请注意",
    ]
    assert "只用于居委会工作" in said.notes[-1]
    told = handing_out.sheet_stamp(departing.expected(homes.office.session), (("用途", "上级部门报表"),))
    assert "只用于上面的用途" in told.notes[-1]


class _Later:
    """A clock two years on."""

    def now(self) -> datetime:
        return datetime(2028, 11, 21, tzinfo=UTC)


def test_a_number_is_still_found_when_its_entry_was_archived(homes: Homes) -> None:
    session = homes.office.session
    outcome = _export(homes)
    _export(homes, "danach.xlsx")
    with clock.use(_Later()):
        assert archiving.archive_old(session) is not None
        with session.reader() as reader:
            assert reader.actions(action=outcome.register_no) == []
        assert register.find(session, outcome.number).file == "out.xlsx"
        with pytest.raises(NumberUnknown):
            register.find(session, f"DC-20261121-{outcome.register_no - 1:04}")


def test_the_log_tells_an_export_in_words(homes: Homes) -> None:
    told = log_words.facts({"purpose": "03", "basis": "01", "approved": "self", "people": 60}, "person")
    assert told == "用途：救助和补贴核对；依据：履行法定职责或者法定义务；批准：本人（只有一个账号）；人数：60"
