"""The imports of the past, with counts and records, and whether they stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.importing import undoing
from app.review import batches, import_steps
from tests.office import Office, an_id, an_office

HEAD = ["小区", "楼栋", "室号", "姓名", "证件号码"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as made:
        yield made


def test_each_import_tells_its_counts_and_whether_it_stands(office: Office) -> None:
    first = office.outcome(office.sheet(HEAD, ["凌兆小区一", "1", "101", "张三", an_id(1)]))
    path = office.sheet(HEAD, ["凌兆小区一", "1", "102", "李四", an_id(2)], ["凌兆小区一", "1", "103", "王五", "12"])
    second = office.outcome(path)
    undoing.undo(office.session, second.batch)
    newer, older = batches.batches(office.session)
    assert (newer.number, newer.stands, older.number, older.stands) == (
        int(second.batch),
        False,
        int(first.batch),
        True,
    )
    assert (newer.source, newer.rows, newer.counts["new"], newer.counts["refused"]) == (path.name, 2, 1, 1)
    assert newer.user == "王芳"
    assert batches.source_of(office.session, newer) is None
    import_steps.remember_file(office.session, path)
    assert batches.source_of(office.session, newer) == path


def test_the_records_of_an_import_are_called_by_name(office: Office) -> None:
    outcome = office.outcome(office.sheet(HEAD, ["凌兆小区一", "1", "101", "张三", an_id(1)]))
    found = batches.records(office.session, int(outcome.batch), 0, 100)
    assert {(one.label, one.name) for one in found} >= {("人", "张三"), ("房屋", "凌兆小区一1号101室")}
    assert all(one.is_new and one.stands for one in found)
    assert any(one.label == "居住关系" and one.name.startswith("张三 凌兆小区一1号101室") for one in found)
    assert batches.records(office.session, int(outcome.batch), 2, 1) == found[2:3]
