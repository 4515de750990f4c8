"""The dialog in which somebody writes down what came of an alert."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.watch.alerts import AlertLine
from ui.parts.dialog import ReasonDialog


class HandlingDialog(ReasonDialog):
    """One line that says what was found and done; its button works once something is written."""

    def __init__(self, line: AlertLine, parent: QWidget | None = None) -> None:
        told = f"{line.when}，{line.who}，{line.title}：{line.told}。"
        super().__init__("处理异常提醒", told, parent, asked="处理情况", yes="标为已处理")
        self.edit.setPlaceholderText("如：本人核对季报，已问过，属正常")
