"""What today's list says of an annual check: near its end what is left, house by house; to the head what waits."""

from __future__ import annotations

from datetime import UTC, datetime

from app.campaigns import checking, signing, standing, starting
from app.jobs import SILENT
from app.records import editing
from app.stores.session import Session
from app.stores.settings import Settings
from app.today import campaigns
from ledger import clock, ids
from tests.app.few_homes import Homes
from tests.colleagues import LI, add_colleague


def _told(session: Session) -> dict[str, list[tuple[str, str]]]:
    return {one.kind: [(line.who, line.why) for line in one.lines] for one in campaigns.tell(session, SILENT)}


def test_what_is_left_is_told_near_the_end_alone(homes: Homes) -> None:
    session = homes.office.session
    far = starting.start(session, {"name": "远的", "ends_on": "2026-12-06"}).id
    going = {campaigns.GOING: [("远的", "已核 0/3 户（0%），12月6日截止")]}
    assert _told(session) == going
    [group] = campaigns.tell(session, SILENT)
    assert (group.is_due, group.lines[0].page, group.lines[0].record) == (False, "campaigns", far)
    for home in ("2号102", "2号302", "10号101"):
        checking.check(session, far, ids.to_text(homes.id[home]), "已查")
    assert _told(session) == {}
    near = starting.start(session, {"name": "近的", "ends_on": "2026-12-05"}, although=True).id
    checking.check(session, near, "银杏新村2号302室", "不遇")
    assert _told(session) == {
        campaigns.LEFT: [("近的", "还剩 3 户（不遇 1），12月5日截止")],
    }
    [group] = campaigns.tell(session, SILENT)
    assert (group.count, len(group.lines)) == (1, 1), "one check is one thing to do, its doors are told in words"
    assert "还有 3 户" in group.sentence
    first = group.lines[0]
    assert first.where == "银杏新村2号 2 户、银杏新村10号 1 户"
    assert (first.page, first.record, first.facts) == ("campaigns", near, {"building": ids.to_text(homes.id["2号"])})
    for home in ("2号102", "2号302", "10号101"):
        checking.check(session, near, ids.to_text(homes.id[home]), "已查")
    assert _told(session) == {}


def test_the_head_alone_is_told_of_what_waits_for_a_signature(homes: Homes) -> None:
    session = homes.office.session
    one = starting.start(session, {"name": "今年的"}).id
    signing.sum_up(session, one)
    assert _told(session) == {campaigns.TO_SIGN: [("今年的", "王芳 2026-11-21 12:00 送来，完成 0%")]}
    add_colleague(session.store, roles=("worker",))
    assert _told(Session(session.store, LI, Settings(session.store.folder))) == {}
    signing.sign(session, one)
    assert _told(session) == {}


def test_whoever_falls_behind_the_days_is_told_before_the_end(homes: Homes) -> None:
    session = homes.office.session
    one = starting.start(session, {"name": "慢的", "starts_on": "2026-11-02", "ends_on": "2026-12-31"}).id
    [group] = campaigns.tell(session, SILENT)
    assert (group.kind, group.is_due, group.count) == (campaigns.GOING, False, 1), "19 of 60 days: not one of 3 homes"
    with session.store.write(user="wang", kind="campaign-start") as write:  # as if it had begun earlier
        write.patch(
            standing.CAMPAIGN, [(ids.from_text(one) or b"", {"starts_on": "2026-11-02"}, {"starts_on": "2026-10-12"})]
        )
    [group] = campaigns.tell(session, SILENT)
    assert (group.kind, group.is_due, group.count) == (campaigns.BEHIND, True, 1)
    assert [line.why for line in group.lines] == ["还剩 3 户，12月31日截止"]
    assert "少 1 户" in group.sentence
    checking.check(session, one, "银杏新村2号102室", "已查")
    assert [told.kind for told in campaigns.tell(session, SILENT)] == [campaigns.GOING]


def test_a_home_whose_ledger_was_not_changed_yet_is_told_with_the_way_to_its_door(homes: Homes) -> None:
    session = homes.office.session
    one = starting.start(session, {"name": "今年的"}).id
    checking.check(session, one, "银杏新村2号102室", "有变", "换了三个人")
    [owed] = [group for group in campaigns.tell(session, SILENT) if group.kind == campaigns.OWED]
    assert (owed.is_due, owed.count, [line.why for line in owed.lines]) == (True, 1, ["11月21日王芳记下有变"])
    [line] = owed.lines
    places = {"building": ids.to_text(homes.id["2号"]), "cell": ids.to_text(homes.id["2号102"]), "panel": True}
    assert (line.page, line.record, line.facts) == ("campaigns", one, places)
    with clock.use(Day(2026, 11, 22)):
        editing.change(session, standing.DWELLING, "银杏新村2号102室", {"occupancy": "2"})
        assert campaigns.OWED not in _told(session)


class Day:
    """Noon of a day in Shanghai."""

    def __init__(self, year: int, month: int, day: int) -> None:
        self._at = datetime(year, month, day, 4, tzinfo=UTC)

    def now(self) -> datetime:
        return self._at


def test_the_check_of_the_year_is_a_task_from_its_first_working_day_until_it_is_started(homes: Homes) -> None:
    session = homes.office.session
    assert _told(session) == {}, "everything was entered this year"
    with clock.use(Day(2027, 1, 3)):
        assert _told(session) == {}, "a Sunday behind the holiday"
    with clock.use(Day(2027, 1, 4)):
        assert _told(session) == {campaigns.YEARLY: [("2027年人房核对", "1月4日起该开展，今年还没有开始")]}
        [group] = campaigns.tell(session, SILENT)
        assert (group.is_due, group.lines[0].page, dict(group.lines[0].facts)) == (True, "campaigns", {"start": True})
        assert "3 户" in group.lines[0].where
        add_colleague(session.store, roles=("grid",))
        assert _told(Session(session.store, LI, Settings(session.store.folder))) == {}, "who may start none"
        said = starting.begin(session).said
        assert said["name"] == "2027年人房核对"
        starting.start(session, {})
        assert campaigns.YEARLY not in _told(session)
    with clock.use(Day(2028, 2, 1)):
        signing.sign(session, "2027年人房核对")
        assert list(_told(session)) == [campaigns.YEARLY]
