"""One step of an order: a form of what the step needs and takes, and the move that it makes.

Which steps are open to whom is `app.orders.moving`'s; what a step cannot do without, the rules say at its field.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.jobs import JobContext
from app.message_texts.orders import PARTS, status
from app.orders import moving
from app.orders.moving import Choice
from app.records.choosing import Choice as Person
from ledger import clock
from ui.desk import Desk
from ui.look.roles import label
from ui.order_form.form import OrderForm
from ui.order_form.photos_box import PhotosBox, taken
from ui.parts.fields import Labelled

PHOTOS: Final = "attachments"
_SIMPLE: Final = frozenset(("take", "resume"))
"""Steps that need nothing said: they are made at once."""
_ANSWERS: Final = frozenset(("reject", "check_pass", "followup", "close"))
"""Steps by which, or soon after which, whoever reported the order is answered."""
_ENDS: Final = frozenset(("reject", "void_approve"))
"""Steps that end it unhandled, and with it what was merged into it."""
_PAIRED: Final = frozenset(
    ("to_person", "to_org", "new_due_at", "limit_rule", "priority", "result_kind", "minutes_spent", "satisfaction",
     "contacted_at", "is_solvable", "reason_kind", "resume_on", "level", "way", "suggested_org", "source",
     "module", "need_reply")
)  # fmt: skip
"""Parts that are short enough to stand two in a row."""
_WHY_NOT: Final = "为什么不同意"
_TEXTS: Final = {
    "reject": {"opinion": "不予受理的理由"},
    "return_request": {"opinion": "退回的理由"},
    "return_refuse": {"opinion": _WHY_NOT},
    "extend_request": {"opinion": "延期的理由", "new_due_at": "延期到"},
    "extend_approve": {"new_due_at": "同意延期到"},
    "extend_refuse": {"opinion": _WHY_NOT},
    "suspend_refuse": {"opinion": _WHY_NOT},
    "void_request": {"opinion": "作废的理由"},
    "void_refuse": {"opinion": _WHY_NOT},
    "escalate": {"opinion": "为什么居委解决不了"},
    "check_fail": {"opinion": "哪里不符合"},
    "reopen": {"opinion": "重办的理由"},
    "followup": {"opinion": "反映人的话"},
    "recall": {"opinion": "撤回的理由"},
    "comment": {"opinion": "备注"},
    "progress": {"opinion": "办理情况"},
    "finish": {PHOTOS: "处置后的照片"},
    "verify": {"opinion": "核实情况", "to_person": "请谁去核实"},
    "transfer": {"to_person": "转给"},
    "joint_done": {"opinion": "协同情况"},
}
"""What parts are called where the step gives them a meaning of their own."""
_HINTS: Final = {
    "to_org": "承办人和承办单位填一个就可以",
    "parties": "几个单位或人用、隔开",
    "evidence": "写明，或在下面附上材料",
    "materials": "写明，或在下面附上材料",
    "minutes_spent": "一共花了多少分钟",
    "resume_on": "最长 90 天",
}
_HINTS_OF: Final = {
    "create": {
        "category": "不填就按草稿",
        "source": "不填就按草稿",
        "need_reply": "不填就按草稿",
        "priority": "不填就按草稿或类别的规定",
        "module": "不填就按草稿或类别的规定",
    },
    "dispatch": {"new_due_at": "不填就按办结时限"},
    "extend_approve": {"new_due_at": "不填就按申请的日期"},
}


@dataclass(frozen=True, slots=True)
class Subject:
    """The order that a step is made with, as far as its form has to know; `reply_owed`: to whom besides, in words.

    `merged`: what was merged into it, in words: it ends with it where it is voided or rejected.
    """

    id: str
    order_no: str
    title: str
    status: str
    reply_owed: str = ""
    merged: str = ""


class MoveDialog(OrderForm):
    """`moved(Moved)` once the step is made."""

    moved = Signal(object)

    def __init__(
        self,
        desk: Desk,
        order: Subject,
        choice: Choice,
        people: Sequence[Person] = (),
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, f"{short(choice.label)} {order.order_no}", short(choice.label), parent)
        self.order, self.choice = order, choice
        self.form.addWidget(label(order.title, "strong", wraps=True))
        merged = order.merged if choice.action in _ENDS else ""
        owed = order.reply_owed if choice.action in (*_ENDS, *_ANSWERS) else ""
        for text in filter(None, (merged, owed, *_told(choice))):
            self.form.addWidget(label(text, "muted", wraps=True))
        self.photos: PhotosBox | None = None
        offered = [(one.id, one.title) for one in people]
        self._lay_out([part.name for part in choice.parts], offered)
        for part in choice.parts:
            if part.value:
                self.parts[part.name].set_text(part.value)
        if "contacted_at" in self.parts:
            self.parts["contacted_at"].set_text(clock.local_text(clock.now_text()))
        self.form.addStretch(1)
        self.begin()

    def _lay_out(self, names: list[str], people: list[tuple[str, str]]) -> None:
        texts = {name: self._text(name) for name in names}
        hints = {**_HINTS, **_HINTS_OF.get(self.choice.action, {})}
        waiting: list[str] = []
        for name in names:
            if name == PHOTOS:
                continue
            waiting.append(name)
            if name in _PAIRED and len(waiting) == 1:
                continue
            rows = [tuple(waiting)] if name in _PAIRED else [(one,) for one in waiting]
            for row in rows:
                self.add_row(*row, texts=texts, hints=hints, people=people)
            waiting = []
        if waiting:
            self.add_row(*waiting, texts=texts, hints=hints, people=people)
        if PHOTOS in names:
            self.photos = PhotosBox()
            made = self.fields[PHOTOS] = Labelled(texts[PHOTOS], self.photos)
            self.photos.changed.connect(made.clear_error)
            self.form.addWidget(made)

    def _text(self, name: str) -> str:
        said = _TEXTS.get(self.choice.action, {}).get(name, PARTS[name])
        if name == PHOTOS and said == PARTS[PHOTOS]:
            said = "照片和材料"
        return f"{said} *" if name in self.choice.needs else said

    @override
    def filled(self) -> dict[str, object]:
        return {**self.said(), PHOTOS: tuple(self.photos.paths) if self.photos is not None else ()}

    @override
    def work(self) -> Callable[[JobContext], object]:
        session, order, action = self.desk.session, self.order.id, self.choice.action
        said = self.said()
        paths = tuple(self.photos.paths) if self.photos is not None else ()

        def job(_ctx: JobContext) -> object:
            return moving.move(session, order, action, said, taken(session, paths, order))

        return job

    @override
    def finish(self, result: object) -> None:
        if isinstance(result, moving.Moved):
            self.desk.say(told(self.order, self.choice, result))
        self.moved.emit(result)
        self.accept()


def is_simple(choice: Choice) -> bool:
    """True for a step that is made at once, without a form."""
    return choice.action in _SIMPLE and not choice.needs


def short(text: str) -> str:
    """What a button says of an action: 派单/交办 is 派单, 申请挂起(挂账) is 申请挂起."""
    return text.split("/", maxsplit=1)[0].split("(", maxsplit=1)[0]


def told(order: Subject, choice: Choice, moved: moving.Moved) -> str:
    """A step that was made, in a sentence."""
    if choice.awaits and moved.status == order.status:
        return f"{order.order_no} 已记下“{short(choice.label)}”，等上级确认"
    if moved.status == order.status:
        return f"{order.order_no} 已记下“{short(choice.label)}”"
    return f"{order.order_no} 已{short(choice.label)}，现在是“{status(moved.status)}”"


def _told(choice: Choice) -> list[str]:
    """What will become of the order."""
    if choice.awaits:
        return ["12345 和网格工单要上级确认才能结束：这一步先记下，显示为“待上级确认”。"]
    ends = [status(to) for to in choice.targets]
    return [f"办完以后工单是“{'”或“'.join(ends)}”。"] if ends else []
