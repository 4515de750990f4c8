"""Requests to export: kept once, decided once, spent once; read after the store was closed."""

from pathlib import Path

from storage import approvals
from storage.approvals import Approval
from storage.journal import Entry
from storage.store import Store
from tests.committee import LOGIN, PASSWORD, new_store

ASK = Entry(LOGIN, "export-ask", class_="export")


def _ask(store: Store) -> Approval:
    with store.enter(ASK) as write:
        asked = Approval(write.action, "2026-11-21T08:00:00.000Z", LOGIN, b"h" * 32, {"count": 60, "filter": "独居"})
        approvals.add(write.connection, asked)
        write.audit_detail(count=60)
    return asked


def _decide(store: Store, asked: Approval, state: approvals.ApprovalState) -> bool:
    decided = Approval(asked.id, asked.at, asked.asker, asked.hash, {}, state, "2026-11-21T09:00:00.000Z", "li", "可以")
    with store.enter(Entry("li", "export-approve", class_="export")) as write:
        write.audit_detail(request=asked.id)
        return approvals.decide(write.connection, decided)


def test_a_request_is_decided_once_and_spent_once(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        asked = _ask(store)
        assert asked.id == _newest(store), "a request has the number of the action that asked"
        with store.enter(Entry(LOGIN, "export")) as write:
            assert not approvals.spend(write.connection, asked.id, write.action), "nobody approved it yet"
        assert _decide(store, asked, "approved")
        assert not _decide(store, asked, "refused"), "what is decided stays so"
        with store.enter(Entry(LOGIN, "export")) as write:
            write.audit_detail(rows=1)
            used = write.action
            assert approvals.spend(write.connection, asked.id, used)
            assert not approvals.spend(write.connection, asked.id, used), "once is all"
    with Store.open(tmp_path / "store", account=LOGIN, password=PASSWORD) as store, store.reader() as reader:
        (found,) = approvals.read(reader.connection)
        assert (found.state, found.used, found.decided_by, found.answer) == ("used", used, "li", "可以")
        assert found.facts == {"count": 60, "filter": "独居"}
        assert approvals.read(reader.connection, state="waiting") == []
        assert [one.id for one in approvals.read(reader.connection, number=asked.id)] == [asked.id]


def test_entries_are_found_by_class(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        _ask(store)
        with store.enter(Entry(LOGIN, "person-view", class_="view")) as write:
            write.audit_detail(fields=1)
        with store.reader() as reader:
            assert [entry.kind for entry in reader.actions(classes=("export", "print"))] == ["export-ask"]
            assert len(reader.actions()) == 2


def _newest(store: Store) -> int:
    with store.reader() as reader:
        return reader.actions(limit=1)[0].id
