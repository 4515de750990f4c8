"""The recovery key, shown once: printed, then proved to be on paper by typing its last group."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout
from typing_extensions import override

from app.messages import window_message_for
from app.stores.opening import is_last_group, save_paper
from ledger.errors import LedgerError
from ui.login.key_paper import KeyPaper, as_pdf, lines_of, print_paper
from ui.login.steps import Step
from ui.look.fonts import tabular
from ui.look.roles import label, set_role
from ui.look.tokens import S
from ui.parts.buttons import plain_button
from ui.parts.fields import Labelled, LineEdit
from ui.parts.file_choice import choose_target
from ui.parts.notice import Notice

_TEXT = "忘记密码时，只有它能打开台账。它只显示这一次：请打印或抄下来，锁在柜子里。"
_LAST_GROUP = 5


class KeyStep(Step):
    """Shows a recovery key until somebody has it on paper."""

    def __init__(self, paper: KeyPaper) -> None:
        super().__init__("保管好恢复密钥", _TEXT)
        self._paper = paper
        self.shown: QLabel = label("\n".join(lines_of(paper.key)), "title")
        self.shown.setFont(tabular(self.shown.font()))
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setAccessibleName("恢复密钥")
        frame = QFrame()
        set_role(frame, "hint", "info")
        QVBoxLayout(frame).addWidget(self.shown)
        self.print_button = plain_button("打印…", "printer")
        self.save_button = plain_button("存到 U 盘…", "download")
        self.notice = Notice()
        self.proof = LineEdit()
        self.proof_line = Labelled("照着纸输入最后一组", self.proof, f"最后 {_LAST_GROUP} 个字符，大小写都可以。")
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addStretch(1)
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        self.column.addWidget(frame)
        self.column.addLayout(row)
        self.column.addWidget(self.notice)
        self.column.addWidget(self.proof_line)
        self.setFocusProxy(self.print_button)
        self.print_button.clicked.connect(self._on_print)
        self.save_button.clicked.connect(self._on_save)
        self.proof.textChanged.connect(self._on_proof)
        self.proof.submitted.connect(self.submitted)

    @override
    def is_ready(self) -> bool:
        return is_last_group(self.proof.text(), self._paper.key)

    @override
    def show_error(self, text: str) -> None:
        self.notice.tell(text)

    @Slot()
    def _on_print(self) -> None:
        if print_paper(self._paper, self):
            self.notice.tell("已送到打印机。", "good")
            self.proof.setFocus()

    @Slot()
    def _on_save(self) -> None:
        choose_target(self, "存到 U 盘", "里弄恢复密钥.pdf", "PDF (*.pdf)", self._save_to)

    def _save_to(self, path: Path) -> None:
        try:
            save_paper(as_pdf(self._paper), path)
        except LedgerError as error:
            self.show_error(window_message_for(error))
        else:
            self.notice.tell("已存好。请和这台电脑分开保管，用完从电脑里删掉。", "good")
            self.proof.setFocus()

    @Slot()
    def _on_proof(self) -> None:
        typed = "".join(filter(str.isalnum, self.proof.text()))
        if len(typed) >= _LAST_GROUP and not self.is_ready():
            self.proof_line.set_error("和最后一组不一样，请再看一下。")
        else:
            self.proof_line.clear_error()
        self.ready_changed.emit()
