"""What stands beside the ledgers is as the log tells it: an edit in the raw file, key in hand, names an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage import alerts, approvals, incidents
from storage.alerts import Noticed
from storage.approvals import Approval
from storage.audit import Action
from storage.incidents import Drill, Event, Incident
from storage.journal import Entry
from storage.records import Write
from storage.store import Store
from storage.trail import beside
from storage.trail.beside import CHANGED, FACT, PARTS
from tests.colleagues import LI, add_colleague
from tests.storage.stores import PASSWORD, a_person, add, new_store

AT = "2026-11-21T08:00:00.000Z"
NOTICED = Noticed("views", "admin", "2026-11-21 16", 200, 1, 1)


def _enter(store: Store, kind: str, class_: str, change: Callable[[Write], object]) -> int:
    """One entry that changes something beside the ledgers; answers its number."""
    with store.enter(Entry("admin", kind, class_=class_)) as write:  # type: ignore[arg-type]  # a class
        change(write)
        write.audit_detail(count=1)
    return write.action


def _come(store: Store) -> int:
    store.note([(Entry("admin", "log-in", class_="login"), {"wrong": 0})])
    return _entries(store)[-1].id


def _entries(store: Store) -> list[Action]:
    with store.reader() as reader:
        return reader.actions(limit=1000)[::-1]


@pytest.fixture
def told(tmp_path: Path) -> Iterator[tuple[Store, dict[str, int]]]:
    """A store with something in every part, and the entry that told each part last."""
    with new_store(tmp_path / "store") as store:
        _come(store)
        add_colleague(store)
        last = {"accounts": _entries(store)[-1].id}
        last["rules"] = _enter(
            store, "policy", "security", lambda write: write.set_setting("policy", {"log_days": 500})
        )
        asked = Approval(900, AT, "admin", b"h", {"who": "王芳"})
        _enter(store, "export-ask", "export", lambda write: approvals.add(write.connection, asked))
        decided = replace(asked, state="approved", decided_at=AT, decided_by=LI)
        last["approvals"] = _enter(
            store, "export-approve", "export", lambda write: approvals.decide(write.connection, decided)
        )
        last["alerts"] = _enter(store, "alert", "security", lambda write: alerts.put(write.connection, AT, NOTICED))
        last["incidents"] = _enter(store, "incident", "security", _an_incident)
        add(store, "person", a_person(name="李"))
        yield store, last


def _an_incident(write: Write) -> None:
    incidents.put(write.connection, Incident(7, AT, "admin", AT, "leak", "4", "名单外传"))
    incidents.add_event(write.connection, 7, Event(AT, "admin", "noted", "在群里看到"))
    incidents.add_drill(write.connection, Drill(8, AT, "admin", "2026-11-20", "断电", "王芳", "通过"))


EDITS = [
    ("accounts", "UPDATE account SET roles = '[\"head\",\"auditor\"]' WHERE login = 'li'"),
    ("accounts", "UPDATE account SET state = 'stopped' WHERE login = 'li'"),
    ("accounts", "UPDATE account SET ends_on = NULL, area = '[]', must_change = 1 WHERE login = 'li'"),
    ("accounts", "DELETE FROM account WHERE login = 'li'"),
    ("accounts", "INSERT INTO account SELECT 'x', name, roles, state, area, phone, post, starts_on, ends_on,"
                 " external_id, is_filed, must_change, password_at, created_at, created_by FROM account LIMIT 1"),
    ("accounts", "DELETE FROM former_password WHERE login = 'li'"),
    ("accounts", "UPDATE setting SET v = '{}' WHERE k = 'account_keys'"),
    ("rules", "UPDATE setting SET v = '{\"log_days\":183}' WHERE k = 'policy'"),
    ("rules", "DELETE FROM setting WHERE k = 'policy'"),
    ("rules", "INSERT INTO setting VALUES ('permissions', '[]')"),
    ("approvals", "UPDATE approval SET state = 'waiting'"),
    ("approvals", "UPDATE approval SET decided_by = 'admin'"),
    ("approvals", "UPDATE approval SET hash = x'00'"),
    ("approvals", "UPDATE approval SET facts = '{}'"),
    ("approvals", "DELETE FROM approval"),
    ("alerts", "UPDATE alert SET state = 'done', note = '误报'"),
    ("alerts", "UPDATE alert SET user = 'li'"),
    ("alerts", "DELETE FROM alert"),
    ("incidents", "UPDATE incident SET state = 'closed'"),
    ("incidents", "UPDATE incident_event SET told = ''"),
    ("incidents", "DELETE FROM incident_event"),
    ("incidents", "DELETE FROM emergency_drill"),
    ("incidents", "INSERT INTO setting VALUES ('emergency_plan', '{}')"),
]  # fmt: skip


def test_what_nobody_edited_is_whole(told: tuple[Store, dict[str, int]]) -> None:
    store, _ = told
    assert store.log_verdict().is_whole
    _come(store)
    assert store.log_verdict().is_whole
    assert CHANGED not in [one.kind for one in _entries(store)]


@pytest.mark.parametrize(("part", "edit"), EDITS)
def test_an_edit_names_the_entry_that_told_it_otherwise(
    told: tuple[Store, dict[str, int]], part: str, edit: str
) -> None:
    store, last = told
    store._writer.run(edit)
    verdict = store.log_verdict()
    assert (verdict.first_bad, verdict.why) == (last[part], "beside")


@pytest.mark.parametrize("part", PARTS)
def test_who_comes_next_enters_it_and_it_stays_a_fault(told: tuple[Store, dict[str, int]], part: str) -> None:
    store, last = told
    store._writer.run(next(edit for one, edit in EDITS if one == part))
    number = _come(store)
    noticed, came = _entries(store)[-2:]
    assert (noticed.kind, noticed.detail["entry"], noticed.detail["parts"]) == (CHANGED, last[part], [part])
    assert (came.id, came.kind) == (number, "log-in")
    verdict = store.log_verdict()
    assert (verdict.first_bad, verdict.why) == (last[part], "beside")
    assert _come(store) == number + 1, "it is entered once"


def test_a_later_change_by_right_covers_up_nothing(told: tuple[Store, dict[str, int]]) -> None:
    store, last = told
    store._writer.run("UPDATE account SET roles = '[\"head\"]' WHERE login = 'admin'")
    add_colleague(store, "zhou", name="周敏", roles=("accounts",))
    assert CHANGED in [one.kind for one in _entries(store)]
    assert store.log_verdict().first_bad == last["accounts"]


def test_an_edit_taken_back_before_anybody_came_is_none(told: tuple[Store, dict[str, int]]) -> None:
    store, _ = told
    store._writer.run("UPDATE account SET post = 'x' WHERE login = 'li'")
    store._writer.run("UPDATE account SET post = NULL WHERE login = 'li'")
    assert store.log_verdict().is_whole


def test_counts_of_alerts_grow_without_an_entry(told: tuple[Store, dict[str, int]]) -> None:
    store, _ = told
    store.keep(lambda connection: alerts.put(connection, AT, replace(NOTICED, count=300, last_action=5)))
    assert store.log_verdict().is_whole


def test_a_log_in_tells_all_and_others_what_they_changed(told: tuple[Store, dict[str, int]]) -> None:
    store, last = told
    by_number = {one.id: one for one in _entries(store)}
    assert set(by_number[1].detail[FACT]) == set(PARTS)  # type: ignore[call-overload]  # an object
    for part, number in last.items():
        assert list(by_number[number].detail[FACT]) == [part]  # type: ignore[call-overload]  # an object
    assert FACT not in by_number[max(by_number)].detail, "an edit of a ledger tells nothing of it"


def test_a_store_whose_log_never_told_is_taken_as_it_is(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        add(store, "person", a_person(name="李"))
        store._writer.run("UPDATE account SET post = 'x'")
        assert store.log_verdict().is_whole
        _come(store)
        assert store.log_verdict().is_whole


def test_other_keys_and_a_backup_leave_it_whole(told: tuple[Store, dict[str, int]], tmp_path: Path) -> None:
    store, _ = told
    folder = store.folder
    store.rekey(lambda *_: None)
    assert store.log_verdict().is_whole
    _come(store)
    store.close()
    with Store.open(folder, account="admin", password=PASSWORD) as again:
        _come(again)
        assert again.log_verdict().is_whole


def test_garbage_in_an_entry_is_the_entrys_fault(told: tuple[Store, dict[str, int]]) -> None:
    store, last = told
    store._writer.run("UPDATE action SET detail = 'kein JSON' WHERE id = ?", (last["rules"],))
    assert store.log_verdict().first_bad == last["rules"]
    assert beside.noticed(store._writer) is None
