"""Pictures of the people page in its states, and of its dialogs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.records.filters import Selection
from app.tables import cell_changes, list_columns, pasting
from app.tables.cell_changes import Wanted
from app.tables.row_source import RowSource
from app.tables.views import View
from ledger import catalog
from ledger.review_periods import REVIEW_OVER, REVIEW_OVER_LABEL
from ui.ledger_view.block_dialog import BlockDialog
from ui.ledger_view.blocks import Planned
from ui.ledger_view.column_chooser import ColumnChooser
from ui.ledger_view.column_menu import ColumnMenu
from ui.look.tokens import S
from ui.people.page import PeoplePage
from ui.people.views_menu import ManageViews, SaveView
from ui.stage import Scene, Stage

_VIEWS = (View(ledger="person", name="独居老人走访名单", is_default=True), View(ledger="person", name="六十岁以上党员"))


def _normal(stage: Stage) -> QWidget:
    return stage.opened(PeoplePage)


def _filtered(stage: Stage) -> QWidget:
    return stage.opened(PeoplePage, filters=("age>=60", "sex=2"), order_by="age", descending=True)


def _dragging(stage: Stage) -> QWidget:
    """A heading on its way to another place."""
    page = stage.opened(PeoplePage)
    headings = page.panel.table.panes.main.headings

    def drag() -> None:
        number = page.panel.table.columns.index("phone")
        headings.dragged.emit(number, S, headings.section_rect(number - 2).center().x())

    page.panel.table.panes.sight_changed.connect(drag)
    return page


def _nothing_found(stage: Stage) -> QWidget:
    return stage.opened(PeoplePage, filters=("age>=60",), search="没有这个人")


def _tab(ledger: str) -> Callable[[Stage], QWidget]:
    def make(stage: Stage) -> QWidget:
        return stage.opened(PeoplePage, ledger=ledger)

    return make


def _pasting(stage: Stage) -> QWidget:
    person = catalog.named("person")
    first = stage.first("person", "", "age>=40")
    block = pasting.block("新名字\t银杏小学\t2026-02-31\r\n李新\t梧桐厂\t2026-11-01")
    wanted = [Wanted(first, dict(zip(("former_name", "employer", "confirmed_on"), block[0], strict=True)))]
    wanted.append(Wanted("", {"name": "李新", "employer": "梧桐厂"}))
    wanted.append(Wanted("", {"name": "赵新", "sex": "女", "birth_date": "1990", "population_type": "户籍人口"}))
    plan = cell_changes.plan(stage.full.session, person, wanted)
    return BlockDialog(Planned(plan, "paste", "粘贴", ("不认得的列没有用上：备注二",)))


def _menu(name: str) -> Callable[[Stage], QWidget]:
    """The menu of one heading, as it stands below it."""

    def make(stage: Stage) -> QWidget:
        person = catalog.named("person")
        source = RowSource(stage.full.session, person, Selection(filters=("age>=60",)), ("name", name))
        return _held(ColumnMenu.of_column(stage.full, source, list_columns.named("person", name), None))

    return make


def _held(menu: ColumnMenu) -> QWidget:
    menu.setWindowFlags(Qt.WindowType.Widget)
    holder = QDialog()  # takes the size that the menu asks for
    holder.setAccessibleName(menu.accessibleName())
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(menu)
    return holder


def _reviewing(stage: Stage) -> QWidget:
    return stage.opened(PeoplePage, filters=(f"{REVIEW_OVER}=联系方式|健康和残疾",))


def _review_menu(stage: Stage) -> QWidget:
    """Which groups of fields are past their day, and of how many."""
    source = RowSource(stage.full.session, catalog.named("person"), Selection(), ("name", "phone"))
    return _held(ColumnMenu.of_values(stage.full, source, REVIEW_OVER, REVIEW_OVER_LABEL, None))


def _columns(_stage: Stage) -> QWidget:
    return ColumnChooser("person", ("name", "residence_address", "sex", "age"))


def _saving(_stage: Stage) -> QWidget:
    return SaveView(View(ledger="person", name="独居老人走访名单"), _VIEWS)


def _managing(stage: Stage) -> QWidget:
    return ManageViews(stage.full, "person", _VIEWS)


SCENES: tuple[Scene, ...] = (
    Scene("people--normal", _normal),
    Scene("people--marked", lambda stage: stage.opened(PeoplePage, stage.shared)),
    Scene("people--filtered", _filtered),
    Scene("people--review-over", _reviewing),
    Scene("people--dragging", _dragging),
    Scene("people--nothing-found", _nothing_found),
    Scene("people--empty", lambda stage: stage.opened(PeoplePage, stage.empty)),
    Scene("people--loading", lambda stage: stage.opened(PeoplePage, stage.loading)),
    Scene("people--error", lambda stage: stage.opened(PeoplePage, stage.failing)),
    Scene("people--households", _tab("household")),
    Scene("people--tags", _tab("person_tag")),
    Scene("people--vehicles", _tab("topic_vehicle")),
    Scene("people--merchants", _tab("topic_merchant")),
    Scene("people--pasting", _pasting),
    Scene("people--filter-values", _menu("population_type")),
    Scene("people--filter-reviews", _review_menu),
    Scene("people--filter-places", _menu("residence_address")),
    Scene("people--filter-numbers", _menu("age")),
    Scene("people--filter-text", _menu("employer")),
    Scene("people--filter-masked", _menu("phone")),
    Scene("people--filter-hidden", _menu("health_status")),
    Scene("people--columns", _columns),
    Scene("people--saving-view", _saving),
    Scene("people--views", _managing),
)
