"""The wizard before the eye: every step, and what it looks like empty, at work and in trouble."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.demo import trial_sheets
from app.jobs import Progress
from ui.importing.page import ImportPage
from ui.importing.steps import PLAN, QUESTIONS, RESULT, SHEETS
from ui.stage import Scene, Stage


def _standing_at(step: int, what: str = "") -> Callable[[Stage], ImportPage]:
    """The wizard with a messy sheet, walked to a step; `what` chooses the rows of the plan."""

    def make(stage: Stage) -> ImportPage:
        page = stage.opened(ImportPage)
        path = trial_sheets.messy(stage.full.session, stage.folder)
        _walk(page, step, what)
        page.run.choose_file(path)
        return page

    return make


def _walk(page: ImportPage, step: int, what: str) -> None:
    """Go on by itself until the step is open, as answers come."""
    run = page.run

    def on_looked() -> None:
        if step > SHEETS:
            page.go_to(QUESTIONS)

    def on_planned() -> None:
        if step >= PLAN:
            page.go_to(PLAN)
        if step == QUESTIONS and what:
            page.questions.tabs.setCurrentIndex(1)
        elif what:
            page.plan.show_what(what)
        if step == RESULT and run.outcome is None:
            page.go_to(RESULT)

    run.looked.connect(on_looked)
    run.planned.connect(on_planned)


def _at(step: int) -> Callable[[object], bool]:
    return lambda page: isinstance(page, ImportPage) and page.now == step and not page.run.is_busy


def _recent(stage: Stage) -> ImportPage:
    page = stage.opened(ImportPage)
    page.file.show_recent([Path("D:/台账/凌兆一居民花名册.xlsx"), Path("D:/台账/2026年老人名单.csv")])
    return page


def _password(stage: Stage) -> ImportPage:
    page = stage.opened(ImportPage)
    page.run.choose_file(trial_sheets.locked(stage.folder))
    return page


def _working(stage: Stage) -> ImportPage:
    page = stage.opened(ImportPage, stage.loading)
    page.run.choose_file(Path("D:/台账/凌兆一居民花名册.xlsx"))
    page.frame.progress.show_progress(Progress("reading", 36_500, 100_000, 12.0), "读取表格")
    return page


def _failing(stage: Stage) -> ImportPage:
    page = stage.opened(ImportPage, stage.failing)
    page.run.choose_file(Path("D:/台账/凌兆一居民花名册.xlsx"))
    return page


def _nothing_open(stage: Stage) -> ImportPage:
    page = stage.opened(ImportPage, stage.empty)
    path = trial_sheets.plain(stage.folder)
    page.run.looked.connect(lambda: page.go_to(QUESTIONS))
    page.run.planned.connect(lambda: page.go_to(QUESTIONS))
    page.run.choose_file(path)
    return page


def _foreign(stage: Stage) -> ImportPage:
    page = stage.opened(ImportPage)
    page.run.choose_file(trial_sheets.foreign(stage.folder))
    return page


SCENES = (
    Scene("import--empty", lambda stage: stage.opened(ImportPage, stage.empty)),
    Scene("import--normal", _recent),
    Scene("import--password", _password),
    Scene("import--loading", _working),
    Scene("import--error", _failing),
    Scene("import--sheets", _standing_at(SHEETS), _at(SHEETS)),
    Scene("import--heading_row", _foreign, _at(SHEETS)),
    Scene("import--questions", _standing_at(QUESTIONS), _at(QUESTIONS)),
    Scene("import--doubts", _standing_at(QUESTIONS, "doubts"), _at(QUESTIONS)),
    Scene("import--no_questions", _nothing_open, _at(QUESTIONS)),
    Scene("import--plan", _standing_at(PLAN, "changed"), _at(PLAN)),
    Scene("import--bad_cells", _standing_at(PLAN, "troubles"), _at(PLAN)),
    Scene("import--result", _standing_at(RESULT), _at(RESULT)),
)
