"""The page 没有上报成功: what was refused; of the chosen one its reason, the next step, and three ways on.

What was refused is no longer part of the ledger here. Whoever reads it opens the record and writes it right, sends it
once more as it was, or lets it go.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from typing_extensions import override

from app.events import Committed
from app.jobs import Job
from app.syncing import refused, resending
from app.syncing.refused import Refusal
from ui.desk import Desk
from ui.one_by_one import OneByOnePage
from ui.parts.allowed import grey_unless
from ui.parts.buttons import plain_button, primary_button
from ui.parts.dialog import ask
from ui.refused.refusals_model import RefusalsModel
from ui.workers import Latest

_PAGES = {"person": "person", "dwelling": "dwelling"}
_SOON_MS = 200
_CONTENT_COLUMN = 2
_NOTHING = ("circle-check", "没有没上报成功的", "上级平台没有接受的改动会列在这里，说明原因和怎么办。")
_GONE = "放弃以后，这条改动不再上报，也不会再回到台账里。"


class RefusedPage(OneByOnePage[Refusal]):
    """Every refused change that nobody has dealt with."""

    name = "refused"
    title = "没有上报成功"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, RefusalsModel(), wide_column=_CONTENT_COLUMN)
        self.table.horizontalHeader().setStretchLastSection(False)
        self.open_button = plain_button("打开档案", "user")
        self.drop_button = plain_button("放弃", "x")
        self.resend_button = primary_button("再上报一次", "refresh-cw")
        self.add_ways(self.open_button, self.drop_button, self.resend_button)
        self._latest = Latest(desk.runner, self)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.read)
        self._connect()

    def _connect(self) -> None:
        self.table.activated.connect(lambda _index: self.open_record())
        self.open_button.clicked.connect(self.open_record)
        self.drop_button.clicked.connect(self._ask_to_drop)
        self.resend_button.clicked.connect(self.resend)
        self.desk.events.changed.connect(self._on_changed)

    # -- reading

    @Slot()
    @override
    def read(self) -> None:
        """Read anew."""
        session = self.desk.session
        if not self.model.lines:
            self.states.show_loading()
        self._latest.ask(lambda _ctx: refused.refused(session), self._show, failed=self.on_not_read)

    def _show(self, found: list[Refusal]) -> None:
        self.show_lines(found, f"{len(found):,} 条" if found else "", _NOTHING)

    @Slot(object)
    def _on_changed(self, _committed: Committed) -> None:
        if self.isVisible():
            self._soon.start()

    # -- the chosen one

    @override
    def tell(self, one: Refusal | None) -> None:
        self.why.tell(f"{one.why}。{one.todo}。" if one else "", "warn")

    @override
    def allow(self, one: Refusal | None) -> None:
        is_free = one is not None and not self.is_writing
        self.open_button.setEnabled(is_free and one is not None and one.ledger in _PAGES)
        self.drop_button.setEnabled(is_free)
        self.resend_button.setEnabled(is_free and one is not None and bool(one.ledger))
        if one is not None:
            grey_unless(self.desk.session.rights, "edit", one.ledger, self.resend_button)

    @Slot()
    def open_record(self) -> None:
        """Go to the record's own page."""
        one = self.chosen
        if one is not None and one.ledger in _PAGES:
            self.desk.go(_PAGES[one.ledger], one.record)

    @Slot()
    def resend(self) -> None:
        """Say it once more, as it was."""
        one, session = self.chosen, self.desk.session
        if one is not None:
            number = one.number
            self._write(lambda _ctx: resending.resend(session, number), "已重新写入，会再上报")

    @Slot()
    def _ask_to_drop(self) -> None:
        ask(self.window(), "放弃这条改动", _GONE, "放弃", self.drop, is_danger=True)

    def drop(self) -> None:
        """Let it go."""
        one, session = self.chosen, self.desk.session
        if one is not None:
            number = one.number
            self._write(lambda _ctx: refused.deal_with(session, number), "已放弃这条改动")

    def _write(self, job: Job[int | None], told: str) -> None:
        handle = self.desk.runner.writing(job)
        handle.done.connect(self._told(told))
        self.write(handle)

    def _told(self, text: str) -> Callable[[object], None]:
        def tell(number: object) -> None:
            self.desk.say(text, action=number if isinstance(number, int) else 0)
            self.read()

        return tell
