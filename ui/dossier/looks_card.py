"""谁看过: who opened this page or looked behind a mask on it. For those who watch over looks, the head above all.

A look that is made while the page stands comes in at once.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.events import Committed
from app.rights import looking
from app.rights.looking import Look
from ui.desk import Desk
from ui.dossier.line_rows import line
from ui.look.roles import label
from ui.parts.buttons import link_button
from ui.parts.cards import Card
from ui.parts.chips import Badge
from ui.workers import Latest

_FIRST = 6


class LooksCard(Card):
    """Reads the looks at one record by itself; the newest few, and all of them when asked."""

    def __init__(self, desk: Desk, ledger: str, record: str) -> None:
        super().__init__("谁看过")
        self.lines: list[QWidget] = []
        self._looks: tuple[Look, ...] = ()
        self._shows_all = False
        self.more = link_button("")
        self.more.hide()
        self.more.clicked.connect(self._show_all)
        self.wait = label("正在读取…", "muted")
        self.body.addWidget(self.wait)
        self._desk, self._ledger, self._record = desk, ledger, record
        self._asked = Latest(desk.runner, self)
        self._read()
        desk.events.changed.connect(self._on_entered)

    def _read(self) -> None:
        session, ledger, record = self._desk.session, self._ledger, self._record
        self._asked.ask(lambda _ctx: looking.who_looked(session, ledger, record), self._show)

    def _on_entered(self, committed: Committed) -> None:
        if not committed.is_change:  # a look, a print, an export
            self._read()

    @staticmethod
    def is_for(desk: Desk) -> bool:
        """Whether this account reads who looked."""
        return desk.session.rights.may("watch")

    def _show(self, looks: tuple[Look, ...]) -> None:
        if self.lines and looks == self._looks:
            return
        self._looks = looks
        self._clear()
        self.wait.setVisible(not looks)
        self.wait.setText("还没有人看过。")
        self._add(looks if self._shows_all else looks[:_FIRST])
        self.more.setVisible(not self._shows_all and len(looks) > _FIRST)
        self.more.setText(f"显示其余 {len(looks) - _FIRST} 条")
        self.body.addWidget(self.more)

    def _clear(self) -> None:
        for made in self.lines:
            self.body.removeWidget(made)
            made.hide()
            made.deleteLater()
        self.lines.clear()

    def _show_all(self) -> None:
        self._shows_all = True
        self.more.hide()
        self._add(self._looks[_FIRST:])

    def _add(self, looks: tuple[Look, ...]) -> None:
        for look in looks:
            under = " · ".join(filter(None, (look.at, f"原因：{look.reason}" if look.reason else "")))
            mark = Badge("敏感", "warn") if look.is_sensitive else None
            made = line(None, label(f"{look.who} {look.what}", wraps=True), under, mark)
            self.lines.append(made)
            self.body.addWidget(made)
