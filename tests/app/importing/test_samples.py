"""The sample workbooks, in their numbered order into one store, come out as expected.json says."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from app.excel.refusals import FileDamaged, FileEmpty, PasswordNeeded, PasswordWrong
from app.importing.mapping import NoColumnMatched
from app.importing.plan import ImportOptions
from tests.office import Office
from tests.samples import sample

GOOD = ("00", "01", "02", "03", "04", "05", "06", "07", "93")


@pytest.fixture
def expected() -> dict[str, dict[str, object]]:
    return json.loads((sample("00").parent / "expected.json").read_text(encoding="utf-8"))


def test_every_sample_comes_out_as_expected(office: Office, expected: dict[str, dict[str, object]]) -> None:
    for start in GOOD:
        path = sample(start)
        want = expected[path.name]
        got = office.take_file(path, ImportOptions(password="Abc123!@#" if start == "93" else None))
        new = got["new"]
        assert got["rows"] == want["data_rows"], path.name
        assert got["refused"] == want.get("refused_rows", 0), path.name
        assert got["doubtful"] == 0, path.name
        for key, ledger in (("new_people", "person"), ("new_dwellings", "dwelling"), ("new_compounds", "compound")):
            if key in want:
                assert new.get(ledger, 0) == want[key], (path.name, ledger)
        lost = [issue for issue in got["issues"] if issue["rule"] == "precision lost"]
        assert len(lost) == want.get("id_precision_lost", 0), path.name
        assert all(issue["field"] == "id_no" and issue["row_refused"] for issue in lost)
        others = [[issue["row"], issue["field"], issue["rule"]] for issue in got["issues"] if issue not in lost]
        assert others == want.get("bad_cells", []), path.name
    after = expected["after all"]
    assert {ledger: len(office.rows(ledger)) for ledger in after} == after


def test_the_first_sheet_knows_its_vacant_dwellings(office: Office, expected: dict[str, dict[str, object]]) -> None:
    office.take_file(sample("01"))
    occupied = {row["dwelling_uid"] for row in office.rows("residence")}
    vacant = [row for row in office.rows("dwelling") if row["id"] not in occupied]
    assert len(vacant) == expected["01_人房台账.xlsx"]["vacant_dwellings"]
    assert Counter(row["occupancy"] for row in vacant) == {"4": len(vacant)}
    assert not {row["dwelling_uid"] for row in office.rows("household")} - occupied


def test_a_second_import_of_every_sample_changes_nothing(office: Office) -> None:
    for start in GOOD:
        office.take_file(sample(start), ImportOptions(password="Abc123!@#"))
    for start in ("00", "01", "02", "03", "06", "07"):
        again = office.take_file(sample(start))
        assert again["new"] == {}, start
        assert again["doubtful"] == 0, start


@pytest.mark.parametrize(
    ("start", "password", "refusal"),
    [
        ("91", None, FileDamaged),
        ("92", None, FileEmpty),
        ("93", None, PasswordNeeded),
        ("93", "wrong", PasswordWrong),
        ("94", None, NoColumnMatched),
    ],
)
def test_bad_files_are_refused_and_change_nothing(
    office: Office, start: str, password: str | None, refusal: type[Exception]
) -> None:
    before = office.session.store.last_action()
    with pytest.raises(refusal):
        office.take_file(sample(start), ImportOptions(password=password))
    assert office.session.store.last_action() == before


def test_columns_mapped_by_hand_are_taken_and_remembered(office: Office) -> None:
    office.take(["小区", "楼栋", "室号"], ["凌兆小区一", "1", "101"])
    options = ImportOptions(headings={"甲": "person.name", "乙": "person.phone", "丙": "dwelling.room_no"})
    rows = (["甲", "乙", "丙"], ["张三", "13812345678", "1号101"])
    got = office.take(*rows, options=options)
    assert got["new"] == {"person": 1, "residence": 1}
    again = office.take(*rows)
    assert [column["how"] for column in again["columns"]] == ["remembered"] * 3
