"""登记工单: what is the matter and of which kind is enough; where, who told it and the rest can be added.

The rest is reckoned by `app.orders.intake`: number, priority, module, limit. Orders that may be the same are named.
What is not yet to be handled is kept as a draft 草稿; its page registers it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.jobs import JobContext
from app.orders import intake
from app.orders.attached import File
from app.orders.intake import Made
from app.records.choosing import Choice
from app.stores.session import Session
from ledger import catalog
from ledger.orders.facts import OUTSIDE_SOURCES
from ledger.orders.reckoning import SENSOR_SOURCE
from ui.desk import Desk
from ui.order_form.alike_box import AlikeBox
from ui.order_form.form import OrderForm
from ui.order_form.photos_box import PhotosBox, taken
from ui.parts.dialog import ask
from ui.parts.fields import Labelled
from ui.record_form.reference_box import ReferenceBox

LEDGER: Final = catalog.named("work_order")
_ROWS: Final = (
    ("什么事", (("description",), ("category",))),
    ("在哪里", (("address", "lon"), ("building_uid", "dwelling_uid"))),
    (
        "谁反映的",
        (
            ("source", "external_no"),
            ("device_uid",),
            ("reporter_person", "reporter_name"),
            ("reporter_phone", "need_reply"),
            ("confidential",),
        ),
    ),
    ("其他", (("title",), ("priority", "occurred_at"))),
)
_HINTS: Final = {
    "description": "写清是什么事、有什么影响",
    "address": "如：3号楼门口、地下车库",
    "lon": "从地图上复制，如 121.47, 31.23",
    "device_uid": "哪台设备报的警：写编号或地点来选，设备记在专题台账里",
    "need_reply": "不填：留了电话就要回复",
    "confidential": "选“是”：反映人只有承办人和居委主任看得到；来源是“媒体/舆情”的，整件都是",
    "title": "不填就用类别和地点",
    "priority": "不填就按类别的规定",
}
_PHOTOS: Final = "attachments"
_PHOTOS_HINT: Final = "有处置前的照片，办完时就要有处置后的照片"
_REQUIRED: Final = ("description", "category")
_CALLED: Final = {"lon": "经纬度"}
"""What a field of the form is called that holds more than the field of the order: a position is written whole."""
_ALIKE_BY: Final = frozenset(("description", "category", "address", "building_uid", "dwelling_uid", "external_no"))


Maker = Callable[[Session, Mapping[str, str], Sequence[File]], Made]


@dataclass(frozen=True, slots=True)
class _Kept:
    """An order that was kept, how that is told, and whether its receipt is printed."""

    order: Made
    told: str
    is_printed: bool = False


class RegisterDialog(OrderForm):
    """`registered(order)` once it is; `preset` gives references their records, such as the home that it is about."""

    HEADING: ClassVar[str] = "登记工单"
    registered = Signal(str)

    def __init__(
        self, desk: Desk, preset: Mapping[str, Choice] | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, self.HEADING, "登记", parent)
        self._preset = dict(preset or {})
        self.alike = AlikeBox(desk, self.said)
        for title, rows in _ROWS:
            self.add_group(title)
            for names in rows:
                texts = {name: self._text(name) for name in names}
                self.add_row(*names, texts=texts, hints=_HINTS)
            if title == _ROWS[0][0]:
                self.photos = PhotosBox()
                made = self.fields[_PHOTOS] = Labelled("照片和材料", self.photos, _PHOTOS_HINT)
                self.photos.changed.connect(made.clear_error)
                self.form.addWidget(made)
                self.form.addWidget(self.alike)
        self.form.addStretch(1)
        for name, choice in self._preset.items():
            box = self.parts[name].widget if name in self.parts else None
            if isinstance(box, ReferenceBox):
                box.set_choice(choice)
        self.alike.opened.connect(self._open_instead)
        self.alike.shown.connect(self.grow)
        self._show_by_source()
        self.begin()

    def _text(self, name: str) -> str:
        label = _CALLED.get(name) or LEDGER.field(name).label
        return f"{label} *" if name in _REQUIRED else label

    @override
    def said(self) -> dict[str, str]:
        unseen = {name: choice.id for name, choice in self._preset.items() if name not in self.parts}
        return {**unseen, **super().said()}

    @override
    def filled(self) -> dict[str, object]:
        return {**self.said(), _PHOTOS: tuple(self.photos.paths)}

    @override
    def typed(self, name: str) -> None:
        if name in _ALIKE_BY:
            self.alike.note_change()
        if name == "source":
            self._show_by_source()

    def _show_by_source(self) -> None:
        """The number of the other office is asked for where the order comes from one, the device where one gave alarm.

        A device that was named stays in sight.
        """
        source = self.parts["source"].text()
        self.fields["external_no"].setVisible(source in OUTSIDE_SOURCES)
        self.fields["device_uid"].setVisible(source == SENSOR_SOURCE or bool(self.parts["device_uid"].text()))

    @override
    def work(self) -> Callable[[JobContext], object]:
        return self._work("已登记")

    @override
    def other_ways(self) -> list[tuple[str, Callable[[], None]]]:
        offered: list[tuple[str, Callable[[], None]]] = [("存为草稿", self.keep_draft)]
        if self.desk.session.rights.may("print", LEDGER.name):
            offered.append(("登记并打印回执", self.register_and_print))
        return offered

    @Slot()
    def register_and_print(self) -> None:
        """登记, and the receipt for whoever stands there."""
        self.do(lambda: self._work("已登记", is_printed=True))

    @Slot()
    def keep_draft(self) -> None:
        """存为草稿: it has its number, waits for its author alone, and no clock of it runs."""
        self.do(lambda: self._work("已存为草稿", is_draft="是"))

    def _work(self, told: str, *, is_printed: bool = False, **more: str) -> Callable[[JobContext], object]:
        session, said, photos = self.desk.session, {**self.said(), **more}, tuple(self.photos.paths)
        make = self.maker()

        def job(_ctx: JobContext) -> _Kept:
            return _Kept(make(session, said, taken(session, photos)), told, is_printed)

        return job

    def maker(self) -> Maker:
        """For subclasses: what registers the order on the thread, out of what was typed and the photos."""
        return intake.create

    @override
    def finish(self, result: object) -> None:
        self.accept()
        if isinstance(result, _Kept):
            if result.order.is_kept_back:
                self.desk.say(f"{result.told} {result.order.order_no}。{intake.KEPT_BACK}")
                return
            self.desk.say(f"{result.told} {result.order.order_no}")
            self.registered.emit(result.order.id)
            if result.is_printed:
                from ui.printing.order_slips import print_receipt  # what lays out pages takes a moment to load

                print_receipt(self.desk, result.order.id)

    def _open_instead(self, order: str) -> None:
        def go() -> None:
            self.leave()
            self.desk.go("order", order)

        ask(self, "打开已有的工单", "是同一件事，就不再登记：这里填的内容不保留。", "打开已有的工单", go)
