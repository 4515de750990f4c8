"""A committee that keeps every rule, and one way to break each of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from app.auditing import archiving
from app.backups import making, shelf
from app.compliance import inspection
from app.figures import small_cells
from app.incidents import plan, recording
from app.incidents.plan import Contact
from app.incidents.recording import NewIncident
from app.stores import standing
from app.stores.session import PERMISSIONS, Session
from app.stores.standing import POLICY
from app.watch.watching import Watching
from ledger import clock, masking
from storage import accounts, alerts
from storage.accounts import Account
from storage.alerts import Noticed
from storage.database import Connection
from storage.keys import OFFICE_PC, KeySlots
from storage.store import KEYS, Entry
from sync import orders
from sync.local_side import Enrolment, LocalSide
from tests.committee import LOGIN, PASSWORD, new_session
from tests.storage.stores import CHEAP

Change = Callable[[Session], object]


@contextmanager
def lawful(folder: Path) -> Iterator[Session]:
    """The session of its head: four people with an account each, a backup elsewhere, a plan of its own."""
    second = folder / "stick"
    second.mkdir()
    with new_session(folder / "store") as session:
        store = session.store
        store.set_password(store.new_password(LOGIN, PASSWORD, cost=OFFICE_PC), Entry(LOGIN, "password"))
        change(session, LOGIN, roles=("head",), is_filed=True)
        for role in ("worker", "accounts", "auditor"):
            employ(session, f"the_{role}", role)
        session.renew_rights()
        session.note_recovery_key_kept()
        session.settings[shelf.SECOND_FOLDER] = str(second)
        plan.save(session, plan.FIRST_TEXT, [Contact("王芳", "组长", "13800000001")])
        making.make(session)
        enter(session, "drill", "backup", ok=True)
        Watching(session).close()
        yield session


def employ(session: Session, login: str, *held: str, **facts: object) -> None:
    """An account that everything is in order with, but for the `facts`."""
    now = clock.now_text()
    account = Account(login, login, held, is_filed=True, password_at=now, created_at=now, created_by=LOGIN)
    _put(session, replace(account, **facts))  # type: ignore[arg-type]  # whatever a test says


def change(session: Session, login: str, **facts: object) -> None:
    """Change an account past every rule."""
    found = standing.account_of(session.store, login)
    _put(session, replace(found, **facts))  # type: ignore[arg-type]  # whatever a test says


def _put(session: Session, account: Account) -> None:
    with session.store.enter(Entry(LOGIN, "account-change", class_="account")) as write:
        accounts.put(write.connection, account)
        write.audit_detail(login=account.login)


def raw(session: Session, sql: str, *values: str | int) -> None:
    """Change the open file past the program."""

    def run(connection: Connection) -> None:
        connection.run(sql, values)

    session.store.keep(run)


def enter(session: Session, kind: str, class_: str, reason: str = "", **facts: object) -> None:
    """An entry as somebody's doing would leave it."""
    session.store.note([(Entry(LOGIN, kind, "x.xlsx", reason, class_=class_), facts)])  # type: ignore[arg-type]  # a class


def noticed(session: Session, rule: str) -> None:
    """Something that was noticed a week ago, and nobody looked."""
    long_ago = clock.instant_text(clock.now() - timedelta(days=7))

    with session.store.enter(Entry(LOGIN, "alert", class_="security")) as write:
        alerts.put(write.connection, long_ago, Noticed(rule, LOGIN, "2026-11-01 09", 500, 1, 1))
        write.audit_detail(count=1)


def stop_all_but_the_first(session: Session) -> None:
    for one in session.store.accounts():
        if one.login != LOGIN:
            change(session, one.login, state="stopped")


def weaken(key: str, value: int) -> Change:
    """Write a number into the stored policy that no setting may be."""
    return lambda session: session.store.set_setting(POLICY, {key: value})


def _cheap_slot(session: Session) -> None:
    session.store.set_password(session.store.new_password(LOGIN, "Qinghe#2027x", cost=CHEAP), Entry(LOGIN, "password"))
    assert any(slot.cost == CHEAP for slot in KeySlots.load(session.store.folder / KEYS).slots)


def _plain_database(session: Session) -> None:
    with sqlite3.connect(session.store.folder / "备用.db") as connection:
        connection.execute("CREATE TABLE person (name)")


def _lost_archive(session: Session) -> None:
    change(session, "the_auditor", roles=("head", "auditor"))
    enter(session, "log-archive", "ops", to=1)


def _late_incident(session: Session) -> None:
    number = recording.note(session, NewIncident("leak", "usual", "x"))
    raw(
        session,
        "UPDATE incident SET noted_at = ? WHERE id = ?",
        clock.instant_text(clock.now() - timedelta(hours=2)),
        number,
    )


def _old_incident(session: Session) -> None:
    number = recording.note(session, NewIncident("leak", "usual", "x"))
    raw(
        session,
        "UPDATE incident SET noted_at = ? WHERE id = ?",
        clock.instant_text(clock.now() - timedelta(days=40)),
        number,
    )


def _mute(session: Session) -> None:
    session.settings["alarm_sound"] = session.settings["alarm_tray"] = False


def _delete_backups(session: Session) -> None:
    for folder in (shelf.own_folder(session), shelf.second_folder(session)):
        assert folder is not None
        for path in folder.iterdir():
            path.unlink()


def _spoil_a_backup(session: Session) -> None:
    (shelf.own_folder(session) / "310115001001-20260101-000000.linongbak").write_bytes(b"x")


def _forget_second(session: Session) -> None:
    session.settings[shelf.SECOND_FOLDER] = ""


def _lawless_matrix(session: Session) -> None:
    session.store.set_setting(PERMISSIONS, [["property", "reveal", "person", "L4", "all"]])


def _mixed_auditor(session: Session) -> None:
    change(session, "the_auditor", roles=("auditor", "worker"))


def _joined(url: str, sign: str) -> Change:
    """A PC that the cloud knows."""

    def change_(session: Session) -> None:
        local = LocalSide(session.store)
        local.enrol(Enrolment("d-1", 1, url))
        orders.keep_key(local, {"sign": sign})

    return change_


FLIPS: dict[str, tuple[Change, ...]] = {
    "R092": (_joined("https://cloud.example", ""),),
    "R098": (_joined("http://cloud.example", "AAAA"),),
    "R081": (
        lambda one: employ(one, "the_new", "viewer", is_filed=False),
        lambda one: change(one, LOGIN, is_filed=False),
    ),
    "R082": (
        stop_all_but_the_first,
        lambda one: change(one, "the_accounts", state="stopped"),
        lambda one: [employ(one, f"more{n}", "accounts") for n in range(2)],
        weaken("account_admins", 9),
    ),
    "R083": (
        weaken("password_length", 4),
        weaken("password_days", 365),
        weaken("wrong_tries", 1000),
        lambda one: change(one, "the_worker", password_at="2020-01-01T00:00:00.000Z"),
    ),
    "R085": (lambda one: noticed(one, "failures"), lambda one: noticed(one, "new_device"), weaken("day_to", 24)),
    "R086": (_lawless_matrix,),
    "R087": (lambda one: change(one, "the_worker", roles=()), lambda one: change(one, "the_worker", roles=("boss",))),
    "R093": (
        lambda one: employ(one, "the_entrusted", "entrusted"),
        lambda one: employ(one, "the_entrusted", "entrusted", ends_on="2020-01-01"),
    ),
    "R094": (_plain_database, lambda one: (one.store.folder / "导出.xlsx").write_bytes(b"PK\x03\x04")),
    "R095": (_cheap_slot, lambda one: one.store.set_setting("recovery_key_kept", None)),
    "R096": (
        lambda one: enter(one, "export", "export", unmasked=True, highest_level="L3", encrypted=True),
        lambda one: enter(one, "export", "export", approved="self", highest_level="L4"),
        stop_all_but_the_first,
    ),
    "R097": (lambda one: one.settings.__setitem__("lock_minutes", 60),),
    "R099": (
        lambda one: enter(one, "export", "export", unmasked=True, highest_level="L3", people=51),
        lambda one: enter(one, "export", "export", unmasked=True, highest_level="L4", purpose="01", basis="01"),
    ),
    "R100": (
        weaken("watch_views", 100_000),
        lambda one: noticed(one, "exports"),
        lambda one: (
            one.store.set_setting("watch_seen", 0),
            raw(one, "UPDATE action SET at = '2020-01-01' WHERE id = 1"),
        ),
    ),
    "R101": (
        _late_incident,
        lambda one: recording.note(one, NewIncident("leak", "usual", "x")),
        lambda one: recording.tick(one, recording.note(one, NewIncident("leak", "usual", "x")), "phone_lead"),
    ),
    "R102": (lambda one: noticed(one, "removals"), lambda one: noticed(one, "edits")),
    "R103": (
        lambda one: raw(one, "UPDATE action SET reason = 'x' WHERE id = 2"),
        lambda one: raw(one, "DELETE FROM action WHERE id = 2"),
        lambda one: raw(one, "DELETE FROM action WHERE id = (SELECT max(id) FROM action)"),
    ),
    "R104": (weaken("log_days", 30), _lost_archive),
    "R107": (lambda one: enter(one, "reveal", "reveal", level="L4", fields=["religion"]),),
    "R108": (lambda one: employ(one, "the_property", "property"),),
    "R110": (
        _mixed_auditor,
        stop_all_but_the_first,
        lambda one: change(one, "the_auditor", state="stopped"),
    ),
    "R112": (_delete_backups, lambda one: raw(one, "UPDATE action SET reason = 'x' WHERE id = 2")),
    "R113": (
        lambda one: one.store.set_setting(plan.PLAN, None),
        lambda one: raw(one, "UPDATE account SET created_at = '2020-01-01T00:00:00.000Z'"),
    ),
    "R114": (_old_incident,),
    "R115": (_delete_backups, _spoil_a_backup, _forget_second),
    "R116": (
        _delete_backups,
        lambda one: raw(one, "DELETE FROM action WHERE kind = 'drill'"),
        lambda one: raw(one, "UPDATE action SET at = '2020-01-01T00:00:00.000Z' WHERE kind = 'drill'"),
        lambda one: enter(one, "drill", "backup", ok=False),
    ),
    "R117": (_mute,),
}
"""Rule -> what breaks it, done to the open store past the program's own checks."""

PATCHED: dict[str, tuple[object, str, object]] = {
    "R088": (small_cells, "hidden", lambda _table: small_cells.Hidden(frozenset(), frozenset())),
    "R105": (masking, "mask", lambda _rule, text: text),
    "R106": (small_cells, "hidden", lambda _table: small_cells.Hidden(frozenset(), frozenset())),
}
"""Rules that are kept by the code itself -> module, name and what stands in for it when it no longer does."""

__all__ = ["FLIPS", "PATCHED", "archiving", "enter", "inspection", "lawful"]
