"""民情日志: the visits of a month, of everybody or of one worker; printed day by day, exported with a purpose."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.records.filters import Selection
from app.visits import diary
from app.visits.diary import Month, Written
from ledger import clock
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.exporting.dialog import ExportDialog
from ui.parts.bands import FilterBand
from ui.parts.choices import ChoiceBox
from ui.parts.dialog import open_dialog
from ui.parts.fields import Labelled
from ui.people.panel import LedgerPanel
from ui.people.words import PanelWords
from ui.printing.preview import PreviewDialog, preview
from ui.workers import Latest

_WORDS = PanelWords(
    tab="民情日志",
    what="走访",
    unit="次走访",
    search="走访内容、走访人",
    icon="notebook-pen",
    teach="每次走访在这里留下一行：走访了谁、情况怎样、下次什么时候来。可以从“该走访”或居民的档案里登记，"
    "也可以导入走访登记表。",
    begin="登记走访",
)
_ORDER = "visited_at"


class DiaryLeaf(QWidget):
    """`counted(text)` for the title, `record_asked` and `import_asked` from the empty state."""

    counted = Signal(str)
    record_asked = Signal()
    import_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._reading = Latest(desk.runner, self)
        self._months: dict[str, Month] = {}
        self.month, self.worker = ChoiceBox(), ChoiceBox()
        self.panel = LedgerPanel(desk, "visit", _WORDS)
        band = FilterBand()
        for text, box in (("月份", self.month), ("走访人", self.worker)):
            band.add(Labelled(text, box))
            box.chosen.connect(self._narrow)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(band)
        column.addWidget(self.panel, 1)
        self.panel.counted.connect(self.counted)
        self.panel.counted.connect(self._follow)
        self.panel.add_asked.connect(self.record_asked)
        self.panel.import_asked.connect(self.import_asked)
        self._offer(Written((Month.of(clock.today()),), ()))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.panel.setFocus()

    # -- how it stands

    def show_facts(self, facts: Mapping[str, object]) -> None:
        """Show what a place asks for; at first the present month, or all there is where no visit was made yet."""
        if not {"filters", "search", "view", "row"} & set(facts) and self.panel.table.selection == Selection():
            session = self.desk.session
            self._reading.ask(lambda _ctx: diary.written(session), self._begin, failed=self._on_failed)
            return
        self.read()
        self.panel.show_facts(facts)

    def _begin(self, written: Written) -> None:
        self._offer(written)
        self.month.set_value(Month.of(clock.today()).name if written.workers else "")
        self._narrow()

    def _on_failed(self, _error: LedgerError) -> None:
        """What stands in the way, the list tells itself."""
        self._narrow()

    @Slot()
    def read(self) -> None:
        """Which months and workers there are; the table follows what is written by itself."""
        session = self.desk.session
        self._reading.ask(lambda _ctx: diary.written(session), self._offer)

    def standing(self) -> dict[str, object]:
        """As `show_facts` understands it."""
        return self.panel.standing()

    def _offer(self, written: Written) -> None:
        self._months = {one.name: one for one in written.months}
        self.month.set_choices((one.name, one.title) for one in written.months)
        self.worker.set_choices((one, one) for one in written.workers)
        self.month.setItemText(0, "全部时间")
        self.worker.setItemText(0, "所有人")

    @Slot()
    def _follow(self) -> None:
        """Say above which month and whose diary it is, however it was asked for."""
        asked = set(self.panel.table.selection.filters)
        month = next((name for name, one in self._months.items() if asked.issuperset(one.filters)), "")
        workers = (str(self.worker.itemData(at) or "") for at in range(1, self.worker.count()))
        worker = next((one for one in workers if asked.issuperset(diary.selection(None, one).filters)), "")
        self.month.set_value(month)
        self.worker.set_value(worker)

    @Slot()
    def _narrow(self) -> None:
        month, worker = self._months.get(self.month.value()), self.worker.value()
        asked = diary.selection(month, worker)
        self.panel.show_facts({"filters": asked.filters, "search": "", "order_by": _ORDER, "descending": True})

    # -- ways out

    def print_diary(self) -> PreviewDialog:
        """The preview of the month's diary; of the present month where all time is chosen."""
        session, worker = self.desk.session, self.worker.value()
        month = self._months.get(self.month.value()) or Month.of(clock.today())
        return preview(self.desk, "打印民情日志", lambda _ctx: diary.paper(session, month, worker))

    def export_diary(self) -> ExportDialog:
        """Ask how the visits that are listed are exported."""
        table = self.panel.table
        dialog = ExportDialog(self.desk, "visit", table.selection, self.window(), listed=table.columns)
        open_dialog(dialog)
        return dialog
