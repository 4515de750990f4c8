"""Restoring a backup: what it holds is shown first; then where it goes and what opens it are asked.

It ends once the password or the recovery key is proved to open the backup; the restoring itself is the page's, or, in
the place of the present store, the log-in window's, for the store must be closed.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget
from typing_extensions import override

from app import words
from app.backups import restoring
from app.backups.restoring import Manifest, Proof
from app.jobs import Job, JobContext
from app.messages import window_message_for
from app.stores.opening import trouble_of
from ledger import clock
from ledger.errors import LedgerError
from ui.look.roles import label, set_role
from ui.look.tokens import M, S
from ui.parts.buttons import plain_button
from ui.parts.fields import Labelled, LineEdit, PasswordEdit
from ui.parts.file_choice import choose_folder
from ui.parts.writing_dialog import WritingDialog
from ui.workers import JobRunner

_NEW, _REPLACE = "恢复到一个新文件夹，现在的台账不动", "替换现在的台账；现在的会另外保存，不会丢"
_LETTERS = 44  # wide, so that it is low enough at the largest text
_HINT = "密码是做备份那天的；后来改过密码的，请用那天的旧密码，或用恢复密钥。"


class RestoreDialog(WritingDialog):
    """Accepted when `proof` opens the backup; `target` is the new folder, None to replace the present store."""

    def __init__(self, path: Path, manifest: Manifest, login: str, runner: JobRunner, parent: QWidget | None) -> None:
        super().__init__("恢复备份", "恢复", runner, parent)
        self.path = path
        self._folder: Path | None = None
        self._proof: Proof | None = None
        self.login = LineEdit()
        self.login.setText(login)
        self.password = PasswordEdit()
        self.secret = Labelled("密码或恢复密钥", self.password, _HINT)
        self.to_new, self.to_present = QRadioButton(_NEW), QRadioButton(_REPLACE)
        self.to_new.setChecked(True)
        self.folder_line = label("还没有选文件夹", "muted", wraps=True)
        self.choose = plain_button("选文件夹…", "folder-open")
        self._lay_out(manifest)
        self._connect()
        self._show_readiness()

    @property
    def target(self) -> Path | None:
        """The new folder; None where the present store is to be replaced."""
        return None if self.to_present.isChecked() else self._folder

    def take_proof(self) -> Proof:
        """What opens the backup; it is handed on once."""
        proof, self._proof = self._proof, None
        return proof or Proof()

    def set_folder(self, folder: Path) -> None:
        """Restore into this folder."""
        self._folder = folder
        self.folder_line.setText(f"恢复到：{folder}")
        self.folder_line.setToolTip(str(folder))
        self._show_readiness()

    def _lay_out(self, manifest: Manifest) -> None:
        counts = "，".join(f"{words.ledger(name)} {count:,}" for name, count in manifest.records.items() if count)
        what = QFrame()
        set_role(what, "hint", "info")
        told = QVBoxLayout(what)
        told.setContentsMargins(M, S, M, S)
        told.addWidget(label(f"{manifest.committee_name}（{manifest.committee_code}）", "strong", wraps=True))
        why = words.BACKUP_WHY[manifest.why]
        told.addWidget(label(f"备份时间：{clock.local_text(manifest.made_at)}（{why}）", wraps=True))
        told.addWidget(label(f"内容：{counts or '还没有内容'}", wraps=True))
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.folder_line, 1)
        row.addWidget(self.choose)
        self.body.addWidget(what)
        self.body.addWidget(self.to_new)
        self.body.addLayout(row)
        self.body.addWidget(self.to_present)
        who = QHBoxLayout()
        who.setSpacing(M)
        who.addWidget(Labelled("账号", self.login), 1)
        who.addWidget(self.secret, 2)
        self.body.addLayout(who)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _LETTERS)

    def _connect(self) -> None:
        self.choose.clicked.connect(self._on_choose)
        self.to_present.toggled.connect(self._show_readiness)
        for edit in (self.login, self.password):
            edit.textChanged.connect(self._show_readiness)

    @Slot()
    def _show_readiness(self) -> None:
        is_new = self.to_new.isChecked()
        self.choose.setEnabled(is_new)
        self.folder_line.setEnabled(is_new)
        self.button.setText("恢复" if is_new else "替换现在的台账")
        has_place = not is_new or self._folder is not None
        self.button.setEnabled(has_place and bool(self.login.text().strip()) and bool(self.password.text()))

    @Slot()
    def _on_choose(self) -> None:
        choose_folder(self, "恢复到哪个文件夹（空的）", self.path.parent, self.set_folder)

    @override
    @Slot()
    def submit(self) -> None:
        """Try what was typed on the backup, of which nothing is unpacked yet."""
        if self.button.isEnabled():
            self.secret.clear_error()
            self.start(self._runner.reading(self.job()))

    @override
    def job(self) -> Job[Proof]:
        path, proof = self.path, restoring.proof_of(self.login.text().strip(), self.password.text())

        def prove(_ctx: JobContext) -> Proof:
            restoring.prove(path, proof)
            return proof

        return prove

    @override
    def finish(self, result: object) -> None:
        self._proof = cast("Proof", result)
        self.password.clear()
        super().finish(None)

    @override
    def show_trouble(self, error: LedgerError) -> None:
        wrong = trouble_of(error) == "password"
        self.secret.set_error(
            "打不开这份备份：请核对账号，密码要用做备份那天的。" if wrong else window_message_for(error)
        )
        self.password.setFocus()
