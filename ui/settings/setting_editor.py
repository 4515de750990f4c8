"""One setting as a field: a choice, a number or a text, as it is declared; what is said applies at once and is kept."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSpinBox, QVBoxLayout, QWidget
from typing_extensions import override

from app.stores.settings import Setting, Settings, Value, declared
from ui.desk import Desk
from ui.parts.fields import Labelled
from ui.parts.line_edit import LineEdit

_MOST_LETTERS = 60


class SettingEditor(QWidget):
    """Shows a setting under its label; `applied` when the person chose another value."""

    applied = Signal(str)

    def __init__(self, desk: Desk, key: str, hint: str = "") -> None:
        super().__init__()
        self._desk = desk
        self._settings: Settings = desk.session.settings
        self.setting: Setting = declared(key)
        self.field = _field(self.setting)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Labelled(self.setting.label, self.field, hint))
        self.setFocusProxy(self.field)
        self.show_value()
        self.field.chosen.connect(self._on_chosen)

    def show_value(self) -> None:
        """Show what the setting says now."""
        self.field.show_value(self._settings[self.setting.key])

    def _on_chosen(self) -> None:
        key, settings = self.setting.key, self._settings
        settings[key] = self.field.value_now()
        self._desk.runner.start(self._desk.runner.writing(lambda _: settings.save()))
        self.applied.emit(key)


def _field(setting: Setting) -> _Choice | _Number | _Text:
    if setting.choices:
        return _Choice(setting)
    return _Text() if isinstance(setting.default, str) else _Number(setting)


class _Choice(QComboBox):
    chosen = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        for value, text in setting.choices:
            self.addItem(text, value)
        self.activated.connect(lambda _: self.chosen.emit())

    def show_value(self, value: Value) -> None:
        """Show this value."""
        self.setCurrentIndex(self.findData(value))

    def value_now(self) -> Value:
        """The value that is shown."""
        value: Value = self.currentData()
        return value

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel over the page scrolls the page."""
        event.ignore()


class _Text(LineEdit):
    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(_MOST_LETTERS)
        self.editingFinished.connect(self.chosen)

    def show_value(self, value: Value) -> None:
        """Show this value."""
        self.setText(str(value))

    def value_now(self) -> Value:
        """The value that is shown."""
        return self.text().strip()


class _Number(QSpinBox):
    chosen = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setRange(setting.least, setting.most)
        self.setKeyboardTracking(False)
        self.valueChanged.connect(partial(self._on_changed))

    def _on_changed(self, _: int) -> None:
        self.chosen.emit()

    def show_value(self, value: Value) -> None:
        """Show this value without anybody having chosen it."""
        with QSignalBlocker(self):
            self.setValue(int(value))

    def value_now(self) -> Value:
        """The value that is shown."""
        return self.value()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel over the page scrolls the page."""
        event.ignore()
