"""A definition that contradicts itself is refused when it is built; a sound one answers questions about itself."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import catalog, codes
from ledger.catalog.shared_fields import SHARED_FIELDS
from ledger.definition import Field, Ledger
from ledger.errors import DefinitionBroken, UnknownLedger


def a_field(**options: Any) -> Field:
    return Field(**{"name": "one", "kind": "text", "label": "一项", **options})


def a_ledger(*fields: Field, **options: Any) -> Ledger:
    return Ledger(**{"name": "thing", "label": "东西", "fields": fields, "business_key": (), **options})


@pytest.mark.parametrize(
    ("field", "complaint"),
    [
        (a_field(name="One"), "not a field name"),
        (a_field(name="1st"), "not a field name"),
        (a_field(name="one\n"), "not a field name"),
        (a_field(name=""), "not a field name"),
        (a_field(label=""), "no label"),
        (a_field(kind="code"), "names its table"),
        (a_field(kind="code_list"), "names its table"),
        (a_field(code_table="sex"), "names its table"),
        (a_field(kind="choice"), "lists its choices"),
        (a_field(choices=("甲",)), "lists its choices"),
        (a_field(kind="ref"), "names its target"),
        (a_field(target="person"), "names its target"),
        (a_field(stated="wins"), "only a derived field"),
        (a_field(stated="kept", need="required"), "only a derived field"),
    ],
)
def test_a_field_that_contradicts_itself_is_refused(field: Field, complaint: str) -> None:
    with pytest.raises(DefinitionBroken, match=complaint):
        a_ledger(field)


def test_a_field_declared_twice_is_refused() -> None:
    with pytest.raises(DefinitionBroken, match="declared twice"):
        a_ledger(a_field(), a_field())


@pytest.mark.parametrize(
    "option",
    [
        {"business_key": ("two",)},
        {"natural_keys": (("one", "two"),)},
        {"shown_by": ("two",)},
        {"default_order": ("two",)},
    ],
)
def test_a_ledger_that_speaks_of_an_unknown_field_is_refused(option: dict[str, Any]) -> None:
    with pytest.raises(DefinitionBroken, match="unknown field two"):
        a_ledger(a_field(), **option)


def test_a_sound_ledger_answers_about_itself() -> None:
    ledger = a_ledger(
        a_field(name="place", kind="ref", target="dwelling"),
        a_field(name="number", group="document"),
        a_field(name="expiry", kind="date", group="document"),
        a_field(name="age", kind="integer", need="derived"),
        a_field(name="match", kind="code", code_table="hukou_match", need="derived", stated="wins"),
    )
    assert [item.name for item in ledger.stored] == ["place", "number", "expiry", "match"]
    assert ledger.groups == {"place": ("place",), "document": ("number", "expiry"), "match": ("match",)}
    assert [item.name for item in ledger.references] == ["place"]
    assert ledger.field("age").name == "age"
    assert ledger.has("age")
    assert not ledger.has("size")
    with pytest.raises(KeyError):
        ledger.field("size")


@pytest.mark.parametrize(
    ("level", "mask", "rule"),
    [
        ("L1", "", ""),
        ("L2", "name", ""),
        ("L3", "id18", "id18"),
        ("L3", "", "hide"),
        ("L4", "", "hide"),
        ("L4", "id18", "id18"),
    ],
)
def test_a_sensitive_field_without_a_mask_is_hidden(level: str, mask: str, rule: str) -> None:
    assert a_field(level=level, mask=mask).mask_rule == rule


def test_ledgers_are_found_by_name() -> None:
    assert all(catalog.named(ledger.name) is ledger for ledger in catalog.ALL)
    with pytest.raises(UnknownLedger, match="no ledger elephant"):
        catalog.named("elephant")


def test_parents_stand_before_children() -> None:
    # hukou_compound, leader_person and head_person point forward: a person is written before what names it as head.
    # An order names a device that stands already: no sheet and no act makes both.
    order = [ledger.name for ledger in catalog.ALL]
    late = {("building", "leader_person"), ("household", "head_person_uid"), ("work_order", "device_uid")}
    for ledger in catalog.ALL:
        for item in ledger.references:
            if (ledger.name, item.name) not in late:
                assert order.index(item.target) < order.index(ledger.name), f"{ledger.name}.{item.name}"


def test_every_reference_mask_and_group_is_known() -> None:
    names = {ledger.name for ledger in catalog.EVERY}
    masks = codes.table("mask_rule").by_code
    for ledger in catalog.ALL:
        for item in ledger.fields:
            where = f"{ledger.name}.{item.name}"
            assert item.kind != "ref" or item.target in names, where
            assert not item.mask or item.mask in masks, where
            assert item.group not in {other.name for other in ledger.fields} - {item.name}, where
            assert not item.inverted or item.kind == "bool", where
            assert not item.future or item.kind in ("date", "instant"), where
            assert not item.scale or item.kind == "decimal", where
            assert not item.max_length or item.kind in ("text", "long_text", "plate", "uscc"), where
            assert not item.sort or item.kind in ("text", "id_no", "date", "plate"), where


OTHER_MEANING = {"work_order": {"source"}}
"""Where the dictionary gives a shared name to a field of the ledger's own: 工单来源."""


def test_every_ledger_has_the_shared_fields() -> None:
    for ledger in catalog.ALL:
        other = {shared.name for shared in SHARED_FIELDS if ledger.field(shared.name) is not shared}
        assert other == OTHER_MEANING.get(ledger.name, set()), ledger.name


def test_fields_that_the_issue_binds_together_share_a_group() -> None:
    person = catalog.named("person").groups
    assert person["id_document"] == ("id_type", "id_no", "id_expiry")
    assert person["sex_birth"] == ("sex", "birth_date")
    assert person["hukou"] == (
        "hukou_category",
        "hukou_division",
        "hukou_address",
        "hukou_compound",
        "hukou_move_in",
    )
    assert {"building_uid", "unit_uid", "floor", "room_no"} == set(catalog.named("dwelling").groups["address"])


def test_a_stored_field_name_never_meets_a_column_of_the_record_model() -> None:
    from storage.schema import AFTER_FIELDS, BEFORE_FIELDS

    for ledger in catalog.ALL:
        assert not {item.name for item in ledger.stored} & {*BEFORE_FIELDS, *AFTER_FIELDS}
