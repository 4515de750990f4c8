"""数据异议 on the page of a person or a home: raised from its menu, settled one by one in a band.

Of what stands on the page without one of its own (who lives where, tags, households, cars) the menu opens a dialog.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.objections import about, settling
from app.objections.about import Told
from app.records.choosing import Choice
from app.records.editing import Seen
from ledger.catalog.objection import OPEN
from ledger.departments import DISPUTED, STATUS
from ui.attachments.dialog import AttachmentsDialog
from ui.dossier.dossier_page import DossierPage
from ui.dossier.objection_dialogs import DisputeDialog, SettleDialog
from ui.dossier.objections_band import ObjectionsBand
from ui.dossier.objections_dialog import ObjectionsDialog
from ui.parts.chips import Tone
from ui.parts.dialog import ask_reason

Beside = tuple[str, str, str]
"""Ledger, id and words of a record that stands on the page."""


class ObjectionActs:
    """The act that raises one, the band with the open ones, and the act for a record that is disputed without any."""

    def __init__(self, page: DossierPage) -> None:
        self._page = page
        self._is_disputed = False
        self.dispute_act: QAction = page.add_act("有异议…", self.dispute, right="edit", is_more=True)
        self.close_act: QAction = page.add_act("结束异议核实…", self.close, right="edit", is_more=True)
        self.beside = QMenu("其他登记的异议", page)
        page.more_button.menu().addMenu(self.beside)
        self.band = ObjectionsBand(page.desk, page.ledger_name)
        page.bands.addWidget(self.band)
        self.band.asked_to_settle.connect(self.settle)
        self.band.asked_for_evidence.connect(self.show_evidence)
        self.band.looked.connect(self._offer_close)

    def show(self, seen: Seen, *, is_open: bool) -> list[tuple[str, Tone]]:
        """Read the open objections anew; answers the mark of a record that is disputed."""
        self._is_disputed = is_open and seen.row.get(STATUS) == DISPUTED
        self.dispute_act.setVisible(is_open)
        self.close_act.setVisible(False)
        self.band.look(self._page.record if is_open else "")
        return [(OPEN, "warn")] if self._is_disputed else []

    def show_beside(self, records: Iterable[Beside]) -> None:
        """What else stands on the page and may be disputed."""
        self.beside.clear()
        for ledger, record, said in dict.fromkeys(records):
            self.beside.addAction(f"{said}…", partial(self._open_beside, ledger, Choice(record, said)))
        self.beside.menuAction().setVisible(not self.beside.isEmpty())

    def _open_beside(self, ledger: str, subject: Choice) -> None:
        page = self._page
        page.open_dialog(ObjectionsDialog(page.desk, ledger, subject, parent=page))

    def _offer_close(self) -> None:
        self.close_act.setVisible(self._is_disputed and not self.band.rows)

    def dispute(self) -> None:
        """Somebody says that something here is wrong."""
        page = self._page
        page.open_dialog(DisputeDialog(page.desk, page.ledger_name, page.subject(), parent=page))

    def settle(self, told: Told) -> None:
        """What came of one."""
        self._page.open_dialog(SettleDialog(self._page.desk, told, parent=self._page))

    def show_evidence(self, told: Told) -> None:
        """照片和材料 of one."""
        title = f"{told.label}的异议：佐证材料"
        self._page.open_dialog(AttachmentsDialog(self._page.desk, title, about.OBJECTION.name, told.id, self._page))

    def close(self) -> None:
        """Disputed by a sheet or a form, without an objection that could be settled."""
        text = "这里记为异议核实中，但没有写下是什么异议。核实的结果是什么？写下来以后，重新等待审核。"
        ask_reason(self._page, f"{self._page.called()} 的异议核实完了", text, self._close)

    def _close(self, result: str) -> None:
        page, session = self._page, self._page.desk.session
        ledger, record, called = page.ledger_name, page.record, page.called()
        page.writes.run(lambda: settling.close(session, ledger, record, result), lambda _: f"{called} 的异议已核实")
