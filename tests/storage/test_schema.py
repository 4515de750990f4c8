from __future__ import annotations

import tomllib
from pathlib import Path
from typing import get_args

from ledger import catalog
from ledger.definition import Kind
from storage import database, glance, journal, schema, upgrading, values
from storage.keys import DatabaseKey
from storage.migrations import m0001_first
from storage.search import search_text
from storage.store import Store
from tests.storage.stores import shape


def test_every_kind_of_field_has_a_column_type_and_a_spelling() -> None:
    kinds = set(get_args(Kind))
    assert set(schema.TYPES) == set(values.TO_JSON) == set(values.FROM_JSON) == kinds


def test_the_steps_make_what_a_new_store_has(tmp_path: Path) -> None:
    """While a version is not released, a changed definition changes the text of its step with it; afterwards never."""
    new, stepped = (database.create(tmp_path / name, DatabaseKey.generate()) for name in ("new.db", "stepped.db"))
    for statement in schema.statements():
        new.run(statement)
    for statement in (
        *m0001_first.STATEMENTS,
        *(line for step in sorted(upgrading.STEPS) for line in upgrading.STEPS[step]),
    ):
        stepped.run(statement)
    assert shape(stepped) == shape(new)
    new.close()
    stepped.close()


def test_steps_lead_to_this_version() -> None:
    assert max(upgrading.STEPS, default=1) == schema.VERSION


def test_every_reference_and_ordered_field_is_found_through_an_index() -> None:
    for ledger in catalog.ALL:
        indexed = "\n".join(schema.second_indexes(ledger).values())
        for item in ledger.references:
            assert f"({item.name}" in indexed, (ledger.name, item.name)
        for item in ledger.fields:
            if item.indexed:
                assert f"({schema.table(ledger).sorted_by[item.name]})" in indexed


def test_what_search_looks_at_is_read_at_a_glance(store: Store) -> None:
    with store.reader() as reader:
        for ledger in catalog.ALL:
            names = search_text.fields(ledger)
            if set(names) & set(glance.columns(ledger)):
                asked = f"SELECT {', '.join(names)} FROM {ledger.name}{glance.hint(ledger, names)}"  # noqa: S608 - catalog
                for which in ("", " AND nr IN (1, 2, 3)"):
                    plan = reader.connection.rows(f"EXPLAIN QUERY PLAN {asked} WHERE {schema.ALIVE}{which}")
                    assert f"USING COVERING INDEX {ledger.name}_glance" in str(plan)


def test_operations_name_the_version_of_the_program() -> None:
    project = tomllib.loads((Path(__file__).parent.parent.parent / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == journal.VERSION
