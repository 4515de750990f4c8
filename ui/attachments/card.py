"""照片和材料: what is attached to one record, behind its mask until somebody looks; added by button and by dropping.

What was looked at goes with its time, with the page and with the lock. What a line is made of is `tile.py`'s, what
becomes of a press `handling.py`'s.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.attachments import looking
from app.attachments.looking import Attached, Behind, Looked
from app.events import Committed
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.attachments.adding import Adding, choose_files
from ui.attachments.drop_card import DropCard
from ui.attachments.handling import Handling
from ui.attachments.tile_list import TileList
from ui.desk import Desk
from ui.look.icons import icon
from ui.look.roles import label
from ui.look.tokens import M
from ui.parts.buttons import link_button
from ui.parts.dialog import ask_reason
from ui.parts.notice import Notice
from ui.workers import Latest

_TITLE = "照片和材料"
_SECOND_MS = 1000
_NOTHING = "没有照片和材料。"
_INVITES = "还没有照片和材料。把文件拖到这里，或用“添加”。照片里的拍摄位置会去掉。"


class AttachmentsCard(DropCard):
    """Reads by itself, and again when something was attached, changed or exchanged."""

    shown = Signal()
    """What is attached stands here, behind its mask or not."""
    concealed = Signal()
    """The mask is back."""

    def __init__(self, desk: Desk, ledger: str, record: str) -> None:
        super().__init__(_TITLE)
        self._desk, self._ledger, self._record = desk, ledger, record
        self._behind: Behind | None = None
        self._looked: Looked | None = None
        self._reason = ""
        self._is_stale = False
        self.can_add = desk.session.rights.may("edit", ledger)
        self._reading, self._looking = Latest(desk.runner, self), Latest(desk.runner, self)
        self.adding = Adding(desk, ledger, record, self)
        self.handling = Handling(desk, ledger, self)
        self._build()
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.conceal)
        self.adding.began.connect(self._on_began)
        self.adding.added.connect(self._on_added)
        self.adding.ended.connect(self._on_ended)
        self.handling.refused.connect(self.notice.tell)
        self.handling.changed.connect(self.load)
        desk.events.changed.connect(self._on_changed)
        self.setAcceptDrops(self.can_add)
        self.dropped.connect(self.add)
        self.load()

    def _build(self) -> None:
        self.count = label("", "caption")
        self.look_button = link_button("显示", "eye")
        self.look_button.clicked.connect(self._turn)
        self.add_button = link_button("添加", "plus")
        self.add_button.setAccessibleName("添加照片和材料")
        self.add_button.clicked.connect(self.choose)
        if not self.can_add:  # shown before it has a parent it would flash as a window of its own
            self.add_button.hide()
        for widget in (self.count, self.look_button, self.add_button):
            self.add_beside_title(widget)
        self.notice = Notice()
        self.wait = label("正在读取…", "muted", wraps=True)
        self.again = link_button("重试", "refresh-cw")
        self.again.clicked.connect(self.load)
        self.list = TileList(self._desk.session.rights, self._ledger)
        self.list.asked.connect(self._on_asked)
        self.list.worded.connect(self.handling.word)
        self.body.setSpacing(M)
        for part in (self.notice, self.wait, self.again, self.list):
            self.body.addWidget(part)
        self.look_button.hide()
        self.again.hide()

    # -- reading

    @Slot()
    def load(self) -> None:
        """Read what is attached; where it stands without its mask, another look is taken only at something new."""
        session, ledger, record = self._desk.session, self._ledger, self._record
        self._reading.ask(lambda _ctx: looking.behind(session, ledger, record), self._on_read, failed=self._on_failed)

    def _on_read(self, behind: Behind) -> None:
        if self._looked is None:
            self.show_behind(behind)
            return
        self._behind = behind
        followed = self._looked.followed(behind.attached)
        if followed is None:
            self._look(self._reason)
        elif followed != self._looked and not self.list.is_changed:  # nobody is disturbed who writes
            self._show_list(followed)

    def show_behind(self, behind: Behind) -> None:
        """Show that there are some, behind their mask; or all, to whoever needs no look."""
        self._behind = behind
        self.again.hide()
        if behind.is_open and behind.attached:
            self._look("")
            return
        number = len(behind.attached)
        self._count(number)
        self.list.fill(() if behind.refusal else behind.attached)
        self.wait.setVisible(not number or behind.refusal is not None)
        if behind.refusal is not None and number:
            self.wait.setText(f"有 {number} 份照片和材料，没有显示。{window_message_for(behind.refusal)}")
        else:
            self.wait.setText(_INVITES if self.can_add else _NOTHING)
        self.look_button.setVisible(bool(number) and behind.refusal is None)
        self._name_look("显示", "eye")
        self.shown.emit()

    def _on_failed(self, error: LedgerError) -> None:
        self._count(0)
        self.list.fill(())
        self.wait.setText(window_message_for(error))
        self.wait.show()
        self.again.show()
        self.look_button.hide()

    def _count(self, number: int) -> None:
        self.count.setText(f"{number} 份" if number else "")

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if "attachment" in committed.ledgers or committed.is_exchange:
            self.load()

    # -- looking

    def _turn(self) -> None:
        if self._looked is not None:
            self.conceal()
            return
        if self._behind is not None and self._behind.needs_reason:
            text = "14 岁以下儿童的照片和材料是高度敏感的内容。请写明为什么要看，原因会记入日志。"
            ask_reason(self.window(), f"显示{_TITLE}", text, self._look)
            return
        self._look("")

    def _look(self, reason: str) -> None:
        """Ask for what is behind the mask; the look is entered before it shows."""
        session, ledger, record = self._desk.session, self._ledger, self._record
        self._reason = reason
        self._looking.ask(
            lambda _ctx: looking.look(session, ledger, record, reason=reason),
            self.show_looked,
            failed=lambda error: self.notice.tell(window_message_for(error)),
        )

    def show_looked(self, looked: Looked) -> None:
        """Show what was looked at, for its time."""
        if not self.isVisible():
            return
        self.wait.setVisible(not looked.attached)
        self.wait.setText(_INVITES if self.can_add else _NOTHING)
        self.look_button.setVisible(bool(looked.attached) and bool(looked.seconds))
        self._name_look("遮盖", "eye-off")
        self._show_list(looked)
        if looked.seconds:
            self.timer.start(looked.seconds * _SECOND_MS)
        self.shown.emit()

    def _show_list(self, looked: Looked) -> None:
        self._looked = looked
        self._count(len(looked.attached))
        self.list.fill(looked.attached, looked.small)
        self.handling.show_looked(looked, self._reason)

    @Slot()
    def conceal(self) -> None:
        """Put the mask back and let the pictures go; while something of them is worked on, a little later."""
        if self.is_at_work and self.isVisible():
            self.timer.start()
            return
        self.timer.stop()
        if self._looked is not None:
            self._looked, self._reason = None, ""
            self.handling.forget()
            self.list.conceal()
            self._name_look("显示", "eye")
            self.concealed.emit()

    # -- for others that show the same

    def offered(self) -> tuple[Attached, ...]:
        """What can be looked at here."""
        behind = self._behind
        return () if behind is None or behind.refusal is not None else behind.attached

    def small(self, attachment: str) -> bytes | None:
        """The small picture of one that was looked at, empty where there is none; None while the mask is there."""
        return None if self._looked is None else self._looked.small.get(attachment, b"")

    def open(self, attachment: str) -> None:
        """Open one, or look at what is behind the mask."""
        known = self._looked.attached if self._looked is not None else self.offered()
        for one in known:
            if one.id == attachment:
                self._on_asked("open", one)

    @property
    def is_at_work(self) -> bool:
        """True while a caption is being written, or a picture stands open."""
        return self.handling.is_open or self.list.is_changed

    def _name_look(self, text: str, picture: str) -> None:
        self.look_button.setText(text)
        self.look_button.setIcon(icon(picture, "accent", before_text=True))
        self.look_button.setAccessibleName(f"{text}{_TITLE}")
        self.look_button.setToolTip("看过会记入日志" if text == "显示" else "")

    def _on_asked(self, what: str, one: Attached) -> None:
        if self._looked is None and what == "open":
            self._turn()
        else:
            self.handling.do(what, one)

    # -- adding

    def choose(self) -> QWidget:
        """Ask for files to add."""
        return choose_files(self, self.adding.begin)

    @Slot(object)
    def add(self, paths: list[Path]) -> None:
        """Add files."""
        self.adding.begin(paths)

    @Slot(int)
    def _on_began(self, count: int) -> None:
        self.notice.tell("")
        self.tell(f"正在添加 {count} 个文件…")

    @Slot()
    def _on_added(self) -> None:
        """Show what was just added to whoever may look at once."""
        behind = self._behind
        if self._looked is None and behind is not None and behind.refusal is None and not behind.needs_reason:
            self._look("")

    @Slot(str)
    def _on_ended(self, refused: str) -> None:
        self.tell("")
        self.notice.tell(refused, "warn")

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._is_stale = True
        self.conceal()
        super().hideEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._is_stale = False
            self.load()
