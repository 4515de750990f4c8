"""The page 导入: five steps at the left, the open one beside them, back and on below.

Decisions stand in `ImportRun` and stay when one goes back. Nothing is written before the last step is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from app import words
from app.jobs import JobContext, Progress
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.importing.file_step import FileStep
from ui.importing.plan_step import PlanStep
from ui.importing.questions_step import QuestionsStep
from ui.importing.result_step import ResultStep
from ui.importing.run import ImportRun, wants_password
from ui.importing.sheets_step import SheetsStep
from ui.importing.step_frame import StepFrame
from ui.importing.steps import FILE, PLAN, QUESTIONS, RESULT, SHEETS
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import TitleBand
from ui.parts.buttons import link_button
from ui.parts.shortcuts import action
from ui.workers import Latest

_WORKING = {
    "look": "正在看这份表",
    "plan": "正在和台账比对",
    "apply": "正在写进台账",
    "undo": "正在撤销",
    "returned": "正在写退回的行",
}


class ImportPage(Page):
    """The wizard."""

    name = "import"
    title = "导入"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setAcceptDrops(True)
        self.run = ImportRun(desk, self)
        self._recent = Latest(desk.runner, self)
        self._now = FILE
        self._goal = FILE
        self.band = TitleBand(self.title)
        self.batches = link_button("以前导入的", "layers")
        self.batches.clicked.connect(lambda: desk.go("batches"))
        self.band.add_action(self.batches)
        self.file, self.sheets, self.questions = FileStep(), SheetsStep(), QuestionsStep()
        self.plan, self.result = PlanStep(desk), ResultStep()
        self.frame = StepFrame((self.file, self.sheets, self.questions, self.plan, self.result))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self.frame, 1)
        self._connect()
        grey_unless(desk.session.rights, "import", "", self.file.button, self.file)
        self._show(FILE)

    def _connect(self) -> None:
        run = self.run
        for signal, slot in (
            (run.began, self._on_began),
            (run.progressed, self._on_progress),
            (run.looked, self._on_looked),
            (run.planned, self._on_planned),
            (run.applied, self._on_applied),
            (run.undone, self._on_undone),
            (run.returned, self.result.show_returned),
            (run.failed, self._on_failed),
            (run.stopped, self._on_stopped),
            (run.reset, self._on_reset),
            (self.file.chosen, run.choose_file),
            (self.sheets.sheets_chosen, self._on_sheets),
            (self.sheets.heading_decided, self._on_heading),
            (self.sheets.heading_row_decided, self._on_heading_row),
            (self.questions.value_decided, self._on_value),
            (self.questions.rows_decided, self._on_rows),
            (self.plan.class_left_out, self._on_class),
            (self.plan.row_decided, lambda row, decision: self._decide_rows({row: decision}, replan=True)),
            (self.result.undo_asked, run.undo),
            (self.result.list_opened, self._on_list),
            (self.result.again, run.clear),
            (self.result.returned_to, run.write_returned),
            (self.frame.steps.chosen, self.go_to),
            (self.frame.retry_asked, self._on_retry),
            (self.frame.progress.cancelled, run.cancel),
        ):
            signal.connect(slot)
        back, on = self.frame.back, self.frame.on
        back.clicked.connect(lambda: self.go_to(self._now - 1))
        on.clicked.connect(lambda: self.go_to(self._now + 1))
        action(self, "选择文件", "Ctrl+O", self._on_open)
        action(self, "上一步", "Ctrl+Left", back.click)
        action(self, "下一步", "Ctrl+Right", on.click)

    # -- the page

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        """Go on with the import that is under way, or offer files; `path` in the facts is taken at once."""
        session = self.desk.session

        def job(_ctx: JobContext) -> list[Path]:
            from app.review import import_steps

            return import_steps.recent(session)

        self._recent.ask(job, self.file.show_recent)
        path = facts.get("path")
        if isinstance(path, str) and path:
            self.run.choose_file(Path(path))

    @override
    def is_busy_with_input(self) -> bool:
        return self.run.decisions.are_made and self.run.outcome is None

    @override
    def holds_work(self) -> bool:
        return self.run.path is not None and self.run.outcome is None

    @override
    def discard_input(self) -> None:
        self.run.clear()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.run.outcome is None and not self.run.is_busy:
            self.file.dragEnterEvent(event)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.file.dropEvent(event)

    # -- from step to step

    @property
    def now(self) -> int:
        """The step that is open."""
        return self._now

    @Slot(int)
    def go_to(self, step: int) -> None:
        """Open a step; a plan that no longer fits the decisions is made again on the way."""
        if self.run.is_busy or not FILE <= step <= self._reached():
            return
        if step in (QUESTIONS, PLAN) and not self.run.is_planned:
            self._goal = step
            self.run.plan()
        elif step == RESULT and self.run.outcome is None:
            self._goal = RESULT
            if self.run.is_planned:
                self.run.apply()
            else:
                self._goal = PLAN
                self.run.plan()
        else:
            self._show(step)

    def _reached(self) -> int:
        """The furthest step that can be gone to now."""
        run = self.run
        if run.outcome is not None:
            return RESULT
        if run.found is None:
            return FILE
        if not run.found.is_understood:
            return SHEETS
        if run.view is None:
            return QUESTIONS
        return RESULT if run.is_planned and run.view.will_write else PLAN

    def _show(self, step: int) -> None:
        self._now = step
        run = self.run
        self.frame.show_step(step, self._reached(), has_file=run.found is not None, is_done=run.outcome is not None)
        self.frame.said.setText(self._sentence(step))
        self._focus(step)

    def _focus(self, step: int) -> None:
        """Put the focus where the work of the step is."""
        places = {
            FILE: self.file.button,
            SHEETS: self.sheets.place_of_work,
            PLAN: self.plan.table,
            RESULT: self.result.open_list,
        }
        if not self.file.trouble.isVisibleTo(self):
            places.get(step, self.frame.on).setFocus()

    def _sentence(self, step: int) -> str:
        """What goes on with this step, at the foot."""
        run = self.run
        if step == SHEETS and run.found is not None:
            if not run.found.is_understood:
                return self.sheets.what_is_lacking()
            asks = self.sheets.open_columns
            if self.sheets.lacks_numbers:
                return f"还有 {asks} 列要您选。编号列不选，那张表的行都会退回。"
            return f"还有 {asks} 列要您选，不选就不导入那几列。" if asks else ""
        if step == PLAN and run.view is not None:
            if not run.view.will_write:
                return "没有要新增或修改的内容，不用导入。"
            undone = "随时可以整批撤销" if run.view.comes_back else "工单登记后不能整批撤销"
            return f"现在还没有写进台账。开始导入后会新增和修改 {run.view.will_write:,} 处，{undone}。"
        return ""

    # -- jobs begin, go on, end

    @Slot(str)
    def _on_began(self, what: str) -> None:
        self.frame.trouble.hide()
        self.file.trouble.hide()
        if what == "returned":
            return
        if what == "plan":
            self.plan.forget()
        self.frame.show_working(_WORKING[what])

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.frame.progress.show_progress(progress, words.phase(progress.phase) if progress.phase else "")

    def _on_looked(self) -> None:
        found = self.run.found
        if found is None:
            return
        self.file.clear_trouble()
        self.sheets.show_found(found)
        self.frame.steps.note(FILE, found.path.name)
        self._show(SHEETS)

    def _on_planned(self) -> None:
        run = self.run
        if run.view is None or run.questions is None:
            return
        self.questions.show_questions(run.questions, run.decisions)
        self.plan.show_plan(run.view, run.decisions)
        asks = len(run.questions.values) + len(run.questions.doubts)
        self.frame.steps.note(QUESTIONS, f"{asks:,} 处" if asks else "没有")
        if self._goal == QUESTIONS and not asks:
            self._goal = PLAN
        self._show(self._goal)

    def _on_applied(self) -> None:
        outcome, path = self.run.outcome, self.run.path
        view = self.run.view
        if outcome is None or path is None or view is None:
            return
        self.result.show_outcome(path, view.counts, view.will_write, comes_back=view.comes_back)
        grey_unless(self.desk.session.rights, "undo_import", "", self.result.undo)
        self.desk.say(f"已导入“{path.name}”", action=int(outcome.batch))
        self._show(RESULT)

    def _on_undone(self) -> None:
        self.result.show_undone()
        self.desk.say("已撤销这次导入")
        self._show(RESULT)

    @Slot(str, object)
    def _on_failed(self, what: str, error: LedgerError) -> None:
        if what == "look" or wants_password(error):
            path = self.run.path or Path()
            self.file.show_trouble(path, error)
            self.run.found = None
            self._show(FILE)
            return
        if what in ("undo", "returned"):
            self._show(RESULT)
            self.result.show_trouble(error)
            return
        is_outdated = type(error).__name__ == "PlanOutdated"
        self.frame.show_trouble(window_message_for(error), "重新比对" if is_outdated else "重试")
        self.run.changed()
        self._show(PLAN if what == "apply" else SHEETS)

    @Slot(str)
    def _on_stopped(self, what: str) -> None:
        if what == "look":
            self.run.found = None
        back_to = {"look": FILE, "apply": PLAN, "undo": RESULT, "returned": RESULT}
        self._show(back_to.get(what, SHEETS))
        if what == "apply":
            self.frame.said.setText("已取消，没有写进任何内容。")

    def _on_retry(self) -> None:
        self.frame.trouble.hide()
        self._goal = PLAN
        self.run.plan()

    def _on_reset(self) -> None:
        self.frame.trouble.hide()
        self.file.clear_trouble()
        self.plan.forget()
        for step in (FILE, QUESTIONS):
            self.frame.steps.note(step, "")
        self._show(FILE)

    # -- decisions

    @Slot(object)
    def _on_sheets(self, names: tuple[str, ...]) -> None:
        self.run.decisions.choose_sheets(names)
        self.run.look()

    @Slot(str, str)
    def _on_heading(self, heading: str, target: str) -> None:
        self.run.decisions.headings[heading] = target
        self.run.look()

    @Slot(str, int)
    def _on_heading_row(self, sheet: str, row: int) -> None:
        self.run.decisions.put_headings_in(sheet, row)
        self.run.look()

    @Slot(object, str)
    def _on_value(self, key: tuple[str, str], meaning: str) -> None:
        self.run.decisions.give_meaning(key, meaning)
        self.run.changed()

    @Slot(object)
    def _on_rows(self, made: Mapping[tuple[str, int], str]) -> None:
        self._decide_rows(made, replan=False)

    def _decide_rows(self, made: Mapping[tuple[str, int], str], *, replan: bool) -> None:
        self.run.decisions.decide_rows(made)
        self.run.changed()
        if replan:
            self._goal = PLAN
            self.run.plan()

    @Slot(str, bool)
    def _on_class(self, status: str, leaves: bool) -> None:  # noqa: FBT001 - a slot
        self.run.decisions.leave_class(status, leaves=leaves)
        self.run.changed()
        self._goal = PLAN
        self.run.plan()

    def _on_list(self) -> None:
        if self.run.outcome is not None:
            self.desk.go("batches", self.run.outcome.batch)

    def _on_open(self) -> None:
        if not self.run.is_busy:
            self._show(FILE)
            self.file.browse()
