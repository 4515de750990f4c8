"""Statistics in their states: few and many columns, shares, dwellings, nothing to count."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.figures.statistics import Question
from ui.stage import Scene, Stage
from ui.statistics.page import StatisticsPage


def _asked(stage: Stage, question: Question, share: str = "") -> StatisticsPage:
    page = StatisticsPage(stage.full)
    page.enter("", {**question.as_facts(), "share": share})
    return page


def _is_counted(page: QWidget) -> bool:
    return isinstance(page, StatisticsPage) and page.states.state != "loading"


def _of(question: Question, share: str = "") -> Scene:
    name = f"statistics--{question.rows}-{question.columns}".replace("_", "-")
    return Scene(name, lambda stage: _asked(stage, question, share), _is_counted)


def _nobody(stage: Stage) -> StatisticsPage:
    question = Question("person", "age", "sex", (("age", "90"), ("age", "0")))
    return _asked(stage, question)


def _closed(stage: Stage) -> StatisticsPage:
    """A click on a number of which there is no list."""
    page = _asked(stage, Question("person", "tag", "sex"))

    def click() -> None:
        model = page.model
        rows = range(model.rowCount() - 1)
        closed = (row for row in rows if model.table and model.table.rows[row].refusal and model.table.count(row, None))
        page.table.clicked.emit(model.index(next(closed), model.columnCount() - 1))

    page.model.modelReset.connect(click, Qt.ConnectionType.QueuedConnection)
    return page


def _is_told(page: QWidget) -> bool:
    return isinstance(page, StatisticsPage) and bool(page.notice.text())


SCENES = (
    Scene("statistics--normal", lambda stage: stage.opened(StatisticsPage), _is_counted),
    _of(Question("person", "tag", "age")),
    _of(Question("person", "age", "population_type", (("sex", "2"),)), share="row"),
    _of(Question("dwelling", "building", "occupancy"), share="all"),
    Scene("statistics--closed", _closed, _is_told),
    Scene("statistics--nobody", _nobody, _is_counted),
    Scene("statistics--empty", lambda stage: stage.opened(StatisticsPage, stage.empty)),
    Scene("statistics--loading", lambda stage: stage.opened(StatisticsPage, stage.loading)),
    Scene("statistics--error", lambda stage: stage.opened(StatisticsPage, stage.failing)),
)
