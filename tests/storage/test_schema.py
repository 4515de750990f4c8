from __future__ import annotations

import tomllib
from pathlib import Path
from typing import get_args

from ledger import catalog
from ledger.definition import Kind
from storage import glance, journal, schema, search_text, upgrading, values
from storage.migrations import m0001_first
from storage.store import Store


def test_every_kind_of_field_has_a_column_type_and_a_spelling() -> None:
    kinds = set(get_args(Kind))
    assert set(schema.TYPES) == set(values.TO_JSON) == set(values.FROM_JSON) == kinds


def test_first_migration_makes_what_the_catalog_says() -> None:
    """While 0.1.0 is not released, a changed definition changes the frozen text with it; afterwards never."""
    assert schema.statements() == m0001_first.STATEMENTS


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
