"""The flat 人房 sheet comes back all-unchanged: every field of every ledger in it, as xlsx and as csv."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.exports import exporting, sheet_columns
from app.exports.exporting import ExportRequest
from app.importing.plan import ImportOptions, ImportPlan
from app.importing.planning import plan
from app.records.filters import Selection
from ledger import catalog, codes, ids
from ledger.definition import Field
from tests.app.few_homes import Homes
from tests.office import Office, an_id, an_office

_TEXTS = {"id_no": "A1234567", "phone": "13800000002、021-60000001", "date": "2001-05", "month": "2026-11"}
_NAMED = {"owner_name": "=产权人", "division_code": "310115", "disability_cert_no": "", "hukou_division": "310115"}
_NOT_TYPED = ("ref", "json", "attachment", "instant", "account")


def _value(item: Field) -> object:
    """A value that every rule of the field takes, awkward where it may be."""
    if item.kind in ("code", "code_list"):
        code = codes.table(item.code_table).lines[-1].code
        return f'["{code}"]' if item.kind == "code_list" else code
    if item.kind == "choice":
        return item.choices[-1]
    if item.kind in ("bool", "integer", "decimal"):
        return {"bool": 1, "integer": int(item.minimum or 1), "decimal": 3.5}[item.kind]
    return _TEXTS.get(item.kind) or _NAMED.get(item.name) or ("-甲" if item.max_length > 1 else "甲")


def _full(ledger: str, **given: object) -> dict[str, object]:
    """A record with every field that a sheet can carry."""
    carried = {column.name for column in sheet_columns.default_columns("flat") if column.ledger == ledger}
    values = {
        item.name: _value(item)
        for item in catalog.named(ledger).fields
        if item.name in carried and item.kind not in _NOT_TYPED
    }
    return {**values, **given}


class FullHomes(Homes):
    """The homes with every field filled in, and one more whose people have no ID number."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        with office.session.store.write(user="wang", kind="edit") as self._write:
            add = self._add
            building = {"building_uid": "10号", "unit_uid": None}
            add("满", "dwelling", **_full("dwelling", room_no="888", occupancy="2", **building))
            card = {"id_type": "111", "id_no": an_id(7), "sex": "1", "birth_date": "1980-01-01"}
            life = {"alive": 1, "moved_out": 0, "age": None}
            add("全", "person", **_full("person", name="欧阳·满", foreign_given="A-B", **card, **life))
            add("全户", "household", **_full("household", dwelling_uid="满", head_person_uid="全", member_count=None))
            stay = {
                "person_uid": "全",
                "dwelling_uid": "满",
                "household_uid": "全户",
                "relation": "03",
                "kinship": "02",
            }
            held = {"end_date": None, "start_date": "1999", "hukou_match": "3", "is_actual_resident": 1}
            add("全住", "residence", **_full("residence", **stay, **held))
            for line in codes.table("key_group_tag").lines:
                if not line.code.startswith("F") and "class=auto" not in line.note:
                    add(f"签{line.code}", "person_tag", person_uid="全", tag=line.code, start_date="2020-01-01")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as opened:
        yield opened


def _back(office: Office, ending: str, columns: tuple[str, ...] = ()) -> tuple[int, ImportPlan]:
    request = ExportRequest(
        ledger="flat",
        out_path=office.folder / f"人房{ending}",
        columns=columns,
        selection=Selection(everyone=True),
        unmasked=True,
        is_lenient=True,
        reason="往返",
    )
    outcome = exporting.export(office.session, request)
    return outcome.rows, plan(office.session, request.out_path, ImportOptions())


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_an_exported_flat_sheet_comes_back_all_unchanged(office: Office, ending: str) -> None:
    FullHomes(office)
    rows, planned = _back(office, ending)
    answer = planned.as_json(None)
    assert answer["issues"] == []
    assert (answer["new"], answer["changed"]) == ({}, {})
    assert (answer["doubtful"], answer["refused"], answer["rows"]) == (0, 0, rows)


def test_a_sheet_with_every_column_there_may_be_comes_back_all_unchanged(office: Office) -> None:
    FullHomes(office)
    columns = tuple(sheet_columns.full_name(column) for column in sheet_columns.columns("flat"))
    assert "dwelling.full_address" in columns
    rows, planned = _back(office, ".xlsx", columns)
    answer = planned.as_json(None)
    assert (answer["issues"], answer["new"], answer["changed"]) == ([], {}, {})
    assert (answer["doubtful"], answer["refused"], answer["rows"]) == (0, 0, rows)
    assert {hint.rule for hint in planned.hints} <= {hint.rule for hint in _back(office, ".csv")[1].hints}


def test_every_column_of_the_sheet_held_something(office: Office) -> None:
    homes = FullHomes(office)
    with office.session.reader() as reader:
        for ledger in ("dwelling", "person", "household", "residence"):
            key = {"dwelling": "满", "person": "全", "household": "全户", "residence": "全住"}[ledger]
            row = reader.get(catalog.named(ledger), homes.id[key]) or {}
            empty = {
                column.name
                for column in sheet_columns.columns("flat")
                if column.ledger == ledger and row.get(column.name) is None
            }
            assert empty <= {"age", "member_count", "end_date", "disability_cert_no"}, ledger
    assert ids.to_text(homes.id["全"])


@pytest.mark.parametrize("name", ["flat", *(ledger.name for ledger in catalog.ALL)])
def test_an_empty_template_has_no_rows_and_no_heading_that_is_not_known(office: Office, name: str) -> None:
    path = office.folder / "模板.xlsx"
    exporting.write_template(name, path)
    answer = plan(office.session, path, ImportOptions()).as_json(None)
    assert answer["rows"] == 0
    columns = answer["columns"]
    assert isinstance(columns, list)
    unknown = {column["heading"] for column in columns if column["how"] not in ("exact", "alias", "normalised")}
    assert unknown <= {"户号"}, "户号 is the flat sheet's own word, and the import's question"
    expected = [column.heading for column in sheet_columns.template_columns(name)]
    assert [column["heading"] for column in columns] == expected
