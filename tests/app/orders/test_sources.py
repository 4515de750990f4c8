"""By what moment the data of outside sources stands: the newest receipt of each, and what brought its last order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.access import Forbidden
from app.importing import applying, planning
from app.importing.plan import ImportOptions
from app.orders import intake, sources
from app.orders.sources import Source
from ledger import clock, codes
from ledger.orders import outside_sources
from tests.app.rights.staff import employ
from tests.office import Office, an_office

HEADINGS = ("热线工单号", "来电时间", "诉求标题", "诉求内容")


class At:
    """So many hours after nine in the morning of 20 November 2026 in Shanghai."""

    def __init__(self, hours: float) -> None:
        self._at = clock.moment_of("2026-11-20T01:00:00.000Z").timestamp() + hours * 3600

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._at, UTC)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with clock.use(At(0)), an_office(tmp_path) as made:
        yield made


def _import(office: Office, *rows: tuple[str, str]) -> tuple[str, str]:
    """A workbook of the hotline with (number, moment of receipt) each; its batch and file."""
    path = office.sheet(HEADINGS, *((number, at, "路灯不亮", f"{number} 路灯不亮") for number, at in rows))
    done = applying.apply(office.session, planning.plan(office.session, path, ImportOptions()))
    return done.batch, path.name


def _told(office: Office) -> dict[str, Source]:
    return {one.code: one for one in sources.standing(office.session)}


def _by_hand(office: Office, source: str, **said: str) -> None:
    number = {"external_no": f"W{source}"} if source in ("01", "02") else {}
    intake.create(office.session, {"category": "C104", "description": "楼道灯不亮", "source": source, **number, **said})


def test_the_table_names_sources_that_there_are_and_days_that_can_pass() -> None:
    known = {line.code for line in codes.table("work_order_source").lines}
    assert set(outside_sources.days()) <= known
    assert all(1 <= days <= 365 for days in outside_sources.days().values())
    assert not {"03", "04", "05", "99"} & set(outside_sources.days()), "told to the committee itself"


def test_a_workbook_says_until_when_and_which_batch_and_file_brought_it(office: Office) -> None:
    assert (sources.standing(office.session), sources.headline(())) == ((), "")
    _import(office, ("SH1", "2026-11-18 08:00"), ("SH2", "2026-11-19 16:20"))
    with clock.use(At(2)):
        batch, file = _import(office, ("SH3", "2026-11-17 10:00"))
        hotline = _told(office)["01"]
    assert (hotline.label, hotline.orders, clock.local_text(hotline.as_of)) == ("12345热线", 3, "2026-11-19 16:20")
    assert (hotline.how, str(hotline.batch), hotline.file) == ("import", batch, file), (
        "the last workbook, not the newest row"
    )
    assert clock.local_text(hotline.brought_at) == "2026-11-20 11:00"
    assert file in sources.brought(hotline)


def test_what_is_registered_by_hand_and_what_an_exchange_brought(office: Office) -> None:
    _import(office, ("SH1", "2026-11-18 08:00"))
    _by_hand(office, "02")
    _by_hand(office, "03")
    known = _told(office)
    assert list(known) == ["01", "02"], "who comes to the committee is no outside source"
    assert (known["02"].how, known["02"].batch, known["02"].file) == ("here", 0, "")
    office.session.store.keep(lambda connection: connection.run("DELETE FROM operation WHERE kind = 'create'"))
    assert {one.how for one in _told(office).values()} == {"exchange"}, "no operation of this PC made them"


def test_rows_that_say_not_when_they_were_received_are_told_as_reckoned_from_the_import(office: Office) -> None:
    _import(office, ("SH1", "2026-11-18 08:00"))
    assert not _told(office)["01"].is_of_import
    with clock.use(At(2)):
        _import(office, ("SH2", ""))
        hotline = _told(office)["01"]
        told = sources.headline((hotline,))
    assert hotline.is_of_import
    assert "按导入时间算" in told
    assert "按导入时间算" in sources.brought(hotline)
    with clock.use(At(3)):
        _import(office, ("SH3", "2026-11-20 11:30"))
        assert not _told(office)["01"].is_of_import


def test_data_that_goes_no_further_is_told_as_old(office: Office) -> None:
    _import(office, ("SH1", "2026-11-19 08:00"))
    _by_hand(office, "02")
    assert sources.headline(sources.standing(office.session)) == "数据截至：12345热线 11-19 08:00，网格巡查 11-20 09:00"
    days = outside_sources.days()["01"]
    with clock.use(At(24 * (days - 1))):
        assert not _told(office)["01"].is_old, "so many days may pass"
    with clock.use(At(24 * days)):
        assert [one.code for one in sources.standing(office.session) if one.is_old] == ["01"]
        told = f"数据截至：12345热线停在 11-19（{days + 1} 天前），网格巡查 11-20 09:00"
        assert sources.headline(sources.standing(office.session)) == told
        [hotline, grid] = sources.standing(office.session)
        assert sources.headline((grid, grid, hotline)).startswith("数据截至：12345热线停在"), "what is old comes first"
        assert sources.headline((grid, grid, hotline)).endswith(" 等 3 个来源")


def test_whoever_sees_no_orders_is_told_nothing(office: Office) -> None:
    with pytest.raises(Forbidden):
        sources.standing(employ(office.session.store, "the_property", "property"))
