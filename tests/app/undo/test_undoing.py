"""Undo and redo of a session: every kind of operation, what stands in the way, and any series of edits."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import messages
from app.exports import exporting
from app.importing.undoing import BatchAlreadyUndone, undo
from app.jobs import JobContext
from app.records import editing
from app.undo.taking_back import UndoBlocked
from app.undo.undoing import NothingToUndo, Undoing
from ledger import catalog, ids
from ledger.errors import Cancelled
from tests.app.few_homes import Homes
from tests.office import Office, an_id, an_office

PERSON, TAG, DWELLING = catalog.named("person"), catalog.named("person_tag"), catalog.named("dwelling")
LOCAL = ("updated_at", "updated_by", "life")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as made:
        yield made


@pytest.fixture
def homes(office: Office) -> Homes:
    return Homes(office)


def _all(office: Office) -> dict[str, list[dict[str, object]]]:
    """Every live row of every ledger, without the stamps of who wrote it last."""
    return {
        ledger.name: [
            {name: value for name, value in row.items() if name not in LOCAL}
            for row in sorted(office.rows(ledger.name), key=lambda row: str(row["id"]))
        ]
        for ledger in catalog.ALL
    }


def _text(key: bytes) -> str:
    return ids.to_text(key)


def test_a_closed_one_hears_of_nothing_any_more(office: Office) -> None:
    told: list[str] = []
    first, second = Undoing(office.session, lambda: told.append("first")), Undoing(office.session)
    first.close()
    editing.add(office.session, PERSON, {"name": "钱一", "id_no": an_id(31), "population_type": "01"})
    assert told == []
    assert first.next_undo is None
    assert second.next_undo is not None


def test_a_new_person_is_taken_back_and_added_again(office: Office) -> None:
    undoing, before = Undoing(office.session), _all(office)
    editing.add(office.session, PERSON, {"name": "钱一", "id_no": an_id(31), "population_type": "01"})
    after = _all(office)
    assert undoing.undo().label == "新增 1 位居民"
    assert _all(office) == before
    assert undoing.redo().label == "新增 1 位居民"
    assert _all(office) == after
    undoing.undo()
    assert _all(office) == before


def test_a_change_gives_its_values_back_and_takes_them_again(office: Office, homes: Homes) -> None:
    undoing, before = Undoing(office.session), _all(office)
    editing.change(office.session, PERSON, _text(homes.id["王"]), {"employer": "某厂", "phone": ""})
    after = _all(office)
    assert undoing.undo().label == "修改 1 位居民"
    assert _all(office) == before
    undoing.redo()
    assert _all(office) == after


def test_a_removed_person_comes_back_with_tags_and_residences(office: Office, homes: Homes) -> None:
    undoing, before = Undoing(office.session), _all(office)
    editing.remove(office.session, PERSON, _text(homes.id["王"]), reason="误录")
    after = _all(office)
    assert len(after["person_tag"]) == len(before["person_tag"]) - 2
    step = undoing.undo()
    assert _all(office) == before
    assert "位居民" in step.label or "标签" in step.label
    undoing.redo()
    assert _all(office) == after


def test_what_was_brought_back_goes_again(office: Office, homes: Homes) -> None:
    editing.remove(office.session, PERSON, _text(homes.id["王"]), reason="误录")
    undoing, before = Undoing(office.session), _all(office)
    editing.restore(office.session, PERSON, _text(homes.id["王"]))
    after = _all(office)
    undoing.undo()
    assert _all(office) == before
    undoing.redo()
    assert _all(office) == after


def test_an_import_is_one_step_and_named_by_its_rows(office: Office) -> None:
    undoing, before = Undoing(office.session), _all(office)
    rows = [["一村", "1", "101", f"王{name}", an_id(at)] for at, name in enumerate("一二三")]
    office.take(["小区", "楼栋", "室号", "姓名", "身份证号"], *rows)
    after = _all(office)
    step = undoing.next_undo
    assert step is not None
    assert step.label == "导入 3 行"
    undoing.undo()
    assert _all(office) == before
    undoing.redo()
    assert _all(office) == after


def test_steps_are_taken_back_one_after_another_and_done_again_in_their_order(office: Office, homes: Homes) -> None:
    undoing, states = Undoing(office.session), [_all(office)]
    for employer in ("甲厂", "乙厂", "丙厂"):
        editing.change(office.session, PERSON, _text(homes.id["王"]), {"employer": employer})
        states.append(_all(office))
    for state in reversed(states[:-1]):
        undoing.undo()
        assert _all(office) == state
    with pytest.raises(NothingToUndo):
        undoing.undo()
    for state in states[1:]:
        undoing.redo()
        assert _all(office) == state
    with pytest.raises(NothingToUndo):
        undoing.redo()


def test_a_new_edit_forgets_what_could_be_done_again(office: Office, homes: Homes) -> None:
    undoing = Undoing(office.session)
    editing.change(office.session, PERSON, _text(homes.id["王"]), {"employer": "甲厂"})
    undoing.undo()
    assert undoing.next_redo is not None
    editing.change(office.session, PERSON, _text(homes.id["孩"]), {"occupation": "木工"})
    assert undoing.next_redo is None


def test_only_this_users_actions_of_this_session_are_taken_back(office: Office, homes: Homes) -> None:
    editing.change(office.session, PERSON, _text(homes.id["王"]), {"employer": "上次"})
    undoing = Undoing(office.session)
    with office.session.store.write(user="li", kind="set") as write:
        write.patch(PERSON, [(homes.id["孩"], {"occupation": None}, {"occupation": "木工"})])
    assert undoing.next_undo is None
    with pytest.raises(NothingToUndo):
        undoing.undo()


def test_an_export_is_no_step(office: Office, homes: Homes, tmp_path: Path) -> None:
    undoing = Undoing(office.session)
    exporting.export(
        office.session, exporting.ExportRequest(ledger="person", out_path=tmp_path / "人.xlsx"), JobContext()
    )
    assert undoing.next_undo is None


def test_a_later_change_by_another_stands_in_the_way_and_is_named(office: Office, homes: Homes) -> None:
    undoing = Undoing(office.session)
    editing.change(office.session, PERSON, _text(homes.id["孩"]), {"occupation": "瓦工"})
    editing.change(office.session, PERSON, _text(homes.id["王"]), {"employer": "甲厂"})
    with office.session.store.write(user="li", kind="set") as write:
        write.patch(PERSON, [(homes.id["王"], {"employer": "甲厂"}, {"employer": "乙厂"})])
    with pytest.raises(UndoBlocked) as caught:
        undoing.undo()
    told = messages.message_for(caught.value)
    assert "li" in told
    assert "“王" in told
    assert "导入" not in told
    assert office.person("王小明")["employer"] == "乙厂"
    undoing.undo()  # the step before is not kept from its turn
    assert office.person("王小宝")["occupation"] is None


def test_a_person_added_again_keeps_the_removed_one_from_coming_back(office: Office) -> None:
    one = editing.add(office.session, PERSON, {"name": "钱一", "id_no": an_id(31), "population_type": "01"})
    undoing = Undoing(office.session)
    editing.remove(office.session, PERSON, one, reason="误录")
    with office.session.store.write(user="li", kind="add") as write:
        write.create(PERSON, [(ids.new_id(), {"name": "钱一", "id_type": "111", "id_no": an_id(31)})])
    with pytest.raises(UndoBlocked) as caught:
        undoing.undo()
    assert caught.value.obstacles[0].user == "li"
    assert len(office.rows("person")) == 1


def test_a_parent_that_was_removed_meanwhile_stands_in_the_way(office: Office, homes: Homes) -> None:
    undoing = Undoing(office.session)
    editing.remove(office.session, TAG, _text(homes.id["签A03"]), reason="误录")
    with office.session.store.write(user="li", kind="remove", reason="误录") as write:
        write.delete(PERSON, [homes.id["王"]], reason="误录")
    with pytest.raises(UndoBlocked):
        undoing.undo()


def test_a_certain_step_of_the_session_can_be_taken_back(office: Office, homes: Homes) -> None:
    undoing = Undoing(office.session)
    editing.change(office.session, PERSON, _text(homes.id["王"]), {"employer": "甲厂"})
    first_step = undoing.next_undo
    assert first_step is not None
    editing.change(office.session, PERSON, _text(homes.id["孩"]), {"occupation": "木工"})
    undoing.undo(action=first_step.action)
    assert office.person("王小明")["employer"] is None
    assert office.person("王小宝")["occupation"] == "木工"
    with pytest.raises(NothingToUndo):
        undoing.undo(action=first_step.action)


def test_a_cancelled_undo_leaves_the_step_where_it_was(office: Office, homes: Homes) -> None:
    undoing = Undoing(office.session)
    editing.change(office.session, PERSON, _text(homes.id["王"]), {"employer": "甲厂"})
    stopped = JobContext()
    stopped.cancel()
    with pytest.raises(Cancelled):
        undoing.undo(stopped)
    assert office.person("王小明")["employer"] == "甲厂"
    undoing.undo()
    assert office.person("王小明")["employer"] is None


def test_an_undone_import_can_be_undone_by_its_batch_no_more(office: Office) -> None:
    undoing = Undoing(office.session)
    batch = office.take(["姓名", "身份证号"], ["王一", an_id(1)])["batch"]
    undoing.undo()
    with pytest.raises(BatchAlreadyUndone):
        undo(office.session, str(batch))
    undoing.redo()
    undo(office.session, str(batch))
    assert office.rows("person") == []


_STEPS = st.lists(
    st.tuples(st.sampled_from(("add", "change", "tag", "remove", "restore")), st.integers(0, 4)), min_size=1, max_size=9
)


def _step(office: Office, what: str, serial: int) -> None:
    """One edit, or nothing where it is not possible now."""
    session = office.session
    people = {row["id_no"]: row["id"] for row in office.rows("person")}
    one = people.get(an_id(serial))
    with session.reader() as reader:
        removed = [bin_.row["id"] for bin_ in reader.deleted(PERSON) if bin_.row["id_no"] == an_id(serial)]
    if what == "add" and one is None:
        editing.add(session, PERSON, {"name": f"王{serial}", "id_no": an_id(serial), "population_type": "01"})
    elif what == "change" and one is not None:
        editing.change(session, PERSON, _text(one), {"employer": f"厂{len(office.rows('person_tag'))}", "phone": ""})
    elif what == "tag" and one is not None and not office.rows("person_tag"):
        editing.add(session, TAG, {"person_uid": _text(one), "tag": "A01"})
    elif what == "remove" and one is not None:
        editing.remove(session, PERSON, _text(one), reason="误录")
    elif what == "restore" and one is None and removed:
        editing.restore(session, PERSON, _text(removed[0]))


@settings(max_examples=25)
@given(_STEPS, st.integers(0, 9))
def test_any_edits_taken_back_leave_the_rows_as_they_were(steps: list[tuple[str, int]], again: int) -> None:
    with tempfile.TemporaryDirectory() as folder, an_office(Path(folder)) as office:
        states = [_all(office)]
        undoing = Undoing(office.session)
        for step in steps:
            _step(office, *step)
            if _all(office) != states[-1]:
                states.append(_all(office))
        for state in reversed(states[:-1]):
            undoing.undo()
            assert _all(office) == state
        for state in states[1 : again + 1]:
            undoing.redo()
            assert _all(office) == state
