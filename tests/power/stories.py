"""What goes on in a store when the power goes, and what must be found afterwards. Each story says what it finished."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app import checking, logs
from app.attachments import attaching
from app.backups import making
from app.importing.applying import apply
from app.importing.plan import ImportOptions
from app.importing.planning import plan
from app.stores.session import Session
from app.stores.settings import Settings
from ledger import catalog, ids
from storage import backup_file
from storage.accounts import Account
from storage.errors import UnknownAccount, WrongPassword
from storage.keys import KeySlots
from storage.rows import Row
from storage.store import BACKUPS, KEYS, Entry, Store
from storage.trail import verifying
from tests.app.attachments.papers import pdf
from tests.committee import LOGIN, PASSWORD
from tests.office import an_id
from tests.power.recording import Recorder
from tests.storage.stores import CHEAP, PERSON, a_person, add

Judge = Callable[[Path, Sequence[object]], None]
FIRST = 5
"""People who are in the store before; the first of them is edited."""
_SECOND, _NEW, _THEIRS = "chen", "Neu-Lilong-9", "Zweite-Gasse-7"


def people(session: Session) -> list[Row]:
    with session.reader() as reader:
        found = [one for one, *_ in reader.scan(PERSON, ())]
        return [dict(row) for row in reader.get_many(PERSON, found).values()]


def sound(folder: Path, password: str = PASSWORD) -> Session:
    """The store opens, nothing in it is wrong, and nobody is told that the log had been tampered with."""
    session = Session.open(folder, LOGIN, password)
    try:
        with session.reader() as reader:
            lost = reader.actions(kind=verifying.LOST)
            assert not lost, lost
        report = checking.check(session)
        assert report.is_sound, report.as_json()
    except BaseException:
        closed(session)
        raise
    return session


def closed(session: Session) -> None:
    session.close()
    logs.close_log()


# -- edits, with a setting beside


def edit(recorder: Recorder) -> None:
    with Store.open(recorder.folder, account=LOGIN, password=PASSWORD) as store:
        settings = Settings(recorder.folder)
        with store.reader() as reader:
            person = min(one for one, *_ in reader.scan(PERSON, ()))
        for number in range(1, 13):
            (new,) = ids.new_ids(1)
            with store.write(user=LOGIN, kind="set") as write:
                write.patch(PERSON, [(person, {}, {"remark": f"第{number}次" * 40})], checked=False)
                write.create(PERSON, [(new, a_person(name=f"第{number}人"))])
            recorder.say(("edit", number))
            settings["page_size"] = 100 + number
            settings.save()
            recorder.say(("setting", number))


def see_edits(folder: Path, said: Sequence[tuple[str, int]]) -> None:
    last = {kind: max((number for one, number in said if one == kind), default=0) for kind in ("edit", "setting")}
    session = sound(folder)
    try:
        found = people(session)
        done = len(found) - FIRST
        assert done in (last["edit"], last["edit"] + 1)
        edited = min(found, key=lambda row: str(row["id"].hex()))  # type: ignore[attr-defined]
        assert (edited["remark"] or "") == (f"第{done}次" * 40 if done else "")
        page = session.settings.number("page_size")
        assert page in ({50, 101} if not last["setting"] else {100 + last["setting"], 101 + last["setting"]})
    finally:
        closed(session)


# -- an import


_SHEET = 40


def take_in(recorder: Recorder) -> None:
    sheet = recorder.folder.parent / "表.csv"
    lines = [f"第{row}人,{an_id(row)},户籍" for row in range(_SHEET)]
    sheet.write_text("\n".join(["姓名,身份证号,人口类型", *lines]), encoding="utf-8")
    session = Session.open(recorder.folder, LOGIN, PASSWORD)
    try:
        apply(session, plan(session, sheet, ImportOptions()))
        recorder.say("taken in")
    finally:
        closed(session)


def see_import(folder: Path, said: Sequence[object]) -> None:
    session = sound(folder)
    try:
        found = len(people(session))
        assert found in ({FIRST + _SHEET} if said else {FIRST, FIRST + _SHEET})
        with session.reader() as reader:
            assert len(reader.actions(kind="import")) == (found > FIRST)
    finally:
        closed(session)


# -- passwords and accounts


def change_passwords(recorder: Recorder) -> None:
    with Store.open(recorder.folder, account=LOGIN, password=PASSWORD) as store:
        store.change_password(LOGIN, PASSWORD, _NEW, cost=CHEAP)
        recorder.say("changed")
        theirs = store.new_password(_SECOND, _THEIRS, cost=CHEAP)
        with store.change_accounts(Entry(LOGIN, "account-open", class_="account")) as change:
            change.add(Account(_SECOND, "陈静", ("worker",), created_at="2026-11-21T00:00:00.000Z", created_by=LOGIN))
            change.set_password(theirs)
        recorder.say("opened")


def see_passwords(folder: Path, said: Sequence[object]) -> None:
    works = [password for password in (_NEW, PASSWORD) if _opens(folder, LOGIN, password)]
    assert len(works) == 1
    assert works == [_NEW] or "changed" not in said
    session = sound(folder, works[0])
    try:
        with session.reader() as reader:
            assert len(reader.actions(kind="password")) == (works == [_NEW])
        accounts = {one.login for one in session.store.accounts()}
    finally:
        closed(session)
    assert set(KeySlots.load(folder / KEYS).accounts()) == accounts
    assert _opens(folder, _SECOND, _THEIRS) == (_SECOND in accounts)
    assert _SECOND in accounts or "opened" not in said


def _opens(folder: Path, login: str, password: str) -> bool:
    try:
        Store.open(folder, account=login, password=password).close()
    except (WrongPassword, UnknownAccount):
        (folder / "attempts.json").unlink(missing_ok=True)
        return False
    return True


# -- backups


def back_up(recorder: Recorder) -> None:
    session = Session.open(recorder.folder, LOGIN, PASSWORD)
    try:
        for turn in range(2):
            made = making.make(session)
            recorder.say(made.path.name)
            add(session.store, "person", a_person(name=f"备份{turn}后"))
    finally:
        closed(session)


def see_backups(folder: Path, said: Sequence[str]) -> None:
    there = {path.name: path for path in (folder / BACKUPS).glob("*.linongbak")}
    assert set(said) <= set(there)
    session = sound(folder)
    try:
        for path in there.values():
            assert session.store.is_its_backup(backup_file.verify(path, lambda *_: None))
    finally:
        closed(session)


# -- attachments: bytes in the one file, their records in the other


def attach(recorder: Recorder) -> None:
    session = Session.open(recorder.folder, LOGIN, PASSWORD)
    try:
        with session.reader() as reader:
            person = ids.to_text(min(one for one, *_ in reader.scan(PERSON, ())))
        for number in range(5):
            paper = recorder.folder.parent / f"第{number}页.pdf"
            paper.write_bytes(pdf() + b"%" * (9000 * number) + str(number).encode())
            recorder.say(attaching.attach(session, "person", person, paper))
    finally:
        closed(session)


def see_attachments(folder: Path, said: Sequence[str]) -> None:
    session = sound(folder)
    try:
        with session.reader() as reader:
            rows = {ids.to_text(one): sha for one, sha in reader.scan(catalog.named("attachment"), ("sha",))}
        assert set(said) <= set(rows)
        assert len(rows) - len(said) in (0, 1)
        with session.store.attached.blobs() as blobs:
            assert all(blobs.read(str(sha)).startswith(b"%PDF") for sha in rows.values())
    finally:
        closed(session)


STORIES: Mapping[Callable[[Recorder], None], Judge] = {
    edit: see_edits,
    take_in: see_import,
    change_passwords: see_passwords,
    back_up: see_backups,
    attach: see_attachments,
}  # type: ignore[dict-item]
