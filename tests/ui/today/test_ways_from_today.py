"""From every kind of group of 今日 to the page where it is done: it is there, and shows the very records counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app import due, today
from app.demo import busy_day
from app.demo.opening import COMMITTEE
from app.orders import mine
from app.stores.session import Session
from app.today import Group, Line, objections, orders, registry
from ledger import catalog, clock
from tests.ui.desks import a_desk
from ui.campaigns.dialogs import StartDialog
from ui.desk import Desk, Place
from ui.frame.pages import entry_of, refusal
from ui.page import Page
from ui.record_form.dialog import RecordDialog
from ui.today.group_card import GroupCard
from ui.today.page import TodayPage

KINDS: Final = tuple(
    dict.fromkeys([*(kind for teller in registry.TELLERS for kind in teller.kinds), *(one.kind for one in due.rules())])
)
CHECKS: Final = ("campaign_to_sign", "campaign_left", "campaign_behind", "campaign_owed", "campaign_going")
OPENED_ONE_BY_ONE: Final = {"night", "drafts", orders.MAJOR, objections.OTHERS}
"""Groups without a list of all: each line is opened by itself."""


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, Session]]:
    """A busy day before annual checks are started, and one on which they go on."""
    folder = tmp_path_factory.mktemp("busy")
    with (
        busy_day.committee(folder / "one" / "store", COMMITTEE) as before,
        busy_day.committee(folder / "other" / "store", COMMITTEE) as walked,
    ):
        busy_day.walk(walked)
        yield before, walked


@pytest.fixture(scope="module")
def told(days: tuple[Session, Session]) -> dict[str, Group]:
    """Every group that there is, by kind."""
    before, walked = days
    checks = {group.kind: group for group in _groups(walked) if group.kind in CHECKS}
    return {group.kind: group for group in _groups(before)} | checks


def _groups(session: Session) -> list[Group]:
    return [group for part in (today.at_once, today.later, today.doubtful) for group in part(session)]


@pytest.fixture
def desk(days: tuple[Session, Session], kind: str, qapp: QApplication) -> Iterator[Desk]:
    with a_desk(days[kind in CHECKS], qapp) as made:
        yield made


def _place(qtbot: QtBot, desk: Desk, click: Callable[[GroupCard], QPushButton], group: Group) -> Place:
    """Where a click on the card of a group leads to."""
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.take("at_once", (group,))
    went: list[Place] = []
    desk.asked_for_place.connect(went.append)
    click(page.cards[0]).click()
    (place,) = went
    return place


def _opened(qtbot: QtBot, desk: Desk, place: Place) -> Any:
    """The page of a place, as the window opens it, when everything that it asked was answered."""
    assert refusal(desk.session.rights, place.page) is None
    page: Page = entry_of(place.page).load()(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.enter(place.record, place.facts)
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=20_000)
    return page


def _lines(page: Any) -> set[str]:
    return {str(one.id) for one in page.model.lines}


def _asked(group: Group) -> set[str]:
    return {str(line.facts["question"]) for line in group.lines}


def _all_of(group: Group, ids: set[str]) -> bool:
    """Whether these are as many as were counted, those that are told by name among them."""
    return len(ids) == group.count and {line.record for line in group.lines} <= ids


def _people(page: Any, group: Group) -> bool:
    panel = page.panel
    return bool(panel.ledger.name == group.facts.get("ledger", "person") and panel.table.model.total == group.count > 0)


def _homes(page: Any, group: Group) -> bool:
    return bool(page.list.table.model.total == group.count > 0)


def _mine(page: Any, group: Group) -> bool:
    return _all_of(group, {line.card.id for line in page.views.mine.model.lines})


def _activities(page: Any, group: Group) -> bool:
    return _all_of(group, {one.id for one in page.list.model.lines})


def _opens_check(page: Any, group: Group) -> bool:
    """The newest check is shown, that of a group, and its homes that are left are on the grid."""
    return bool(page.found.campaign.id == group.facts["campaign"])


SHOWS: Final[dict[str, Callable[[Any, Group], bool]]] = {
    "password": lambda page, _: page.section_name == "safety",
    "conflicts": lambda page, group: page.band.count().startswith(f"{group.count} 处"),
    "refused": lambda page, group: len(page.model.lines) == group.count,
    "requests": lambda page, group: page.requests.model.rowCount() == group.count and page.tabs.currentIndex() == 0,
    "notices": lambda page, group: (
        page.band.count().startswith(f"{group.count} 件没") and page.tabs.currentIndex() == 0
    ),
    "answers": lambda page, group: page.tabs.currentIndex() == 1 and _asked(group) <= _lines(page.questions),
    "alerts": lambda page, group: page.model.rowCount() == group.count,
    "incidents": lambda page, group: sum(one.is_open for one in page.model.lines) == group.count,
    "backups": lambda page, _: page.states.state == "content" and not page.drill.isHidden(),
    "operations": lambda page, _: page.states.state == "content",
    "imports": lambda page, group: {line.record for line in group.lines} <= {str(b.number) for b in page.model.lines},
    "transfers": lambda page, _: page.states.state == "error",  # the cloud has the list, and there is none here
    "activities": lambda page, _: page.view == "month" and page.calendar.shown == clock.today(),
    "visits": lambda page, group: page.leaf == "due" and len(page.due.model.lines) == group.count,
    "topic_due": lambda page, group: page.pane.only_due.isChecked() and page.pane.rows.rowCount() == group.count,
    "campaign_yearly": lambda page, _: page.states.state == "empty",  # and offers to start the first one
    "duplicates": lambda page, group: len(page.model.pairs) == group.count,
    "removed": lambda page, group: {line.record for line in group.lines} <= {one.record for one in page.model.lines},
    **dict.fromkeys((mine.LATE, mine.NEAR, mine.DECIDED, mine.HANDLED, orders.LAGGING), _mine),
    **dict.fromkeys(("activities_review", "activities_unready", "summaries"), _activities),
    **dict.fromkeys(CHECKS, _opens_check),
}


def test_the_busy_day_has_every_kind(told: dict[str, Group]) -> None:
    assert [kind for kind in KINDS if kind not in told] == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in OPENED_ONE_BY_ONE])
def test_a_group_opens_the_very_records_that_it_counts(
    qtbot: QtBot, desk: Desk, told: dict[str, Group], kind: str
) -> None:
    group = told[kind]
    place = _place(qtbot, desk, lambda card: card.all_button, group)
    page = _opened(qtbot, desk, place)
    shows = SHOWS.get(kind) or {"people": _people, "homes": _homes}[group.page]
    qtbot.waitUntil(lambda: shows(page, group), timeout=10_000)


@pytest.mark.parametrize("kind", KINDS)
def test_every_line_opens_where_it_is_done(qtbot: QtBot, desk: Desk, told: dict[str, Group], kind: str) -> None:
    for line in told[kind].lines[:1]:
        if line.form:
            dialog = RecordDialog(desk, catalog.named(line.form), line.record or None)
            qtbot.addWidget(dialog)
            qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=20_000)
            continue
        page = _opened(qtbot, desk, Place(line.page, line.record, line.facts))
        assert kind in ("transfers", "campaign_yearly") or _is_content(page), line
        if kind == "campaign_yearly":
            assert page.findChild(StartDialog) is not None


def _is_content(page: Any) -> bool:
    states = getattr(page, "states", None)
    return states is None or states.state == "content"


def _ways(line: Line) -> bool:
    return bool(line.form or line.page)


def test_a_group_without_a_list_tells_every_one_of_its_lines(told: dict[str, Group]) -> None:
    for group in told.values():
        assert all(map(_ways, group.lines))
        assert group.page or group.kind in OPENED_ONE_BY_ONE
        assert group.page or len(group.lines) == group.count
