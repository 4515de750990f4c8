"""The annual check from its start to the head's signature: doors, what they confirm, figures, what is refused, undo."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app import checking as store_check
from app.access import Forbidden
from app.campaigns import checking, grid, owing, progress, sheet, signing, standing, starting
from app.campaigns.refusals import (
    AlreadyChecking,
    CampaignClosed,
    CampaignNotBegun,
    CampaignOpen,
    NothingToCheck,
    NotOfCampaign,
)
from app.dossiers import dossier
from app.printed import PrintedTable
from app.records import editing
from app.records.twins import AlreadyThere
from app.stores.session import Session
from app.stores.settings import Settings
from app.undo.undoing import Undoing
from ledger import catalog, clock, ids
from ledger.errors import FieldsRefused, RecordNotFound
from tests.app.few_homes import WANG, Homes
from tests.colleagues import LI, add_colleague

TODAY, HOME, SHUT = "2026-11-21", "银杏新村2号102室", "银杏新村2号302室"


class Later:
    """Some minutes after noon."""

    def __init__(self, minutes: int = 7) -> None:
        self._minutes = minutes

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 4, self._minutes, tzinfo=UTC)


@pytest.fixture
def campaign(homes: Homes) -> str:
    return starting.start(homes.office.session, {}).id


def _outcomes(homes: Homes, campaign: str, building: str = "银杏新村2号") -> dict[str, str]:
    found = grid.grid(homes.office.session, campaign, building)
    return {cell.room: cell.occupancy for cell in found.cells}


def _confirmed(homes: Homes, ledger: str, key: str) -> object:
    return next(row for row in homes.office.rows(ledger) if row["id"] == homes.id[key])["confirmed_on"]


def test_a_check_begins_over_every_compound_with_usual_days(homes: Homes) -> None:
    session = homes.office.session
    begins = starting.begin(session)
    assert begins.said == {"name": "2026年人房核对", "starts_on": TODAY, "ends_on": "2027-01-20"}
    assert [(one.name, one.homes) for one in begins.compounds] == [("银杏新村", 3)]
    started = starting.start(session, {})
    assert (started.compounds, started.homes) == (1, 3)
    [found] = standing.campaigns(session)
    assert (found.id, found.name, found.stage, found.ends_on) == (started.id, "2026年人房核对", "进行", "2027-01-20")
    assert starting.begin(session).said["name"] == "", "its usual name is taken"
    with pytest.raises(AlreadyThere):
        starting.start(session, {})


def test_who_is_met_confirms_the_home_and_who_lives_there_in_one_action(homes: Homes, campaign: str) -> None:
    session, undoing = homes.office.session, Undoing(homes.office.session)
    noted = checking.check(session, campaign, HOME, "已查")
    assert noted.confirmed == 8, "the home, its household, two residences, two people, two tags"
    for ledger, key in (
        ("dwelling", "2号102"),
        ("household", "户"),
        ("residence", "住王"),
        ("person", "孩"),
        ("person_tag", "签A03"),
    ):
        assert _confirmed(homes, ledger, key) == TODAY
    assert _confirmed(homes, "residence", "旧") is None, "it ended, and is of another home"
    assert _confirmed(homes, "dwelling", "2号302") is None
    assert _outcomes(homes, campaign) == {"102": "已查", "302": "未查"}
    undoing.undo()
    assert _confirmed(homes, "person", "王") is None
    assert _outcomes(homes, campaign)["102"] == "未查"
    assert store_check.check(session).is_sound


def test_whoever_is_not_met_confirms_nothing_and_is_asked_for_again(homes: Homes, campaign: str) -> None:
    session = homes.office.session
    assert checking.check(session, campaign, HOME, "不遇").confirmed == 0
    assert _confirmed(homes, "dwelling", "2号102") is None
    before = progress.progress(session, campaign).tally
    assert (before.total, before.unreached, before.left) == (3, 1, 3)
    with clock.use(Later()):
        checking.check(session, campaign, HOME, "已查")
        doors = grid.grid(session, campaign, "银杏新村2号").doors[ids.to_text(homes.id["2号102"])]
    assert [(one.outcome, one.when) for one in doors] == [("已查", f"{TODAY} 12:07"), ("不遇", f"{TODAY} 12:00")]
    after = progress.progress(session, campaign)
    assert (after.tally.checked, after.tally.unreached, after.tally.percent) == (1, 0, 33)
    [worker] = after.workers
    assert (worker.name, worker.tally.checked, worker.tally.unreached, worker.last_on) == ("王芳", 1, 1, TODAY)
    story = dossier.dwelling(session, ids.to_text(homes.id["2号102"])).timeline
    told = [line.label for entry in story for line in entry.lines]
    assert [one for one in told if one.startswith("新增 年度核对")] == [
        "新增 年度核对 2026年人房核对 已查",
        "新增 年度核对 2026年人房核对 不遇",
    ]


def test_what_changed_is_read_from_the_ledger_or_told(homes: Homes, campaign: str) -> None:
    session = homes.office.session
    home = ids.to_text(homes.id["2号102"])
    assert checking.changed_so_far(session, campaign, home) == "", "all of it was there before the check was started"
    checking.check(session, campaign, HOME, "已查")
    with pytest.raises(FieldsRefused) as refused:
        checking.check(session, campaign, HOME, "有变")
    assert refused.value.problems == (("note", "required"),)
    with clock.use(Later()):
        editing.change(session, catalog.named("person"), WANG, {"phone": "13900000002", "employer": "东明物业"})
        assert checking.changed_so_far(session, campaign, HOME) == "居民 工作单位、联系电话"
        noted = checking.check(session, campaign, HOME, "有变", "儿子搬来住过")
    assert noted.changed == "居民 工作单位、联系电话"
    found = progress.progress(session, campaign)
    assert (found.tally.changed, dict(found.changed)) == (1, {"居民": 1})
    door = grid.grid(session, campaign, "银杏新村2号").doors[home][0]
    assert door.told == "居民 工作单位、联系电话；儿子搬来住过"


def test_what_was_changed_on_the_day_before_the_check_was_started_does_not_count(homes: Homes) -> None:
    session = homes.office.session
    with clock.use(Later()):
        campaign = starting.start(session, {"starts_on": "2026-11-10"}).id
    with clock.use(Later(6)):
        editing.change(session, catalog.named("person"), WANG, {"phone": "13900000002"})
    with clock.use(Later(9)):
        assert checking.changed_so_far(session, campaign, HOME) == ""
        with pytest.raises(FieldsRefused):
            checking.check(session, campaign, HOME, "有变")
    with clock.use(Later(8)):
        editing.change(session, catalog.named("person"), WANG, {"employer": "东明物业"})
    with clock.use(Later(9)):
        assert checking.check(session, campaign, HOME, "有变").changed == "居民 工作单位"


def test_words_alone_confirm_nobody_until_the_ledger_follows(homes: Homes, campaign: str) -> None:
    session = homes.office.session
    noted = checking.check(session, campaign, HOME, "有变", "老租客全搬走了，换了三个人")
    assert (noted.outcome, noted.confirmed, noted.is_owed) == ("有变", 0, True)
    assert all(
        _confirmed(homes, ledger, key) is None
        for ledger, key in (("dwelling", "2号102"), ("residence", "住王"), ("person", "王"), ("person_tag", "签A03"))
    )
    [owed] = owing.owed(session)
    assert (owed.home, owed.on) == (ids.to_text(homes.id["2号102"]), TODAY)
    assert progress.progress(session, campaign).owed == {homes.id["2号102"]}
    assert "台账还没有改" in _printed(session, campaign)
    residence = catalog.named("residence")
    with clock.use(Later()):
        editing.change(session, residence, ids.to_text(homes.id["住孩"]), {"end_date": TODAY})
    assert owing.owed(session) == ()
    found = progress.progress(session, campaign)
    assert (found.tally.changed, found.owed) == (1, frozenset())
    assert "台账还没有改" not in _printed(session, campaign)
    assert "居住关系 搬离日期" in _printed(session, campaign), "what followed stands on the sheet"
    with clock.use(Later(8)):
        again = checking.check(session, campaign, HOME, "有变")
    assert (again.changed, again.is_owed) == ("居住关系 搬离日期", False)
    assert _confirmed(homes, "person", "王") == TODAY
    assert _confirmed(homes, "person", "孩") is None, "who left is not confirmed"


def test_who_was_removed_from_a_home_settles_it_too(homes: Homes, campaign: str) -> None:
    session = homes.office.session
    checking.check(session, campaign, HOME, "有变", "孩子从来不住这里")
    with clock.use(Later()):
        editing.remove(session, catalog.named("residence"), ids.to_text(homes.id["住孩"]), reason="录错了")
    assert owing.owed(session) == ()
    assert checking.changed_so_far(session, campaign, HOME) == "居住关系 删除"


def test_what_is_owed_is_told_after_the_signature_too(homes: Homes, campaign: str) -> None:
    session = homes.office.session
    checking.check(session, campaign, HOME, "有变", "换了租客")
    signing.sign(session, campaign)
    assert [one.campaign.id for one in owing.owed(session)] == [campaign]
    later = starting.start(session, {"name": "再核"}).id
    with clock.use(Later()):
        checking.check(session, later, HOME, "已查")
    assert owing.owed(session) == (), "a newer word at the door counts instead"


def test_the_head_opens_a_check_again_with_a_reason(homes: Homes, campaign: str) -> None:
    session = homes.office.session
    with pytest.raises(CampaignOpen):
        signing.reopen(session, campaign, "漏了3号楼")
    checking.check(session, campaign, HOME, "已查")
    signing.sum_up(session, campaign)
    signing.sign(session, campaign)
    for reason, rule in (("  ", "required"), ("长" * 201, "too_long")):
        with pytest.raises(FieldsRefused) as refused:
            signing.reopen(session, campaign, reason)
        assert refused.value.problems == (("reopened_for", rule),)
    with clock.use(Later()):
        signing.reopen(session, campaign, "漏了3号楼")
        found = standing.campaign(session, campaign)
        assert (found.stage, found.summed, found.signed) == ("进行", "", "")
        assert found.reopened == f"王芳 {TODAY} 12:07：漏了3号楼"
        assert "漏了3号楼" in _printed(session, campaign)
        [kept] = homes.office.rows("campaign_compound")
        assert kept["dwelling_total"] is None, "nothing is signed now"
        checking.check(session, campaign, SHUT, "已查")
        signing.sign(session, campaign)
    assert standing.campaign(session, campaign).stage == "已确认"
    [kept] = homes.office.rows("campaign_compound")
    assert kept["dwelling_done"] == 2
    assert store_check.check(session).is_sound
    add_colleague(session.store, roles=("worker",))
    with pytest.raises(Forbidden):
        signing.reopen(Session(session.store, LI, Settings(session.store.folder)), campaign, "再看看")


def test_a_check_that_goes_on_ends_on_another_day(homes: Homes, campaign: str) -> None:
    session = homes.office.session
    signing.put_off(session, campaign, "2027-2-28")
    assert standing.campaign(session, campaign).ends_on == "2027-02-28"
    for said, rule in (("", "required"), ("2026-11-20", "before_start"), ("改天", "not_a_date")):
        with pytest.raises(FieldsRefused) as refused:
            signing.put_off(session, campaign, said)
        assert refused.value.problems[0][1] == rule
    old = starting.start(session, {"name": "早的", "starts_on": "2026-11-01"}, although=True).id
    with pytest.raises(FieldsRefused) as refused:
        signing.put_off(session, old, "2026-11-20")
    assert refused.value.problems == (("ends_on", "past"),)
    signing.sign(session, campaign)
    with pytest.raises(CampaignClosed):
        signing.put_off(session, campaign, "2027-03-01")


def test_two_checks_do_not_walk_one_compound_unless_that_is_meant(homes: Homes, campaign: str) -> None:
    session = homes.office.session
    [choice] = starting.begin(session).compounds
    assert choice.going == "2026年人房核对"
    with pytest.raises(AlreadyChecking) as refused:
        starting.start(session, {"name": "再核"}, ["银杏新村"])
    assert (refused.value.name, refused.value.compounds) == ("2026年人房核对", "银杏新村")
    starting.start(session, {"name": "以后再核", "starts_on": "2027-01-21", "ends_on": "2027-03-01"})
    signing.sign(session, campaign)
    again = starting.start(session, {"name": "再核", "ends_on": "2026-12-31"}).id
    with pytest.raises(AlreadyChecking):
        signing.reopen(session, campaign, "漏了3号楼")
    assert standing.campaign(session, again).stage == "进行"
    assert starting.start(session, {"name": "又核"}, although=True).homes == 3


def _printed(session: Session, campaign: str) -> str:
    made = sheet.printout_of(session, campaign)
    cells = (cell for part in made.parts if isinstance(part, PrintedTable) for row in part.rows for cell in row)
    return "\n".join((*made.notes, *cells))


@pytest.mark.parametrize(
    ("home", "outcome", "error"),
    [
        (HOME, "", FieldsRefused),
        (HOME, "搬走了", FieldsRefused),
        ("银杏新村9号909室", "已查", RecordNotFound),
    ],
)
def test_what_cannot_be_is_refused_whole(
    homes: Homes, campaign: str, home: str, outcome: str, error: type[Exception]
) -> None:
    before = homes.office.session.store.last_action()
    with pytest.raises(error):
        checking.check(homes.office.session, campaign, home, outcome)
    assert homes.office.session.store.last_action() == before


def test_a_check_has_its_time_and_its_place(homes: Homes) -> None:
    session = homes.office.session
    other = editing.add(
        session, catalog.named("compound"), {"name": "空苑", "address": "上南路1弄", "division_code": "310115"}
    )
    with pytest.raises(NothingToCheck):
        starting.start(session, {}, [other])
    with pytest.raises(FieldsRefused):
        starting.start(session, {"ends_on": "2026-11-01"})
    ahead = starting.start(session, {"name": "明年的核对", "starts_on": "2027-01-01", "ends_on": "2027-02-01"}).id
    assert standing.campaign(session, "明年的核对").stage == "计划"
    with pytest.raises(CampaignNotBegun):
        checking.check(session, ahead, HOME, "已查")
    with pytest.raises(CampaignNotBegun):
        signing.sign(session, ahead)
    building = editing.add(session, catalog.named("building"), {"compound_uid": other, "building_no": "1"})
    home = editing.add(session, catalog.named("dwelling"), {"building_uid": building, "room_no": "101"})
    elsewhere = starting.start(session, {"name": "只查空苑", "ends_on": "2026-12-31"}, ["空苑"]).id
    with pytest.raises(NotOfCampaign):
        checking.check(session, elsewhere, HOME, "已查")
    checking.check(session, elsewhere, home, "不遇")


def test_the_head_signs_and_nothing_is_added_until_it_is_taken_back(homes: Homes, campaign: str) -> None:
    session, undoing = homes.office.session, Undoing(homes.office.session)
    checking.check(session, campaign, HOME, "已查")
    checking.check(session, campaign, SHUT, "不遇")
    signing.sum_up(session, campaign)
    summed = standing.campaign(session, campaign)
    assert (summed.stage, summed.summed) == ("汇总", f"王芳 {TODAY} 12:00")
    with clock.use(Later()):
        signing.sign(session, campaign)
    signed = standing.campaign(session, campaign)
    assert (signed.stage, signed.signed) == ("已确认", f"王芳 {TODAY} 12:07")
    [kept] = homes.office.rows("campaign_compound")
    assert [kept[name] for name in ("dwelling_total", "dwelling_done", "changed", "unreached")] == [3, 1, 0, 1]
    for act in (lambda: checking.check(session, campaign, SHUT, "已查"), lambda: signing.sum_up(session, campaign)):
        with pytest.raises(CampaignClosed):
            act()
    undoing.undo()
    assert standing.campaign(session, campaign).stage == "汇总"
    checking.check(session, campaign, SHUT, "已查")


def test_who_may_not_does_not(homes: Homes, campaign: str) -> None:
    store = homes.office.session.store
    add_colleague(store, roles=("grid",))
    worker = Session(store, LI, Settings(store.folder))
    checking.check(worker, campaign, HOME, "已查")
    for act in (lambda: starting.start(worker, {"name": "x"}), lambda: signing.sign(worker, campaign)):
        with pytest.raises(Forbidden):
            act()


def test_the_sheet_names_homes_and_fields_and_nobody(homes: Homes, campaign: str) -> None:
    session = homes.office.session
    with clock.use(Later()):
        editing.change(session, catalog.named("person"), WANG, {"phone": "13900000002", "religion": "10"})
    checking.check(session, campaign, HOME, "有变", "儿子信佛")
    checking.check(session, campaign, SHUT, "不遇")
    made = sheet.printout_of(session, campaign)
    tables = [part for part in made.parts if isinstance(part, PrintedTable)]
    assert [part.heading for part in tables] == ["", "各人走的次数", "有变的 1 套", "没有核对到的 2 套"]
    assert tables[1].rows == (("王芳", "2", "0", "1", "1", TODAY),)
    assert [row[0] for row in tables[0].rows] == ["银杏新村", "　2号", "　10号"]
    assert tables[0].rows[0][1:] == ("3", "0", "1", "1", "1", "33%")
    printed = "".join(cell for part in tables for row in part.rows for cell in row)
    assert not [word for word in ("王小明", "儿子", "佛", "标签", "宗教", "139") if word in printed]
    assert (made.ledger, made.level) == ("dwelling", "L2")


def test_a_home_that_goes_leaves_what_was_found_there_and_the_check_goes_whole(homes: Homes, campaign: str) -> None:
    session, dwelling = homes.office.session, catalog.named("dwelling")
    checking.check(session, campaign, "银杏新村10号101室", "不遇")
    with session.store.write(user="wang", kind="edit") as write:
        stay = next(row for row in homes.office.rows("residence") if row["id"] == homes.id["产权"])
        write.patch(catalog.named("residence"), [(homes.id["产权"], stay, {"end_date": "2026-01-01"})])
    editing.remove(session, dwelling, ids.to_text(homes.id["10号101"]), reason="拆了")
    assert progress.progress(session, campaign).tally.total == 2
    assert len(homes.office.rows("campaign_check")) == 1, "it happened"
    assert store_check.check(session).is_sound
    with session.store.write(user="wang", kind="remove") as write:
        write.delete(catalog.named("campaign"), [ids.from_text(campaign) or b""], reason="开错了")
    assert [homes.office.rows(name) for name in ("campaign", "campaign_compound", "campaign_check")] == [[], [], []]
    assert store_check.check(session).is_sound
