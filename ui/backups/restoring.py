"""The errand of restoring: which file, what it holds, where it is to go; then the work itself, or leaving for it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.jobs import JobContext
from ui.backups.errand import Counter
from ui.backups.restore_dialog import RestoreDialog
from ui.desk import Leaving
from ui.parts.dialog import open_dialog
from ui.parts.file_choice import choose_file

if TYPE_CHECKING:
    from app.backups.restoring import Manifest, Restored

_FILES = "里弄备份 (*.linongbak)"


class Restoring:
    """From a file to a store."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self.dialog: RestoreDialog | None = None

    def begin(self, path: Path | None) -> None:
        """Look at this backup, or at one that the person picks."""
        if path is not None:
            self.look(path)
        else:
            choose_file(self._counter.window(), "要恢复哪份备份", _FILES, self.look)

    def look(self, path: Path) -> None:
        """Show what a backup holds and ask where it is to go."""

        def job(_ctx: JobContext) -> Manifest:
            from app.backups import restoring

            return restoring.look(path)

        self._counter.run(self._counter.desk.runner.reading(job), partial(self._ask_where, path))

    def _ask_where(self, path: Path, manifest: Manifest) -> None:
        desk = self._counter.desk
        dialog = RestoreDialog(path, manifest, desk.session.login, desk.runner, self._counter.window())
        self.dialog = dialog
        open_dialog(dialog, lambda: self._restore(dialog))

    def _restore(self, dialog: RestoreDialog) -> None:
        desk, path, target, proof = self._counter.desk, dialog.path, dialog.target, dialog.take_proof()
        if target is None:
            desk.leave(Leaving("restore", path, proof=proof))
            return

        def job(ctx: JobContext) -> Restored:
            from app.backups import restoring

            return restoring.restore_to(path, target, proof, ctx)

        self._counter.run(desk.runner.reading(job, name="恢复备份"), self._tell)

    def _tell(self, restored: Restored) -> None:
        told = f"已恢复到 {restored.folder}。打开它会先关上现在的台账，再用做备份那天的账号和密码登录。"
        leaving = Leaving("other", restored.folder)
        self._counter.offer(told, "打开恢复的台账", lambda: self._counter.desk.leave(leaving))
