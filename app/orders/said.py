"""What somebody said of an order or a move, as a form or a command has it: parts by name or label, people by name.

Parts that nothing has a use for are left aside by the rules; here only words are turned into what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from app import access
from app.orders import people
from app.orders.keeping import ORDER
from app.orders.people import NobodyCalled
from app.records import filters, references
from app.stores.session import Session
from ledger import ids
from ledger.errors import LedgerError
from ledger.orders import states
from ledger.orders.records import PARTS
from ledger.orders.telling import PARTS as LABELS
from storage.reading import Reader

_SEVERAL: Final = re.compile(r"[、,，;；]")
_BY_LABEL: Final = {label: name for name, label in LABELS.items()}
_LOGIN: Final = re.compile(r"[A-Za-z][\w.@-]*")
"""What reads like a login: no unit is called so."""
_UNIT_MARK: Final = "单位 "
"""In front of a unit of which nobody would know it."""
_UNIT_ENDS: Final = (
    "公司", "物业", "局", "所", "站", "点", "队", "办", "室", "处", "科", "组", "部", "委", "会", "院", "校", "园",
    "店", "馆", "社", "厂", "中心", "街道", "机构", "平台", "城管", "消防", "绿化", "环卫",
)  # fmt: skip
"""How units are called."""
_SAME_AS: Final = {"photo_after": "attachments", "words": "opinion"}
"""Needs that are given as another part."""


class MainIsGone(LedgerError):
    """The order `order_no` takes no other in: it is itself in `status`, merged into `main` or ended unhandled."""

    def __init__(self, order_no: str, status: str, main: str) -> None:
        super().__init__("the order is gone itself")
        self.order_no = order_no
        self.status = status
        self.main = main


class PartyUnknown(LedgerError):
    """Nobody who works here is called so (`name`), and it does not read like a unit; nothing was changed."""

    def __init__(self, name: str) -> None:
        super().__init__("no such party")
        self.name = name


@access.operation("view", ledger="work_order")
def parts(session: Session, reader: Reader, said: Mapping[str, str]) -> dict[str, str]:
    """The parts of a move by name: people as logins, the committee as its code, an order as its id.

    Raises:
        RecordNotFound, AmbiguousRecord, MainIsGone: the order that it is merged into.
        NobodyCalled, SeveralCalled, HandlesNoOrders, PartyUnknown: whom it would be given to.
    """
    found: dict[str, str] = {}
    for name, value in _named(said):
        part = _SAME_AS.get(name, name)
        if part == "to_whom":
            part = "to_person" if _is_person(session, value) else "to_org"
        found[part] = _meant(session, reader, part, value)
    return found


def order_parts(said: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """(what an order's first event takes, what its row takes) of what was said of a new order."""
    flow: dict[str, str] = {}
    fields: dict[str, str] = {}
    for name, value in said.items():
        if not value.strip():
            continue
        word = name.strip()
        item = filters.field_named(ORDER, word)
        called = item.name if item else _BY_LABEL.get(word, word)
        if called in PARTS:
            flow[called] = value
        if item is not None and item.need in ("required", "optional"):
            fields[called] = value
    return flow, fields


def _named(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in said.items():
        word = name.strip()
        if value.strip():
            yield _BY_LABEL.get(word, word), value


def _meant(session: Session, reader: Reader, part: str, value: str) -> str:
    if part == "to_person":
        return people.handler_of(session, value)
    if part == "to_org":
        return _org(session, value)
    if part == "parties":
        named = filter(None, map(str.strip, _SEVERAL.split(value)))
        return ",".join(_party(session, one) for one in named)
    if part == "duplicate_of":
        return ids.to_text(_main(reader, value))
    return value


def _party(session: Session, said: str) -> str:
    """Who handles a part, and behind it the part and until when, as `records` reads it.

    What is no unit is somebody who works here: of a name that nobody has no unit is made.
    """
    who, mark, rest = said.replace("：", ":").partition(":")
    unit = who.strip().removeprefix(_UNIT_MARK)
    is_unit = not _is_person(session, who) and (unit != who.strip() or _is_written_as_unit(session, unit))
    try:
        return (_org(session, unit) if is_unit else people.handler_of(session, who)) + mark + rest
    except NobodyCalled:
        raise PartyUnknown(unit) from None


def _is_written_as_unit(session: Session, word: str) -> bool:
    """Whether a word is what a unit is called, or the code of one."""
    return word.endswith(_UNIT_ENDS) or word.isdecimal() or word == session.store.committee_name


def _main(reader: Reader, value: str) -> bytes:
    """The order that another is merged into: one that is not itself gone."""
    one = references.find(reader, ORDER, value)
    row = reader.get(ORDER, one) or {}
    if row.get("status") in states.GONE:
        again = reader.get(ORDER, ids.from_text(str(row.get("duplicate_of") or "")) or b"") or {}
        raise MainIsGone(str(row.get("order_no") or ""), str(row["status"]), str(again.get("order_no") or ""))
    return one


def _is_person(session: Session, value: str) -> bool:
    """Whether a word means somebody who works here rather than a unit; a mistyped login means nobody, but no unit."""
    word = value.strip()
    return any(word in known for known in session.store.account_names().items()) or bool(_LOGIN.fullmatch(word))


def _org(session: Session, value: str) -> str:
    """A unit as it is kept: the committee itself by its code, any other as it is called."""
    word = value.strip()
    return session.store.committee_code if word == session.store.committee_name else word
