"""The exchange by files, for an office that may not connect: the cloud's key, a package to carry, the answer it brings.

What is inside, and what follows from an answer, is `app.syncing.by_package`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Signal, Slot

from app.jobs import Job
from app.messages import window_message_for
from app.syncing import by_package
from app.syncing.by_package import Incoming, Key, Outgoing
from ledger import clock
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label
from ui.parts.allowed import grey_unless
from ui.parts.buttons import plain_button
from ui.parts.cards import Card
from ui.parts.file_choice import choose_file, choose_target
from ui.parts.notice import Notice
from ui.settings.section import row_of

_TEXT = "不能联网的居委会用文件上报：导出交换包，送到街道，再读入带回的回执包。包是加密的，丢了别人也打不开。"
_NOT_JOINED = "还没有接入：把接入码写在上面，导出接入申请，送到街道；读入带回的回执包以后就接入了。"
_NO_KEY = "还没有上级平台的公钥。请向街道要公钥文件，先读入它。"
_KINDS = f"交换包 (*{by_package.SUFFIX})"
_ALL_KINDS = "所有文件 (*)"
_Found = TypeVar("_Found")


class PackageCard(Card):
    """`changed()` when a key was read, a package written or an answer taken."""

    changed = Signal()

    def __init__(self, desk: Desk, code: Callable[[], str]) -> None:
        super().__init__("用交换包上报")
        self._desk, self._code, self._is_joined = desk, code, False
        self.joining = label(_NOT_JOINED, "muted", wraps=True)
        self.key, self.notice = label(_NO_KEY, wraps=True), Notice()
        self.key_button = plain_button("读入公钥…", "key-round")
        self.out_button = plain_button("导出交换包…", "file-down")
        self.in_button = plain_button("读入回执包…", "file-input")
        for widget in (label(_TEXT, "muted", wraps=True), self.joining, self.key, self.notice):
            self.body.addWidget(widget)
        self.body.addLayout(row_of(self.key_button, self.out_button, self.in_button))
        self.key_button.clicked.connect(self._choose_key)
        self.out_button.clicked.connect(self._choose_target)
        self.in_button.clicked.connect(self._choose_answer)

    def show_standing(self, key: Key, *, is_joined: bool) -> None:
        """Say which key is kept, and what can be written: a package, or the request to be let in."""
        self._is_joined = is_joined
        has_key = bool(key.fingerprint)
        told = f"上级平台的公钥，校验码 {key.fingerprint}。请打电话和街道核对，一样才能用。"
        self.key.setText(told if has_key else _NO_KEY)
        self.joining.setVisible(not is_joined)
        self.key_button.setText("换公钥…" if has_key else "读入公钥…")
        self.out_button.setText("导出交换包…" if is_joined else "导出接入申请…")
        self.key_button.setEnabled(True)
        self.out_button.setEnabled(has_key)
        self.in_button.setEnabled(has_key)
        bounded = (self.key_button,) if is_joined else (self.key_button, self.out_button)
        grey_unless(self._desk.session.rights, "settings", "", *bounded)

    # -- files

    @Slot()
    def _choose_key(self) -> None:
        choose_file(self, "上级平台的公钥文件", _ALL_KINDS, self.read_key)

    @Slot()
    def _choose_target(self) -> None:
        what = "交换包" if self._is_joined else "接入申请"
        name = f"{what}-{self._desk.session.store.committee_code}-{clock.today():%Y%m%d}{by_package.SUFFIX}"
        choose_target(self, f"导出{what}", name, _KINDS, self.write)

    @Slot()
    def _choose_answer(self) -> None:
        choose_file(self, "街道带回的回执包", f"{_KINDS};;{_ALL_KINDS}", self.take_in)

    # -- what is done with them

    def read_key(self, path: Path) -> None:
        """Keep the cloud's key from a file."""
        session = self._desk.session
        self._do(lambda _ctx: by_package.put_key(session, path), self._on_key)

    def write(self, path: Path) -> None:
        """Write what waits, or the request to be let in."""
        session, code = self._desk.session, self._code()
        if self._is_joined:
            self._do(lambda _ctx: by_package.pack(session, path), self._on_packed, "导出交换包")
        else:
            self._do(lambda _ctx: by_package.join(session, path, code), self._on_asked)

    def take_in(self, path: Path) -> None:
        """Take an answer."""
        session = self._desk.session
        self._do(lambda _ctx: by_package.take_in(session, path), self._on_taken, "读入回执包")

    def _do(self, job: Job[_Found], then: Callable[[_Found], None], name: str = "") -> None:
        self.notice.tell("正在处理…", "info")
        for button in (self.key_button, self.out_button, self.in_button):
            button.setEnabled(False)
        handle = self._desk.runner.carrying(job, name=name)
        handle.done.connect(then)
        handle.failed.connect(self._on_failed)
        self._desk.runner.start(handle)

    def _tell(self, text: str, tone: str = "good") -> None:
        self.notice.tell(text, tone)
        self.changed.emit()

    @Slot(object)
    def _on_key(self, _found: Key) -> None:
        self._tell("公钥已读入。")

    @Slot(object)
    def _on_asked(self, _made: Outgoing) -> None:
        self._tell("接入申请已导出，请送到街道，带回回执包。")

    @Slot(object)
    def _on_packed(self, made: Outgoing) -> None:
        rest = f"还有 {made.left:,} 条放不下，读入回执包后再导出一次。" if made.left else ""
        self._tell(f"第 {made.number} 个交换包已导出，有 {made.operations:,} 条改动。请送到街道，带回回执包。{rest}")

    @Slot(object)
    def _on_taken(self, taken: Incoming) -> None:
        trouble = taken.outcome.trouble
        if trouble is not None:
            self._tell(window_message_for(trouble), "warn")
        else:
            self._tell("".join(_told(taken)))

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self._tell(window_message_for(error), "warn")


def _told(taken: Incoming) -> Iterator[str]:
    outcome = taken.outcome
    if taken.joined:
        yield "已接入上级平台。现在可以导出交换包，上报本机的改动。"
        return
    yield f"上级平台收到 {outcome.acked:,} 条，取回 {outcome.pulled:,} 条。"
    if outcome.conflicts:
        yield f"有 {outcome.conflicts:,} 处两处都改了，请处理。"
    if outcome.refused:
        yield f"有 {sum(outcome.refused.values()):,} 条被退回，请查看。"
    if taken.missing:
        yield f"街道没有收到第 {'、'.join(map(str, taken.missing))} 个交换包，里面的改动后来的包里都有，不用补送。"
    if outcome.more:
        yield "还有内容放不下，请再导出一个交换包取回其余的。"
