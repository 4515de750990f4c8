"""A plan writes nothing, an import is one batch, and a batch can be taken back or says what stands in the way."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app import checking, logs
from app.exports.exporting import ExportRequest, export
from app.importing.applying import apply
from app.importing.comparing import Comparison
from app.importing.plan import ImportOptions, PlanOutdated
from app.importing.undoing import BatchAlreadyUndone, BatchNotFound, UndoBlocked, undo
from app.jobs import JobContext, Progress
from app.undo import taking_back
from ledger import catalog
from ledger.errors import Cancelled, ChangedBeneath
from storage.errors import DiskFull
from tests.office import Office, an_id
from tests.samples import sample

MAPPED = {"甲": "person.name", "乙": ""}
HEAD = ["小区", "楼栋", "室号", "姓名", "身份证号", "与户主关系", "电话"]


def _all(office: Office) -> dict[str, list[dict[str, object]]]:
    """Every live record without its bookkeeping."""
    kept = {"updated_at", "updated_by"}
    return {
        ledger.name: [
            {name: value for name, value in row.items() if name not in kept} for row in office.rows(ledger.name)
        ]
        for ledger in catalog.ALL
    }


def _rows(count: int, phone: str = "13812345678") -> list[list[object]]:
    return [["一村", "1", str(101 + n), f"王{'一二三四五六七八九'[n]}", an_id(n), "户主", phone] for n in range(count)]


def test_a_plan_made_before_another_change_is_outdated(office: Office) -> None:
    plan = office.plan(HEAD, *_rows(2))
    office.take(HEAD, *_rows(1))
    with pytest.raises(PlanOutdated):
        apply(office.session, plan)
    assert len(office.rows("person")) == 1


def test_what_changes_no_record_outdates_no_plan(office: Office) -> None:
    office.take(HEAD, *_rows(1))
    plan = office.plan(HEAD, *_rows(2))
    request = ExportRequest(
        ledger="person", out_path=office.folder / "人.xlsx", unmasked=True, is_lenient=True, reason="核对"
    )
    export(office.session, request)
    assert office.session.store.last_action() == plan.base_action, "an export is entered and changes nothing"
    apply(office.session, plan)
    assert len(office.rows("person")) == 2


def test_a_change_before_an_export_still_outdates_a_plan(office: Office) -> None:
    plan = office.plan(HEAD, *_rows(2))
    office.take(HEAD, *_rows(1))
    export(office.session, ExportRequest(ledger="person", out_path=office.folder / "人.xlsx"))
    with pytest.raises(PlanOutdated):
        apply(office.session, plan)


def test_a_plan_is_of_one_moment_whatever_is_written_meanwhile(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    head = ["姓名", "身份证号", "电话"]
    office.take(head, ["王一", an_id(1), "13812345678"])
    key = office.person("王一")["id"]
    compare = Comparison.run

    def remove_and_compare(self: Comparison, ctx: JobContext) -> None:
        _remove(office, "person", key)
        compare(self, ctx)

    monkeypatch.setattr(Comparison, "run", remove_and_compare)
    plan = office.plan(head, ["王一", an_id(1), "13912345678"])
    assert [record for record, _, _ in plan.patches["person"]] == [key]
    with pytest.raises(PlanOutdated):
        apply(office.session, plan)


def test_a_cancelled_import_leaves_nothing(office: Office) -> None:
    plan = office.plan(HEAD, *_rows(9))
    ctx = JobContext()
    ctx.cancel()
    before = office.session.store.last_action()
    with pytest.raises(Cancelled):
        apply(office.session, plan, ctx)
    assert office.session.store.last_action() == before
    assert office.rows("compound") == []


def test_progress_is_reported_while_writing(office: Office) -> None:
    seen: list[Progress] = []
    apply(office.session, office.plan(HEAD, *_rows(5)), JobContext(seen.append))
    assert (seen[-1].done, seen[-1].phase) == (seen[-1].total, "writing")


def test_an_import_stands_when_its_mapping_cannot_be_remembered(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    plan = office.plan(["甲", "乙", "身份证号"], ["王一", "x", an_id(1)], options=ImportOptions(headings=MAPPED))

    def full(_key: str, _value: object) -> None:
        raise DiskFull(office.folder)

    monkeypatch.setattr(office.session.store, "set_setting", full)
    monkeypatch.setattr(logs, "event", lambda text, **_facts: logged.append(text))
    outcome = apply(office.session, plan)
    assert int(outcome.batch) == office.session.store.last_action()
    assert logged == ["import applied", "mapping not remembered"]
    assert office.person("王一")["id_no"] == an_id(1)


def test_undo_takes_back_what_was_made_and_what_was_changed(office: Office) -> None:
    office.take(HEAD, *_rows(3))
    before = _all(office)
    batch = office.take(HEAD, *_rows(5, "13912345678"))["batch"]
    assert _all(office) != before
    outcome = undo(office.session, batch)
    assert outcome.restored == {"person": 3}
    assert outcome.removed["person"] == 2
    assert _all(office) == before
    with pytest.raises(BatchAlreadyUndone):
        undo(office.session, batch)


def test_undone_people_can_be_imported_again(office: Office) -> None:
    batch = office.take(HEAD, *_rows(3))["batch"]
    undo(office.session, batch)
    assert office.take(HEAD, *_rows(3))["new"]["person"] == 3


def test_later_changes_stand_in_the_way_and_are_listed(office: Office) -> None:
    batch = office.take(HEAD, *_rows(3))["batch"]
    person = office.person("王一")
    with office.session.store.write(user="li", kind="edit") as write:
        write.patch(catalog.named("person"), [(person["id"], {"occupation": None}, {"occupation": "木工"})])
    with pytest.raises(UndoBlocked) as caught:
        undo(office.session, batch)
    (obstacle,) = caught.value.obstacles
    assert (obstacle.ledger, obstacle.id, obstacle.fields, obstacle.user) == (
        "person",
        person["id"],
        ("occupation",),
        "li",
    )
    assert len(office.rows("person")) == 3


def _remove(office: Office, ledger: str, key: object) -> None:
    with office.session.store.write(user="li", kind="remove") as write:
        write.delete(catalog.named(ledger), [key], reason="误录")


def test_the_removal_of_a_changed_record_stands_in_the_way_until_it_is_brought_back(office: Office) -> None:
    office.take(HEAD, *_rows(2))
    batch = office.take(HEAD, *_rows(2, "13912345678"))["batch"]
    key = office.person("王一")["id"]
    _remove(office, "person", key)
    with pytest.raises(UndoBlocked) as caught:
        undo(office.session, batch)
    (obstacle,) = caught.value.obstacles
    assert (obstacle.ledger, obstacle.id, obstacle.fields, obstacle.user) == ("person", key, (), "li")
    with office.session.store.write(user="li", kind="restore") as write:
        write.restore(catalog.named("person"), [key])
    undo(office.session, batch)
    assert {row["phone"] for row in office.rows("person")} == {"13812345678"}


def test_the_removal_of_what_would_be_referred_to_again_stands_in_the_way(office: Office) -> None:
    son = ["一村", "1", "101", "王二", an_id(2)]
    office.take(HEAD[:6], ["一村", "1", "101", "王一", an_id(1), "户主"], [*son, "子"])
    (former,) = office.rows("household")
    batch = office.take(HEAD[:6], [*son, "户主"])["batch"]
    _remove(office, "person", office.person("王一")["id"])
    _remove(office, "household", former["id"])
    with pytest.raises(UndoBlocked) as caught:
        undo(office.session, batch)
    assert [(obstacle.ledger, obstacle.id) for obstacle in caught.value.obstacles] == [("household", former["id"])]


def test_an_edit_beside_an_undo_is_never_lost(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = office.take(["姓名", "身份证号"], ["王一", an_id(1)])["batch"]
    key = office.person("王一")["id"]
    refused: list[ChangedBeneath] = []

    def edit() -> None:
        try:
            with office.session.store.write(user="li", kind="edit") as write:
                write.patch(catalog.named("person"), [(key, {"occupation": None}, {"occupation": "木工"})])
        except ChangedBeneath as error:
            refused.append(error)

    editor = threading.Thread(target=edit)
    look = taking_back.refuse_if_blocked

    def look_and_let_edit(*what: object) -> None:
        look(*what)
        editor.start()
        editor.join(0.3)

    monkeypatch.setattr(taking_back, "refuse_if_blocked", look_and_let_edit)
    undo(office.session, batch)
    editor.join()
    assert [error.ledger for error in refused] == ["person"]


def test_a_later_record_that_lives_on_the_batch_stands_in_the_way(office: Office) -> None:
    batch = office.take(["小区", "楼栋", "室号"], ["一村", "1", "101"])["batch"]
    second = office.take(HEAD, *_rows(1))["batch"]
    with pytest.raises(UndoBlocked):
        undo(office.session, batch)
    undo(office.session, second)
    undo(office.session, batch)
    assert office.rows("dwelling") == []


@pytest.mark.parametrize("batch", ["99", "", "x", "-1", "1e3"])
def test_an_unknown_batch_is_said_to_be_unknown(office: Office, batch: str) -> None:
    with pytest.raises(BatchNotFound):
        undo(office.session, batch)


def test_the_samples_can_be_taken_back_one_by_one(office: Office) -> None:
    states: list[tuple[str, dict[str, list[dict[str, object]]]]] = []
    for start in ("00", "01", "02", "04"):
        before = _all(office)
        states.append((str(office.take_file(sample(start))["batch"]), before))
    for batch, before in reversed(states):
        undo(office.session, batch)
        assert _all(office) == before


def test_the_history_names_the_file_a_value_came_from(office: Office) -> None:
    path: Path = office.sheet(HEAD, *_rows(1))
    office.take_file(path)
    person = office.person("王一")
    with office.session.reader() as reader:
        history = reader.history(catalog.named("person"), person["id"])
    assert {(change.source, change.user) for change in history} == {(path.name, "wang")}


def test_a_store_is_sound_after_a_home_was_first_named_by_a_refused_row(office: Office) -> None:
    head = ["小区", "楼栋", "室号", "姓名", "身份证号"]
    got = office.take(
        head,
        ["一村", "1号", "101", None, an_id(1)],
        ["一村", "2号", "202", "李四", an_id(2)],
        ["一村", "1号", "101", "王五", an_id(3)],
    )
    assert (got["refused"], got["new"]["dwelling"]) == (1, 2)
    assert checking.check(office.session).is_sound


@pytest.mark.parametrize("is_known", [False, True])
def test_a_unit_that_only_a_refused_row_tells_of_is_not_referred_to(office: Office, is_known: bool) -> None:
    head = ["小区", "楼栋", "单元", "室号", "姓名", "身份证号", "房屋状态"]
    if is_known:
        office.take(head, ["一村", "2号", None, "201", None, None, None])
    rows = (["一村", "2号", None, "201", None, None, "自住"], ["一村", "2号", "1", "201", None, an_id(1), None])
    assert office.take(head, *rows)["refused"] == 1
    (home,) = office.rows("dwelling")
    assert home["unit_uid"] is None
    assert checking.check(office.session).is_sound
    again = office.take(head, *rows)
    assert (again["new"], again["changed"]) == ({}, {})
