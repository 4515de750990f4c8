"""Fills a plan with records to create and to change; knows nothing of what the ledgers mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.importing.facts import CLEAR
from app.importing.home_feed import ROW
from app.importing.plan import Hint, ImportPlan
from app.importing.settling import changes
from app.importing.stored_values import StoredValues
from ledger import catalog
from ledger.definition import Ledger
from storage.reading import Reader

_CLEARS = type(CLEAR)
SOURCE = "导入"
_FEW = 2000  # up to so many known records are fetched by id; for more, one scan of the ledger is quicker


class LedgerChanges:
    """The creates, patches and unchanged counts of one plan, and which records they touch."""

    def __init__(self, reader: Reader, plan: ImportPlan) -> None:
        self._reader = reader
        self._plan = plan
        self._leave_out = plan.options.leave_out
        self._left_out: set[bytes] = set()
        self.new: dict[str, set[bytes]] = {ledger.name: set() for ledger in catalog.EVERY}
        self.changed: dict[str, set[bytes]] = {ledger.name: set() for ledger in catalog.EVERY}

    @property
    def touch_something(self) -> bool:
        """True when the plan creates or changes any record."""
        return any(self.new.values()) or any(self.changed.values())

    def create(self, name: str, key: bytes, values: dict[str, object]) -> None:
        """A new record; a marker that wipes says nothing about one.

        New records are left out all together, so no other new one refers to one that is.
        """
        if "new" in self._leave_out:
            self._left_out.add(key)
            return
        if _CLEARS in map(type, values.values()):  # a third of the time of comparing the values
            values = {field: value for field, value in values.items() if value is not CLEAR}
        if catalog.named(name).has("source") and "source" not in values:  # an order's source is its own
            values["source"] = SOURCE
        self._plan.creates.setdefault(name, []).append((key, values))
        self.new[name].add(key)

    def compare(
        self, ledger: Ledger, said: Mapping[bytes, dict[str, object]], before: StoredValues | None = None
    ) -> None:
        """Patch the known records that the file changes and count the others as unchanged."""
        rows = self.before(ledger, said) if before is None else before
        unchanged = sum(1 for key, values in said.items() if not self.settle(ledger, key, values, rows))
        self.count_unchanged(ledger.name, unchanged)

    def settle(self, ledger: Ledger, key: bytes, said: dict[str, object], before: StoredValues) -> bool:
        """Patch one known record if the file changes it; False when it does not.

        A reference to a new record that is left out is not taken: records are created before they are referred to.
        """
        said.pop(ROW, None)
        if before.holds(key, said):
            return False
        if self._left_out:
            for item in ledger.references:
                if said.get(item.name) in self._left_out:
                    del said[item.name]
        old = before.row(key)
        new = changes(ledger, old, said)
        if not new or "changed" in self._leave_out:
            return False
        seen = {name: old.get(name) for name in new}
        self._plan.patches.setdefault(ledger.name, []).append((key, seen, new))
        self.changed[ledger.name].add(key)
        return True

    def count_unchanged(self, name: str, count: int) -> None:
        """Add records that the file speaks of without changing them."""
        self._plan.unchanged[name] = self._plan.unchanged.get(name, 0) + count

    def before(
        self, ledger: Ledger, said: Mapping[bytes, Mapping[str, object]], also: Iterable[str] = ()
    ) -> StoredValues:
        """The stored values of the named records, in the fields that the file speaks of and `also`."""
        spoken_of = set().union(*said.values(), also)
        names = sorted(name for name in spoken_of if not name.startswith("_"))
        if len(said) > _FEW:
            return StoredValues.of(names, self._reader.scan(ledger, names), said)
        found = self._reader.get_many(ledger, list(said))
        return StoredValues.of(names, ((key, *map(row.get, names)) for key, row in found.items()), said)

    def hint(self, where: object, name: str, rule: str) -> None:
        """Note an oddity at (sheet, row), as rows carry it beside values that are judged late."""
        sheet, row = where if isinstance(where, tuple) else ("", 0)
        self._plan.hints.append(Hint(sheet, row, name, rule))
