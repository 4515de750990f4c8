"""Small numbers in a table: left out, and no reader of what is left can tell what one of them was."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.figures import small_cells
from app.figures.cross_tables import OTHER, SMALL, Category, CrossTable, bars_of
from app.figures.small_cells import LEAST, Hidden, Place


def _numbers(cells: list[list[int]]) -> dict[Place, int]:
    """A table with its totals, which add up."""
    found: dict[Place, int] = {}
    for row, counts in enumerate(cells):
        for column, count in enumerate(counts):
            found[row, column] = count
        found[row, None] = sum(counts)
    for column in range(len(cells[0])):
        found[None, column] = sum(counts[column] for counts in cells)
    found[None, None] = sum(sum(counts) for counts in cells)
    return found


def _told(numbers: dict[Place, int], left_out: Hidden) -> list[dict[Place, int]]:
    """Every table that a reader of what is shown could think of."""
    cells = [place for place in numbers if None not in place]
    ranges = [
        range(1, LEAST) if place in left_out.small
        else range(LEAST, max(numbers[place], LEAST) + 6) if place in left_out.others
        else (numbers[place],)
        for place in cells
    ]  # fmt: skip
    possible = []
    rows = max(row for row, _ in cells if row is not None) + 1
    columns = max(column for _, column in cells if column is not None) + 1
    for values in product(*ranges):
        whole = _numbers([list(values[row * columns : (row + 1) * columns]) for row in range(rows)])
        if all(_fits(numbers, left_out, place, count) for place, count in whole.items()):
            possible.append(whole)
    return possible


def _fits(numbers: dict[Place, int], left_out: Hidden, place: Place, count: int) -> bool:
    if place in left_out.small:
        return 0 < count < LEAST
    return count >= LEAST if place in left_out.others else count == numbers[place]


cells = st.one_of(st.integers(0, 12), st.sampled_from((1, 2, 3, 4)))


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (2, 3)])
@settings(max_examples=60)
@given(data=st.data())
def test_every_small_number_could_be_another_one(shape: tuple[int, int], data: st.DataObject) -> None:
    rows, columns = shape
    row = st.lists(cells, min_size=columns, max_size=columns)
    numbers = _numbers(data.draw(st.lists(row, min_size=rows, max_size=rows)))
    left_out = small_cells.hidden(numbers)
    assert left_out.small == {place for place, count in numbers.items() if 0 < count < LEAST}
    assert not left_out.small & left_out.others
    if left_out.small | left_out.others == set(numbers):
        return  # everything is left out: there is nothing to reckon with
    possible = _told(numbers, left_out)
    assert numbers in possible
    for place in left_out.small:
        assert len({table[place] for table in possible}) > 1, (numbers, left_out, place)


@settings(max_examples=30)
@given(st.lists(st.lists(cells, min_size=6, max_size=6), min_size=6, max_size=6))
def test_in_no_line_is_one_number_alone_left_out(numbers_of: list[list[int]]) -> None:
    numbers = _numbers(numbers_of)
    left_out = small_cells.hidden(numbers)
    gone = left_out.small | left_out.others
    for line in range(6):
        assert sum(row == line for row, _ in gone) != 1
        assert sum(column == line for _, column in gone) != 1


def test_a_table_without_small_numbers_stays_whole() -> None:
    assert small_cells.hidden(_numbers([[0, 5], [17, 6]])) == Hidden(frozenset(), frozenset())


def test_the_cheapest_numbers_go_with_a_small_one_and_totals_stay() -> None:
    numbers = _numbers([[3, 50, 60], [70, 8, 90], [40, 30, 20]])
    left_out = small_cells.hidden(numbers)
    assert left_out.small == {(0, 0)}
    assert len(left_out.others) == 3, "a way around takes four corners"
    assert not any(None in place for place in left_out.others)


def test_of_records_that_count_in_several_nothing_follows_by_subtracting() -> None:
    numbers: dict[Place, int] = {(0, 0): 2, (1, 0): 30, (None, 0): 31, (0, None): 2, (1, None): 30, (None, None): 31}
    left_out = small_cells.hidden(numbers)
    assert left_out.small == {(0, 0), (0, None)}
    assert left_out.others == frozenset(), "the column does not add up to its total"


def _table(rows: list[list[int]]) -> CrossTable:
    numbers = _numbers(rows)
    names = "甲乙丙丁"
    return CrossTable(
        ledger="person",
        unit="人",
        row_label="年龄段",
        column_label="性别",
        rows=tuple(Category(str(at), names[at], (f"age={at}",)) for at in range(len(rows))),
        columns=tuple(Category(str(at), names[at], (f"sex={at}",)) for at in range(len(rows[0]))),
        counts=tuple(map(tuple, rows)),
        row_totals=tuple(numbers[at, None] for at in range(len(rows))),
        column_totals=tuple(numbers[None, at] for at in range(len(rows[0]))),
        total=numbers[None, None],
        narrowed=(),
        day="2026-11-21",
        counts_several=False,
    )


def test_a_guarded_table_does_not_hold_what_it_does_not_tell() -> None:
    table = _table([[3, 50], [70, 80]])
    shown = table.guarded()
    assert [list(line) for line in shown.lines()] == [
        ["甲", SMALL, OTHER, 53],
        ["乙", OTHER, OTHER, 150],
        ["合计", 73, 130, 203],
    ]
    assert (shown.count(0, 0), shown.text(0, 0), shown.text(None, None)) == (0, "<5", "203")
    assert shown.share(0, 0, "row") is None
    assert shown.share(0, None, "all") == pytest.approx(53 / 203)
    assert "<5 是不到 5 的数，为防推算另隐去几格" in shown.notes
    assert "3" not in str([bar.parts for bar in bars_of(shown).bars])
    assert shown.guarded() is shown
    assert table.guarded().filters(0, 0) == table.filters(0, 0)


def test_where_all_is_small_nothing_is_told_and_it_is_no_empty_table() -> None:
    shown = _table([[1, 1]]).guarded()
    assert {value for line in shown.lines() for value in line[1:]} == {SMALL}
    assert shown.has_numbers
    assert "共 <5 人" in shown.notes
    assert [bar.number for bar in bars_of(shown).bars] == ["<5"]
    assert not _table([[0, 0]]).guarded().has_numbers
