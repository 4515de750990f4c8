"""Names of records as a plan would leave them: those of the store, with what the plan makes and changes laid over."""

from __future__ import annotations

from collections.abc import Mapping

from typing_extensions import override

from app.records.naming import Names
from ledger import places
from storage.reading import Reader
from storage.rows import Row, id_or_none

Values = Mapping[str, object]


class PlannedNames(Names):
    """`created` and `patched` are a plan's, by ledger and id; a patch is (values seen, values wanted)."""

    def __init__(
        self,
        reader: Reader,
        created: Mapping[str, Mapping[bytes, Values]],
        patched: Mapping[str, Mapping[bytes, tuple[Values, Values]]],
    ) -> None:
        super().__init__(reader)
        self._created = created
        self._patched = patched

    @override
    def row(self, ledger: str, one: bytes | None) -> Row | None:
        if one is None:
            return None
        made = self._created.get(ledger, {}).get(one)
        if made is not None:
            return dict(made)
        row = super().row(ledger, one)
        patch = self._patched.get(ledger, {}).get(one)
        return row if row is None or patch is None else {**row, **patch[1]}

    @override
    def of(self, ledger: str, one: bytes | None) -> str:
        if ledger == "dwelling" and one is not None and one in self._created.get(ledger, {}):
            return self._new_dwelling(self._created[ledger][one])
        return super().of(ledger, one)

    def _new_dwelling(self, row: Values) -> str:
        """The address that a new dwelling will have; the store works it out when it is written."""
        building_id, unit_id = row.get("building_uid"), row.get("unit_uid")
        building = self.row("building", id_or_none(building_id)) or {}
        compound_id = building.get("compound_uid")
        compound = self.of("compound", compound_id) if isinstance(compound_id, bytes) else ""
        number = places.building_name(
            str(building.get("building_no") or ""), str(building.get("building_suffix") or "")
        )
        unit = self.row("unit", id_or_none(unit_id)) or {}
        return places.full_address(compound, number, str(unit.get("unit_no") or ""), str(row.get("room_no") or ""))
