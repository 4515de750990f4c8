"""What another system's category words mean here, as people said when a sheet of orders asked; kept in the store."""

from __future__ import annotations

from collections.abc import Mapping

from app.importing.headings import plain
from app.importing.memory import RememberedMissing
from app.importing.plan import ImportPlan
from storage.store import Store

_KEY = "order_category_words"
_MOST = 2000  # words remembered; the oldest goes first


def load(store: Store) -> dict[str, str]:
    """Word without blanks -> what it means, the oldest first."""
    found = store.setting(_KEY)
    return found if isinstance(found, dict) else {}


def remember(store: Store, words: Mapping[str, str]) -> None:
    """Keep what people said."""
    if words:
        known = {word: meant for word, meant in load(store).items() if word not in words} | dict(words)
        store.set_setting(_KEY, dict(list(known.items())[-_MOST:]))


def forget(store: Store, word: str) -> None:
    """Forget one; raises RememberedMissing."""
    known = load(store)
    if word not in known:
        raise RememberedMissing(word, 0)
    del known[word]
    store.set_setting(_KEY, known)


def said_in(plan: ImportPlan) -> dict[str, str]:
    """The words of category columns that a person explained in this plan."""
    headings = {
        plain(column.heading)
        for sheet in plan.sheets
        for column in (sheet.mapping.columns if sheet.mapping else ())
        if column.target is not None and (column.target.ledger, column.target.field) == ("work_order", "category")
    }
    return {word: meant for (heading, word), meant in plan.options.values.items() if heading in headings}
