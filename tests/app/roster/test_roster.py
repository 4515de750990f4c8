"""Who of a building needs which help, what paper says of it, and the muster: by whom, again, on the newest word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import access, checking
from app.access import Forbidden
from app.exports import clearance
from app.exports.printed_lists import PrintNeedsApproval
from app.messages import window_message_for
from app.printed import PrintedTable
from app.release import approvals, prints, purposes, register
from app.release.approvals import ApprovalDecided
from app.release.purposes import Purpose, PurposeNeeded
from app.roster import helping, muster, on_paper
from app.roster.helping import Situation
from app.roster.muster import MusterOver
from app.roster.roster import roster
from app.stores.session import Session
from app.stores.settings import Settings
from app.undo.undoing import Undoing
from ledger import catalog, clock, codes, ids
from ledger.errors import FieldsRefused, RecordNotFound
from tests.app.few_homes import CHILD, WANG, Homes
from tests.colleagues import LI, LI_PASSWORD, add_colleague

HOUSE = "银杏新村2号"


class Later:
    """Some minutes after noon."""

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 4, 7, tzinfo=UTC)


def _tagged(homes: Homes, tag: str, person: str = "孩") -> None:
    with homes.office.session.store.write(user="wang", kind="edit") as write:
        values = {"person_uid": homes.id[person], "tag": tag, "start_date": "2020-01-01"}
        write.create(catalog.named("person_tag"), [(ids.new_id(), values)])


def test_the_roster_tells_who_needs_help_room_by_room(homes: Homes) -> None:
    found = roster(homes.office.session, HOUSE)
    assert [(one.place, one.name, one.help.labels) for one in found.residents] == [
        ("1单元102室", "王小明", ("抬送", "上门叫人")),
        ("1单元102室", "王*宝", ()),
    ]
    [wang] = found.in_need
    assert (wang.tags, wang.phone) == (("独居老人", "失能老人"), "138****0001、021-******00")
    assert found.counts == (("抬送", 1), ("上门叫人", 1))
    assert found.name == HOUSE


@pytest.mark.parametrize(
    ("tags", "age", "alone", "labels"),
    [
        ((), 79, False, ()),
        ((), 80, False, ("搀扶",)),
        ((), 61, True, ("上门叫人",)),
        ((), 59, True, ()),
        ((), 3, False, ("带好孩子",)),
        (("A03", "B01"), None, False, ("抬送", "搀扶")),
        (("E01",), 30, False, ("搀扶",)),
        (("B09",), 50, False, ("专人看护",)),
        (("D03", "B11", "C01"), 50, False, ()),
    ],
)
def test_help_follows_from_tags_age_and_living_alone(
    tags: tuple[str, ...], age: int | None, alone: bool, labels: tuple[str, ...]
) -> None:
    assert helping.help_for(Situation(frozenset(tags), age, alone)).labels == labels


def test_every_tag_of_the_table_of_help_is_a_tag_and_none_of_people_who_are_managed() -> None:
    known = codes.table("key_group_tag").by_code
    named = set(helping._help_by_tag())
    assert named <= set(known)
    assert not [tag for tag in named if "class=managed" in known[tag].note]


def test_a_hidden_tag_counts_for_who_may_look_behind_it_and_paper_does_not_say_what_it_is(homes: Homes) -> None:
    session = homes.office.session
    _tagged(homes, "B09")
    child = next(one for one in roster(session, HOUSE).residents if one.person == ids.to_text(homes.id["孩"]))
    assert (child.help.labels, child.help.labels_on_paper, child.tags) == (("专人看护",), (), ())
    add_colleague(session.store, roles=("grid",))
    grid = Session(session.store, LI, Settings(session.store.folder))
    assert len(roster(grid, HOUSE).in_need) == 1, "they may look up to level 3"
    [table] = on_paper.printout_of(session, [HOUSE]).parts
    assert isinstance(table, PrintedTable)
    assert [row[3] for row in table.rows] == ["抬送、上门叫人", "需要帮助"]


def test_paper_shows_masks_and_no_tags_and_asks_for_a_purpose(homes: Homes, tmp_path: Path) -> None:
    session = homes.office.session
    made = on_paper.printout_of(session, [HOUSE])
    [table] = made.parts
    assert isinstance(table, PrintedTable)
    printed = "".join(cell for row in table.rows for cell in row)
    assert "138****0001" in printed
    assert not [word for word in ("失能", "独居", "13800000001") if word in printed]
    assert (made.level, made.approved) == ("L3", "")
    with pytest.raises(PurposeNeeded):
        prints.save_pdf(session, made, tmp_path / "名册.pdf", str.encode)
    prints.save_pdf(session, replace(made, purpose="06", basis="03"), tmp_path / "名册.pdf", str.encode)
    assert (tmp_path / "名册.pdf").exists()


def test_a_long_roster_goes_by_a_second_person(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clearance, "MOST_ALONE", 0)
    session = homes.office.session
    assert on_paper.printout_of(session, [HOUSE]).approved, "nobody else is there: it lets itself go, and says so"
    add_colleague(session.store, roles=("worker",))
    with pytest.raises(PrintNeedsApproval):
        on_paper.printout_of(session, [HOUSE])


def test_the_emergency_print_rings_people_and_is_entered_as_unmasked(homes: Homes, tmp_path: Path) -> None:
    session = homes.office.session
    made = on_paper.printout_of(session, [HOUSE], is_open=True)
    printed = prints.text_of(made)
    assert "13800000001" in printed
    assert "*" not in printed
    assert not [word for word in ("失能", "独居") if word in printed], "the help and no tag"
    assert made.purpose == purposes.EMERGENCY
    for wrong in (replace(made, basis=""), replace(made, purpose="03", basis="01")):
        with pytest.raises(PurposeNeeded):
            prints.save_text(session, wrong, tmp_path / "名册.txt")
    stamp = prints.save_text(session, replace(made, basis="01"), tmp_path / "名册.txt")
    entered = register.find(session, str(stamp.number))
    assert (entered.is_unmasked, entered.level) == (True, made.level)


def test_several_houses_and_a_compound_are_one_paper_house_by_house(homes: Homes) -> None:
    session = homes.office.session
    made = on_paper.printout_of(session, [HOUSE, "银杏新村10号", HOUSE])
    assert [part.heading.partition("　")[0] for part in made.parts if isinstance(part, PrintedTable)] == [
        "银杏新村2号",
        "银杏新村10号",
    ]
    assert on_paper.printout_of(session, ["银杏新村"]).parts == made.parts
    assert "【银杏新村10号" in prints.text_of(made)
    with pytest.raises(RecordNotFound) as missing:
        on_paper.printout_of(session, [HOUSE, "没有的地方"])
    assert missing.value.ledger == "building"


def test_an_approval_lets_this_roster_go_once(homes: Homes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clearance, "MOST_ALONE", 0)
    session, emergency = homes.office.session, Purpose(purposes.EMERGENCY, "01")
    add_colleague(session.store, roles=("head",))
    with pytest.raises(PrintNeedsApproval) as refused:
        on_paper.printout_of(session, [HOUSE], is_open=True)
    assert "申请" in window_message_for(refused.value)
    with pytest.raises(PurposeNeeded):
        on_paper.ask(session, [HOUSE], Purpose("03", "01"), is_open=True)
    asked = on_paper.ask(session, [HOUSE], emergency, is_open=True, reason="台风停电")
    assert (asked.facts["unmasked"], asked.facts["filter"]) == (True, ["银杏新村2号"])
    approvals.approve(session, asked.id, LI, LI_PASSWORD)
    with pytest.raises(PrintNeedsApproval):
        on_paper.printout_of(session, ["银杏新村"], is_open=True)
    with pytest.raises(PrintNeedsApproval):
        on_paper.printout_of(session, [HOUSE])
    made = replace(on_paper.printout_of(session, [HOUSE], is_open=True), basis="01")
    stamp = prints.save_text(session, made, tmp_path / "名册.txt")
    entered = register.find(session, str(stamp.number))
    assert (entered.approved, entered.approver) == ("second", "李敏")
    with pytest.raises(ApprovalDecided):
        prints.save_text(session, made, tmp_path / "又一份.txt")
    assert not (tmp_path / "又一份.txt").exists()
    with pytest.raises(PrintNeedsApproval):
        on_paper.printout_of(session, [HOUSE], is_open=True)


def test_whoever_may_not_print_this_level_gets_the_masks_alone(homes: Homes) -> None:
    store = homes.office.session.store
    add_colleague(store, roles=("viewer",))
    theirs = Session(store, LI, Settings(store.folder))
    assert on_paper.printout_of(theirs, [HOUSE]).rows
    with pytest.raises(Forbidden):
        on_paper.printout_of(theirs, [HOUSE], is_open=True)


def test_whoever_is_told_of_no_tags_gets_no_roster(homes: Homes) -> None:
    store = homes.office.session.store
    add_colleague(store, roles=("entrusted",))
    with pytest.raises(Forbidden):
        roster(Session(store, LI, Settings(store.folder)), HOUSE)
    with pytest.raises(RecordNotFound):
        roster(homes.office.session, "银杏新村9号")


def test_a_muster_counts_everybody_by_the_newest_word(homes: Homes) -> None:
    session, undoing = homes.office.session, Undoing(homes.office.session)
    assert muster.going_on(session, HOUSE) is None
    with pytest.raises(MusterOver):
        muster.account_for(session, HOUSE, [WANG], "安全")
    with pytest.raises(FieldsRefused):
        muster.begin(session, HOUSE, " ")
    begun = muster.begin(session, HOUSE, "3楼冒烟")
    assert muster.begin(session, HOUSE, "又有人报警") == begun, "one muster at a time"
    muster.account_for(session, HOUSE, [WANG, CHILD], "没找到")
    with clock.use(Later()):
        muster.account_for(session, HOUSE, [CHILD], "安全")
    found = muster.going_on(session, HOUSE)
    assert found is not None
    assert found.counts == {"未清点": 0, "没找到": 1, "不在": 0, "安全": 1}
    word = found.word(ids.to_text(homes.id["孩"]))
    assert (word.outcome, word.when, word.by) == ("安全", "2026-11-21 12:07", "王芳")
    undoing.undo()
    again = muster.going_on(session, HOUSE)
    assert again is not None
    assert again.counts["没找到"] == 2
    with pytest.raises(FieldsRefused):
        muster.account_for(session, HOUSE, [WANG], "回家了")
    muster.end(session, HOUSE)
    with pytest.raises(MusterOver):
        muster.end(session, HOUSE)
    over = muster.going_on(session, HOUSE)
    assert over is not None
    assert over.is_over, "the last one stays to be looked at"
    assert muster.begin(session, HOUSE, "演练") != begun
    assert checking.check(session).is_sound
    assert access.OPERATIONS["app.roster.muster.begin"].action == "act"
