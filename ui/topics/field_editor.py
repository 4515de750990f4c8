"""One field of a topic ledger as the designer edits it: what it is called, its kind, codes, level, where it stands."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from ledger.definition import Level
from ledger.topics import KINDS, LEVELS, FieldKind, TopicField
from ui.look.tokens import L, M
from ui.parts.fields import Labelled, LineEdit
from ui.parts.flow import FlowLayout

_SEVERAL = re.compile(r"[、,，;；\n]+")
_LEVELS = {"L1": "L1 可公开", "L2": "L2 居委内部", "L3": "L3 隐私，遮盖", "L4": "L4 高度敏感，隐藏"}
_OF_TABLE = "代码表里的选项不在这里改"


class FieldEditor(QWidget):
    """Shows a field and gives it back as it is set now; `changed` tells of every change by hand."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._field = TopicField(name="", label="")
        self.label, self.choices, self.headings = LineEdit(), LineEdit(), LineEdit()
        self.kind, self.level = QComboBox(), QComboBox()
        for code, said in KINDS.items():
            self.kind.addItem(said, code)
        for level in LEVELS:
            self.level.addItem(_LEVELS[level], level)
        self.required, self.listed = QCheckBox("必填"), QCheckBox("列在表里")
        self.key = QCheckBox("不能重复")
        self.key.setToolTip("勾了这一项的栏目合起来不能有两条一样；里面有月份，就是每月填一条")
        self.retired = QCheckBox("停用")
        self.retired.setToolTip("表单和列表里不再有，填过的内容留着")
        self.choices_box = Labelled("选项", self.choices, "用、隔开，如 正常、停用")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(M)
        grid.addWidget(Labelled("栏目名称 *", self.label), 0, 0)
        grid.addWidget(Labelled("填什么", self.kind), 0, 1)
        grid.addWidget(self.choices_box, 1, 0, 1, 2)
        grid.addWidget(Labelled("敏感级别", self.level), 2, 0)
        grid.addWidget(Labelled("表格里的其他叫法", self.headings, "用、隔开"), 2, 1)
        boxes = FlowLayout()
        for box in (self.required, self.key, self.listed, self.retired):
            boxes.addWidget(box)
        grid.addLayout(boxes, 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(4, 1)
        self._connect()

    def _connect(self) -> None:
        for line in (self.label, self.choices, self.headings):
            line.textEdited.connect(self.changed)
        for choice in (self.kind, self.level):
            choice.activated.connect(self.changed)
        for box in (self.required, self.key, self.listed, self.retired):
            box.clicked.connect(self.changed)
        self.kind.currentIndexChanged.connect(self._fit)

    def _fit(self) -> None:
        is_code = self.kind.currentData() == "code"
        self.choices.setEnabled(is_code and not self._field.table)
        self.choices_box.set_hint(_OF_TABLE if self._field.table else "用、隔开，如 正常、停用")

    def show_field(self, one: TopicField, *, keeps_kind: bool) -> None:
        """Show a field; one that stands in rows already `keeps_kind`."""
        self._field = one
        self.label.setText(one.label)
        self.choices.setText("、".join(one.choices))
        self.headings.setText("、".join(one.headings))
        self.kind.setCurrentIndex(self.kind.findData(one.kind))
        self.level.setCurrentIndex(self.level.findData(one.level))
        for box, is_so in (
            (self.required, one.required), (self.key, one.key), (self.listed, one.listed), (self.retired, one.retired)
        ):  # fmt: skip
            box.setChecked(is_so)
        self.kind.setEnabled(not keeps_kind)
        self.kind.setToolTip("已经有内容，不能换成另一种" if keeps_kind else "")
        self._fit()

    def field(self) -> TopicField:
        """The field as it is set now."""
        kind = cast("FieldKind", self.kind.currentData())
        is_code = kind == "code"
        choices = _several(self.choices.text()) if is_code and not self._field.table else ()
        return replace(
            self._field,
            label=self.label.text().strip(),
            kind=kind,
            choices=choices,
            ends=tuple(one for one in self._field.ends if one in choices),
            table=self._field.table if is_code else "",
            level=cast("Level", self.level.currentData()),
            headings=_several(self.headings.text()),
            required=self.required.isChecked(),
            key=self.key.isChecked(),
            listed=self.listed.isChecked(),
            retired=self.retired.isChecked(),
        )


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in _SEVERAL.split(text) if one.strip()))
