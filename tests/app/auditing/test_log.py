"""The log as the auditor reads, checks, hands out and archives it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from app.access import Forbidden
from app.auditing import archiving, checking_log, handing_out, reading
from app.auditing.archiving import LogBroken
from app.auditing.handing_out import LogFormatUnknown, NotASignedLog
from app.auditing.reading import LogQuery
from app.records import editing
from app.release import register
from app.stores.session import Session
from ledger import catalog, clock, ids
from storage.accounts import Account
from storage.store import Entry
from tests.colleagues import LI, add_colleague
from tests.committee import LOGIN, new_session

PERSON = {
    "name": "赵敏",
    "sex": "女",
    "birth_date": "1990-01-01",
    "population_type": "户籍人口",
    "id_type": "居民身份证",
}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "store") as made:
        yield made


@pytest.fixture
def person(session: Session) -> str:
    """A person who was added and whose phone was changed."""
    record = editing.add(session, catalog.named("person"), PERSON)
    editing.change(session, catalog.named("person"), record, {"phone": "13800000000"})
    return record


def test_the_log_tells_who_did_what_to_whom_and_no_value(session: Session, person: str) -> None:
    changed, added = reading.page(session, LogQuery())
    assert (changed.kind_label, changed.class_label, changed.user) == ("修改", "台账变更", "王芳")
    assert (changed.ledger_label, changed.record) == ("人", person)
    assert changed.about == "联系电话"
    assert added.kind_label == "新增"
    assert not any("138" in text or "1990" in text for text in (*_texts(changed), *_texts(added)))


def _texts(line: reading.LogLine) -> tuple[str, ...]:
    return (line.about, line.source, line.reason, line.name)


def test_the_log_is_filtered_and_paged(session: Session, person: str) -> None:
    look = Entry(LOGIN, "view", source="一人一档", class_="view", ledger="person", record=ids.from_text(person))
    session.store.note([(look, {"fields": ["phone"]}) for _ in range(250)])
    session.store.note([(Entry("li", "lock", class_="login", at="2026-01-05T01:00:00.000Z"), {})])
    assert reading.count(session, LogQuery(classes=("view",))) == 250
    first = reading.page(session, LogQuery(classes=("view",)))
    assert len(first) == reading.AT_ONCE
    second = reading.page(session, LogQuery(classes=("view",)), below=first[-1].number)
    assert second[0].number == first[-1].number - 1
    assert reading.count(session, LogQuery(record=person)) == 252
    assert reading.count(session, LogQuery(record="nobody")) == 0
    assert reading.count(session, LogQuery(user="li")) == 1
    assert reading.count(session, LogQuery(text="一人一档")) == 250
    assert reading.count(session, LogQuery(text="锁定")) == 1
    assert reading.count(session, LogQuery(ledger="dwelling")) == 0
    day = datetime(2026, 1, 5, tzinfo=UTC).date()
    assert reading.count(session, LogQuery(first_day=day, last_day=day)) == 1
    assert reading.count(session, LogQuery(last_day=day - timedelta(days=1))) == 0
    assert ("li", "li") in reading.choices(session).users


def test_who_changed_a_number_is_found_by_the_number_which_stands_nowhere(session: Session, person: str) -> None:
    editing.change(session, catalog.named("person"), person, {"phone": "13911112222"})
    assert reading.count(session, LogQuery(text="13800000000")) == 2, "when it came and when it went"
    assert reading.count(session, LogQuery(text="13911112222")) == 1
    assert reading.count(session, LogQuery(text="13711112222")) == 0
    kept = session.store._writer.rows("SELECT detail FROM action")
    assert not any("138000" in str(row[0]) or "139111" in str(row[0]) for row in kept)


def test_only_who_may_read_the_log_reads_it(session: Session, person: str) -> None:
    _second_account(session)
    with pytest.raises(Forbidden):
        reading.page(session, LogQuery())
    with pytest.raises(Forbidden):
        checking_log.verify(session)


def _second_account(session: Session) -> None:
    """From now on the first account is the head's alone."""
    from storage import accounts

    with session.store.enter(Entry(LOGIN, "account-added", class_="account")) as write:
        added = Account("shen", "沈计", roles=("auditor",), created_at=clock.now_text(), created_by=LOGIN)
        accounts.add(write.connection, added)
        write.audit_detail(count=1)
    session.renew_rights()


def test_the_whole_log_is_checked_and_that_is_entered(session: Session, person: str) -> None:
    checked = checking_log.verify(session)
    assert checked.as_json() == {"entries": 2, "ok": True, "first_bad": None}
    session.notes.flush()
    assert reading.page(session, LogQuery())[0].kind_label == "核查日志"
    session.store._writer.run("UPDATE action SET reason = 'x' WHERE id = 2")
    assert checking_log.verify(session).as_json() == {"entries": 3, "ok": False, "first_bad": 2}


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_handed_out_log_is_signed_and_any_change_shows(
    session: Session, person: str, tmp_path: Path, ending: str
) -> None:
    done = handing_out.hand_out(session, LogQuery(classes=("data",)), tmp_path / f"日志{ending}")
    assert done.entries == 2
    assert handing_out.is_genuine(session, done.path)
    entry = reading.page(session, LogQuery())[0]
    assert (entry.kind_label, entry.class_label) == ("导出日志", "导出")
    left = register.find(session, done.number)
    assert (left.form, left.rows, left.file) == ("日志", 2, done.path.name)
    if ending == ".xlsx":
        book = openpyxl.load_workbook(done.path)
        assert done.number in str(book.worksheets[0].oddFooter.left.text)
        assert done.number in str(book["水印"]["A1"].value)
    content = done.path.read_bytes()
    assert b"13800000000" not in content
    done.path.write_bytes(content.replace(b"1", b"2", 1))
    assert not handing_out.is_genuine(session, done.path)
    done.path.write_bytes(content)
    said = done.signature.read_text("utf-8")
    done.signature.write_text(said.replace('"entries": 2', '"entries": 1'), "utf-8")
    assert not handing_out.is_genuine(session, done.path)
    done.signature.unlink()
    with pytest.raises(NotASignedLog):
        handing_out.is_genuine(session, done.path)


def test_another_stores_signature_is_not_taken(session: Session, person: str, tmp_path: Path) -> None:
    with new_session(tmp_path / "other") as other:
        done = handing_out.hand_out(other, LogQuery(), tmp_path / "a.csv")
    assert not handing_out.is_genuine(session, done.path)


def test_a_log_in_no_known_format_is_not_written(session: Session, tmp_path: Path) -> None:
    with pytest.raises(LogFormatUnknown):
        handing_out.hand_out(session, LogQuery(), tmp_path / "log.txt")
    assert not (tmp_path / "log.txt").exists()


class _Later:
    """The clock so many days on."""

    def __init__(self, days: int) -> None:
        self._moment = clock.now() + timedelta(days=days)

    def now(self) -> datetime:
        return self._moment


def test_what_is_older_than_the_kept_days_is_archived_and_read_there(session: Session, person: str) -> None:
    session.store.note([(Entry(LOGIN, "lock", class_="login"), {}) for _ in range(5)])
    assert archiving.archive_old(session) is None
    with clock.use(_Later(archiving.kept_days(session) + 2)):
        session.store.note([(Entry(LOGIN, "unlock", class_="login"), {})])
        made = archiving.archive_old(session)
        assert made is not None
        assert made.entries == 7
        assert [one.kind_label for one in reading.page(session, LogQuery())] == ["归档日志", "解除锁定", "修改", "新增"]
        ((name, label),) = reading.choices(session).archives
        assert "7 条" in label
        assert reading.count(session, LogQuery(archive=name, classes=("login",))) == 5
        assert checking_log.verify(session).as_json() == {"entries": 9, "ok": True, "first_bad": None}
        content = bytearray(made.path.read_bytes())
        content[9000] ^= 1
        made.path.write_bytes(bytes(content))
        assert checking_log.verify(session).first_bad is not None


def test_what_is_a_month_over_is_archived_unasked_by_whoever_is_at_work(session: Session, person: str) -> None:
    days = archiving.kept_days(session)
    add_colleague(session.store, roles=("worker",))
    worker = Session(session.store, LI, session.settings)
    with clock.use(_Later(days + archiving.TOGETHER_DAYS - 1)):
        assert archiving.archive_due(worker) is None
    with clock.use(_Later(days + archiving.TOGETHER_DAYS + 1)):
        session.store.note([(Entry(LOGIN, "unlock", class_="login"), {})])
        made = archiving.archive_due(worker)
        assert made is not None
        assert archiving.archive_due(worker) is None
        with session.reader() as reader:
            (entry,) = reader.actions(kind="log-archive")
        assert (entry.user, entry.detail["entries"]) == (LI, made.entries)
        assert checking_log.examined(worker).first_bad is None
    with pytest.raises(Forbidden):
        archiving.archive_old(worker)


def test_a_broken_log_is_not_archived(session: Session, person: str) -> None:
    session.store._writer.run("UPDATE action SET user = 'other' WHERE id = 1")
    with pytest.raises(LogBroken), clock.use(_Later(1000)):
        archiving.archive_old(session)


def test_the_log_is_kept_for_half_a_year_whatever_is_written_down(session: Session) -> None:
    assert archiving.kept_days(session) == 400
