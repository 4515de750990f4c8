"""What is wrong with a widget as it stands: text that does not fit, controls without a name, scrolling sideways.

Text that is cut off with an ellipsis by design, as in cells of tables and in `ElidedLabel`, is not looked at: the whole
of it can be had there.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QToolButton,
    QWidget,
)

from ui.parts.elided import ElidedLabel
from ui.parts.sideways import is_sideways

_TOLERANCE = 1
"""Pixels by which a font may overhang its own measure."""
_CURSOR = 2
"""Pixels that a line edit keeps free beside its text, at either end."""


def problems(top: QWidget) -> list[str]:
    """One line for each thing that is wrong, told by the kind of the widget and its text."""
    shown = [child for child in top.findChildren(QWidget) if child.isVisibleTo(top)]
    found = [f"{_told(widget)}: {text}" for widget in shown for text in (*_cut(widget), *_hidden(widget, top))]
    found += [f"{_told(widget)}: has no accessible name" for widget in focusable(top) if not name_of(widget)]
    return list(dict.fromkeys(found))


def focusable(top: QWidget) -> list[QWidget]:
    """The controls that Tab should reach; those that hand their focus to another one are left out."""
    return [
        child
        for child in top.findChildren(QWidget)
        if child.isVisibleTo(top)
        and child.isEnabledTo(top)
        and child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and child.focusProxy() is None
    ]


def name_of(widget: QWidget) -> str:
    """What is read out for the widget: its accessible name, its own text, or its label's."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()


def _cut(widget: QWidget) -> Iterator[str]:
    """Text of the widget's own that it has no room for."""
    if isinstance(widget, QLabel):
        if _is_cut_label(widget):
            yield "its text is cut"
    elif isinstance(widget, QHeaderView):
        yield from _cut_sections(widget)
    elif isinstance(widget, QTabBar):
        yield from _cut_tabs(widget)
    elif isinstance(widget, QComboBox):
        if _text_width(widget, widget.currentText()) > _room_of_combo(widget):
            yield "its choice is cut"
    elif isinstance(widget, QAbstractButton):
        if _shows_text(widget) and _needs(widget) > widget.width() + _TOLERANCE:
            yield "its text is cut"
    elif isinstance(widget, QLineEdit) and _is_cut_placeholder(widget):
        yield "its placeholder is cut"


def _is_cut_label(widget: QLabel) -> bool:
    if not widget.text() or isinstance(widget, ElidedLabel):
        return False
    if widget.wordWrap():
        return widget.heightForWidth(widget.width()) > widget.height() + _TOLERANCE
    wanted = widget.sizeHint()
    return wanted.width() > widget.width() + _TOLERANCE or wanted.height() > widget.height() + _TOLERANCE


def _is_cut_placeholder(edit: QLineEdit) -> bool:
    if edit.text():
        return False
    option = QStyleOptionFrame()
    edit.initStyleOption(option)
    inside = edit.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, edit)
    margins = edit.textMargins()
    room = inside.width() - 2 * _CURSOR - margins.left() - margins.right()
    return _text_width(edit, edit.placeholderText()) > room + _TOLERANCE


def _cut_sections(header: QHeaderView) -> Iterator[str]:
    if header.orientation() != Qt.Orientation.Horizontal or header.model() is None:
        return
    for section in range(header.count()):
        at = header.sectionViewportPosition(section)
        if header.isSectionHidden(section) or not 0 <= at < header.viewport().width():
            continue
        text = str(header.model().headerData(section, Qt.Orientation.Horizontal) or "")
        if _text_width(header, text) > header.sectionSize(section):
            yield f"heading 「{text}」 is cut"


def _cut_tabs(bar: QTabBar) -> Iterator[str]:
    for index in range(bar.count()):
        place = bar.tabRect(index)
        is_out = place.right() > bar.width()  # behind the arrows of a bar that scrolls, too
        if is_out or _text_width(bar, bar.tabText(index)) > place.width():
            yield f"tab 「{bar.tabText(index)}」 is cut"


def _room_of_combo(box: QComboBox) -> int:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    return field.width() + _TOLERANCE


def _shows_text(button: QAbstractButton) -> bool:
    if isinstance(button, QToolButton) and not button.icon().isNull():
        return bool(button.text()) and button.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly
    return bool(button.text())


def _needs(button: QAbstractButton) -> int:
    """The least width of a button: what its style asks for, less the air that it may do without."""
    air = button.fontMetrics().averageCharWidth()
    return button.sizeHint().width() - air


def _text_width(widget: QWidget, text: str) -> int:
    return max((widget.fontMetrics().horizontalAdvance(line) for line in text.splitlines()), default=0)


def _hidden(widget: QWidget, top: QWidget) -> Iterator[str]:
    """Parts of the widget that a parent cuts off, where nobody can scroll to them."""
    if isinstance(widget, QScrollArea) and widget.widget() is not None:
        is_off = widget.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if is_off and widget.widget().width() > widget.viewport().width() + _TOLERANCE:
            yield "its content is wider than it and cannot be scrolled to"
        elif not is_off and is_sideways(widget):
            yield "it scrolls sideways"
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit | QComboBox) and _is_beyond(widget, top):
        yield "reaches beyond what holds it"


def _is_beyond(widget: QWidget, top: QWidget) -> bool:
    at, step = QRect(QPoint(0, 0), widget.size()), widget
    while step is not top:
        parent = step.parentWidget()
        if parent is None:
            return False
        grandparent = parent.parentWidget()
        if isinstance(grandparent, QAbstractScrollArea) and grandparent.viewport() is parent:
            return False
        at.translate(step.pos())
        if not parent.rect().adjusted(-_TOLERANCE, -_TOLERANCE, _TOLERANCE, _TOLERANCE).contains(at):
            return True
        step = parent
    return False


def _told(widget: QWidget) -> str:
    text = name_of(widget) or widget.objectName()
    if isinstance(widget, QLabel | QAbstractButton):
        text = widget.text() or text
    return f"{type(widget).__name__} 「{text[:24]}」"
