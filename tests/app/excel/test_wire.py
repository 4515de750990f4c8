"""What goes through the pipe comes out the same, except that blank text is nothing."""

from __future__ import annotations

import datetime
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.excel import refusals, wire
from app.excel.cells import FORMULA_EMPTY, Cell, CellFault
from app.excel.refusals import FileRefused, TooLarge

TEXTS = st.text(st.characters(exclude_categories=("Cs",))) | st.sampled_from(
    [
        '"',
        '""',
        ',""',
        '",""',
        "\\",
        '\\"',
        "",
        " ",
        "　",
        "\t\n",
        "\x1c",
        "\x85",
        "\xa0",
        "\u2003",
        "“引”",
        " 前",
        "[",
        ',"",',
    ]
)
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.integers(),
    st.floats(allow_nan=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.builds(CellFault, TEXTS),
    st.just(FORMULA_EMPTY),
)


def arriving(cell: Cell) -> Cell:
    return None if isinstance(cell, str) and not cell.strip() else cell


@given(st.lists(st.lists(CELLS)), st.integers(1, 2**31))
@example([['a,"', "", "b"], ["", ""], []], 1)
def test_rows_come_out_as_they_went_in(rows: list[list[Cell]], first_row: int) -> None:
    found_row, found = wire.decode_rows(wire.encode_rows(first_row, [list(row) for row in rows]))
    expected = [[arriving(cell) for cell in row] for row in rows]
    assert found_row == first_row
    assert found == expected
    assert [[type(cell) for cell in row] for row in found] == [[type(cell) for cell in row] for row in expected]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (datetime.timedelta(hours=8, minutes=30), datetime.time(8, 30)),
        (datetime.timedelta(hours=30), "30:00:00"),
        (datetime.timedelta(days=2, seconds=1), "48:00:01"),
        (datetime.timedelta(hours=-1), "-1:00:00"),
    ],
)
def test_a_duration_is_a_time_of_day_or_a_text(span: datetime.timedelta, expected: Cell) -> None:
    assert wire.decode_rows(wire.encode_rows(1, [[span]]))[1] == [[expected]]  # type: ignore[list-item]


def test_frames_follow_each_other() -> None:
    pipe = io.BytesIO()
    wire.send(pipe, wire.ROWS, 7, b"abc")
    wire.send(pipe, wire.END, 8)
    pipe.seek(0)
    assert [wire.receive(pipe), wire.receive(pipe), wire.receive(pipe)] == [(b"R", 7, b"abc"), (b"E", 8, b""), None]


@pytest.mark.parametrize("cut", [1, 8, 10])
def test_a_frame_that_breaks_off_is_noticed(cut: int) -> None:
    pipe = io.BytesIO()
    wire.send(pipe, wire.ROWS, 7, b"abc")
    with pytest.raises(wire.WireBroken):
        wire.receive(io.BytesIO(pipe.getvalue()[:cut]))


def test_a_frame_of_nonsense_size_is_not_waited_for() -> None:
    with pytest.raises(wire.WireBroken):
        wire.receive(io.BytesIO(b"\xff" * 100))


@pytest.mark.parametrize("kind", refusals.ALL)
def test_every_refusal_survives_the_pipe(kind: type[FileRefused]) -> None:
    sent = kind(reason="part", facts={"limit": 5})
    found = refusals.from_wire(wire.unpack(wire.pack(refusals.to_wire(sent))), "台账.xlsx")
    assert type(found) is kind
    assert (found.path_name, found.reason, found.facts, found.retry) == ("台账.xlsx", "part", {"limit": 5}, kind.retry)


def test_refusals_of_the_module_are_all_listed() -> None:
    assert set(FileRefused.__subclasses__()) == set(refusals.ALL)
    assert str(TooLarge(reason="memory")) == "too_large: memory"
