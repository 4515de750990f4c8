"""The page 导入: five steps at the left, the open one beside them, back and on below.

Decisions stand in `ImportRun` and stay when one goes back. Nothing is written before the last step is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
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
from ui.importing.steps import FILE, PLAN, QUESTIONS, RESULT, SHEETS, StepList
from ui.look.roles import label, set_role
from ui.look.tokens import XXL, L, M, S
from ui.page import Page
from ui.parts.bands import TitleBand
from ui.parts.buttons import link_button, plain_button, primary_button
from ui.parts.progress import ProgressLine
from ui.parts.shortcuts import action
from ui.workers import Latest

_WORKING = {
    "look": "正在看这份表",
    "plan": "正在和台账比对",
    "apply": "正在写进台账",
    "undo": "正在撤销",
    "returned": "正在写退回的行",
}


_NO_SHEET = ("",)  # an empty choice would mean every sheet


class ImportPage(Page):
    """The wizard."""

    name = "import"
    title = "导入"

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
        self.steps = StepList()
        self.file, self.sheets, self.questions = FileStep(), SheetsStep(), QuestionsStep()
        self.plan, self.result = PlanStep(desk), ResultStep()
        self.stack = QStackedWidget()
        for step in (self.file, self.sheets, self.questions, self.plan, self.result):
            self.stack.addWidget(step)
        self.working = self._make_working()
        self.trouble = self._make_trouble()
        self._lay_out()
        self._connect()
        self._show(FILE)

    # -- how it is put together

    def _make_working(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(XXL, XXL, XXL, XXL)
        self.progress = ProgressLine("正在看这份表")
        self.progress.cancelled.connect(self.run.cancel)
        column.addStretch(2)
        column.addWidget(self.progress)
        column.addStretch(3)
        self.stack.addWidget(holder)
        return holder

    def _make_trouble(self) -> QFrame:
        frame = QFrame()
        set_role(frame, "hint", "bad")
        row = QHBoxLayout(frame)
        row.setContentsMargins(L, S, L, S)
        row.setSpacing(M)
        self.trouble_text = label("", wraps=True)
        self.retry = plain_button("重试", "refresh-cw")
        self.retry.clicked.connect(self._on_retry)
        row.addWidget(self.trouble_text, 1)
        row.addWidget(self.retry)
        frame.hide()
        return frame

    def _lay_out(self) -> None:
        self.back, self.on = plain_button("上一步", "chevron-left"), primary_button("下一步")
        self.said = label("", "muted", wraps=True)
        foot = QFrame()
        set_role(foot, "sunken")
        row = QHBoxLayout(foot)
        row.setContentsMargins(L, S, L, S)
        row.setSpacing(M)
        row.addWidget(self.said, 1)
        row.addWidget(self.back)
        row.addWidget(self.on)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.trouble)
        right.addWidget(self.stack, 1)
        right.addWidget(foot)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.steps)
        middle.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addLayout(middle, 1)

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
            (self.steps.chosen, self.go_to),
        ):
            signal.connect(slot)
        self.back.clicked.connect(lambda: self.go_to(self._now - 1))
        self.on.clicked.connect(lambda: self.go_to(self._now + 1))
        action(self, "选择文件", "Ctrl+O", self._on_open)
        action(self, "上一步", "Ctrl+Left", self.back.click)
        action(self, "下一步", "Ctrl+Right", self.on.click)

    # -- the page

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        """Go on with the import that is under way, or offer files; `path` in the facts is taken at once."""
        session = self.desk.session

        def job(_ctx: JobContext) -> list[Path]:
            from app import import_steps

            return import_steps.recent(session)

        self._recent.ask(job, self.file.show_recent)
        path = facts.get("path")
        if isinstance(path, str) and path:
            self.run.choose_file(Path(path))

    @override
    def is_busy_with_input(self) -> bool:
        decisions = self.run.decisions
        made = decisions.headings or decisions.heading_rows or decisions.values or decisions.rows
        return bool(made) and self.run.outcome is None

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
        self.stack.setCurrentIndex(step)
        is_done = self.run.outcome is not None
        self.steps.show_step(step, self._reached())
        if is_done:
            for button in self.steps.buttons[:RESULT]:
                button.setEnabled(False)
        self.back.setEnabled(step > FILE and not is_done)
        self.back.setVisible(step != RESULT)
        self.on.setVisible(step not in (FILE, RESULT) or (step == FILE and self.run.found is not None))
        self.on.setEnabled(self._reached() > step)
        self.on.setText("开始导入" if step == PLAN else "下一步")
        self.said.setText(self._sentence(step))
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
            places.get(step, self.on).setFocus()

    def _sentence(self, step: int) -> str:
        """What goes on with this step, at the foot."""
        run = self.run
        if step == SHEETS and run.found is not None:
            if not run.found.is_understood:
                return self.sheets.what_is_lacking()
            asks = self.sheets.open_columns
            return f"还有 {asks} 列要您选，不选就不导入那几列。" if asks else ""
        if step == PLAN and run.view is not None:
            if not run.view.will_write:
                return "没有要新增或修改的内容，不用导入。"
            return f"现在还没有写进台账。开始导入后会新增和修改 {run.view.will_write:,} 处，随时可以整批撤销。"
        return ""

    # -- jobs begin, go on, end

    @Slot(str)
    def _on_began(self, what: str) -> None:
        self.trouble.hide()
        self.file.trouble.hide()
        if what == "returned":
            return
        if what == "plan":
            self.plan.forget()
        self.progress.begin(_WORKING[what])
        self.stack.setCurrentWidget(self.working)
        for widget in (self.back, self.on):
            widget.setEnabled(False)
        for button in self.steps.buttons:
            button.setEnabled(False)
        self.said.setText("")

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.progress.show_progress(progress, words.phase(progress.phase) if progress.phase else "")

    def _on_looked(self) -> None:
        found = self.run.found
        if found is None:
            return
        self.file.clear_trouble()
        self.sheets.show_found(found)
        self.steps.note(FILE, found.path.name)
        self._show(SHEETS)

    def _on_planned(self) -> None:
        run = self.run
        if run.view is None or run.questions is None:
            return
        self.questions.show_questions(run.questions, run.decisions)
        self.plan.show_plan(run.view, run.decisions)
        asks = len(run.questions.values) + len(run.questions.doubts)
        self.steps.note(QUESTIONS, f"{asks:,} 处" if asks else "没有")
        if self._goal == QUESTIONS and not asks:
            self._goal = PLAN
        self._show(self._goal)

    def _on_applied(self) -> None:
        outcome, path = self.run.outcome, self.run.path
        view = self.run.view
        if outcome is None or path is None or view is None:
            return
        self.result.show_outcome(path, view.counts, view.will_write)
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
        self.trouble_text.setText(window_message_for(error))
        self.retry.setText("重新比对" if type(error).__name__ == "PlanOutdated" else "重试")
        self.trouble.show()
        self.run.changed()
        self._show(PLAN if what == "apply" else SHEETS)

    @Slot(str)
    def _on_stopped(self, what: str) -> None:
        if what == "look":
            self.run.found = None
        back_to = {"look": FILE, "apply": PLAN, "undo": RESULT, "returned": RESULT}
        self._show(back_to.get(what, SHEETS))
        if what == "apply":
            self.said.setText("已取消，没有写进任何内容。")

    def _on_retry(self) -> None:
        self.trouble.hide()
        self._goal = PLAN
        self.run.plan()

    def _on_reset(self) -> None:
        self.trouble.hide()
        self.file.clear_trouble()
        self.plan.forget()
        for step in (FILE, QUESTIONS):
            self.steps.note(step, "")
        self._show(FILE)

    # -- decisions

    @Slot(object)
    def _on_sheets(self, names: tuple[str, ...]) -> None:
        self.run.decisions.sheets = names or _NO_SHEET
        self.run.look()

    @Slot(str, str)
    def _on_heading(self, heading: str, target: str) -> None:
        self.run.decisions.headings[heading] = target
        self.run.look()

    @Slot(str, int)
    def _on_heading_row(self, sheet: str, row: int) -> None:
        self.run.decisions.heading_rows.pop(sheet, None)
        if row:
            self.run.decisions.heading_rows[sheet] = row
        self.run.look()

    @Slot(object, str)
    def _on_value(self, key: tuple[str, str], meaning: str) -> None:
        if meaning:
            self.run.decisions.values[key] = meaning
        else:
            self.run.decisions.values.pop(key, None)
        self.run.changed()

    @Slot(object)
    def _on_rows(self, made: Mapping[tuple[str, int], str]) -> None:
        self._decide_rows(made, replan=False)

    def _decide_rows(self, made: Mapping[tuple[str, int], str], *, replan: bool) -> None:
        for row, decision in made.items():
            if decision:
                self.run.decisions.rows[row] = decision
            else:
                self.run.decisions.rows.pop(row, None)
        self.run.changed()
        if replan:
            self._goal = PLAN
            self.run.plan()

    @Slot(str, bool)
    def _on_class(self, status: str, leaves: bool) -> None:  # noqa: FBT001 - a slot
        before = self.run.decisions.leave_out
        self.run.decisions.leave_out = before | {status} if leaves else before - {status}
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
