"""Guide cards out of the topic ledger 服务指南: found by words, pinyin and kind, read as a card, as plain text.

The ledger is data: a card shows whatever fields the committee keeps in it, in their order. Only what is of level 1
stands on a card, since it is handed to anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app import access
from app.records.shown_columns import Json
from app.records.topic_values import facts_of
from app.stores.session import Session
from app.topics import defining, rows
from app.topics.defining import ROW, Kept
from ledger import codes, ids
from ledger.errors import AmbiguousRecord, RecordNotFound
from ledger.ordering import natural_key
from ledger.topics import Topic
from storage.rows import id_in
from storage.search import pinyin

CODE: Final = "service_guide"
SERVICE, KIND = "service", "kind"
_OPEN: Final = "L1"


@dataclass(frozen=True, slots=True)
class Guide:
    """One card: what it is about, of which kind, and what it says, by label; `long` are the labels of paragraphs.

    `category` is the code of the order that asks for it, `called` what that is called.
    """

    id: str
    service: str
    kind: str
    lines: tuple[tuple[str, str], ...]
    long: frozenset[str] = frozenset()
    category: str = ""
    called: str = ""
    where: str = ""

    def text(self) -> str:
        """The card as plain text, to be pasted into a message."""
        told = (f"{label}：{text}" for label, text in self.lines)
        return "\n".join((f"【{self.service}】", *told))

    def as_json(self) -> Json:
        """The stable object of `linongctl guide show --json`."""
        facts = [{"label": label, "text": text} for label, text in self.lines]
        return {
            "id": self.id,
            "service": self.service,
            "kind": self.kind,
            "facts": facts,
            "category": self.category or None,
        }


@dataclass(frozen=True, slots=True)
class Found:
    """Cards that answer to what was asked; `kinds` counts all those that hold the words, by kind.

    `kept` is None where nobody took the ledger over; `total` is how many cards there are at all.
    """

    kept: Kept | None
    guides: tuple[Guide, ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    total: int = 0


@access.operation("view", ledger="topic_merchant")
def ledger_of(session: Session) -> Kept | None:
    """The ledger of guides; None where nobody took it over."""
    try:
        return defining.find(session, CODE)
    except RecordNotFound:
        return None


@access.operation("view", ledger="topic_merchant")
def listing(session: Session, search: str = "", kind: str = "") -> Found:
    """The cards that hold every word, their names by pinyin too, of one kind or of all; by kind and name."""
    kept = ledger_of(session)
    if kept is None:
        return Found(None)
    every = _every(session, kept)
    wanted = search.casefold().split()
    held = [one for one in every if _holds(one, wanted)]
    counts = Counter(one.kind for one in held)
    kinds = tuple((name, counts[name]) for name in sorted(counts, key=lambda name: _place(kept.topic, name)))
    shown = tuple(one for one in held if not kind or one.kind == kind)
    return Found(kept, shown, kinds, len(every))


@access.operation("view", ledger="topic_merchant")
def find(session: Session, said: str) -> Guide:
    """One card by id or name; raises RecordNotFound, AmbiguousRecord."""
    kept = ledger_of(session)
    wanted = said.strip()
    found = [one for one in _every(session, kept) if wanted in (one.id, one.service)] if kept else []
    if len(found) > 1:
        raise AmbiguousRecord(ROW.name, len(found))
    if not found:
        raise RecordNotFound(ROW.name)
    return found[0]


def _every(session: Session, kept: Kept) -> list[Guide]:
    with session.reader() as reader, reader.snapshot():
        held = reader.children(ROW, "topic_uid", [ids.from_text(kept.id) or b""])
        shown = rows.shown_rows(session, reader, kept, held, whole=True)
    by_id = {ids.to_text(id_in(row)): facts_of(row) for row in held}
    found = [_guide(kept.topic, one.id, one.texts, by_id[one.id]) for one in shown]
    return sorted(found, key=lambda one: (_place(kept.topic, one.kind), natural_key(one.service)))


def _guide(topic: Topic, record: str, texts: Mapping[str, str], facts: Mapping[str, object]) -> Guide:
    asked = topic.category_field
    apart = {SERVICE, KIND, asked.name if asked else ""}
    told = [one for one in topic.live if one.name not in apart and one.level == _OPEN and texts.get(one.name)]
    category = str(facts.get(asked.name) or "") if asked else ""
    return Guide(
        record,
        texts.get(SERVICE, ""),
        texts.get(KIND, ""),
        tuple((one.label, texts[one.name]) for one in told),
        frozenset(one.label for one in told if one.kind == "long_text"),
        category,
        codes.table("work_order_category").label(category) if category else "",
        texts.get("where", ""),
    )


def _place(topic: Topic, kind: str) -> tuple[int, str]:
    """Where a kind stands among the choices of the ledger."""
    choices: Sequence[str] = next((one.choices for one in topic.live if one.name == KIND), ())
    return (choices.index(kind) if kind in choices else len(choices), kind)


def _holds(guide: Guide, wanted: Iterable[str]) -> bool:
    said = " ".join((guide.service, guide.kind, guide.called, guide.text())).casefold()
    spelt = [one for part in pinyin.spellings(guide.service) for one in part]
    return all(word in said or any(word in one for one in spelt) for word in wanted)
