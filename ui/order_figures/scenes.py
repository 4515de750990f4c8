"""工单指标 in its states: by category and by person, nothing received, on paper."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app import order_figures
from app.demo import orders as demo
from app.orders import indicators
from app.orders.indicators import By
from app.orders.keeping import ORDER
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from ledger import clock
from ui.order_figures.page import MONTH, YEAR, OrderFiguresPage, periods
from ui.parts.period_box import OWN
from ui.printing.preview import PreviewDialog
from ui.stage import Scene, Stage


def _filled(stage: Stage) -> None:
    session = stage.full.session
    if not browsing.page(session, ORDER, Selection(everyone=True), Order(limit=1)).total:
        demo.add(session)


def _by(stage: Stage, by: By) -> OrderFiguresPage:
    _filled(stage)
    return stage.opened(OrderFiguresPage, period=YEAR, by=by)


def _sorted(stage: Stage) -> QWidget:
    page = _by(stage, "property")
    page.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    return page


def _of_days(stage: Stage, first: str, last: str) -> QWidget:
    _filled(stage)
    return stage.opened(OrderFiguresPage, period=OWN, first=first, last=last, by="category")


def _paper(stage: Stage) -> QWidget:
    _filled(stage)
    session, (_, year) = stage.full.session, periods(clock.today())[YEAR]
    found = indicators.figures(session, year.first, year.last, "person")
    return PreviewDialog(stage.full, "打印工单指标", lambda _: order_figures.as_print(session, found))


def _is_reckoned(page: QWidget) -> bool:
    return isinstance(page, OrderFiguresPage) and page.states.state != "loading"


SCENES = (
    Scene("order_figures--normal", lambda stage: _by(stage, "category"), _is_reckoned),
    Scene("order_figures--property", lambda stage: _by(stage, "property"), _is_reckoned),
    Scene("order_figures--sorted", _sorted, _is_reckoned),
    Scene("order_figures--days", lambda stage: _of_days(stage, "2026-01-01", "2027-12-31"), _is_reckoned),
    Scene("order_figures--no-days", lambda stage: _of_days(stage, "2026-11-30", "2026-11-01"), _is_reckoned),
    Scene("order_figures--print", _paper),
    Scene(
        "order_figures--empty",
        lambda stage: stage.opened(OrderFiguresPage, stage.empty, period=MONTH, by="category"),
        _is_reckoned,
    ),
    Scene("order_figures--loading", lambda stage: stage.opened(OrderFiguresPage, stage.loading)),
    Scene("order_figures--error", lambda stage: stage.opened(OrderFiguresPage, stage.failing)),
)
