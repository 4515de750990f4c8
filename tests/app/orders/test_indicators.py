"""Indicators of orders that went the real way: known shares, groups that open what they count, secrets, paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from app import order_figures
from app.access import Forbidden
from app.exports.exporting import FormatUnknown
from app.jobs import JobContext
from app.orders import indicators, intake
from app.orders.indicators import LABELS, By, Figures
from app.printed import PrintedTable
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from ledger import catalog, clock, ids
from ledger.errors import Cancelled
from ledger.orders.indicators import SHARES
from tests.app.orders.crew import ABOVE, DUTY, GRID, HEAD, Crew
from tests.app.orders.test_moving import DONE, LOOKED, SAID
from tests.app.rights.staff import employ
from tests.storage.stores import a_home, add

ORDER = catalog.named("work_order")
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
PHONE = "13800000001"


class Hours:
    """A clock that a test sets: Monday 16 November 2026 at nine in Shanghai, and hours later."""

    START = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)

    def __init__(self) -> None:
        self.at = self.START

    def now(self) -> datetime:
        return self.at

    def to(self, hours: float) -> None:
        self.at = self.START + timedelta(hours=hours)


@pytest.fixture
def hours() -> Iterator[Hours]:
    made = Hours()
    with clock.use(made):
        yield made


@pytest.fixture
def crew(hours: Hours, tmp_path: Path) -> Iterator[Crew]:
    found = Crew(tmp_path / "store")
    yield found
    found.close()


def _heard() -> dict[str, str]:
    return {"contacted_at": clock.local_text(clock.now_text()), "opinion": "问过了"}


def _done(crew: Crew, order: str, who: str, **given: str) -> None:
    crew.move(who, order, "finish", **{name: value for name, value in DONE.items() if name != "attachments"} | given)


def _handed(crew: Crew, order: str, who: str = GRID) -> None:
    crew.move(HEAD, order, "accept")
    crew.move(HEAD, order, "dispatch", to_person=who, **SAID)


@pytest.fixture
def worked(crew: Crew, hours: Hours) -> Crew:
    """Six orders of that Monday; it is Friday of the week after."""
    home = a_home(crew.store)
    (other,) = add(crew.store, "compound", {"name": "东明小区", "address": "东明路1号", "division_code": "310115"})
    (house,) = add(crew.store, "building", {"compound_uid": other, "building_no": "3"})
    with crew.store.write(user=HEAD, kind="set") as write:
        for one, company in ((home["compound"], "安居物业"), (other, " 安居物业 ")):
            write.patch(catalog.named("compound"), [(one, {"property_company": None}, {"property_company": company})])
    here = {"dwelling_uid": ids.to_text(home["dwelling"])}

    found = crew.register(source="05", reporter_phone=PHONE, **here)
    returned = crew.register(DUTY, source="04", reporter_phone=PHONE, building_uid=ids.to_text(house))
    again = crew.register(DUTY, source="03", reporter_phone=PHONE, category="C103", **here)
    crew.register(source="99")
    crew.move(HEAD, crew.register(), "reject", reply="不归居委办理", **SAID)
    crew.register(is_draft="是")

    hours.to(1)
    for order in (found, returned):
        _handed(crew, order)
    _handed(crew, again)
    crew.move(GRID, found, "take")
    crew.move(GRID, again, "take")
    hours.to(24)
    _done(crew, found, GRID)
    crew.move(HEAD, found, "check_pass", **LOOKED)
    crew.move(DUTY, found, "followup", satisfaction="4", **_heard())  # closed a day after it came
    crew.move(GRID, again, "extend_request", new_due_at="2026-12-04", opinion="等材料", evidence="订货单")
    crew.move(HEAD, again, "extend_approve", **SAID)

    hours.to(48)
    crew.move(GRID, returned, "take")  # on Wednesday: a day late
    crew.move(GRID, returned, "return_request", suggested_org="物业", **SAID)
    crew.move(HEAD, returned, "return_approve", **SAID)
    crew.move(HEAD, returned, "dispatch", to_person=DUTY, new_due_at="", **SAID)
    crew.move(DUTY, returned, "take")
    _done(crew, again, GRID)
    crew.move(HEAD, again, "check_pass", **LOOKED)
    crew.move(HEAD, again, "reopen", **SAID)

    hours.to(8 * 24)  # Tuesday: the limit was Monday
    _done(crew, returned, DUTY, result_kind="解释说明")
    crew.move(HEAD, returned, "check_pass", **LOOKED)
    crew.move(ABOVE, returned, "followup", satisfaction="2", is_solvable="否", **_heard())
    hours.to(11 * 24)
    return crew


def _figures(session: Session, by: By = "category") -> Figures:
    return indicators.figures(session, *NOVEMBER, by)


def test_known_orders_have_known_indicators(worked: Crew) -> None:
    found = _figures(worked.head)
    assert {one.name: found.total.parts(one.name) for one in SHARES} == {
        "contacted_in_time": (2, 4),  # one was taken on Wednesday, one never
        "done_in_time": (1, 3),  # one a day late, one open past the three days after its reopening
        "returned": (1, 3),
        "extended": (1, 3),
        "reopened": (1, 3),
        "satisfied": (1, 2),
        "solved": (1, 2),
        "found": (1, 3),
        "closed": (2, 4),
    }
    assert found.total.orders == 4
    assert found.total.days == pytest.approx((1 + 8) / 2)
    assert found.left_out == 2
    assert [(one.key, one.tally.orders) for one in found.lines] == [("C104", 3), ("C103", 1)]


@pytest.mark.parametrize("by", list(LABELS))
def test_every_group_opens_the_orders_that_it_counts_and_all_add_up(worked: Crew, by: By) -> None:
    found = _figures(worked.head, by)
    assert len(found.lines) > 1
    assert sum(one.tally.orders for one in found.lines) == found.total.orders == 4
    for one in SHARES:
        parts = [line.tally.parts(one.name) for line in found.lines]
        assert tuple(map(sum, zip(*parts, strict=True))) == found.total.parts(one.name)
    for line in found.lines:
        filters = found.list_of(line)
        assert filters is not None
        assert _count(worked.head, filters) == line.tally.orders
    assert _count(worked.head, found.filters) == 4


def _count(session: Session, filters: tuple[str, ...]) -> int:
    return browsing.page(session, ORDER, Selection(filters=filters, everyone=True), Order(limit=0)).total


def test_groups_are_named_as_people_know_them_those_without_a_name_last(worked: Crew) -> None:
    told = {by: [(one.label, one.tally.orders) for one in _figures(worked.head, by).lines] for by in LABELS}
    assert told["person"] == [(GRID, 2), (DUTY, 1), ("没有承办人", 1)]
    assert told["compound"] == [("凌兆小区", 2), ("东明小区", 1), ("没有写明小区", 1)]
    assert told["property"] == [("安居物业", 3), ("没有写明小区", 1)]


def test_only_the_days_of_the_receipt_count(worked: Crew) -> None:
    monday = date(2026, 11, 16)
    for first, last, orders in (
        (monday, monday, 4),
        (date(2026, 11, 17), date(2026, 11, 30), 0),
        (date(2026, 10, 1), date(2026, 11, 15), 0),
        (date(2026, 11, 30), date(2026, 11, 1), 0),
    ):
        assert indicators.figures(worked.head, first, last).total.orders == orders


def test_a_time_without_orders_has_no_shares(crew: Crew) -> None:
    found = _figures(crew.head)
    assert (found.lines, found.total.orders, found.left_out) == ((), 0, 0)
    assert set(order_figures.cells(found.total)) == {"0", "—"}
    shares = found.as_json()["total"]["shares"]  # type: ignore[index]  # a dict
    assert {one["share"] for one in shares.values()} == {None}


def test_a_secret_order_is_in_no_number_of_whoever_is_not_told_of_it(worked: Crew) -> None:
    said = {"description": "网上发帖", "category": "C301", "source": "16", "confidential": "是"}
    intake.create(worked.head, said)
    assert _figures(worked.head).total.orders == 5
    for login in (DUTY, GRID):
        session = worked.at[login]
        session._bounds = None
        worked.store.bind(None)
        session.renew_rights()
        for by in LABELS:
            found = _figures(session, by)
            assert found.total.orders == 4
            assert all(one.key != "C301" for one in found.lines)


def test_a_grid_worker_counts_the_own_area(worked: Crew) -> None:
    with worked.store.reader() as reader:
        (one,) = (one for one, name in reader.scan(catalog.named("compound"), ("name",)) if name == "东明小区")
    session = employ(worked.store, "sun", "grid", area=(one,))
    session.renew_rights()
    assert [(line.label, line.tally.orders) for line in _figures(session, "compound").lines] == [("东明小区", 1)]


def test_who_may_not_see_orders_gets_no_figures(worked: Crew) -> None:
    auditor = employ(worked.store, "the_auditor", "auditor")
    with pytest.raises(Forbidden):
        _figures(auditor)


def test_a_cancel_is_heard(worked: Crew) -> None:
    class Stopped(JobContext):
        def checkpoint(self) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        indicators.figures(worked.head, *NOVEMBER, ctx=Stopped())


def test_the_table_is_exported_and_printed_with_how_it_is_reckoned(worked: Crew, tmp_path: Path) -> None:
    found = _figures(worked.head, "person")
    path = tmp_path / "指标.xlsx"
    order_figures.export(worked.head, found, path)
    book = openpyxl.load_workbook(path)
    heading, *lines = book.worksheets[0].iter_rows(values_only=True)
    assert heading[:3] == ("承办人", "件数", "按时首联率(%)")
    assert heading[-1] == "平均用时(天)"
    assert lines[0][:3] == (GRID, 2, 100)
    assert [row[:3] for row in lines][-2:] == [("没有承办人", 1, 0), ("合计", 4, 50)]
    assert "—" in lines[-2]
    stamped = "".join(str(cell) for row in book.worksheets[-1].iter_rows(values_only=True) for cell in row)
    assert "按时首联率" in stamped
    order_figures.export(worked.head, found, tmp_path / "指标.csv")
    assert (tmp_path / "指标.csv").read_text("utf-8-sig").startswith('"承办人","件数"')
    with pytest.raises(FormatUnknown):
        order_figures.export(worked.head, found, tmp_path / "指标.pdf")
    printout = order_figures.as_print(worked.head, found)
    table, told = printout.parts
    assert isinstance(table, PrintedTable)
    assert isinstance(told, PrintedTable)
    assert printout.title == "工单指标 2026-11-01 至 2026-11-30 按承办人"
    assert table.rows[-1][:3] == ("合计", "4", "50.0%")
    assert len(told.rows) == 10


def test_a_unit_of_which_nobody_is_named_stands_for_itself(worked: Crew) -> None:
    order = worked.register()
    worked.move(HEAD, order, "accept")
    worked.move(HEAD, order, "dispatch", to_org="房管办", **SAID)
    found = indicators.figures(worked.head, NOVEMBER[0], clock.today(), "person")
    unit, nobody = (next(one for one in found.lines if one.label == name) for name in ("房管办", "没有承办人"))
    assert (unit.key, unit.tally.orders, nobody.tally.orders) == ("org:房管办", 1, 1)
    assert [_count(worked.head, found.list_of(one) or ()) for one in (unit, nobody)] == [1, 1]
