"""What an export needs before it leaves: level by columns and filter, purpose, a second person, once, within days."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from app.access import Forbidden
from app.excel import encryption
from app.exports import clearance, exporting, filling, form_mappings, leaving, sheet_columns
from app.exports.clearance import ApprovalNeeded
from app.exports.exporting import CsvNotEncrypted, ExportOutcome, ExportRequest
from app.exports.leaving import Sheet
from app.records.filters import Selection
from app.release import approvals, register
from app.release.approvals import ApprovalDecided
from app.release.purposes import PurposeNeeded
from app.stores.session import Session
from ledger import catalog, clock, ids
from tests.app.few_homes import Homes
from tests.colleagues import LI, LI_PASSWORD, add_colleague
from tests.office import an_office

PERSON = catalog.named("person")
WHY = {"purpose": "03", "basis": "01"}


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    with an_office(tmp_path) as office:
        yield Homes(office)


@pytest.fixture
def many(homes: Homes) -> Homes:
    """Fifty more people, who are all grown up."""
    with homes.office.session.store.write(user="wang", kind="add") as write:
        write.create(
            PERSON,
            [(ids.new_id(), {"name": f"甲{n:02}", "birth_date": "1970", "phone": "13800000009"}) for n in range(50)],
        )
    return homes


class _At:
    """A clock that stands."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


def _session(homes: Homes) -> Session:
    return homes.office.session


def _request(homes: Homes, ledger: str = "person", name: str = "out.xlsx", **how: object) -> ExportRequest:
    how.setdefault("unmasked", True)
    how.setdefault("reason", "区里核对")
    return ExportRequest(ledger=ledger, out_path=homes.office.folder / name, **how)  # type: ignore[arg-type]


def _export(homes: Homes, **how: object) -> ExportOutcome:
    return exporting.export(_session(homes), _request(homes, **how))


def _leave(
    homes: Homes, ledger: str, columns: tuple[str, ...], *filters: str, unmasked: bool = False
) -> leaving.Leaving:
    chosen = sheet_columns.chosen(ledger, columns)
    sheet = Sheet(ledger=ledger, columns=chosen, selection=Selection(filters=filters), unmasked=unmasked)
    return leaving.examine(_session(homes), sheet, counts=True)


@pytest.mark.parametrize(
    ("ledger", "columns", "filters", "levels"),
    [
        ("compound", ("name",), (), ("L1", "L1")),
        ("person", ("name", "sex"), (), ("L2", "L2")),
        ("person", ("name", "id_no"), (), ("L3", "L2")),
        ("person", ("name", "health_status"), (), ("L4", "L2")),
        ("person", ("name",), ("tag=A01",), ("L3", "L3")),
        ("person", ("name",), ("tag=",), ("L3", "L3")),
        ("person", ("name",), ("tag=独居老人|A02",), ("L3", "L3")),
        ("person", ("name",), ("tag=精神障碍患者",), ("L4", "L4")),
        ("person", ("name",), ("ethnicity=汉族",), ("L3", "L3")),
        ("person", ("name",), ("age>=60", "sex=女"), ("L2", "L2")),
        ("flat", ("姓名", "室号"), ("小区=银杏新村",), ("L2", "L2")),
        ("flat", ("姓名", "标签"), (), ("L4", "L2")),
        ("flat", ("姓名",), ("标签=独居老人",), ("L3", "L3")),
        ("person_tag", ("姓名",), ("tag=A01",), ("L3", "L3")),
    ],
)
def test_the_level_is_of_columns_and_filter_alike(
    homes: Homes, ledger: str, columns: tuple[str, ...], filters: tuple[str, ...], levels: tuple[str, str]
) -> None:
    leave = _leave(homes, ledger, columns, *filters)
    assert (leave.highest, leave.open) == levels, "masked columns do not leave open, a filter does"


def test_unmasked_columns_leave_open_and_are_named(homes: Homes) -> None:
    leave = _leave(homes, "person", ("name", "id_no", "phone", "sex"), unmasked=True)
    assert (leave.open, leave.people) == ("L3", 2)
    assert leave.sensitive == ("证件号码", "联系电话")


def test_a_childs_level_two_counts_as_three(homes: Homes) -> None:
    assert _leave(homes, "person", ("name",), unmasked=True).people == 1
    assert _leave(homes, "flat", ("姓名",), unmasked=True).open == "L3"
    assert _leave(homes, "person", ("name",), "age>=18", unmasked=True).open == "L2"
    assert _leave(homes, "residence", ("姓名",), unmasked=True).open == "L3", "any of them may be a child's"


def test_level_three_leaves_with_purpose_and_basis_alone(homes: Homes) -> None:
    for missing in ({}, {"purpose": "03"}, {"basis": "01"}):
        with pytest.raises(PurposeNeeded):
            _export(homes, columns=("name", "id_no"), **missing)
    outcome = _export(homes, columns=("name", "id_no"), **WHY)
    (line,) = register.departed(_session(homes))
    assert (line.purpose, line.basis) == ("救助和补贴核对", "履行法定职责或者法定义务")
    assert (line.approved, line.is_encrypted, line.rows, str(line.number)) == ("", False, 2, outcome.number)


def test_a_script_of_a_store_with_one_account_goes_without(many: Homes) -> None:
    outcome = _export(many, columns=("name", "phone"), is_lenient=True)
    assert (outcome.approved, outcome.password) == (register.SELF, None)
    assert not encryption.is_encrypted(outcome.path.read_bytes())
    told = register.self_approved(_session(many))
    assert (told.count, told.plain) == (1, 1)


def test_a_store_with_one_account_approves_itself_and_encrypts(many: Homes) -> None:
    outcome = _export(many, columns=("name", "phone"), **WHY)
    assert outcome.approved == register.SELF
    assert outcome.password
    content = outcome.path.read_bytes()
    opened = openpyxl.load_workbook(io.BytesIO(encryption.opened(content, outcome.password, "")))
    assert opened.worksheets[0].max_row == 53
    told = register.self_approved(_session(many))
    assert (told.count, told.plain) == (1, 0)
    with _session(many).reader() as reader:
        (entry,) = reader.actions(kind="export")
    assert outcome.password not in str(entry), "shown once, kept nowhere"
    assert (entry.detail["approved"], entry.detail["people"]) == ("self", 52)


def test_fifty_people_need_nobody_else_and_level_four_always_does(many: Homes) -> None:
    fifty = Selection(filters=("name~甲",))
    assert _export(many, columns=("name", "phone"), selection=fifty, **WHY).approved == ""
    one = Selection(filters=("name=王小明",))
    assert _export(many, columns=("name", "health_status"), selection=one, **WHY).approved == register.SELF
    assert _export(many, columns=("name", "phone"), unmasked=False, reason="").approved == ""


def test_csv_cannot_be_encrypted_so_it_does_not_leave(many: Homes) -> None:
    with pytest.raises(CsvNotEncrypted):
        _export(many, name="out.csv", columns=("name", "phone"), **WHY)
    assert not (many.office.folder / "out.csv").exists()
    plain = _export(many, name="out.csv", columns=("name", "phone"), is_lenient=True)
    rows = list(csv.reader(io.StringIO(plain.path.read_text("utf-8-sig"))))
    assert len(rows) == 53
    assert "DC-" not in plain.path.read_text("utf-8-sig"), "csv has no place for a number"
    assert register.find(_session(many), plain.number).file == "out.csv"


def test_a_second_person_approves_this_request_once(many: Homes) -> None:
    session = _session(many)
    add_colleague(session.store)
    how = {"columns": ("name", "phone"), "is_lenient": True, **WHY}
    with pytest.raises(ApprovalNeeded) as needed:
        _export(many, **how)
    assert (needed.value.level, needed.value.people) == ("L3", 52)
    asked = exporting.ask(session, _request(many, **how))
    assert asked.facts["filter"] == ["全部"]
    assert (asked.facts["label"], asked.facts["columns"], asked.facts["people"]) == ("居民", ["姓名", "联系电话"], 52)
    assert exporting.ask(session, _request(many, **how)).id == asked.id, "who asks twice waits once"
    with pytest.raises(ApprovalNeeded):
        _export(many, **how)
    approvals.approve(session, asked.id, LI, LI_PASSWORD)
    for other in ({"columns": ("name", "phone", "id_no")}, {"selection": Selection(everyone=True)}):
        with pytest.raises(ApprovalNeeded):
            _export(many, **{**how, **other})
    outcome = _export(many, **how)
    assert (outcome.approved, bool(outcome.password)) == (register.SECOND, True), "encrypted, whoever asks"
    line = register.find(session, outcome.number)
    assert (line.approver, line.request, line.approval) == ("李敏", asked.id, f"李敏 批准（申请 {asked.id}）")
    assert approvals.find(session, asked.id).used == outcome.register_no
    with pytest.raises(ApprovalNeeded):
        _export(many, **how)
    assert register.self_approved(session).count == 0


def test_what_an_export_will_need_is_told_before(many: Homes) -> None:
    session = _session(many)
    how = {"columns": ("name", "phone"), **WHY}
    request = _request(many, **how)
    assert exporting.look(session, _request(many, columns=("name", "sex"), unmasked=False)).need == ""
    assert exporting.look(session, request).need == "self"
    add_colleague(session.store)
    assert exporting.look(session, request).need == "ask"
    asked = exporting.ask(session, request)
    assert (exporting.look(session, request).need, exporting.look(session, request).request) == ("waiting", asked.id)
    approvals.approve(session, asked.id, LI, LI_PASSWORD)
    assert exporting.look(session, request).need == "approved"


def test_an_approval_ends_after_seven_days(many: Homes) -> None:
    session = _session(many)
    add_colleague(session.store)
    how = {"columns": ("name", "phone"), **WHY}
    asked = exporting.ask(session, _request(many, **how))
    approvals.approve(session, asked.id, LI, LI_PASSWORD)
    with clock.use(_At(clock.now() + timedelta(days=8))), pytest.raises(ApprovalNeeded):
        _export(many, **how)
    with clock.use(_At(clock.now() + timedelta(days=6))):
        assert _export(many, **how).approved == register.SECOND


def test_an_approval_that_was_used_meanwhile_lets_nothing_go(many: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    session = _session(many)
    add_colleague(session.store)
    how = {"columns": ("name", "phone"), **WHY}
    asked = exporting.ask(session, _request(many, **how))
    approved = approvals.approve(session, asked.id, LI, LI_PASSWORD)
    _export(many, **how)
    monkeypatch.setattr(approvals, "open_for", lambda *_: approved)
    with pytest.raises(ApprovalDecided):
        _export(many, name="zwei.xlsx", **how)
    assert not (many.office.folder / "zwei.xlsx").exists()


def test_who_may_export_no_more_than_level_two_takes_no_level_three(many: Homes) -> None:
    store = _session(many).store
    add_colleague(store, "zhang", name="张网格", roles=("grid",))
    theirs = Session(store, "zhang", _session(many).settings)
    request = _request(many, columns=("name", "phone"), **WHY)
    with pytest.raises(Forbidden):
        exporting.export(theirs, request)
    with pytest.raises(Forbidden):
        exporting.ask(theirs, request)
    assert exporting.export(theirs, _request(many, columns=("name", "phone"), unmasked=False, reason="")).rows == 52


def test_a_filled_form_needs_the_same(many: Homes) -> None:
    session = _session(many)
    form = many.office.sheet(["姓名", "联系电话"], *([None, None] for _ in range(3)))
    mapping = form_mappings.proposed(filling.open_form(form), "person")
    how = {"form_path": form, "out_path": many.office.folder / "已填.xlsx", "mapping": mapping, "unmasked": True}
    request = filling.FillRequest(**how, reason="民政", **WHY)  # type: ignore[arg-type]
    outcome = filling.fill(session, request)
    assert outcome.approved == register.SELF
    assert outcome.password
    assert encryption.is_encrypted(outcome.path.read_bytes())
    assert register.find(session, outcome.number).form == "填部门的表"
    add_colleague(session.store)
    with pytest.raises(ApprovalNeeded):
        filling.fill(session, request)
    asked = filling.ask(session, request)
    approvals.approve(session, asked.id, LI, LI_PASSWORD)
    assert filling.fill(session, request).approved == register.SECOND
    seen = filling.look(session, request)
    assert (seen.leave.open, seen.need) == ("L3", "ask")


def test_what_waits_is_told_in_words_and_the_audit_keeps_none_of_them(homes: Homes) -> None:
    session = _session(homes)
    add_colleague(session.store)
    chosen = Selection(search="王小明", filters=("tag=A01", "age>=18"))
    asked = exporting.ask(session, _request(homes, columns=("name", "health_status"), selection=chosen, **WHY))
    assert asked.facts["filter"] == ["标签：独居老人", "年龄 ≥ 18", "搜索：王小明"]
    with session.reader() as reader:
        (entry,) = reader.actions(kind="export-ask")
    assert entry.id == asked.id
    assert "王小明" not in str(entry)
    assert entry.detail["level"] == "L4"
    assert clearance.MOST_ALONE == 50


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("13800000001", "L3"),
        ("138-0000-0001", "L3"),
        ("0001", "L3"),
        ("001", "L1"),
        ("王小明", "L1"),
        ("wxm", "L1"),
        ("王小明 0001", "L3"),
        ("13900000000", "L1"),
    ],
)
@pytest.mark.parametrize("ledger", ["person", "flat"])
def test_what_was_typed_in_the_search_counts_as_a_filter_does(
    homes: Homes, typed: str, level: str, ledger: str
) -> None:
    columns = sheet_columns.chosen(ledger, ("姓名",))
    sheet = Sheet(ledger=ledger, columns=columns, selection=Selection(search=typed))
    told = leaving.examine(_session(homes), sheet)
    assert (told.open >= "L3") == (level == "L3")
    assert (told.people > 0) == (level == "L3")


def test_a_list_that_a_number_found_needs_a_purpose_and_says_so_in_the_register(homes: Homes) -> None:
    found = Selection(search="13800000001")
    with pytest.raises(PurposeNeeded):
        _export(homes, columns=("name",), selection=found, unmasked=False)
    outcome = _export(homes, columns=("name",), selection=found, unmasked=False, **WHY)
    line = register.find(_session(homes), outcome.number)
    assert (line.rows, line.level, line.is_unmasked) == (1, "L3", False)
    by_name = _export(homes, columns=("name",), selection=Selection(search="王小明"), unmasked=False)
    assert register.find(_session(homes), by_name.number).level == "L2"
