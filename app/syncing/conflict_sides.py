"""The two sides of something that was changed in two places, ready to show: who, when, where, and what they wrote.

Values stand behind the masks of lists; whether two masked values differ is told from what is behind them. A side is
"我" only where it was written on this PC by whoever looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import access
from app.records import visit_orders
from app.records.naming import Names
from app.records.showing import worded
from app.records.subjects import is_covered, subject_of
from app.records.topic_values import topic_of, worded_facts
from app.stores.session import Session
from ledger import catalog, clock, ids, masking, roles
from ledger.definition import Ledger
from ledger.outside_facts import SOURCES
from storage.accounts import Account
from storage.reading import Reader
from storage.rows import id_or_none
from storage.syncing import cloud_state
from storage.syncing.authors import Colleague
from storage.syncing.conflicts import Conflict
from storage.values import codec

FEED = "feed-"
_HERE, _ELSEWHERE = "这台电脑", "另一台电脑"
HIDDEN_DIFFERENCE = "（遮住的部分不同）"


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a side: its label and its value behind its mask, "" for none."""

    field: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Side:
    """Who wrote, in which post, when and on which PC; "" where it is not known."""

    who: str
    post: str
    when: str
    where: str
    is_me: bool = False

    @property
    def told(self) -> str:
        """In one line: 李敏（网格员）11月20日 16:20，另一台电脑."""
        post = f"（{self.post}）" if self.post else ""
        return "，".join(part for part in (f"{self.who}{post} {self.when}".strip(), self.where) if part)


class People:
    """Who is who: the accounts of this store and of the other PCs, this PC, whoever looks."""

    def __init__(self, session: Session, reader: Reader) -> None:
        people: dict[str, Account | Colleague] = {**session.store.colleagues()}
        self._accounts = people | {one.login: one for one in session.store.accounts()}
        self._login = session.login
        self._device = cloud_state.text(reader.connection, cloud_state.DEVICE)

    def side(self, told: Mapping[str, Any]) -> Side:
        """A side as the cloud tells it."""
        user, device, at = (str(told.get(name) or "") for name in ("user", "device", "at"))
        when = day_and_time(at)
        if device.startswith(FEED):
            return Side(SOURCES.get(device.removeprefix(FEED), "上级"), "", when, "")
        is_here = bool(device) and device == self._device
        is_me = is_here and user == self._login
        where = "" if not device else _HERE if is_here else _ELSEWHERE
        account = self._accounts.get(user)
        return Side("我" if is_me else self.name(user), _post(account), when, where, is_me)

    def name(self, login: str) -> str:
        """What the holder of an account is called; the login itself where this store does not know it."""
        account = self._accounts.get(login)
        return account.name if account else login or "有人"


def _post(account: Account | Colleague | None) -> str:
    if not isinstance(account, Account):
        return (account.post or "") if account else ""
    return account.post or next((roles.BY_CODE[code].label for code in account.roles if code in roles.BY_CODE), "")


def day_and_time(instant: str) -> str:
    """An instant as people say it: 今天 09:12, 11月20日 16:20, 2025年3月1日 08:00."""
    if not instant:
        return ""
    try:
        moment, today = clock.local(instant), clock.today()
    except ValueError:
        return ""
    if moment.date() == today:
        return f"今天 {moment:%H:%M}"
    year = "" if moment.year == today.year else f"{moment.year}年"
    return f"{year}{moment.month}月{moment.day}日 {moment:%H:%M}"


@dataclass(frozen=True, slots=True)
class Values:
    """Stored values by field: before, as the later one wrote them, as the other did."""

    before: Mapping[str, object]
    mine: Mapping[str, object]
    theirs: Mapping[str, object]

    def contested(self) -> Values:
        """Without the fields of a group in which both sides say the same."""
        same = {name for name in self.mine if name in self.theirs and self.mine[name] == self.theirs[name]}
        if same == set(self.mine):
            return self
        return Values(
            *({n: v for n, v in one.items() if n not in same} for one in (self.before, self.mine, self.theirs))
        )

    def of(self, side: str) -> Mapping[str, object]:
        """One side's, as the cloud calls it."""
        return self.mine if side == "mine" else self.theirs


def values_of(conflict: Conflict) -> Values:
    """What the sides of a question wrote, by field; empty where it is about the whole record.

    Of several fields, those that whoever is at work may not be told are left out; a question about such a field alone
    is not seen at all (`questions.is_seen`).
    """
    ledger = catalog.BY_NAME.get(conflict.type)
    if ledger is None:
        return Values({}, {}, {})
    told = conflict.f
    sides = (told.get("mine") or {}, told.get("theirs") or {})
    before, mine, theirs = told.get("before"), sides[0].get("value"), sides[1].get("value")
    if conflict.group:
        written = [codec(ledger).read({conflict.group: one}) for one in (before, mine, theirs)]
        return Values(*({n: v for n, v in one.items() if (ledger.name, n) not in _OF_THE_PROGRAM} for one in written))
    read = [codec(ledger).read(one) if isinstance(one, dict) else {} for one in (before, mine, theirs)]
    return Values(*({name: one[name] for name in one if not visit_orders.may_keep_back(ledger, name)} for one in read))


class Wording:
    """Puts values of one record's fields into words, behind masks; who reported a confidential order is hidden."""

    def __init__(self, names: Names, ledger: Ledger, record: bytes) -> None:
        self._names, self._ledger = names, ledger
        self._row: Mapping[str, object] = names.row(ledger.name, record) or {}
        self.subject = subject_of(names, ledger, self._row, clock.today())

    def parts(self, values: Mapping[str, object], others: Mapping[str, object] | None = None) -> tuple[Part, ...]:
        """Fields in words; a value that looks like the other side's and is not says so."""
        return tuple(self._part(name, values, others) for name in values)

    def _part(self, name: str, values: Mapping[str, object], others: Mapping[str, object] | None) -> Part:
        item = self._ledger.field(name)
        text = self.text(name, values[name])
        if text and others is not None and name in others and others[name] != values[name]:
            text += HIDDEN_DIFFERENCE if text == self.text(name, others[name]) else ""
        return Part(name, item.label, text)

    def text(self, name: str, value: object) -> str:
        """One field in words, "" for none."""
        if value is not None and access.is_kept_back(self._ledger, self._row, name):
            return masking.HIDDEN
        item = self._ledger.field(name)
        if value is not None and is_covered(self.subject, self._ledger, item):
            return masking.HIDDEN
        if (self._ledger.name, name) in _OF_TOPICS:
            return self._of_topic(name, value)
        said = worded(self._names, self._ledger, item, value, child=self.subject.is_child)
        return "" if said is None else str(said)

    def _of_topic(self, name: str, value: object) -> str:
        """What a topic ledger's row says, by its definition, or which fields a definition has."""
        if value is None:
            return ""
        if name == "fields":
            return "、".join(one.label for one in topic_of({"fields": value}).live)
        definition = self._names.row("topic_definition", id_or_none(self._row.get("topic_uid")))
        return worded_facts(topic_of(definition), str(value)) if definition else masking.HIDDEN


_OF_THE_PROGRAM = frozenset((("topic_row", "row_key"),))
"""Fields of a group that say nothing to people: they follow from the others."""
_OF_TOPICS = frozenset((("topic_row", "facts"), ("topic_definition", "fields")))
"""Values that are JSON and read by a definition."""


def target(conflict: Conflict, name: str) -> bytes:
    """The id of another record that a question speaks of (`more`); empty where it speaks of none."""
    more = conflict.f.get("more") or {}
    return ids.from_text(str(more.get(name, ""))) or b""


def likeness(conflict: Conflict) -> tuple[str, ...]:
    """What two questions have in common that one answer may settle: the kind, the field, and who wrote both sides."""
    sides = (conflict.f.get(side) or {} for side in ("mine", "theirs"))
    authors = (f"{one.get('user')}@{one.get('device')}" for one in sides)
    return conflict.kind, conflict.type, conflict.group, *authors
