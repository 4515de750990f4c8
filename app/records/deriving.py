"""Derived fields of the records on one page: age, addresses, counts, 人户一致, and why each came out as it did.

Whole pages are worked out at once with a few reads. The rules themselves are `ledger.derive`; a sheet's own statement
stands in the record and is joined here: a `wins` statement replaces the derived value, a `kept` one stands beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from app.records.naming import Names
from ledger import catalog, clock, codes, derive, ids, kinds, places, short_codes
from ledger.definition import Field, Ledger
from ledger.derive import Home
from ledger.orders.lights import Lights
from storage import order_processes
from storage.listing.matching import begun_by, not_ended_by
from storage.reading import Reader
from storage.rows import Row, id_in, text_in

Derived = dict[str, object]
_STAY = ("person_uid", "dwelling_uid", "relation", "is_actual_resident", "start_date", "end_date")
_RENTED = ("2", "7")  # codes of dwelling_occupancy: 出租, 群租


def lives_there(residence: Mapping[str, object], on: date) -> bool:
    """True when this residence says that the person lived in the dwelling on a day.

    An owner lives there only where the sheet says so (实际居住); who is merely registered (挂户) never does.
    """
    sort, actual = derive.relation_class(text_in(residence, "relation")), residence.get("is_actual_resident")
    lives = actual == 1 if sort == "owning" else sort == "living" and actual != 0
    return lives and holds(residence, on)


def holds(residence: Mapping[str, object], on: date) -> bool:
    """True when a dated relation had begun and not ended on a day, as lists of a day count it."""
    day = on.isoformat()
    return begun_by(residence.get("start_date"), day) and not_ended_by(residence.get("end_date"), day)


class Deriver:
    """Works out derived fields for pages of one store."""

    def __init__(self, reader: Reader, names: Names, on: date, committee_code: str) -> None:
        self._reader = reader
        self._names = names
        self._on = on
        self._committee_code = committee_code

    def of(self, ledger: Ledger, rows: Sequence[Row]) -> dict[bytes, Derived]:
        """Derived values by record id, without the statements of sheets."""
        local = [item.name for item in ledger.fields if item.local]
        found: dict[bytes, Derived] = {
            id_in(row): self._shared(row) | {name: row.get(name) for name in local} for row in rows
        }
        maker = {
            "person": self._people,
            "dwelling": self._dwellings,
            "building": self._buildings,
            "household": self._households,
            "residence": self._residences,
            "person_tag": self._tags,
            "visit": self._visits,
            "work_order": self._orders,
            "activity": self._activities,
        }.get(ledger.name)
        if maker and rows:
            for one, values in maker(rows):
                found[one].update(values)
        return found

    def residents(self, dwellings: Iterable[bytes]) -> dict[bytes, list[Row]]:
        """The residences of everybody who lived in these dwellings on the day, with what says so."""
        living: dict[bytes, list[Row]] = {one: [] for one in dwellings}
        for stay in self._stays("dwelling_uid", living):
            if lives_there(stay, self._on):
                living[id_in(stay, "dwelling_uid")].append(stay)
        return living

    def _stays(self, by: str, record_ids: Iterable[bytes]) -> Iterator[Row]:
        for stay in self._reader.brief(catalog.named("residence"), _STAY, by, record_ids):
            yield dict(zip(_STAY, stay, strict=True))

    def _shared(self, row: Row) -> Derived:
        created = text_in(row, "created_at")
        return {
            "org_code": self._committee_code,
            "valid_from": clock.local_text(created)[:10] if created else None,
            "created_by": row.get("created_by"),
            "created_at": row.get("created_at"),
            "updated_by": row.get("updated_by"),
            "updated_at": row.get("updated_at"),
        }

    def _people(self, rows: Sequence[Row]) -> Iterable[tuple[bytes, Derived]]:
        homes: dict[bytes, bytes] = {}
        for stay in self._stays("person_uid", [id_in(row) for row in rows]):
            if lives_there(stay, self._on):
                homes.setdefault(id_in(stay, "person_uid"), id_in(stay, "dwelling_uid"))
        dwelling = catalog.named("dwelling")
        addresses = dict(self._reader.brief(dwelling, ("id", "full_address"), "id", homes.values(), dead=True))
        for row in rows:
            one = id_in(row)
            address = addresses.get(homes.get(one)) or None
            yield one, {"age": derive.age(text_in(row, "birth_date"), self._on), "residence_address": address}

    def _dwellings(self, rows: Sequence[Row]) -> Iterable[tuple[bytes, Derived]]:
        living = self.residents(id_in(row) for row in rows)
        households: Counter[bytes] = Counter()
        for (one,) in self._reader.brief(catalog.named("household"), ("dwelling_uid",), "dwelling_uid", living):
            households[one] += 1
        for row in rows:
            one = id_in(row)
            people = {id_in(stay, "person_uid") for stay in living[one]}
            rented = None if row.get("occupancy") is None else int(row["occupancy"] in _RENTED)
            yield (
                one,
                {
                    "is_rented": rented,
                    "household_count": households[one],
                    "resident_count": len(people),
                },
            )

    def _buildings(self, rows: Sequence[Row]) -> Iterable[tuple[bytes, Derived]]:
        buildings = [id_in(row) for row in rows]
        inside = dict(self._reader.brief(catalog.named("dwelling"), ("id", "building_uid"), "building_uid", buildings))
        people: dict[bytes, set[bytes]] = {}
        for dwelling, stays in self.residents(inside).items():
            people.setdefault(inside[dwelling], set()).update(id_in(stay, "person_uid") for stay in stays)
        for row in rows:
            yield id_in(row), {"people_count": len(people.get(id_in(row), ()))}

    def _households(self, rows: Sequence[Row]) -> Iterable[tuple[bytes, Derived]]:
        members: dict[bytes, set[bytes]] = {}
        fields, households = ("household_uid", "person_uid", "start_date", "end_date"), [id_in(row) for row in rows]
        for found in self._reader.brief(catalog.named("residence"), fields, "household_uid", households):
            stay = dict(zip(fields, found, strict=True))
            if holds(stay, self._on):
                members.setdefault(id_in(stay, "household_uid"), set()).add(id_in(stay, "person_uid"))
        for row in rows:
            yield id_in(row), {"member_count": len(members.get(id_in(row), ()))}

    def _residences(self, rows: Sequence[Row]) -> Iterable[tuple[bytes, Derived]]:
        self._names.load("person", (id_in(row, "person_uid") for row in rows))
        self._names.load("dwelling", (id_in(row, "dwelling_uid") for row in rows))
        for row in rows:
            yield id_in(row), {"hukou_match": self._hukou_match(row)}

    def _tags(self, rows: Sequence[Row]) -> Iterable[tuple[bytes, Derived]]:
        made_to, visit = catalog.named("visit_person"), catalog.named("visit")
        people = [id_in(row, "person_uid") for row in rows]
        pairs = list(self._reader.brief(made_to, ("person_uid", "visit_uid"), "person_uid", people))
        found = self._reader.brief(visit, ("id", "visited_at", "result"), "id", (one for _, one in pairs))
        days = {one: clock.day_of(at).isoformat() for one, at, result in found if at and result in derive.MET}
        last: dict[bytes, str] = {}
        for person, one in pairs:
            last[person] = max(last.get(person, ""), days.get(one, ""))
        for row in rows:
            yield id_in(row), {"last_visit_on": last.get(id_in(row, "person_uid")) or None}

    def _visits(self, rows: Sequence[Row]) -> Iterable[tuple[bytes, Derived]]:
        made_to: dict[bytes, list[bytes]] = {id_in(row): [] for row in rows}
        fields = ("visit_uid", "person_uid")
        for one, person in self._reader.brief(catalog.named("visit_person"), fields, "visit_uid", made_to):
            made_to[one].append(person)
        self._names.load("person", (person for people in made_to.values() for person in people))
        for row in rows:
            one = id_in(row)
            called = filter(None, (self._names.of("person", person) for person in made_to[one]))
            number = derive.visit_number(one, clock.day_of(text_in(row, "created_at") or clock.now_text()))
            yield one, {"visit_no": number, "person_uids": kinds.LIST_MARK.join(called) or None}

    def _activities(self, rows: Sequence[Row]) -> Iterable[tuple[bytes, Derived]]:
        here: dict[bytes, list[tuple[bytes | None, str]]] = {id_in(row): [] for row in rows}
        fields = ("activity_uid", "person_uid", "name")
        for one, person, name in self._reader.brief(catalog.named("activity_person"), fields, "activity_uid", here):
            here[one].append((person, str(name or "")))
        self._names.load("person", (person for lines in here.values() for person, _ in lines))
        for row in rows:
            one = id_in(row)
            called = filter(None, (self._names.of("person", person) or name for person, name in here[one]))
            number = short_codes.number("HD", one, clock.day_of(text_in(row, "created_at") or clock.now_text()))
            yield one, {"activity_no": number, "participants": kinds.LIST_MARK.join(called) or None}

    def _orders(self, rows: Sequence[Row]) -> Iterable[tuple[bytes, Derived]]:
        """How orders stand in time now, and the number of the order that one was merged into."""
        lights = Lights(clock.now(), order_processes.book(self._reader.connection))
        mains = {
            id_in(row): ids.from_text(text_in(row, "duplicate_of") or "") for row in rows if row.get("duplicate_of")
        }
        numbers = dict(
            self._reader.brief(
                catalog.named("work_order"), ("id", "order_no"), "id", filter(None, mains.values()), dead=True
            )
        )
        for row in rows:
            one, reading = id_in(row), lights.read(row)
            values: Derived = {"duplicate_of": numbers.get(mains[one])} if one in mains else {}
            if reading is not None:
                values["overdue_light"] = None if reading.light is None else str(reading.light)
                values["idle_days"] = reading.idle_days
            yield one, values

    def _hukou_match(self, stay: Row) -> str:
        person = self._names.row("person", id_in(stay, "person_uid")) or {}
        dwelling = self._names.row("dwelling", id_in(stay, "dwelling_uid"))
        if dwelling is None:
            return derive.MATCH_UNKNOWN
        compound, where, building, unit, room = self._names.home(dwelling)
        home = Home(compound, places.lanes_of(where) if where else (), building, unit, room)
        return derive.hukou_match(
            text_in(person, "hukou_address"),
            text_in(person, "population_type"),
            home,
            lives_here=lives_there(stay, self._on),
        )


def joined(field: Field, derived: object, stated: object) -> object:
    """The value to show: a `wins` statement before the derived value, a `kept` one behind it."""
    if field.stated == "wins":
        return derived if stated is None else stated
    return stated if derived is None and field.stated else derived


def explained(field: Field, derived: object, stated: object) -> dict[str, object]:
    """How the shown value came about: what was derived, what a sheet or a person stated, and which one counts."""
    counts = "stated" if stated is not None and (field.stated == "wins" or derived is None) else "derived"
    shown: dict[str, object] = {"derived": derived, "stated": stated, "counts": counts}
    if field.kind == "code":
        table = codes.table(field.code_table)
        shown |= {f"{name}_label": table.label(str(shown[name])) for name in ("derived", "stated") if shown[name]}
    return shown
