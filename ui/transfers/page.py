"""The page 转接: people who move to and from other committees, and what is to be done about each.

The cloud keeps the list, so the page needs a line to it; who is offered is sent on the person's own page.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from typing_extensions import override

from app.jobs import Job
from app.stores.session import Session
from app.syncing import transfers
from app.syncing.transfers import OFFERED, Transfer
from ui.desk import Desk
from ui.one_by_one import OneByOnePage
from ui.parts.buttons import plain_button, primary_button
from ui.parts.dialog import ask, ask_reason
from ui.transfers.transfers_model import TransfersModel
from ui.workers import JobHandle

Read = Callable[[Session], list[Transfer]]
_OTHER_COLUMN = 2
_NOTHING = "别的居委会转来的、这里转出去的居民会列在这里。要转出谁，在他的一人一档里选“办理 › 转给别的居委会”。"
_TODO = {
    True: "对方请这里接收。接收后这里有他自己的一份，请接着登记住址和标签；不是本居委会的，请退回并写明原因。",
    False: "对方还没有答复。转错了可以撤回。",
}


class TransfersPage(OneByOnePage[Transfer]):
    """Who moves between this committee and others."""

    name = "transfers"
    title = "转接"
    shows_sensitive = True

    def __init__(self, desk: Desk, read: Read = transfers.listed) -> None:
        super().__init__(desk, TransfersModel(), wide_column=_OTHER_COLUMN)
        self.decline_button = plain_button("退回…", "x")
        self.withdraw_button = plain_button("撤回", "undo-2")
        self.accept_button = primary_button("接收", "check")
        self.add_ways(self.withdraw_button, self.decline_button, self.accept_button)
        self._read = read
        self._handle: JobHandle | None = None
        self._connect()

    def _connect(self) -> None:
        self.accept_button.clicked.connect(self.accept)
        self.decline_button.clicked.connect(self._ask_to_decline)
        self.withdraw_button.clicked.connect(self._ask_to_withdraw)

    # -- reading

    @Slot()
    @override
    def read(self) -> None:
        """Ask the cloud anew; an answer that is on its way is enough."""
        if self._handle is not None:
            return
        session, read = self.desk.session, self._read
        if not self.model.lines:
            self.states.show_loading()
        handle = self._handle = self.desk.runner.carrying(lambda _ctx: read(session))
        handle.done.connect(self._show)
        handle.failed.connect(self.on_not_read)
        handle.ended.connect(self._on_read)
        self.desk.runner.start(handle)

    @Slot(object)
    def _show(self, found: list[Transfer]) -> None:
        waiting = sum(one.is_incoming and one.state == OFFERED for one in found)
        count = f"{waiting:,} 人等这里接收" if waiting else f"{len(found):,} 人" if found else ""
        self.show_lines(found, count, ("arrow-left-right", "没有转接的居民", _NOTHING))

    @Slot()
    def _on_read(self) -> None:
        self._handle = None

    # -- the chosen one

    @override
    def tell(self, one: Transfer | None) -> None:
        self.why.tell(_TODO[one.is_incoming] if one is not None and one.state == OFFERED else "", "info")

    @override
    def allow(self, one: Transfer | None) -> None:
        is_open = one is not None and one.state == OFFERED
        comes = one is not None and one.is_incoming
        self.accept_button.setVisible(comes and is_open)
        self.decline_button.setVisible(comes and is_open)
        self.withdraw_button.setVisible(not comes and is_open)
        for button in (self.accept_button, self.decline_button, self.withdraw_button):
            button.setEnabled(not self.is_writing)

    @Slot()
    def accept(self) -> None:
        """Take the person over, then open the record that this committee has now."""
        one, session = self.chosen, self.desk.session
        if one is not None:
            handle = self.desk.runner.carrying(lambda _ctx: transfers.accept(session, one.id), name="接收转来的居民")
            handle.done.connect(self._on_accepted)
            self.write(handle)

    @Slot(object)
    def _on_accepted(self, own: object) -> None:
        self.desk.say("已接收，请登记住址和标签")
        self.desk.go("person", str(own))

    @Slot()
    def _ask_to_decline(self) -> None:
        ask_reason(self.window(), "退回", "对方会看到原因，比如“人不住在这里”。", self.decline)

    def decline(self, reason: str) -> None:
        """Send the chosen one back."""
        one, session = self.chosen, self.desk.session
        if one is not None:
            self._change(lambda _ctx: transfers.decline(session, one.id, reason), "已退回")

    @Slot()
    def _ask_to_withdraw(self) -> None:
        ask(self.window(), "撤回", "撤回以后对方不能再接收，需要时可以再转一次。", "撤回", self.withdraw)

    def withdraw(self) -> None:
        """Take the chosen offer back."""
        one, session = self.chosen, self.desk.session
        if one is not None:
            self._change(lambda _ctx: transfers.withdraw(session, one.id), "已撤回")

    def _change(self, job: Job[None], told: str) -> None:
        handle = self.desk.runner.carrying(job, name=told.replace("已", ""))
        handle.done.connect(lambda _: self.desk.say(told))
        handle.done.connect(self._on_changed)
        self.write(handle)

    @Slot(object)
    def _on_changed(self, _result: object) -> None:
        self.read()
