"""What the watch notices, what is done about it, and unusual changes put back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.access import Forbidden
from app.accounts import changing
from app.jobs import SILENT
from app.records import editing
from app.stores.session import Session
from app.undo.taking_back import UndoBlocked
from app.undo.undoing import NothingToUndo, Undoing
from app.watch import alerts, changes
from app.watch.alerts import AlertMissing, NoteNeeded
from app.watch.watching import Watching
from ledger import catalog, clock, ids
from storage.store import Entry
from tests.colleagues import LI, add_colleague
from tests.committee import LOGIN, new_session
from tests.storage.stores import PERSON, a_person

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
NIGHT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # 23:30


class Moment:
    """A clock that stands until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def at() -> Iterator[Moment]:
    moment = Moment(NOON)
    with clock.use(moment):
        yield moment


@pytest.fixture
def session(tmp_path: Path, at: Moment) -> Iterator[Session]:
    with new_session(tmp_path / "store") as made:
        yield made


def _note(session: Session, count: int, kind: str, class_: str, user: str = LOGIN, **facts: object) -> None:
    session.store.note([(Entry(user, kind, class_=class_), facts) for _ in range(count)])  # type: ignore[arg-type]


def _noticed(session: Session) -> list[tuple[str, str, str]]:
    Watching(session).catch_up()
    return [(one.rule, one.user, one.told) for one in alerts.listing(session)]


@pytest.mark.parametrize(
    ("class_", "limit", "noticed"),
    [
        ("view", 200, ("views", "一小时内查看 200 次")),
        ("reveal", 30, ("reveals", "一小时内看遮盖的内容 30 次")),
        ("export", 10, ("exports", "一小时内导出、打印 10 次")),
        ("print", 10, ("exports", "一小时内导出、打印 10 次")),
    ],
)
def test_many_looks_or_exports_within_an_hour_are_noticed(
    session: Session, at: Moment, class_: str, limit: int, noticed: tuple[str, str]
) -> None:
    _note(session, limit - 1, class_, class_)
    assert _noticed(session) == []
    at.moment += timedelta(minutes=61)
    _note(session, limit - 1, class_, class_)
    assert _noticed(session) == []
    _note(session, 1, class_, class_)
    assert _noticed(session) == [(noticed[0], LOGIN, noticed[1])]


def test_each_person_counts_alone(session: Session) -> None:
    _note(session, 6, "export", "export")
    _note(session, 6, "export", "export", user="li")
    assert _noticed(session) == []


def test_many_edits_and_removals_are_noticed(session: Session) -> None:
    people = _people(session, 400)
    assert _noticed(session) == [("edits", LOGIN, "一小时内修改 400 条")]
    with session.store.write(user="li", kind="remove", reason="误录") as write:
        write.delete(PERSON, people[:20], reason="误录")
    assert _noticed(session)[0] == ("removals", "li", "一小时内删除 20 条")


def _people(session: Session, count: int, kind: str = "add") -> list[bytes]:
    made = ids.new_ids(count)
    with session.store.write(user=LOGIN, kind=kind) as write:
        write.create(PERSON, [(one, a_person(name=f"人{n}")) for n, one in enumerate(made)])
    return list(made)


def test_an_import_is_no_mass_edit(session: Session) -> None:
    _people(session, 400, kind="import")
    assert _noticed(session) == []


@pytest.mark.parametrize("kind", ["order-told", "order-resumed"])
def test_what_the_program_does_by_itself_is_nobodys_work(session: Session, at: Moment, kind: str) -> None:
    at.moment = NIGHT
    _people(session, 400, kind=kind)
    assert _noticed(session) == []
    assert changes.report(session, date(2026, 11, 1), date(2026, 12, 1), unusual_only=False) == []


def test_work_at_night_is_one_line_a_night(session: Session, at: Moment) -> None:
    at.moment = NIGHT
    _note(session, 3, "view", "view")
    assert _noticed(session) == [("off_hours", LOGIN, "非工作时间操作 3 次")]
    at.moment += timedelta(hours=3)
    _note(session, 2, "view", "view")
    assert _noticed(session) == [("off_hours", LOGIN, "非工作时间操作 5 次")]
    (line,) = alerts.listing(session)
    assert line.when == "2026-11-20 夜间"


def test_wrong_passwords_are_noticed_at_the_log_in_and_at_the_lock(session: Session) -> None:
    _note(session, 4, "unlock-refused", "login", why="WrongPassword")
    assert _noticed(session) == []
    _note(session, 1, "log-in", "login", wrong=3)
    assert _noticed(session)[-1] == ("failures", LOGIN, "一小时内输错密码 7 次")


def test_a_new_pc_is_noticed(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from storage import journal

    _note(session, 1, "log-in", "login")
    assert _noticed(session) == []
    monkeypatch.setattr(journal, "DEVICE", "ANOTHER-PC")
    _note(session, 1, "log-in", "login")
    assert [one[0] for one in _noticed(session)] == ["new_device"]
    _note(session, 1, "log-in", "login")
    assert len(_noticed(session)) == 1


def test_a_watch_that_follows_notices_after_the_commit(session: Session) -> None:
    watching = Watching(session)
    watching.follow()
    _note(session, 10, "export", "export")
    watching.close()
    assert [one.rule for one in alerts.listing(session)] == ["exports"]


def test_what_others_did_between_two_sessions_is_noticed_at_the_next_log_in(session: Session, at: Moment) -> None:
    assert _noticed(session) == []
    Watching(session).close()
    _note(session, 10, "export", "export", user="li")
    at.moment += timedelta(days=3)
    assert [one[0] for one in _noticed(session)] == ["exports"]


def test_looking_again_makes_no_second_line_and_reopens_nothing(session: Session) -> None:
    _note(session, 10, "export", "export")
    _noticed(session)
    (line,) = alerts.listing(session)
    alerts.deal_with(session, line.number, "季报，已核实")
    assert _noticed(session) == []
    (done,) = alerts.listing(session, "all")
    assert (done.state_label, done.note, done.handled) == ("已处理", "季报，已核实", "王芳 2026-11-20 12:00")


def test_a_line_goes_from_new_to_seen_to_done_with_a_note_and_back(session: Session) -> None:
    _note(session, 10, "export", "export")
    _noticed(session)
    assert alerts.open_count(session) == 1
    (line,) = alerts.listing(session)
    assert line.state == "new"
    alerts.see(session, (line.number,))
    assert alerts.listing(session)[0].state_label == "已看"
    with pytest.raises(NoteNeeded):
        alerts.deal_with(session, line.number, "  ")
    with pytest.raises(AlertMissing):
        alerts.deal_with(session, 99, "没有")
    alerts.deal_with(session, line.number, "已核实")
    assert alerts.open_count(session) == 0
    alerts.open_again(session, line.number)
    assert alerts.open_count(session) == 1
    with session.reader() as reader:
        assert [one.reason for one in reader.actions(kind="alert-handled")] == ["", "已核实", ""]
    assert session.store.log_verdict().is_whole


# -- unusual changes


def _report(session: Session, **how: bool) -> list[changes.HourOfChanges]:
    return changes.report(session, date(2026, 11, 1), date(2026, 11, 30), **how)


def test_the_report_tells_who_changed_how_much_when_and_why_it_is_unusual(session: Session, at: Moment) -> None:
    people = _people(session, 5)
    assert _report(session) == []
    (usual,) = _report(session, unusual_only=False)
    assert (usual.who, usual.when, usual.told, usual.why) == ("王芳", "2026-11-20 12:00–12:59", "新增人 5 条", ())
    at.moment = NIGHT
    for one in people[:2]:
        _rename(session, one, "li")
    (night,) = _report(session)
    assert (night.user, night.hour, night.edits, night.why) == ("li", "2026-11-20 23", 2, ("非工作时间",))


def _rename(session: Session, one: bytes, user: str, name: str = "改名") -> None:
    with session.reader() as reader:
        row = reader.get(PERSON, one)
    assert row is not None
    with session.store.write(user=user, kind="set") as write:
        write.patch(PERSON, [(one, {"name": row["name"]}, {"name": name})])


def _names(session: Session, people: list[bytes]) -> list[str]:
    with session.reader() as reader:
        rows = reader.get_many(PERSON, people)
    return [str(rows[one]["name"]) if one in rows else "" for one in people]


def test_an_hour_of_changes_is_put_back_as_one_action_that_can_be_taken_back(session: Session, at: Moment) -> None:
    people = _people(session, 4)
    at.moment = NIGHT
    _rename(session, people[0], "li")
    _note(session, 3, "view", "view", user="li")
    _rename(session, people[1], "li")
    _rename(session, people[1], "li", "再改")
    with session.store.write(user="li", kind="remove", reason="x") as write:
        write.delete(PERSON, [people[2]], reason="x")
    undoing = Undoing(session)
    done = changes.restore(session, "li", "2026-11-20 23")
    assert _names(session, people) == ["人0", "人1", "人2", "人3"]
    assert not _report(session, unusual_only=False)[0].stands
    with session.reader() as reader:
        (entry,) = reader.actions(action=done.action)
    assert (entry.kind, entry.detail["actions"]) == ("restore-changes", 4)
    with pytest.raises(NothingToUndo):
        changes.restore(session, "li", "2026-11-20 23")
    undoing.undo(SILENT, done.action)
    assert _names(session, people) == ["改名", "再改", "", "人3"]
    assert _report(session, unusual_only=False)[0].stands
    changes.restore(session, "li", "2026-11-20 23")
    assert _names(session, people) == ["人0", "人1", "人2", "人3"]
    undoing.close()
    assert session.store.log_verdict().is_whole


def test_what_somebody_else_changed_since_is_not_put_over(session: Session, at: Moment) -> None:
    people = _people(session, 2)
    at.moment = NIGHT
    _rename(session, people[0], "li")
    _rename(session, people[1], "li")
    at.moment += timedelta(hours=10)
    _rename(session, people[1], LOGIN, "王芳改的")
    with pytest.raises(UndoBlocked) as blocked:
        changes.restore(session, "li", "2026-11-20 23")
    assert blocked.value.count == 1
    assert _names(session, people) == ["改名", "王芳改的"]


def test_what_was_taken_back_already_is_left_out(session: Session, at: Moment) -> None:
    people = _people(session, 2)
    undoing = Undoing(session)
    at.moment = NIGHT
    person = catalog.named("person")
    editing.change(session, person, ids.to_text(people[0]), {"name": "甲甲"})
    editing.change(session, person, ids.to_text(people[1]), {"name": "乙乙"})
    undoing.undo()
    changes.restore(session, LOGIN, "2026-11-20 23")
    assert _names(session, people) == ["人0", "人1"]
    undoing.close()


def test_a_report_of_the_own_account_is_an_alert_with_its_words(session: Session, at: Moment) -> None:
    add_colleague(session.store, roles=("worker",))
    worker = Session(session.store, LI, session.settings)
    changing.report_own(worker, reason="昨晚有人用过我的账号")
    Watching(worker).catch_up()  # by whoever is at work, whatever their rights
    (line,) = alerts.listing(session)
    assert (line.rule, line.user, line.title) == ("reported", LI, "本人报告账号异常")
    assert (line.told, line.state) == ("昨晚有人用过我的账号", "new")
    with pytest.raises(Forbidden):
        alerts.listing(worker)
