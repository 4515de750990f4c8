"""Major problems: told to the head until read, in the story and first on the list of what is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import open_problems, today
from app.orders import major, showing
from app.printed import PrintedTable
from app.release import prints
from app.today import orders
from ledger.orders.refusals import RecordMissing, WrongState
from tests.app.orders.crew import DUTY, GRID, HEAD, Crew


def _told(crew: Crew, who: str) -> list[str]:
    groups = [one for one in today.at_once(crew.at[who]) if one.kind == orders.MAJOR]
    return [line.record for group in groups for line in group.lines]


def test_the_head_is_told_at_once_until_it_was_read_and_again_when_it_is_marked_again(crew: Crew) -> None:
    order = crew.register(GRID)
    assert _told(crew, HEAD) == []
    major.mark(crew.at[GRID], order, "停水三天")
    assert _told(crew, HEAD) == [order]
    assert (_told(crew, GRID), _told(crew, DUTY)) == ([], [])
    major.note_read(crew.head, order)
    assert _told(crew, HEAD) == []
    major.mark(crew.at[GRID], order, "已通水", is_major=False)
    major.mark(crew.at[GRID], order, "又停水")
    assert _told(crew, HEAD) == [order]


def test_whoever_marks_it_is_not_told_and_an_ended_order_no_more(crew: Crew) -> None:
    own, ended = crew.register(GRID), crew.register(GRID)
    major.mark(crew.head, own, "停水三天")
    major.mark(crew.at[GRID], ended, "停水三天")
    crew.move(HEAD, ended, "reject", opinion="不归居委", reply="请打物业电话")
    assert _told(crew, HEAD) == []
    with pytest.raises(WrongState):
        major.mark(crew.at[GRID], ended, "再标")


def test_the_event_says_it_and_who_is_to_hear(crew: Crew) -> None:
    order = crew.register(GRID)
    with pytest.raises(RecordMissing):
        major.mark(crew.at[GRID], order, "")
    assert not crew.row(order)["is_major"]
    assert major.mark(crew.at[GRID], order, "停水三天")
    assert major.mark(crew.at[GRID], order, "停水三天") == ""
    story = showing.dossier(crew.head, order).story
    assert (story[0].title, "停水三天" in story[0].lines) == ("标为重大问题", True)
    assert any("居委书记/主任" in line for line in story[0].lines)
    assert len(story) == 2
    assert crew.faults() == []


def test_the_list_of_the_week_has_major_problems_first_and_what_hinders_each(crew: Crew, tmp_path: Path) -> None:
    first, second, ended = crew.register(GRID), crew.register(GRID), crew.register(GRID)
    crew.move(HEAD, ended, "reject", opinion="不归居委", reply="请打物业电话")
    major.mark(crew.at[GRID], second, "停水三天")
    crew.move(DUTY, second, "accept")
    crew.move(DUTY, second, "dispatch", to_person=GRID, opinion="请办")
    made = open_problems.weekly(crew.head)
    [table] = made.parts
    assert isinstance(table, PrintedTable)
    assert [row[1] for row in table.rows] == [crew.row(second)["order_no"], crew.row(first)["order_no"]]
    assert table.rows[0][2].startswith("【重大】")
    assert [row[-1] for row in table.rows] == ["派了单，还没有接", "还没有受理"]
    assert "未办结 2 件，重大问题 1 件" in made.notes
    path = tmp_path / "清单.txt"
    stamp = prints.save_text(crew.head, made, path)
    assert stamp.line in path.read_text(encoding="utf-8")
