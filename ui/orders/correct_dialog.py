"""更正登记: the category, whether a reply is owed, the module and the source of an order that nobody has yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.jobs import JobContext
from app.message_texts.orders import PARTS
from app.orders import correcting
from app.orders.showing import Dossier
from ui.desk import Desk
from ui.look.roles import label
from ui.order_form.form import OrderForm

_WHY: Final = "opinion"
_TEXTS: Final = {**{name: PARTS[name] for name in correcting.TAKES}, _WHY: "为什么更正 *"}
_HINTS: Final = {"category": "时限、模块和紧急程度按新的类别", "module": "不改类别时才要选"}


class CorrectDialog(OrderForm):
    """Shows what is registered; what is another value then is put right."""

    def __init__(self, desk: Desk, dossier: Dossier, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"更正登记 {dossier.order_no}", "更正", parent)
        self._order = dossier.id
        self._registered = dict(dossier.registered)
        self.form.addWidget(label(dossier.title, "strong", wraps=True))
        for names in (("category",), ("need_reply", "module"), ("source",), (_WHY,)):
            self.add_row(*names, texts=_TEXTS, hints=_HINTS)
        for name, value in self._registered.items():
            self.parts[name].set_text(value)
        self.form.addStretch(1)
        self.begin()

    @override
    def work(self) -> Callable[[JobContext], object]:
        session, order, said = self.desk.session, self._order, self.said()
        why = said.pop(_WHY, "")
        other = {name: value for name, value in said.items() if value != self._registered.get(name)}
        return lambda _ctx: correcting.correct(session, order, other, why)

    @override
    def finish(self, result: object) -> None:
        self.desk.say("已更正登记，原来的写进了办理经过")
        self.accept()
