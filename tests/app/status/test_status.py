"""The status says what is so; what is wrong with it is a line and, once, a sound."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.access import Forbidden
from app.backups import drilling, making, shelf
from app.incidents import recording
from app.incidents.recording import NewIncident
from app.jobs import SILENT
from app.records import editing
from app.status import concerns, daily, happenings, operation_events, standing
from app.status.operation_events import HANDLED, NOTICED, OperationEventMissing, Trouble
from app.stores.session import Session
from app.stores.settings import Settings
from app.today import operations
from app.watch.alerts import NoteNeeded
from ledger import catalog, clock
from storage.database import Connection
from storage.store import Entry
from sync.local_side import LocalSide
from tests.app.rights.staff import A_PERSON
from tests.colleagues import LI, add_colleague
from tests.committee import new_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "store") as opened:
        yield opened


def _keys(session: Session) -> set[str]:
    return {one.key for one in concerns.of(standing.read(session))}


def test_a_new_store_is_told_as_it_is(session: Session) -> None:
    now = standing.read(session)
    assert (now.waiting, now.last_sync, now.is_enrolled) == (0, "", False)
    assert now.log.at == ""
    told = now.as_json()
    assert told["last_sync"] is None
    assert told["last_backup"] is None
    assert isinstance(told["free_bytes"], int)
    assert told["free_bytes"] > 0
    assert {"backup-none", "second-none"} <= _keys(session)


def test_what_was_entered_waits_for_a_cloud(session: Session) -> None:
    editing.add(session, catalog.named("person"), A_PERSON)
    assert standing.read(session).waiting == 1


def test_a_backup_and_a_second_folder_are_seen(session: Session, tmp_path: Path) -> None:
    second = tmp_path / "stick"
    second.mkdir()
    session.settings[shelf.SECOND_FOLDER] = str(second)
    making.make(session)
    assert not {"backup-none", "second-none", "second-away"} & _keys(session)
    shutil.rmtree(second)
    assert "second-away" in _keys(session)


def test_the_log_is_looked_at_once_a_day_and_a_break_is_seen(session: Session) -> None:
    assert daily.look_at_log_daily(session).is_sound
    entries = standing.log_check(session).entries
    daily.look_at_log_daily(session)
    assert standing.log_check(session).entries == entries
    session.store.keep(_change_an_entry)
    found = daily.look_at_log(session)
    assert (found.is_whole, found.first_bad) == (False, 1)
    assert "log-broken" in _keys(session)


def _change_an_entry(connection: Connection) -> None:
    connection.run("UPDATE action SET reason = 'x' WHERE id = 1")


def test_a_full_disk_is_urgent(session: Session) -> None:
    now = standing.read(session)
    low = replace(now, disk=replace(now.disk, free=now.disk.database * 2))
    assert next(one.key for one in concerns.of(low)) == "disk-low"
    near = replace(now, disk=replace(now.disk, free=concerns.FREE_ENOUGH - 1))
    assert ("disk-near", "warn") in [(one.key, one.tone) for one in concerns.of(near)]


def test_an_open_incident_stands_there_until_it_is_closed(session: Session) -> None:
    recording.note(session, NewIncident("leak", "usual", "x"))
    assert "incidents-open" in _keys(session)


def test_a_failed_backup_is_told_once_and_goes_when_another_is_made(session: Session) -> None:
    session.store.note([(Entry(session.login, "backup-failed", class_="backup"), {"why": "import"})])
    new = happenings.take_new(session)
    assert [one.title for one in new] == ["备份没有做成"]
    assert "导入前" in new[0].told
    assert happenings.take_new(session) == []
    assert "备份没有做成" in {one.title for one in happenings.listing(session)}
    making.make(session)
    assert "备份没有做成" not in {one.title for one in happenings.listing(session)}


def test_what_comes_back_is_told_again(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concerns, "is_disk_low", lambda _status: True)
    assert [one.key for one in happenings.take_new(session)] == ["disk-low"]
    assert happenings.take_new(session) == []
    monkeypatch.setattr(concerns, "is_disk_low", lambda _status: False)
    assert happenings.take_new(session) == []
    monkeypatch.setattr(concerns, "is_disk_low", lambda _status: True)
    assert [one.key for one in happenings.take_new(session)] == ["disk-low"]


def test_an_overdue_backup_rings(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    making.make(session)
    today = clock.today()
    monkeypatch.setattr(clock, "today", lambda: today + timedelta(days=5))
    assert [one.key for one in happenings.take_new(session)] == ["backup-overdue"]


def test_a_drill_that_went_well_is_no_event(session: Session) -> None:
    making.make(session)
    assert drilling.drill(session).is_good
    assert not any(one.page == "backups" and one.tone == "bad" for one in happenings.listing(session))


def _events(session: Session) -> list[tuple[str, str]]:
    return [(one.key, one.state) for one in operation_events.listing(session)]


def test_a_trouble_is_open_until_somebody_says_what_was_done_or_it_is_over(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concerns, "is_disk_low", lambda _status: True)
    assert operations.tell(session, SILENT) == ()
    happenings.take_new(session)
    [group] = operations.tell(session, SILENT)
    assert [(line.who, line.page, dict(line.facts)) for line in group.lines] == [
        ("磁盘快满了", "status", {"event": "disk-low"})
    ]
    assert next(one.state for one in happenings.listing(session) if one.key == "disk-low") == "open"
    with pytest.raises(NoteNeeded):
        operation_events.handle(session, "disk-low", " ")
    operation_events.handle(session, "disk-low", "已申请换盘")
    assert operations.tell(session, SILENT) == ()
    happenings.take_new(session)
    assert _events(session) == [("disk-low", "handled")], "it lasts, and is no other event"
    one = next(one for one in happenings.listing(session) if one.key == "disk-low")
    assert (one.state, one.note.endswith("：已申请换盘")) == ("handled", True)
    with pytest.raises(OperationEventMissing):
        operation_events.handle(session, "disk-low", "又写")
    monkeypatch.setattr(concerns, "is_disk_low", lambda _status: False)
    happenings.take_new(session)
    assert _events(session) == [("disk-low", "over")]
    assert [(one.key, one.state) for one in happenings.past(session)] == [("disk-low", "over")]
    monkeypatch.setattr(concerns, "is_disk_low", lambda _status: True)
    happenings.take_new(session)
    assert _events(session) == [("disk-low", "open"), ("disk-low", "over")]
    with session.reader() as reader:
        kinds = [one.kind for one in reader.actions(classes=("ops",))]
    assert kinds[:4] == [NOTICED, NOTICED, HANDLED, NOTICED]


def test_only_whoever_sees_to_backups_is_told_and_may_say_so(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concerns, "is_disk_low", lambda _status: True)
    happenings.take_new(session)
    add_colleague(session.store, roles=("worker",))
    other = Session(session.store, LI, Settings(session.store.folder))
    assert operations.tell(other, SILENT) == ()
    with pytest.raises(Forbidden):
        operation_events.handle(other, "disk-low", "看过了")


def test_nights_that_fail_one_after_another_are_an_event_until_one_does_well(session: Session) -> None:
    local = LocalSide(session.store)

    def report(day: int, result: int, asker: str = "night") -> None:
        at = f"2026-11-{day:02}T18:00:00.000Z"
        errors = ["Unreachable"] if result else []
        local.put_report({"start": at, "end": at, "result": result, "errors": errors, "asker": asker})

    report(18, 0)
    report(19, 20)
    happenings.take_new(session)
    assert _events(session) == [], "one night stands in the list of today by itself"
    report(20, 20)
    happenings.take_new(session)
    report(21, 20)
    happenings.take_new(session)
    [(key, state)] = _events(session)
    assert (key.startswith("nights-2026-11-19"), state) == (True, "open"), "three nights are one event"
    assert "连着 3 个晚上没有上报成功" in {one.title for one in happenings.listing(session)}
    report(22, 0, "person")
    happenings.take_new(session)
    assert _events(session) == [(key, "over")]


def test_what_is_long_over_goes_first(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operation_events, "_MOST", 3)
    wrong = [Trouble(f"backup-failed-{at}", "bad", "备份没有做成", "", "backups") for at in range(4)]
    operation_events.record(session, wrong[:2])
    operation_events.record(session, wrong[2:])
    assert _events(session) == [("backup-failed-3", "open"), ("backup-failed-2", "open"), ("backup-failed-1", "over")]
