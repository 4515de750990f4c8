"""Small real stores and invented records for the tests of storage and sync."""

from __future__ import annotations

from pathlib import Path

from ledger import catalog, ids
from storage.database import Connection
from storage.keys import Cost
from storage.store import Store

CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
PASSWORD = "Lilong-2026!"
COMPOUND, BUILDING, UNIT, DWELLING = (catalog.named(name) for name in ("compound", "building", "unit", "dwelling"))
HOUSEHOLD, PERSON, RESIDENCE, TAG = (catalog.named(name) for name in ("household", "person", "residence", "person_tag"))
Values = dict[str, object]


def new_store(folder: Path) -> Store:
    """An empty store with the account `admin`."""
    store, _ = Store.create(
        folder,
        committee_code="310115007012",
        committee_name="凌兆第一居委会",
        account="admin",
        account_name="管理员",
        password=PASSWORD,
        cost=CHEAP,
    )
    return store


def opened(folder: Path, password: str = PASSWORD, login: str = "admin") -> Store:
    """The store there, as the account `login`."""
    return Store.open(folder, account=login, password=password)


def a_person(**values: object) -> Values:
    return {"name": "王小明", "sex": "1", "birth_date": "1990-01-01", "population_type": "01", **values}


def add(store: Store, ledger_name: str, *rows: Values, kind: str = "add") -> list[bytes]:
    """Create records; answers their ids."""
    made = ids.new_ids(len(rows))
    with store.write(user="admin", kind=kind, source="录入") as write:
        write.create(catalog.named(ledger_name), list(zip(made, rows, strict=True)))
    return made


def a_home(store: Store, *, compound: str = "凌兆小区", building: str = "12", room: str = "302") -> dict[str, bytes]:
    """A compound, a building and a dwelling."""
    (c,) = add(store, "compound", {"name": compound, "address": "东明路300弄", "division_code": "310115"})
    (b,) = add(store, "building", {"compound_uid": c, "building_no": building})
    (d,) = add(store, "dwelling", {"building_uid": b, "room_no": room, "occupancy": "1"})
    return {"compound": c, "building": b, "dwelling": d}


def change(store: Store, ledger_name: str, record_id: bytes, seen: Values, new: Values, *, user: str = "admin") -> int:
    with store.write(user=user, kind="set", source="录入") as write:
        return write.patch(catalog.named(ledger_name), [(record_id, seen, new)])


def remove(store: Store, ledger_name: str, *record_ids: bytes, reason: str = "误录") -> None:
    with store.write(user="admin", kind="remove") as write:
        write.delete(catalog.named(ledger_name), record_ids, reason=reason)


def bring_back(store: Store, ledger_name: str, *record_ids: bytes) -> None:
    with store.write(user="admin", kind="restore") as write:
        write.restore(catalog.named(ledger_name), record_ids)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a store folder with its bytes, the lock apart."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "store.lock"
    }


def shape(connection: Connection) -> dict[str, object]:
    """Tables with their columns in any order, and all other statements as they stand."""
    found: dict[str, object] = {}
    for name, sql in connection.rows("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"):
        columns = connection.rows(f"SELECT name, type, \"notnull\", pk FROM pragma_table_info('{name}') ORDER BY name")  # noqa: S608
        found[str(name)] = columns or sql
    return found
