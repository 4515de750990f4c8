"""What becomes of a press on an attachment: opened, saved, fetched, kept, worded, taken away.

Whether it may be is `app.attachments`'s; what stands in the way is said where the attachments stand.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.attachments import looking
from app.attachments.looking import Attached, Looked
from app.jobs import JobContext
from app.messages import window_message_for
from app.records.editing import Edited
from ledger.errors import LedgerError
from ui.attachments.save_dialog import SaveDialog
from ui.attachments.viewer import Viewer
from ui.desk import Desk
from ui.parts.dialog import Dialog, ask_reason, open_dialog
from ui.parts.small_write import SmallWrite
from ui.workers import JobHandle, JobRunner


class Handling(QObject):
    """`refused(text)` when something could not be; `changed()` when what stands there is to be read anew."""

    refused = Signal(str)
    changed = Signal()

    def __init__(self, desk: Desk, ledger: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._ledger, self._card = desk, ledger, parent
        self._looked: Looked | None = None
        self._reason = ""
        self.dialog: Dialog | None = None

    def show_looked(self, looked: Looked, reason: str) -> None:
        """What stands open now, and the reason that was given for it."""
        self._looked, self._reason = looked, reason

    def forget(self) -> None:
        """The mask is back."""
        self._looked, self._reason = None, ""

    @property
    def is_open(self) -> bool:
        """True while a dialog about an attachment stands open."""
        return self.dialog is not None

    def do(self, what: str, one: Attached) -> None:
        """Do what was pressed."""
        self.refused.emit("")
        if what == "open" and not one.is_picture:
            what = "save"
        getattr(self, f"_{what}")(one)

    def word(self, one: Attached, text: str) -> None:
        """Change a caption; the way back stands at the foot."""
        session, ledger = self._desk.session, self._ledger

        def job() -> Edited:
            from app.attachments import attaching

            return Edited(one.id, ("caption",), attaching.put_caption(session, ledger, one.id, text))

        self._write(job, "已修改附件说明")

    # -- by the name of what was pressed

    def _open(self, one: Attached) -> None:
        if self._looked is None:
            return
        pictures = [each for each in self._looked.attached if each.is_picture]
        at = next(index for index, each in enumerate(pictures) if each.id == one.id)
        viewer = Viewer(self._desk, self._ledger, self._looked, at, reason=self._reason, parent=self._card.window())
        viewer.asked.connect(self.do)
        self._show(viewer)

    def _save(self, one: Attached) -> None:
        self._show(SaveDialog(self._desk, self._ledger, one, self._card.window()))

    def _fetch(self, one: Attached) -> None:
        session, ledger = self._desk.session, self._ledger

        def job(ctx: JobContext) -> bool:
            from app.attachments import fetching

            return fetching.fetch(session, ledger, one.id, ctx)

        fetching_one = _Fetching(one.id, self)
        fetching_one.arrived.connect(self._on_fetched)
        fetching_one.failed.connect(self._on_not_fetched)
        fetching_one.follow(self._desk.runner.carrying(job, name="取回原件"), self._desk.runner)

    def _keep(self, one: Attached) -> None:
        session, ledger, is_kept = self._desk.session, self._ledger, not one.is_kept

        def job(_ctx: JobContext) -> str:
            from app.attachments import fetching

            fetching.keep(session, ledger, one.id, is_kept=is_kept)
            return "原件会一直留在这台电脑上" if is_kept else "位置不够时原件可以让出来"

        handle = self._desk.runner.writing(job)
        handle.done.connect(self._on_kept)
        handle.failed.connect(self._on_failed)
        self._desk.runner.start(handle)

    def _remove(self, one: Attached) -> None:
        kind = "照片" if one.is_picture else "材料"
        text = f"这份{kind}会从这里移走，可以撤销。请写明原因。"
        ask_reason(self._card.window(), f"删除{kind}", text, lambda reason: self._detach(one, reason))

    def _detach(self, one: Attached, reason: str) -> None:
        session, ledger = self._desk.session, self._ledger

        def job() -> Edited:
            from app.attachments import attaching

            return Edited(one.id, (), attaching.detach(session, ledger, one.id, reason=reason))

        self._write(job, "已删除一份照片或材料")

    # -- what came of it

    def _write(self, job: Callable[[], Edited], told: str) -> None:
        write = SmallWrite(self._desk, lambda _: told, self)
        write.refused.connect(self._on_failed)
        write.run(lambda _: job())

    def _show(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_closed)
        open_dialog(dialog)

    @Slot()
    def _on_closed(self) -> None:
        self.dialog = None

    @Slot(str)
    def _on_fetched(self, attachment: str) -> None:
        self._desk.say("原件已取到")
        if isinstance(self.dialog, Viewer):
            self.dialog.told(attachment, None)
        self.changed.emit()

    @Slot(str, object)
    def _on_not_fetched(self, attachment: str, error: LedgerError) -> None:
        if isinstance(self.dialog, Viewer):
            self.dialog.told(attachment, error)
            self.changed.emit()
        else:
            self._on_failed(error)

    @Slot(object)
    def _on_kept(self, told: str) -> None:
        self._desk.say(told)
        self.changed.emit()

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.refused.emit(window_message_for(error))
        self.changed.emit()


class _Fetching(QObject):
    """One original on its way; it goes with what asked for it, and nobody is told then."""

    arrived = Signal(str)
    failed = Signal(str, object)

    def __init__(self, attachment: str, parent: QObject) -> None:
        super().__init__(parent)
        self._attachment = attachment

    def follow(self, handle: JobHandle, runner: JobRunner) -> None:
        """Begin, and tell what comes of it."""
        handle.done.connect(self._on_done)
        handle.failed.connect(self._on_failed)
        handle.ended.connect(self.deleteLater)
        runner.start(handle)

    @Slot(object)
    def _on_done(self, is_here: object) -> None:
        if is_here:
            self.arrived.emit(self._attachment)
        else:
            self.failed.emit(self._attachment, looking.BytesNotHere())

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.failed.emit(self._attachment, error)
