"""Cross tables say what a walk over every record says, and every number is that of the list behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app import access
from app.demo.fill import fill
from app.exports.exporting import FormatUnknown
from app.figures import cross_tables, dimensions
from app.figures.cross_tables import SMALL, CrossTable
from app.figures.statistics import Numbers, Question
from app.jobs import SILENT, JobContext
from app.printed import Bars, PrintedTable
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from ledger import catalog, clock, codes, ids
from ledger.errors import Cancelled
from tests.colleagues import add_colleague
from tests.office import Office, an_office

QUESTIONS = (
    Question("person", "age", "sex"),
    Question("person", "tag", "age"),
    Question("person", "building", "compound"),
    Question("person", "education", "tag", (("sex", "2"),)),
    Question("person", "compound", "population_type", (("age", "60"), ("tag", "A02"))),
    Question("dwelling", "occupancy", "compound"),
    Question("dwelling", "floor_area", "building", (("occupancy", "2"),)),
    Question("dwelling", "rental_use", "property_right"),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An invented committee with some of whom little is known, two of them in two homes."""
    with an_office(tmp_path_factory.mktemp("office")) as made:
        fill(made.session, people=400, seed=5, ctx=SILENT)
        person = catalog.named("person")
        people = made.rows("person")
        with made.session.store.write(user="wang", kind="edit") as write:
            changes: list[dict[str, object]] = [
                {"birth_date": "1966"},
                {"birth_date": "1966-11"},
                {"birth_date": None, "sex": None},
                {"alive": 0},
                {"moved_out": 1},
                {"education": None},
            ]
            for row, new in zip(people, changes, strict=False):
                before = {name: row[name] for name in new}
                write.patch(person, [(row["id"], before, new)])
        yield made


@pytest.fixture(scope="module")
def numbers(office: Office) -> Numbers:
    return Numbers(office.session)


def _listed(office: Office, table: CrossTable, row: int | None, column: int | None) -> int:
    selection = Selection(filters=table.filters(row, column))
    with access.for_release():  # a list by a tag of level 4 is for what leaves alone; its number is the same
        return browsing.page(office.session, catalog.named(table.ledger), selection, Order(limit=0)).total


def test_a_table_says_of_which_numbers_there_is_no_list(office: Office, numbers: Numbers) -> None:
    for question in (Question("person", "tag", "sex"), Question("person", "sex", "tag")):
        table = numbers.cross(question)
        seen = set()
        for row in (*range(len(table.rows)), None):
            for column in (*range(len(table.columns)), None):
                refusal, told = table.refusal(row, column), None
                try:
                    selection = Selection(filters=table.filters(row, column))
                    browsing.page(office.session, catalog.named("person"), selection, Order(limit=0))
                except access.Forbidden as error:
                    told = error
                assert (refusal is None) == (told is None)
                seen.add(refusal is None)
        assert seen == {True, False}
    narrowed = numbers.cross(Question("person", "age", "sex", (("tag", "A05"),)))
    assert narrowed.refusal(None, None) is not None


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: f"{one.rows}-{one.columns}-{len(one.narrowed)}")
def test_every_number_is_that_of_its_list(office: Office, numbers: Numbers, question: Question) -> None:
    table = numbers.cross(question)
    assert table.total > 0
    for row in (*range(len(table.rows)), None):
        for column in (*range(len(table.columns)), None):
            assert table.count(row, column) == _listed(office, table, row, column), table.filters(row, column)


def test_ages_and_sexes_are_those_of_a_walk_over_everybody(office: Office, numbers: Numbers) -> None:
    table = numbers.cross(Question("person", "age", "sex"))
    walked: Counter[tuple[str, str]] = Counter()
    for row in office.rows("person"):
        if row["alive"] != 0 and row["moved_out"] != 1:
            walked[_band(row["birth_date"], clock.today()), str(row["sex"] or "")] += 1
    shown = {
        (row.key, column.key): table.counts[at][beside]
        for at, row in enumerate(table.rows)
        for beside, column in enumerate(table.columns)
        if table.counts[at][beside]
    }
    assert shown == walked
    assert table.total == sum(walked.values()) == sum(table.row_totals) == sum(table.column_totals)


def _band(birth: object, on: date) -> str:
    if birth is None:
        return ""
    year, month, day = (int(part) for part in (str(birth) + "-01-01")[:10].split("-"))
    age = on.year - year - ((on.month, on.day) < (month, day))
    return next(start for start in ("90", "80", "70", "60", "35", "18", "6", "0") if age >= int(start))


def test_who_has_several_tags_counts_once_in_the_total(office: Office, numbers: Numbers) -> None:
    table = numbers.cross(Question("person", "tag", "sex"))
    alive = [row for row in office.rows("person") if row["alive"] != 0 and row["moved_out"] != 1]
    assert table.total == len(alive) == sum(table.column_totals)
    assert sum(table.row_totals) > table.total
    assert table.counts_several
    assert "合计只算一次" in table.notes[-1]


def test_categories_stand_in_the_order_of_their_tables(numbers: Numbers) -> None:
    table = numbers.cross(Question("dwelling", "occupancy", "compound"))
    order = list(codes.table("dwelling_occupancy").by_code)
    places = [order.index(row.key) for row in table.rows]
    assert places == sorted(places)
    ages = numbers.cross(Question("person", "age", "sex")).rows
    assert [row.label for row in ages] == [
        "0–5 岁",
        "6–17 岁",
        "18–34 岁",
        "35–59 岁",
        "60–69 岁",
        "70–79 岁",
        "80–89 岁",
        "90 岁以上",
        "年龄不详",
    ]


def test_shares_are_parts_of_row_column_and_all(numbers: Numbers) -> None:
    table = numbers.cross(Question("person", "age", "sex"))
    assert sum(table.share(3, at, "row") or 0 for at in range(len(table.columns))) == pytest.approx(1)
    assert sum(table.share(at, 0, "column") or 0 for at in range(len(table.rows))) == pytest.approx(1)
    assert table.share(None, None, "all") == 1
    assert table.share(0, 0, "") is None


def test_what_is_written_is_counted_the_next_time(office: Office) -> None:
    numbers = Numbers(office.session)
    question = Question("dwelling", "occupancy", "compound")
    before = numbers.cross(question)
    vacant = next(row for row in office.rows("dwelling") if row["occupancy"] == "4")
    editing.change(office.session, catalog.named("dwelling"), _id(vacant), {"occupancy": "装修中"})
    after = numbers.cross(question)
    assert [row.label for row in after.rows] == [*(row.label for row in before.rows), "装修中"]
    assert after.total == before.total


def _id(row: dict[str, object]) -> str:
    one = row["id"]
    assert isinstance(one, bytes)
    return ids.to_text(one)


def test_a_cancel_stops_the_counting(office: Office) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        Numbers(office.session).cross(QUESTIONS[0], context)


@pytest.mark.parametrize("ledger", dimensions.SUBJECTS)
def test_every_dimension_has_categories_that_can_be_listed(office: Office, numbers: Numbers, ledger: str) -> None:
    for dimension in dimensions.of_ledger(ledger):
        for category in numbers.categories(ledger, dimension.name):
            assert category.label
            asked = Selection(filters=category.filters)
            with access.for_release():
                browsing.page(office.session, catalog.named(ledger), asked, Order(limit=0))


def test_a_workbook_and_a_csv_file_hold_the_table(office: Office, numbers: Numbers, tmp_path: Path) -> None:
    table = numbers.cross(Question("person", "age", "sex"))
    cross_tables.export(office.session, table, tmp_path / "统计.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "统计.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == table.headings()
    shown = table.guarded()
    assert rows[1:] == list(shown.lines())
    assert any(SMALL in row for row in rows), "small numbers do not leave"
    cross_tables.export(office.session, table, tmp_path / "统计.csv")
    written = (tmp_path / "统计.csv").read_text("utf-8-sig").splitlines()
    assert written[-1].startswith('"合计",')
    assert written[-1].endswith(f",{table.total}")
    with office.session.reader() as reader:
        entries = reader.actions(kind="export")
    assert [entry.source for entry in entries[:2]] == ["统计.csv", "统计.xlsx"]
    with pytest.raises(FormatUnknown):
        cross_tables.export(office.session, table, tmp_path / "统计.doc")


def test_a_print_says_counts_and_shares(office: Office, numbers: Numbers) -> None:
    table = numbers.cross(Question("person", "age", "sex"))
    shown = cross_tables.as_print(office.session, table, "row")
    assert shown.title == "年龄段 × 性别"
    part, chart = shown.parts
    assert isinstance(chart, Bars)
    assert chart.series == tuple(one.label for one in table.columns)
    guarded = table.guarded()
    assert [bar.number for bar in chart.bars] == [guarded.text(at, None) for at in range(len(table.rows))]
    assert isinstance(part, PrintedTable)
    last = part.rows[-1]
    assert last[0] == "合计"
    assert last[-1] == f"{table.total:,} (100.0%)"


def test_who_may_not_see_level_three_gets_no_small_numbers(office: Office, numbers: Numbers) -> None:
    question = Question("person", "age", "sex")
    assert numbers.cross(question).hidden.small == frozenset(), "the head sees every number"
    add_colleague(office.session.store, "guan", name="关", roles=("viewer",))
    theirs = Session(office.session.store, "guan", office.session.settings)
    shown = Numbers(theirs).cross(question)
    assert shown.hidden.small
    assert shown == numbers.cross(question).guarded()
