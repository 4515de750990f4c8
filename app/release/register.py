"""The export register 导出登记: everything that left as a file or on paper, read from the audit (R096, R099, R108).

A register number leads from a sheet that turned up somewhere to who took it out, when, what for and with whose
approval. Nothing is kept twice: the register is the audit's entries of the classes export and print.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import get_args

from app import access, words
from app.release import numbers
from app.release.departing import Kind
from app.release.numbers import Number, number_of
from app.release.purposes import label
from app.stores.session import Session
from ledger import clock
from ledger.errors import LedgerError
from storage.audit import Action, EntryClass, read_actions
from storage.trail import archive

_LEFT: tuple[EntryClass, ...] = ("export", "print")
_KINDS = frozenset(get_args(Kind))
_ALL = 1_000_000
SELF, SECOND = "self", "second"
FORMS = {
    "fill": "填部门的表",
    "statistics": "统计表",
    "masked": "脱敏数据",
    "pdf": "PDF",
    "text": "文本文件",
    "paper": "打印",
    "log": "日志",
    "plan": "权限分配方案",
    "returned": "退回的行",
    "attachment": "照片和材料",
    "handed_in": "交给上级的清单",
    "topic": "专题台账",
    "upward": "上报材料",
}


class NumberUnknown(LedgerError):
    """Nothing left under the register number `said`."""

    def __init__(self, said: str) -> None:
        super().__init__("no such register number")
        self.said = said


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """One line of the register; counts, choices and words, never what the sheet said.

    `approved` is "" where no approval was needed, `self` for a store with one account, `second` for another person's
    (`approver`, with the number of the request).
    """

    number: Number
    at: str
    login: str
    name: str
    roles: tuple[str, ...]
    form: str
    ledger: str
    rows: int
    columns: int
    level: str
    is_unmasked: bool
    is_encrypted: bool
    purpose: str
    basis: str
    reason: str
    file: str
    approved: str = ""
    approver: str = ""
    request: int = 0

    @property
    def approval(self) -> str:
        """Who let it go, in words."""
        if self.approved == SELF:
            return "只有一个账号，本人批准"
        return f"{self.approver} 批准（申请 {self.request}）" if self.approved else ""


@access.operation(access.OWN)
def departed(session: Session, *, login: str = "", role: str = "", limit: int = 500) -> list[Departed]:
    """The register, newest first; of one account, or of accounts with one role (`property`).

    Who neither approves exports nor reads the log sees their own.
    """
    people = _People(session)
    login = login if _sees_all(session) else session.login
    with session.reader() as reader:
        actions = reader.actions(classes=_LEFT, limit=_ALL if login or role else limit + limit)
    lines = (people.line(action) for action in actions if action.kind in _KINDS)
    found = [one for one in lines if login in ("", one.login) and (not role or role in one.roles)]
    return found[:limit]


@access.operation(access.OWN)
def find(session: Session, written: str) -> Departed:
    """What left under a register number; raises NumberUnknown, also for what one may not see."""
    number = numbers.read(written)
    if number is None:
        raise NumberUnknown(written)
    for action in _entries(session, number.action):
        is_seen = action.user == session.login or _sees_all(session)
        if is_seen and action.kind in _KINDS and number_of(action.id, action.at) == number:
            return _People(session).line(action)
    raise NumberUnknown(written)


def _entries(session: Session, number: int) -> Iterator[Action]:
    """The entry of a number: from the store, else from the archives of the log, while their files are there."""
    with session.reader() as reader:
        found = reader.actions(action=number, classes=_LEFT, limit=1)
    yield from found
    if not found:
        key = session.store.log_key
        for one in archive.every(session.store.folder, key.public):
            if one.is_sound and one.first <= number <= one.last:
                with archive.opened(one.path, key) as connection:
                    yield from read_actions(connection, action=number, limit=1)


@dataclass(frozen=True, slots=True)
class SelfApproved:
    """What a store let go without a second person, in the days that were asked for."""

    count: int
    plain: int
    last: str


@access.operation(access.OWN)
def self_approved(session: Session, days: int = 30) -> SelfApproved:
    """Exports that should have had a second person and had none, and how many of them lie about unencrypted.

    The compliance page is red while there are any.
    """
    since = clock.today() - timedelta(days=days)
    with session.reader() as reader:
        actions = reader.actions(classes=_LEFT, limit=_ALL)
    alone = [one for one in actions if one.detail.get("approved") == SELF and clock.day_of(one.at) >= since]
    plain = sum(not one.detail.get("encrypted") for one in alone)
    return SelfApproved(len(alone), plain, clock.local_text(alone[0].at) if alone else "")


def _sees_all(session: Session) -> bool:
    return session.rights.may("approve") or session.rights.may("audit")


class _People:
    """Names and roles of accounts, read once."""

    def __init__(self, session: Session) -> None:
        self._accounts = {account.login: account for account in session.store.accounts()}

    def line(self, action: Action) -> Departed:
        """An entry as a line of the register."""
        told: Mapping[str, object] = action.detail
        account = self._accounts.get(action.user)
        approver = str(told.get("approver", ""))
        return Departed(
            number=number_of(action.id, action.at),
            at=clock.local_text(action.at),
            login=action.user,
            name=account.name if account else "",
            roles=account.roles if account else (),
            form=FORMS.get(str(told.get("form", "")), FORMS["paper"] if action.kind == "print" else "清单"),
            ledger=_called(action.ledger or str(told.get("ledger", ""))),
            rows=_number(told.get("rows")),
            columns=_number(told.get("columns")),
            level=str(told.get("highest_level", "")),
            is_unmasked=bool(told.get("unmasked")),
            is_encrypted=bool(told.get("encrypted")),
            purpose=label("purpose", str(told.get("purpose", ""))),
            basis=label("basis", str(told.get("basis", ""))),
            reason=action.reason,
            file=action.source,
            approved=str(told.get("approved", "")),
            approver=self._accounts[approver].name if approver in self._accounts else approver,
            request=_number(told.get("request")),
        )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _called(ledger: str) -> str:
    """What a ledger is called; nothing for what is about none."""
    return words.called(ledger) if ledger else ""
