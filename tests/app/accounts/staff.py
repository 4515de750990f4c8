"""Accounts of a committee's staff, as tests open them and log in with them; a clock that is moved by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.accounts import changing
from app.accounts.details import Details
from app.stores.session import Session
from storage.accounts import Account

FIRST, OWN = "Gasse!71z", "Eigen!72z"
WORKER = Details(name="陈静", roles=("worker",), phone="13800000002")


class Hands:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 1, 1, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def move(self, days: int) -> None:
        self.at += timedelta(days=days)


def folder_of(session: Session) -> Path:
    return session.store.folder


def opened(session: Session, login: str = "chen", asked: Details = WORKER) -> Account:
    return changing.open_account(session, login, asked, FIRST, reason="新来").account


def logged_in(folder: Path, login: str = "chen", password: str = OWN) -> Session:
    return Session.open(folder, login, password)


def renewed(folder: Path, login: str = "chen") -> Session:
    return Session.open_with_new_password(folder, login, FIRST, OWN)
