"""What was changed in two places as the page shows it: a card a record, a question each, its choices in words.

Everything stands behind the masks of lists. Its choices are `card_options.py`'s. What is settled, and notices that ask
nobody, are shown in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app import access, words
from app.records.naming import Names
from app.records.record_groups import may_be_typed
from app.records.record_names import called
from app.stores.session import Session
from app.syncing import conflict_others, conflict_sides, conflict_words, order_moves, questions
from app.syncing.card_options import Option, Options
from app.syncing.conflict_others import Other
from app.syncing.conflict_sides import Part, People, Wording, likeness
from ledger import catalog, clock, ids, masking
from storage.reading import Reader
from storage.syncing import conflicts
from storage.syncing.conflicts import Conflict

NOTICE_DAYS = 30
_MOST_NAMED = 3
_TYPED = frozenset(("manual", "duplicate", "suggested", "possible_duplicate", "dangling"))
_TURNED = frozenset(("newest", "feed_over"))
_SETTLED = frozenset(("auto_closed", "resolved"))
_OWN_PAGES = {"person": "person", "dwelling": "dwelling", "work_order": "order"}
_PAGES_OF_OTHERS = {
    "residence": ("person", "person_uid"),
    "person_tag": ("person", "person_uid"),
    "household": ("dwelling", "dwelling_uid"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about a record. `fields` may be typed instead of choosing; `alike` others have the same `like`.

    `answered` says how a settled one was settled, and by whom.
    """

    id: str
    kind: str
    group: str
    title: str
    sentence: str
    before: tuple[Part, ...]
    options: tuple[Option, ...]
    fields: tuple[str, ...]
    alike: int
    like: str
    when: str
    status: str
    answered: str = ""

    @property
    def is_masked(self) -> bool:
        """True where a mask covers something that is to be chosen from."""
        parts = [part for option in self.options for part in option.parts]
        texts = (*(option.title for option in self.options), *(part.text for part in parts))
        return any("*" in text or masking.HIDDEN in text for text in texts)

    @property
    def can_be_settled(self) -> bool:
        """True while it waits for a person, and of a notice that can still be decided the other way."""
        return bool(self.options) and (self.status == conflicts.OPEN or self._can_turn)

    @property
    def _can_turn(self) -> bool:
        return self.status == "auto_closed" and self.kind in _TURNED


@dataclass(frozen=True, slots=True)
class Card:
    """A record with everything that is asked about it; `page` and `page_record` are where it is looked at."""

    ledger: str
    record: str
    called: str
    what: str
    page: str
    page_record: str
    asked: tuple[Asked, ...]


@access.operation(access.OWN)
def open_cards(session: Session) -> list[Card]:
    """What waits for a person, by record, the oldest first."""
    with session.reader() as reader, reader.snapshot():
        return _Cards(session, reader).of(conflicts.open_ones(reader.connection))


@access.operation(access.OWN)
def notices(session: Session) -> list[Card]:
    """What was settled in the last days, by itself or by somebody, by record, the newest first."""
    since = clock.instant_text(clock.now() - timedelta(days=NOTICE_DAYS))
    with session.reader() as reader, reader.snapshot():
        late = (one for one in conflicts.every(reader.connection) if one.status in _SETTLED and _at(one) >= since)
        return _Cards(session, reader).of(list(late))


@access.operation(access.OWN)
def of_record(session: Session, record: str) -> int:
    """How many questions wait about a record: the badge of its page."""
    one = ids.from_text(record)
    with session.reader() as reader:
        return len(conflicts.of_records(reader.connection, [one])) if one else 0


def _at(conflict: Conflict) -> str:
    """When it was settled, or the later side written."""
    by = conflict.f.get("by")
    sides = [str((conflict.f.get(side) or {}).get("at") or "") for side in ("mine", "theirs")]
    return str(by[1]) if isinstance(by, list) and len(by) > 1 else max(sides)


class _Cards:
    """Makes cards, with what it needs for it."""

    def __init__(self, session: Session, reader: Reader) -> None:
        self._session, self._reader = session, reader
        self._people, self._names = People(session, reader), Names(reader)
        self._options = Options(session, reader, self._people, self._names)

    def of(self, found: Sequence[Conflict]) -> list[Card]:
        seen = [one for one in found if questions.is_seen(self._names, self._session.rights, one)]
        by_record: dict[tuple[str, bytes], list[Conflict]] = {}
        for one in seen:
            by_record.setdefault((one.type, one.record), []).append(one)
        for ledger in {ledger for ledger, _ in by_record}:
            self._names.load(ledger, (record for name, record in by_record if name == ledger))
        conflict_others.load(self._names, seen)
        alike: dict[tuple[str, ...], int] = {}
        for one in seen:
            alike[likeness(one)] = alike.get(likeness(one), 0) + 1
        return [self._card(ledger, record, held, alike) for (ledger, record), held in by_record.items()]

    def _card(self, ledger: str, record: bytes, held: Sequence[Conflict], alike: dict[tuple[str, ...], int]) -> Card:
        asked = tuple(self._asked(one, alike[likeness(one)] - 1) for one in held)
        name = called(self._names, ledger, record, clock.today()) or words.called(ledger)
        page, page_record = self._page(ledger, record)
        what = "、".join(dict.fromkeys(one.title for one in asked))
        return Card(ledger, ids.to_text(record), name, what, page, page_record, asked)

    def _page(self, ledger: str, record: bytes) -> tuple[str, str]:
        if ledger in _OWN_PAGES:
            is_live = self._reader.get(catalog.named(ledger), record) is not None
            return (_OWN_PAGES[ledger], ids.to_text(record)) if is_live else ("", "")
        page, field = _PAGES_OF_OTHERS.get(ledger, ("", ""))
        held = (self._names.row(ledger, record) or {}).get(field)
        return (page, ids.to_text(held)) if isinstance(held, bytes) else ("", "")

    def _asked(self, conflict: Conflict, alike: int) -> Asked:
        told = conflict_words.kind(conflict.kind)
        values = conflict_sides.values_of(conflict).contested()
        wording = Wording(self._names, catalog.named(conflict.type), conflict.record)
        is_settled = conflict.status in _SETTLED
        fields = tuple(values.mine)
        title = conflict_words.labels(conflict.type, fields) if conflict.group and fields else told.title
        return Asked(
            id=ids.to_text(conflict.id),
            kind=conflict.kind,
            group=conflict.group,
            title=title,
            sentence=self._sentence(conflict, told.happened),
            before=wording.parts(values.before),
            options=tuple(self._options.of(conflict, values, wording)),
            fields=() if is_settled else tuple(self._fields(conflict, fields)),
            alike=0 if is_settled else alike,
            like="/".join(likeness(conflict)),
            when=conflict_sides.day_and_time(_at(conflict)),
            status=conflict.status,
            answered=self._answered(conflict) if is_settled else "",
        )

    def _sentence(self, conflict: Conflict, happened: str) -> str:
        if conflict.kind == order_moves.KIND:
            return order_moves.sentence(conflict, self._people.name)
        return happened + self._more(conflict)

    def _fields(self, conflict: Conflict, names: Sequence[str]) -> Iterable[str]:
        """What may be typed in place of both sides: all that they differ in, or nothing of it."""
        if conflict.kind not in _TYPED or not conflict.group:
            return ()
        ledger = catalog.named(conflict.type)
        level = self._session.rights.level("edit", ledger.name) or ""
        is_open = all(may_be_typed(ledger.field(name)) and ledger.field(name).level <= level for name in names)
        return names if is_open else ()

    def _more(self, conflict: Conflict) -> str:
        """What else is known: why it was to be removed, and the other records that it speaks of."""
        reason = str((conflict.f.get("more") or {}).get("reason") or "")
        others = () if conflict.kind == "two_homes" else self._others(conflict)  # its homes are its choices
        named = "、".join(other.called for other in others[:_MOST_NAMED] if other.called)
        said = f"删除原因：{reason}。" if reason else ""
        if conflict.kind == "parent_delete" and others:
            what = f"下面有 {len(others)} 个{words.called(others[0].ledger)}"
            return f"{said}{what}：{named}{'等' if len(others) > _MOST_NAMED else ''}。" if named else f"{said}{what}。"
        if conflict.kind == "dangling" and named:
            return f"{said}被删除的是：{named}。"
        return f"{said}另一个是：{named}。" if named else said

    def _others(self, conflict: Conflict) -> tuple[Other, ...]:
        return conflict_others.others(self._names, self._session.rights, conflict)

    def _answered(self, conflict: Conflict) -> str:
        by, choice = conflict.f.get("by"), str(conflict.f.get("choice") or "")
        if isinstance(by, list) and by:
            if conflict.kind == order_moves.KIND:
                return f"{self._people.name(str(by[0]))}已经看过"
            return f"{self._people.name(str(by[0]))}处理了，{_CHOSEN.get(choice, '已定')}"
        return "" if conflict.status == "auto_closed" else "已处理，等待上报"


_CHOSEN = {"mine": "用后写的", "theirs": "用先写的", "value": "另写了内容", "keep": "都保留"}
