"""The check finds what is wrong, says where, and says nothing of values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import checking
from app.jobs import JobContext, Progress
from app.records import editing
from ledger import catalog
from ledger.errors import Cancelled
from storage.database import Connection
from tests.flows.small import HEAD, SMALL
from tests.office import Office, an_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as made:
        for ledger, *words in SMALL:
            editing.add(made.session, catalog.named(ledger), dict(word.split("=", 1) for word in words))
        editing.change(made.session, catalog.named("person"), HEAD, {"employer": "学校"})
        yield made


def _spoil(office: Office, sql: str) -> checking.Report:
    writer: Connection = office.session.store._writer
    writer.run(sql)
    return checking.check(office.session)


def test_a_whole_store_is_sound_and_counted(office: Office) -> None:
    report = checking.check(office.session)
    assert report.is_sound
    assert report.as_json()["ok"] is True
    assert (report.records["person"], report.records["unit"]) == (3, 0)


@pytest.mark.parametrize(
    ("sql", "part", "ledger", "field"),
    [
        ("UPDATE person SET occupation = '厨师' WHERE name = '闫英'", "view", "person", "occupation"),
        ("UPDATE person SET occupation = '厨师' WHERE name <> '闫英'", "audit", "", ""),
        ("UPDATE dwelling SET room_no = '303' WHERE room_no = '302'", "audit", "", ""),
        ("UPDATE person SET name_sort = ''", "columns", "person", "name_sort"),
        ("UPDATE dwelling SET full_address = '别处'", "columns", "dwelling", "full_address"),
        ("DELETE FROM building", "references", "dwelling", "building_uid"),
        ("UPDATE operation SET body = '{}' WHERE type = 'compound'", "audit", "", ""),
        ("DELETE FROM person_search", "search", "person", ""),
    ],
)
def test_each_sort_of_damage_is_found_in_its_part(office: Office, sql: str, part: str, ledger: str, field: str) -> None:
    report = _spoil(office, sql)
    assert not report.is_sound
    found = [(one.ledger, one.fields) for one in report.parts[part]]
    assert (ledger, (field,) if field else ()) in found
    told = json.dumps(report.as_json(), ensure_ascii=False)
    for value in ("厨师", "闫英", "凌兆", "303", "别处"):
        assert value not in told


def test_the_check_reports_progress_and_can_be_stopped(office: Office) -> None:
    heard: list[Progress] = []
    checking.check(office.session, JobContext(heard.append))
    assert heard[-1].done == heard[-1].total
    stopped = JobContext()
    stopped.cancel()
    with pytest.raises(Cancelled):
        checking.check(office.session, stopped)
