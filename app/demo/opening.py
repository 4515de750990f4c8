"""The demo committee 演示数据 that anybody may look at: made on the first wish, opened unasked, gone in one click.

It lies in a folder of its own, apart from every real store, with its password beside it: everybody in it is invented.
"""

from __future__ import annotations

import secrets
import shutil
import string
from contextlib import suppress
from pathlib import Path

from app import access, logs
from app.jobs import JobContext
from app.stores import paths
from app.stores.session import Session
from app.stores.standing import PasswordMustChange
from ledger.errors import LedgerError
from storage import files
from storage.errors import WrongPassword
from storage.store import Store

COMMITTEE = ("310115012001", "银杏居委会（演示）")
LOGIN = "demo"
NAME = "演示账号"
STORE, PASSWORD_FILE = "store", "password.txt"
_PEOPLE, _SEED = 2400, 1
_MADE = "demo_made"  # the newest action of those that invented everybody


class NotTheDemo(LedgerError):
    """The folder does not hold the demo committee alone; nothing in it is removed."""


def demo_store() -> Path:
    """The folder of this user's demo store, made or not."""
    return paths.demo_folder() / STORE


@access.operation(access.OWN)
def is_demo(session: Session) -> bool:
    """True for a store of invented people."""
    return (session.store.committee_code, session.store.committee_name) == COMMITTEE


@access.operation(access.OWN)
def is_as_made(session: Session) -> bool:
    """True while nobody entered, imported or changed anything in the demo committee."""
    return session.store.setting(_MADE) == session.store.last_action()


def open_demo(ctx: JobContext, folder: Path | None = None) -> Session:
    """Open the demo committee of this user, or the one in `folder`; it is made when there is none yet.

    A cancel while it is made leaves nothing.
    """
    at = folder or paths.demo_folder()
    if (at / STORE / "keys.json").exists() and (password := _password_of(at)):
        return _open(at, password, ctx)
    return _make(at, ctx)


def _open(at: Path, password: str, ctx: JobContext) -> Session:
    """Open the demo store; a password that has become too old is changed on the way, as nobody knows it anyway."""
    try:
        return Session.open(at / STORE, LOGIN, password, ctx)
    except PasswordMustChange:
        new = new_password()
        session = Session.open_with_new_password(at / STORE, LOGIN, password, new, ctx)
        keep_password(at, new)
        return session


def remove(folder: Path) -> None:
    """Remove the demo committee whose closed store is `folder`, and its password.

    Raises:
        NotTheDemo: this is no demo committee.
        StoreInUse: it is open.
    """
    at = folder.parent
    if folder.name != STORE:
        raise NotTheDemo
    try:
        with Store.open(folder, account=LOGIN, password=_password_of(at)) as store:
            is_ours = (store.committee_code, store.committee_name) == COMMITTEE
    except WrongPassword as error:
        raise NotTheDemo from error
    if not is_ours:
        raise NotTheDemo
    _clear(at)


def new_password() -> str:
    """A random password that keeps the rule."""
    letters = "".join(secrets.choice(string.ascii_letters) for _ in range(10))
    return f"{letters}-{secrets.randbelow(9000) + 1000}"


def keep_password(folder: Path, password: str) -> Path:
    """Write the password beside the demo store; answers the file."""
    path = folder / PASSWORD_FILE
    files.replace_file(path, (password + "\n").encode())
    return path


def _make(at: Path, ctx: JobContext) -> Session:
    # here, for most who look whether this is the demo never make one
    from app.demo import guides, hazards, orders, visits
    from app.demo.fill import fill

    password = new_password()
    _clear(at)
    try:
        with files.translated(at):
            at.mkdir(mode=files.PRIVATE_FOLDER, parents=True, exist_ok=True)
        session, _ = Session.create(at / STORE, committee=COMMITTEE, account=(LOGIN, NAME), password=password)
        try:
            fill(session, people=_PEOPLE, seed=_SEED, ctx=ctx)
            visits.add(session, seed=_SEED)
            orders.add(session, seed=_SEED)
            hazards.add(session)
            guides.add(session)
            session.store.set_setting(_MADE, session.store.last_action())
        except BaseException:
            session.close()
            raise
        keep_password(at, password)
        session.remember_login()
    except BaseException:
        _clear(at)
        raise
    return session


def _clear(at: Path) -> None:
    """Take away what a demo consists of, and its folder if nothing else lies there."""
    logs.close_log()  # a file that is open cannot go
    with files.translated(at):
        if (at / STORE).is_dir():
            shutil.rmtree(at / STORE)
        (at / PASSWORD_FILE).unlink(missing_ok=True)
        with suppress(OSError):
            at.rmdir()


def _password_of(at: Path) -> str:
    try:
        return (at / PASSWORD_FILE).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
