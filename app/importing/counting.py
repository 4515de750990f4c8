"""How many live in a dwelling and belong to a household once a plan is applied: what a sheet's own count is held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

from app.importing.plan import ImportPlan
from app.records.deriving import holds, lives_there
from ledger import catalog
from storage.reading import Reader

_FIELDS = (
    "person_uid",
    "dwelling_uid",
    "household_uid",
    "relation",
    "is_actual_resident",
    "start_date",
    "end_date",
)


class Counts:
    """Counts people as lists do (`app.records.deriving`); nothing is read before somebody asks."""

    def __init__(self, reader: Reader, plan: ImportPlan, today: date) -> None:
        self._reader, self._plan, self._today = reader, plan, today

    def residents(self, dwelling: bytes) -> int:
        """People who live in the dwelling."""
        return len(self._found[0].get(dwelling, ()))

    def members(self, household: bytes) -> int:
        """People who belong to the household."""
        return len(self._found[1].get(household, ()))

    @cached_property
    def _found(self) -> tuple[dict[object, set[object]], dict[object, set[object]]]:
        living: dict[object, set[object]] = {}
        members: dict[object, set[object]] = {}
        for stay in self._stays():
            if lives_there(stay, self._today):
                living.setdefault(stay["dwelling_uid"], set()).add(stay["person_uid"])
            if stay.get("household_uid") is not None and holds(stay, self._today):
                members.setdefault(stay["household_uid"], set()).add(stay["person_uid"])
        return living, members

    def _stays(self) -> Iterator[Mapping[str, object]]:
        """Every residence as it will be: stored ones with the plan's changes, and the plan's new ones."""
        changed = {key: new for key, _, new in self._plan.patches.get("residence", ())}
        for key, *values in self._reader.scan(catalog.named("residence"), _FIELDS):
            yield dict(zip(_FIELDS, values, strict=True)) | changed.get(key, {})
        yield from (values for _, values in self._plan.creates.get("residence", ()))
