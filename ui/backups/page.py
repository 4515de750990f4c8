"""The page 备份: what was backed up where; making, trying and restoring; the nightly run and the data key.

Long work is shown at the foot of the window and the person goes on. Restoring is `restoring.py`'s errand, the nightly
run `nightly.py`'s; what is done is `app.backups`'s and `app.schedule`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.jobs import JobContext
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.backups.backups_model import BackupsModel
from ui.backups.cards import DrillCard, KeyCard, LastCard, NightCard
from ui.backups.nightly import Nightly
from ui.backups.restoring import Restoring
from ui.desk import Desk
from ui.login.kept_key import KeptKey
from ui.look.roles import label
from ui.look.tokens import L, M
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import TitleBand
from ui.parts.buttons import plain_button, primary_button
from ui.parts.dialog import ask, open_dialog
from ui.parts.file_choice import choose_folder
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import JobHandle, Latest

if TYPE_CHECKING:
    from app.backups.drilling import Drill
    from app.backups.making import Made
    from app.backups.overview import Overview
    from app.backups.rekeying import Rekeyed

_KINDS = frozenset(
    ("backup", "backup-failed", "drill", "rekey", "import", "night-planned", "night-cancelled", "unattended-forbidden")
)
_REKEY_TEXT = (
    "先做一份备份，再用新的密钥把整个台账重写一遍，核对后换上。各账号现在的密码照旧能用；"
    "以前的密码和恢复密钥即使连同旧文件被人留着，也打不开换好后的台账。\n\n"
    "换好后会有一张新的恢复密钥要打印；无人时的自动备份要重新允许。有人离开的，请先停用账号再更换。\n\n"
    "进行中可以查看，不能修改；中途停电也不要紧，台账总能打开。"
)
_LETTERS = (11, 6, 6, 5, 10, 8)


class BackupsPage(Page):
    """Cards above, the list of backups below."""

    name = "backups"
    title = "备份"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Latest(desk.runner, self)
        self._shown: Overview | None = None
        self.band = TitleBand(self.title)
        self.restore = plain_button("恢复…", "rotate-ccw")
        self.now = primary_button("立即备份", "hard-drive")
        self.band.add_action(self.restore)
        self.band.add_action(self.now)
        self.last, self.drill, self.night, self.key = LastCard(), DrillCard(), NightCard(), KeyCard()
        self.model = BackupsModel(self)
        self.table = plain_table(self.model, "以前的备份")
        self.states = PageStates(self._make_content())
        self.restoring, self.nightly = Restoring(self), Nightly(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self.states, 1)
        self._connect()
        self.states.show_loading()

    def _make_content(self) -> QWidget:
        self.note = Notice()
        grid = QGridLayout()
        grid.setSpacing(M)
        for place, card in enumerate((self.last, self.drill, self.night, self.key)):
            grid.addWidget(card, place // 2, place % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(L, M, L, L)
        column.setSpacing(M)
        column.addWidget(self.note)
        column.addLayout(grid)
        column.addWidget(label("以前的备份", "section"))
        column.addWidget(self.table, 1)
        self.table.fit_letters(_LETTERS)
        self.table.setMinimumHeight(self.table.fontMetrics().horizontalAdvance("字") * 10)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def _connect(self) -> None:
        self.now.clicked.connect(self._on_now)
        self.restore.clicked.connect(self._on_restore)
        self.last.choose.clicked.connect(self._on_choose_second)
        self.last.forget.clicked.connect(lambda: self.set_second(None))
        self.drill.hold.clicked.connect(self._on_drill)
        self.drill.report.clicked.connect(self._on_report)
        self.drill.every.clicked.connect(self._on_every)
        self.night.plan.clicked.connect(self._on_plan)
        self.night.cancel.clicked.connect(self.nightly.cancel)
        self.key.change.clicked.connect(self._on_rekey)
        self.table.activated.connect(self._on_restore)
        self.desk.events.changed.connect(self._on_changed)
        action(self, "刷新", "F5", self._ask)
        rights = self.desk.session.rights
        grey_unless(rights, "restore", "", self.restore)
        grey_unless(rights, "rekey", "", self.key.change)

    # -- what is shown

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self._ask()

    def _ask(self) -> None:
        session = self.desk.session

        def job(_ctx: JobContext) -> Overview:
            from app.backups import overview

            return overview.overview(session)

        self._reading.ask(job, self._show, failed=lambda error: self.states.show_error(error, self._ask))

    def _show(self, found: Overview) -> None:
        from app.backups import standing

        self._shown = found
        self.last.show_standing(found.standing)
        self.drill.show_standing(found, self.desk.session.settings.number(standing.DRILL_MONTHS))
        self.night.show_schedule(found.schedule, is_key_kept=found.is_key_kept)
        self.model.show(found.lines)
        self.band.set_count(f"{len(found.lines):,} 份" if found.lines else "")
        self.states.show_content()

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if committed.kind in _KINDS:
            self._ask()

    def tell(self, text: str, tone: str) -> None:
        """Say something above the cards."""
        self.note.tell(text, tone)

    def offer(self, text: str, button: str, then: Callable[[], object]) -> None:
        """Say what went well above the cards, and offer what comes next."""
        self.note.offer(text, button, then)

    @Slot(object)
    def tell_trouble(self, error: LedgerError) -> None:
        """Say what went wrong."""
        self.tell(window_message_for(error), "bad")

    def run(self, handle: JobHandle, then: Callable[[Any], object], *buttons: QWidget) -> None:
        """Start long work; its buttons wait until it is over."""
        self.note.tell("")
        for button in buttons:
            button.setEnabled(False)
            handle.ended.connect(partial(button.setEnabled, True))  # noqa: FBT003 - Qt's
        handle.done.connect(then)
        handle.failed.connect(self.tell_trouble)
        self.desk.runner.start(handle)

    # -- backups

    @Slot()
    def _on_now(self) -> None:
        session = self.desk.session

        def job(ctx: JobContext) -> Made:
            from app.backups import making

            return making.make(session, ctx)

        self.run(self.desk.runner.reading(job, name="备份"), self._on_made, self.now)

    @Slot(object)
    def _on_made(self, made: Made) -> None:
        if made.second == "unreachable":
            self.tell("备份已做好并核对；第二个位置现在用不了，只存了本机这一份。", "warn")
        else:
            self.desk.say("备份已做好并核对" + ("，第二个位置也存了一份" if made.second == "copied" else ""))

    @Slot()
    def _on_choose_second(self) -> None:
        at = self._shown.standing.second if self._shown else None
        choose_folder(self, "备份另存到哪个文件夹或磁盘", at or Path.home(), self.set_second)

    def set_second(self, folder: Path | None) -> None:
        """Copy every backup to this folder from now on; None ends that."""
        from app.backups import shelf

        settings = self.desk.session.settings
        settings[shelf.SECOND_FOLDER] = str(folder) if folder else ""
        settings.save()
        self._ask()

    # -- drills

    @Slot()
    def _on_drill(self) -> None:
        session = self.desk.session

        def job(ctx: JobContext) -> Drill:
            from app.backups import drilling

            return drilling.drill(session, ctx)

        self.run(self.desk.runner.reading(job, name="恢复演练"), self._on_drilled, self.drill.hold)

    @Slot(object)
    def _on_drilled(self, held: Drill) -> None:
        if held.is_good:
            self.desk.say("演练通过，备份可以恢复")
        else:
            self.tell("演练没有通过：这份备份有问题。请马上另做一份备份，再演练一次；报告里写着哪一步不对。", "bad")

    @Slot()
    def _on_report(self) -> None:
        if self._shown and self._shown.report:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._shown.report)))

    @Slot()
    def _on_every(self) -> None:
        from app.backups import standing

        settings = self.desk.session.settings
        settings[standing.DRILL_MONTHS] = 12 if settings.number(standing.DRILL_MONTHS) == 3 else 3
        settings.save()
        self._ask()

    # -- the data key

    @Slot()
    def _on_rekey(self) -> None:
        self.asking = ask(self, "更换密钥？", _REKEY_TEXT, "更换", self._rekey)

    def _rekey(self) -> None:
        session = self.desk.session

        def job(ctx: JobContext) -> Rekeyed:
            from app.backups import rekeying

            return rekeying.rekey(session, ctx)

        self.run(self.desk.runner.writing(job, name="更换密钥"), self._on_rekeyed, self.key.change)

    @Slot(object)
    def _on_rekeyed(self, done: Rekeyed) -> None:
        text = "密钥已更换，各账号的密码照旧。新的恢复密钥只能看这一次，请现在打印；以前的只能打开以前的备份。"
        if done.unattended:
            text += "无人时的自动备份已停，要继续请重新安排每晚备份。"
        self.offer(text, "打印新的恢复密钥…", partial(self._show_key, done.recovery_key))

    def _show_key(self, key: str) -> None:
        self.proving = KeptKey(self.desk.session, self.desk.runner, key, self.window())
        open_dialog(self.proving, partial(self.note.tell, ""))

    # -- the nightly run, restoring

    @Slot()
    def _on_plan(self) -> None:
        if self._shown is not None:
            self.nightly.ask(self._shown.schedule, is_key_kept=self._shown.is_key_kept)

    @Slot()
    def _on_restore(self) -> None:
        if self.restore.isEnabled():
            line = self.model.line_at(self.table.currentIndex().row())
            self.restoring.begin(line.path if line is not None and line.is_good else None)
