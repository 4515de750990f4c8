"""The ledgers against their dump and against the data dictionary that they follow."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer import data_model
from ledger import catalog
from ledger.definition import Field

DICTIONARY = Path(__file__).resolve().parents[3] / "shared" / "domain" / "data_dictionary.csv"
NEEDS = {"Y": "required", "N": "optional", "calc": "derived", "sys": "system"}
TYPES = {
    "str": ("text",),
    "text": ("long_text",),
    "int": ("integer",),
    "decimal": ("decimal",),
    "date": ("date",),
    "datetime": ("instant",),
    "bool": ("bool",),
    "code": ("code",),
    "code list": ("code_list",),
    "enum": ("choice",),
    "phone": ("phone",),
    "idno": ("id_no",),
    "json": ("json",),
    "geojson": ("json",),
    "attachment": ("attachment",),
    "yyyy-mm": ("month",),
}

# What the catalog does otherwise, and why. A line that is no longer true fails the test.
OTHER_NAMES = {("common", "uid"): "id", ("common", "version"): "rv", ("common", "deleted"): "life"}
NOT_YET = {
    ("visit", "photos"): "attachments name what they belong to",
    ("activity", "photos"): "attachments name what they belong to",
    ("work_order", "attachments"): "attachments name what they belong to",
}
OTHER_NEEDS = {
    ("common", "org_code"): "the store's committee, the same in every row",
    ("common", "valid_from"): "the day of created_at",
    ("common", "created_by"): "a common column of the record model",
    ("common", "created_at"): "a common column of the record model",
    ("common", "updated_by"): "a common column of the record model",
    ("common", "updated_at"): "a common column of the record model",
    ("visit", "visit_no"): "follows from the record, so that two PCs never give one number twice",
    ("visit", "person_uids"): "worked out from the records of visit_person, a set that two PCs may fill at once",
    **{
        ("work_order", name): "said when the order is registered, and in its first event"
        for name in ("external_no", "source", "category", "received_at", "need_reply")
    },
    **{
        ("work_order", name): "follows from the order's events"
        for name in (
            "priority",
            "limit_rule",
            "status",
            "assignee_org",
            "assignee",
            "joint_orgs",
            "result",
            "result_kind",
            "replied_at",
            "satisfaction",
            "duplicate_of",
        )
    },
    ("activity", "activity_no"): "as visit_no",
    ("activity", "participants"): "worked out from the records of activity_person, a set that two PCs may fill at once",
    ("residence", "hukou_match"): "derived, and a sheet's statement wins; so nobody is asked for it",
}
OTHER_TYPES = {
    ("common", "created_by"): "a login name is an account's identity",
    ("common", "updated_by"): "a login name is an account's identity",
    ("compound", "property_company"): "there is no ledger of property companies yet: its name",
    ("person_tag", "responsible"): "an account or a person: the name",
    ("visit", "visitor"): "sheets name visitors who have no account: the names",
    ("visit", "person_uids"): "the names of those whom visit_person holds",
    ("activity", "review_by"): "a login name is an account's identity",
    ("activity", "host"): "whoever answers for it may have no account: the name",
    ("activity", "participants"): "the names of those whom activity_person holds",
    ("person_tag", "tag"): "one record per tag, so one code",
    ("work_order", "assignee_org"): "there is no ledger of units yet: the committee's code, or a name",
    ("work_order", "joint_orgs"): "as assignee_org; a joint party may be a person",
    ("work_order", "assignee"): "a login name is an account's identity",
    ("work_order", "duplicate_of"): "it follows from an event, which holds an id as text",
    ("topic_vehicle", "plate"): "a kind of its own",
    ("topic_merchant", "uscc"): "a kind of its own",
}
OTHER_LEVELS = {("person_tag", "tag"): "L3 or L4 by tag; no mask is named, so every tag is hidden"}
LEFT_OUT_HEADINGS = {
    ("person", "name", "户主姓名"): "only where a sheet lists heads: app.importing.mapping decides by the whole sheet",
    ("person", "population_type", "人员类型"): "the dictionary gives it to person_tag.tag too, where it is kept",
    ("person", "alive", "状态"): "says nothing of itself: status columns of every sort are called so",
}
ADDED_FIELDS = {
    ("building", "building_suffix"): "a building's key is its number, the suffix kept apart",
    ("activity", "spent"): "the dictionary has one sum: what was planned is kept beside what it came to",
    ("activity", "series"): "which activities are one series of meetings (R134)",
    ("work_order", "external_category"): "the path of words that a hotline's category is",
    ("work_order", "external_due_at"): "until when the hotline wants it; taken over when the order is accepted",
    **{
        ("work_order", name): "follows from the order's events; lists read clocks and counts from it"
        for name in (
            "module",
            "process_version",
            "process_category",
            "handlers",
            "checker",
            "awaiting",
            "asked",
            "closed_at",
            "started_at",
            "entered_at",
            "progressed_at",
            "paused_ms",
            "stopped_at",
            "contacted_at",
            "step_from",
            "step_due_at",
            "returns",
            "extensions",
            "fails",
            "reopened",
            "events",
            "heads",
        )
    },
}


def _rows() -> list[dict[str, str]]:
    if not DICTIONARY.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("the data dictionary is not beside the checkout")
        pytest.skip("the data dictionary is not here")
    with DICTIONARY.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _pairs() -> Iterator[tuple[dict[str, str], str, Field]]:
    """(dictionary row, ledger, our field) of every field of the ledgers, the common ones in each."""
    rows = _rows()
    for ledger in catalog.ALL:
        own = {row["field"] for row in rows if row["entity"] == ledger.name}
        for row in rows:
            if row["entity"] == "common" and row["field"] in own:
                continue
            if row["entity"] in (ledger.name, "common") and _key(row) not in {*OTHER_NAMES, *NOT_YET}:
                assert ledger.has(row["field"]), f"{ledger.name}.{row['field']} is missing"
                yield row, ledger.name, ledger.field(row["field"])


def _key(row: dict[str, str]) -> tuple[str, str]:
    return row["entity"], row["field"]


def test_the_dump_of_every_definition_is_current() -> None:
    assert data_model.DUMP.read_text(encoding="utf-8") == data_model.dump(), "python3 -m installer.data_model"


def test_the_dump_is_json_with_every_field() -> None:
    dumped = json.loads(data_model.dump())
    assert list(dumped) == [ledger.name for ledger in catalog.EVERY]
    for ledger in catalog.ALL:
        assert [item["name"] for item in dumped[ledger.name]["fields"]] == [item.name for item in ledger.fields]


def test_what_is_left_out_of_the_dictionary_is_in_it_and_not_in_the_catalog() -> None:
    named = {_key(row) for row in _rows()}
    assert set(NOT_YET) <= named
    assert not [field for entity, field in NOT_YET if catalog.named(entity).has(field)]


def test_every_field_of_the_dictionary_is_there_with_its_label() -> None:
    for row, ledger, item in _pairs():
        assert item.label == row["label_zh"], f"{ledger}.{item.name}"


def test_no_field_is_of_our_own_making_unless_listed() -> None:
    named = {_key(row) for row in _rows()}
    own = {
        (ledger.name, item.name)
        for ledger in catalog.ALL
        for item in ledger.fields
        if not {(ledger.name, item.name), ("common", item.name)} & named
    }
    assert own == set(ADDED_FIELDS)


def test_every_other_heading_is_an_alias_or_a_question() -> None:
    missing = set()
    for row, ledger, item in _pairs():
        for heading in filter(None, row["alt_headers"].split(",")):
            word = heading.removesuffix("(typo seen)").removesuffix("(head sheets)")
            bare = word.removesuffix("(ambiguous)")
            if bare not in item.asks and (bare != word or word not in item.aliases):
                missing.add((ledger, item.name, word))
    assert missing == set(LEFT_OUT_HEADINGS)


def test_level_and_mask_are_the_dictionarys() -> None:
    for row, ledger, item in _pairs():
        if _key(row) in OTHER_LEVELS:
            assert item.level in row["sensitivity"]
        else:
            assert f"{item.level} {item.mask}".strip() == row["sensitivity"], f"{ledger}.{item.name}"


def test_need_is_the_dictionarys() -> None:
    other = {_key(row) for row, _, item in _pairs() if item.need != NEEDS[row["required"]]}
    assert other == set(OTHER_NEEDS)


def test_kind_is_the_dictionarys() -> None:
    other = {_key(row) for row, _, item in _pairs() if item.kind not in _kinds(row["type"])}
    assert other == set(OTHER_TYPES)


def _kinds(written: str) -> tuple[str, ...]:
    if written.startswith("ref "):
        return ("ref",)
    return TYPES[written.partition("(")[0].partition("+")[0].strip()]


def test_code_tables_and_choices_are_the_dictionarys() -> None:
    for row, ledger, item in _pairs():
        where = f"{ledger}.{item.name}"
        if item.code_table:
            assert item.code_table in row["codes"].replace("/", " ").split(), where
        if item.choices:
            assert "/".join(item.choices) == row["codes"], where
        if item.kind == "ref":
            assert item.target == row["type"].removeprefix("ref ").replace(" ", "_"), where


def test_lengths_and_scales_are_the_dictionarys() -> None:
    for row, ledger, item in _pairs():
        where, sizes = f"{ledger}.{item.name}", row["type"].partition("(")[2].partition(")")[0]
        if item.kind in ("text", "long_text") and sizes and item.name not in _LONGER:
            assert item.max_length == int(sizes.split("..")[-1]), where
        if item.kind == "decimal":
            assert item.scale == int(sizes.split(",")[-1] or 7), where


# Fields whose type in the dictionary is a code of a standard that offices write in words.
_LONGER = {"native_place": "GB/T 2260 plus text", "nationality": "GB/T 2659", "hukou_division": "GB/T 2260"}
