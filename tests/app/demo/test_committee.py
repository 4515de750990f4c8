"""The invented committee keeps the rules that a real one is held to."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from datetime import date
from itertools import islice

import pytest

from app.demo.committee import Block, invent
from benchmarks import demo_workbooks
from ledger import catalog, check, id_number

DAY = date(2026, 11, 21)


def _all(people: int, seed: int) -> dict[str, list[tuple[bytes, dict[str, object]]]]:
    whole: dict[str, list[tuple[bytes, dict[str, object]]]] = {}
    for block in invent(people, seed, today=DAY):
        for ledger, records in block.records.items():
            whole.setdefault(ledger, []).extend(records)
    return whole


@pytest.mark.parametrize("people", [1, 2, 59, 300, 3001])
def test_there_are_exactly_as_many_people_as_wanted(people: int) -> None:
    assert sum(block.people for block in invent(people, 5, today=DAY)) == people


def test_every_record_passes_the_check_of_a_form() -> None:
    for block in islice(invent(6000, 3, today=DAY), 60):
        for name, records in block.records.items():
            for _, values in records:
                checked = check.check(catalog.named(name), values, DAY, complete=True)
                assert not checked.problems, (name, checked.problems)
                assert {key: value for key, value in checked.values.items() if value is not None} == values


def test_keys_stand_once_and_references_lead_to_records() -> None:
    whole = _all(4000, 11)
    for ledger in catalog.ALL:
        records = whole.get(ledger.name, [])
        for fields in ledger.natural_keys:
            keys = Counter(tuple(values.get(name) for name in fields) for _, values in records)
            assert not [key for key, count in keys.items() if count > 1], (ledger.name, fields)
        for item in ledger.references:
            targets = {one for one, _ in whole.get(item.target, ())}
            assert {values[item.name] for _, values in records if item.name in values} <= targets


def test_numbers_agree_with_sex_and_birth_date() -> None:
    for _, values in _all(1000, 2)["person"]:
        read = id_number.parse(str(values["id_no"]), today=DAY)
        assert isinstance(read, id_number.IdNumber)
        assert read.verified
        assert (read.sex, read.birth) == (values["sex"], values["birth_date"])


def test_the_committee_looks_like_one() -> None:
    whole = _all(5000, 1)
    people, homes = len(whole["person"]), len(whole["dwelling"])
    assert 1.6 < people / homes < 3.2
    occupied = Counter(str(values["occupancy"]) for _, values in whole["dwelling"])
    assert 0.05 < occupied["4"] / homes < 0.14
    assert 0.14 < occupied["2"] / homes < 0.28
    old = sum(str(values["birth_date"]) <= "1966-11-21" for _, values in whole["person"])
    assert 0.2 < old / people < 0.45
    tags = {str(values["tag"]) for _, values in whole["person_tag"]}
    assert {"A01", "A02", "A04", "B01", "B02", "C01", "C03"} <= tags
    assert any("end_date" in values for _, values in whole["residence"])
    assert len(whole["unit"]) > 1
    assert len(whole["topic_merchant"]) > 2


def _without_ids(blocks: list[Block]) -> list[list[dict[str, object]]]:
    return [
        [{name: value for name, value in values.items() if not isinstance(value, bytes)} for _, values in records]
        for block in blocks
        for records in block.records.values()
    ]


def test_one_seed_gives_one_committee() -> None:
    first, second, other = (list(invent(400, seed, today=DAY)) for seed in (7, 7, 8))
    assert _without_ids(first) == _without_ids(second)
    assert _without_ids(first) != _without_ids(other)


def test_the_demo_workbooks_in_resources_are_those_that_the_script_makes() -> None:
    for name, content in demo_workbooks.make().items():
        assert _parts((demo_workbooks.TARGET / name).read_bytes()) == _parts(content), name


def _parts(content: bytes) -> dict[str, bytes]:
    """What a workbook holds, however its parts are compressed."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return {"": content}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}
