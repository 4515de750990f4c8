"""数据异议 on the page of a person or a home: said, and settled once it was looked into (`app.visits.objections`)."""

from __future__ import annotations

from app.records.editing import Seen
from app.visits import objections
from ledger.departments import DISPUTED, STATUS
from ui.dossier.dossier_page import DossierPage
from ui.parts.chips import Tone
from ui.parts.dialog import ask_reason

_DISPUTED = "异议核实中"


class ObjectionActs:
    """Two acts in the page's menu 更多, of which the one is offered that fits."""

    def __init__(self, page: DossierPage) -> None:
        self._page = page
        self.dispute_act = page.add_act("有异议…", self.dispute, right="edit", is_more=True)
        self.settle_act = page.add_act("写明异议核实结果…", self.settle, right="edit", is_more=True)

    def show(self, seen: Seen, *, is_open: bool) -> list[tuple[str, Tone]]:
        """Offer the act that fits; answers the mark of a record that is disputed."""
        is_disputed = seen.row.get(STATUS) == DISPUTED
        self.dispute_act.setVisible(is_open and not is_disputed)
        self.settle_act.setVisible(is_open and is_disputed)
        return [(_DISPUTED, "warn")] if is_disputed else []

    def dispute(self) -> None:
        """Somebody says that something here is wrong."""
        text = "谁对哪一项有异议、为什么？写下来以后，这里记为异议核实中，也列在“今日”里。"
        ask_reason(self._page, f"{self._page.called()} 有异议", text, self._dispute)

    def _dispute(self, why: str) -> None:
        page, session = self._page, self._page.desk.session
        ledger, record, called = page.ledger_name, page.record, page.called()
        page.writes.run(
            lambda: objections.dispute(session, ledger, record, why), lambda _: f"{called} 已记为{_DISPUTED}"
        )

    def settle(self) -> None:
        """What came of it."""
        text = "核实的结果是什么？登记的内容要改的，请先改好。写下来以后，重新等待审核。"
        ask_reason(self._page, f"{self._page.called()} 的异议核实完了", text, self._settle)

    def _settle(self, result: str) -> None:
        page, session = self._page, self._page.desk.session
        ledger, record, called = page.ledger_name, page.record, page.called()
        page.writes.run(lambda: objections.settle(session, ledger, record, result), lambda _: f"{called} 的异议已核实")
