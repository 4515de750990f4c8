"""The preview of a list, of one that asks for a purpose, of both cards, and when nothing can be read."""

from __future__ import annotations

from app import printed
from app.exports import printed_lists
from app.figures import cross_tables
from app.figures.statistics import Numbers, Question
from app.jobs import JobContext
from app.printed import Printout
from app.records.filters import Selection
from app.tables import list_columns
from ledger import catalog
from ui.printing.preview import PreviewDialog
from ui.stage import Scene, Stage


def _list(stage: Stage) -> PreviewDialog:
    return _of_people(stage, "age>=60")


def _sensitive(stage: Stage) -> PreviewDialog:
    return _of_people(stage, "tag=A01")


def _of_people(stage: Stage, asked: str) -> PreviewDialog:
    session, columns = stage.full.session, list_columns.AT_FIRST["person"]

    def made(ctx: JobContext) -> Printout:
        return printed_lists.list_of(session, catalog.named("person"), Selection(filters=(asked,)), columns, ctx=ctx)

    return PreviewDialog(stage.full, "打印居民名单", made)


def _person(stage: Stage) -> PreviewDialog:
    session, record = stage.full.session, stage.first("person", "", "age>=60")
    return PreviewDialog(stage.full, "打印居民卡", lambda _: printed.person_card(session, record))


def _household(stage: Stage) -> PreviewDialog:
    session, record = stage.full.session, stage.first("dwelling", "", "occupancy=1")
    return PreviewDialog(stage.full, "打印住户卡", lambda _: printed.household_card(session, record))


def _statistics(stage: Stage) -> PreviewDialog:
    session = stage.full.session
    question = Question("person", "age", "population_type", (("sex", "2"),))

    def made(ctx: JobContext) -> Printout:
        return cross_tables.as_print(session, Numbers(session).cross(question, ctx), "row")

    return PreviewDialog(stage.full, "打印统计表", made)


def _trouble(stage: Stage) -> PreviewDialog:
    session = stage.full.session
    return PreviewDialog(stage.failing, "打印居民卡", lambda _: printed.person_card(session, ""))


SCENES = (
    Scene("printing--list", _list),
    Scene("printing--sensitive", _sensitive),
    Scene("printing--person", _person),
    Scene("printing--household", _household),
    Scene("printing--statistics", _statistics),
    Scene("printing--error", _trouble),
)
