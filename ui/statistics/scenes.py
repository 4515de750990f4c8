"""Statistics in their states: few and many columns, shares, dwellings, nothing to count."""

from __future__ import annotations

from app.statistics import Question
from ui.stage import Scene, Stage
from ui.statistics.page import StatisticsPage


def _of(question: Question, share: str = "") -> Scene:
    name = f"statistics--{question.rows}-{question.columns}".replace("_", "-")
    return Scene(name, lambda stage: stage.opened(StatisticsPage, **question.as_facts(), share=share))


def _nobody(stage: Stage) -> StatisticsPage:
    question = Question("person", "age", "sex", (("age", "90"), ("age", "0")))
    return stage.opened(StatisticsPage, **question.as_facts())


SCENES = (
    Scene("statistics--normal", lambda stage: stage.opened(StatisticsPage)),
    _of(Question("person", "tag", "age")),
    _of(Question("person", "age", "population_type", (("sex", "2"),)), share="row"),
    _of(Question("dwelling", "building", "occupancy"), share="all"),
    Scene("statistics--nobody", _nobody),
    Scene("statistics--empty", lambda stage: stage.opened(StatisticsPage, stage.empty)),
    Scene("statistics--loading", lambda stage: stage.opened(StatisticsPage, stage.loading)),
    Scene("statistics--error", lambda stage: stage.opened(StatisticsPage, stage.failing)),
)
