"""Two PCs: at one door, with a check that both began, with a signature that one does not know of yet, in one house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.campaigns import checking, grid, owing, progress, signing, standing, starting
from app.campaigns.progress import Progress
from app.records import editing
from app.roster import muster
from app.stores.session import Session
from app.stores.settings import Settings
from ledger import catalog, clock
from tests.storage.stores import a_home, a_person, add
from tests.sync.little_cloud import Pc, settle, two_pcs

HOUSE = "凌兆小区12号"
HOME = f"{HOUSE}302室"


class At:
    """So many minutes after noon."""

    def __init__(self, minutes: int) -> None:
        self._minutes = minutes

    def now(self) -> datetime:
        return datetime(2026, 11, 17, 4, self._minutes, tzinfo=UTC)


class Desk:
    """Somebody at a PC."""

    def __init__(self, pc: Pc) -> None:
        self.pc = pc
        self.session = Session(pc.store, "admin", Settings(pc.store.folder))

    def progress(self, campaign: str) -> Progress:
        return progress.progress(self.session, campaign)

    def doors(self, campaign: str) -> list[str]:
        [found] = grid.grid(self.session, campaign, HOUSE).doors.values()
        return [one.outcome for one in found]


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Two PCs that know one home and who lives there."""
    with clock.use(At(0)), two_pcs(tmp_path) as (cloud, first, second):
        one, two = Desk(first), Desk(second)
        home = a_home(first.store)["dwelling"]
        (person,) = add(first.store, "person", a_person())
        stay = {"person_uid": person, "dwelling_uid": home, "relation": "03", "is_actual_resident": 1}
        add(first.store, "residence", stay)
        settle(first, second)
        yield one, two
        settle(first, second)
        assert first.everything() == second.everything()
        assert first.digests() == cloud.digests()
        assert first.side.waiting().conflicts == 0
        for pc in (first, second):
            pc.is_right()


def test_at_one_door_the_newest_counts_and_both_stand(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    campaign = starting.start(one.session, {}).id
    settle(one.pc, two.pc)
    with clock.use(At(5)):
        checking.check(two.session, campaign, HOME, "已查")
    with clock.use(At(3)):
        checking.check(one.session, campaign, HOME, "不遇")
    for order in ((one.pc, two.pc), (two.pc, one.pc)):
        settle(*order)
    for desk in desks:
        assert desk.doors(campaign) == ["已查", "不遇"], "the earlier one stands in the history"
        assert (desk.progress(campaign).tally.checked, desk.progress(campaign).tally.unreached) == (1, 0)


def test_a_check_that_both_began_is_one_with_the_doors_of_both(desks: tuple[Desk, Desk]) -> None:
    for at, desk in enumerate(desks, start=1):
        made = starting.start(desk.session, {"name": "2026年核对"}).id
        with clock.use(At(at)):
            checking.check(desk.session, made, HOME, "不遇")
    one, two = desks
    settle(one.pc, two.pc)
    settle(one.pc, two.pc)
    for desk in desks:
        [found] = standing.campaigns(desk.session)
        assert len(found.compounds) == 1
        assert desk.doors(found.id) == ["不遇", "不遇"]


def test_what_comes_after_the_signature_is_told_and_does_not_count(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    campaign = starting.start(one.session, {}).id
    settle(one.pc, two.pc)
    with clock.use(At(1)):
        signing.sign(one.session, campaign)
    assert standing.campaign(one.session, campaign).stage == "已确认", "the cloud does not know yet"
    with clock.use(At(2)):
        checking.check(two.session, campaign, HOME, "已查")
    settle(one.pc, two.pc)
    for desk in desks:
        found = desk.progress(campaign)
        assert found.campaign.stage == "已上报"
        assert (found.tally.done, found.after_signing) == (0, 1)
        assert grid.grid(desk.session, campaign, HOUSE).counts == {"未查": 1}


def test_what_another_pc_changed_counts_and_what_it_confirmed_does_not(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    campaign = starting.start(one.session, {}).id
    settle(one.pc, two.pc)
    with clock.use(At(1)):
        noted = checking.check(one.session, campaign, HOME, "有变", "换了租客")
    assert (noted.confirmed, noted.is_owed) == (0, True)
    with clock.use(At(2)):
        checking.check(two.session, campaign, HOME, "不遇")
        checking.check(two.session, campaign, HOME, "有变", "换了租客")
    settle(one.pc, two.pc)
    assert [len(owing.owed(desk.session)) for desk in desks] == [1, 1]
    with clock.use(At(40)):
        editing.change(two.session, catalog.named("dwelling"), HOME, {"layout": "三室一厅"})
    settle(one.pc, two.pc)
    assert [len(owing.owed(desk.session)) for desk in desks] == [0, 0]
    with clock.use(At(42)):
        assert checking.changed_so_far(one.session, campaign, HOME) == "房屋 已改", "which field is known there alone"
        assert checking.changed_so_far(two.session, campaign, HOME) == "房屋 户型"
        assert not checking.check(one.session, campaign, HOME, "有变").is_owed
    settle(one.pc, two.pc)
    with clock.use(At(44)):
        assert checking.changed_so_far(two.session, campaign, HOME) == "", "it was no more than confirmed"


def test_a_check_is_opened_again_on_another_pc_than_it_was_signed_on(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    campaign = starting.start(one.session, {}).id
    settle(one.pc, two.pc)
    with clock.use(At(1)):
        signing.sign(one.session, campaign)
    with clock.use(At(2)):
        checking.check(two.session, campaign, HOME, "已查")
    settle(one.pc, two.pc)
    assert standing.campaign(two.session, campaign).stage == "已上报"
    with clock.use(At(3)):
        signing.reopen(two.session, campaign, "漏了一户")
    settle(one.pc, two.pc)
    for desk in desks:
        found = desk.progress(campaign)
        assert (found.campaign.stage, found.campaign.signed, found.tally.done) == ("进行", "", 1)
        assert found.campaign.reopened.endswith("：漏了一户")


def test_two_pcs_muster_one_house(desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    muster.begin(one.session, HOUSE, "冒烟")
    settle(one.pc, two.pc)
    person = muster.going_on(one.session, HOUSE)
    assert person is not None
    who = person.roster.residents[0].person
    with clock.use(At(4)):
        muster.account_for(two.session, HOUSE, [who], "安全")
    with clock.use(At(2)):
        muster.account_for(one.session, HOUSE, [who], "没找到")
    settle(one.pc, two.pc)
    for desk in desks:
        found = muster.going_on(desk.session, HOUSE)
        assert found is not None
        assert found.counts == {"未清点": 0, "没找到": 0, "不在": 0, "安全": 1}


def test_two_musters_of_one_alarm_are_one(desks: tuple[Desk, Desk]) -> None:
    """Begun on both before they met: what was said on either counts, and they end together."""
    for at, desk in enumerate(desks, start=1):
        with clock.use(At(at)):
            muster.begin(desk.session, HOUSE, f"第{at}台")
    one, two = desks
    begun = muster.going_on(two.session, HOUSE)
    assert begun is not None
    muster.account_for(two.session, HOUSE, [begun.roster.residents[0].person], "安全")
    settle(one.pc, two.pc)
    for desk in desks:
        found = muster.going_on(desk.session, HOUSE)
        assert found is not None
        assert (found.reason, found.counts["安全"]) == ("第1台", 1)
    muster.end(one.session, HOUSE)
    settle(one.pc, two.pc)
    over = muster.going_on(two.session, HOUSE)
    assert over is not None
    assert (over.is_over, over.counts["安全"]) == (True, 1)
