"""The flat 人房 sheet: its columns follow from the catalog, and an import knows every one of them."""

from __future__ import annotations

from app.importing.headings import Heading
from app.importing.mapping import resolve
from ledger import catalog, flat
from ledger.flat import RECORD_HEADING, TAGS_HEADING


def test_place_comes_first_and_the_record_last() -> None:
    headings = [column.heading for column in flat.columns()]
    assert headings[:5] == ["小区", "楼栋", "单元", "室号", "姓名"]
    assert headings[-2:] == [TAGS_HEADING, RECORD_HEADING]


def test_no_two_columns_share_a_heading_or_a_field() -> None:
    columns = flat.columns()
    assert len({column.heading for column in columns}) == len(columns)
    assert len({(column.ledger, column.name) for column in columns}) == len(columns)


def test_every_field_that_people_fill_in_has_a_column() -> None:
    carried = {(column.ledger, column.name) for column in flat.columns()}
    for name in ("person", "residence", "dwelling", "household"):
        for item in catalog.named(name).fields:
            left_out = not item.is_stored or item.need == "system" or item.kind in flat._LEFT_OUT_KINDS
            assert ((name, item.name) in carried) != left_out, f"{name}.{item.name}"


def test_a_column_has_its_own_ledgers_definition() -> None:
    for column in flat.columns():
        if column.ledger:
            assert column.field is catalog.named(column.ledger).field(column.name)
        else:
            assert column.field is None


def test_an_import_reads_every_heading_as_the_column_that_was_written() -> None:
    headings = [Heading(at, column.heading) for at, column in enumerate(flat.columns())]
    mapping = resolve(headings, lambda _column, _target: 1.0)
    assert mapping.subject == "person"
    assert mapping.role == ""
    read = mapping.targets()
    for at, column in enumerate(flat.columns()[:-1]):
        assert (read[at].ledger, read[at].field) == (column.ledger, column.name), column.heading


def test_what_stands_there_by_choice_is_derived_and_no_usual_column() -> None:
    usual = {(column.ledger, column.name) for column in flat.columns()}
    headings = {column.heading for column in flat.columns()}
    chosen = flat.columns_by_choice()
    assert [(column.heading, column.name) for column in chosen] == [("房屋地址", "full_address")]
    for column in chosen:
        assert column.field is not None
        assert column.field.need == "derived"
        assert (column.ledger, column.name) not in usual
        assert column.heading not in headings
