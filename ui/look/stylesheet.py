"""The style sheet of the application, made from a set of tokens and the text scale.

Cells of tables have no rule of their own: a rule there would be matched for every painted cell. They take their colours
from the palette. A focused control swaps a hairline and padding for the ring, so nothing moves.
"""

from __future__ import annotations

from string import Template

from ui.look import drawn
from ui.look.tokens import HAIRLINE, POINTS_PER_PIXEL, RADIUS, RING, SPACE, STRONG, TYPE, Tokens

_PICTURES = ("check", "minus", "tick", "down", "up", "dot")
_INPUTS = "QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox"


def sheet(tokens: Tokens, scale: float) -> str:
    """The whole style sheet."""
    colours = {name: getattr(tokens, name) for name in tokens.__slots__ if isinstance(getattr(tokens, name), str)}
    sizes = {f"{role}_size": f"{size * POINTS_PER_PIXEL * scale:.2f}pt" for role, size in TYPE.items()}
    space = {f"s{size}": f"{size}px" for size in SPACE}
    pictures = {f"{name}_picture": f'url("{drawn.path(tokens, name)}")' for name in _PICTURES}
    scaled = {f"side{size}": f"{round(size * scale)}px" for size in (3, 4, 10, 12, 16, 18, 20, 24)}
    values = {**colours, **sizes, **space, **pictures, **scaled, "strong": str(STRONG), "inputs": _INPUTS}
    values["radio"] = f"{(round(16 * scale) + 2 * HAIRLINE) // 2}px"
    values |= {"radius": f"{RADIUS}px", "line": f"{HAIRLINE}px", "ring": f"{RING}px"}
    return "\n".join(Template(part).substitute(values) for part in _PARTS)


_BASE = """
QMainWindow, QDialog, QMessageBox, QWizard { background: $surface; color: $text; }
QLabel { color: $text; background: transparent; }
QLabel:disabled { color: $disabled; }
*[role="title"] { font-size: $title_size; font-weight: $strong; }
*[role="section"] { font-size: $section_size; font-weight: $strong; }
*[role="strong"] { font-weight: $strong; }
*[role="figure"] { font-size: $figure_size; font-weight: $strong; }
QLabel[role="caption"] { font-size: $caption_size; color: $muted; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="error"] { color: $bad; }
QLabel[role="good"] { color: $good; }
QLabel[role="warn"] { color: $warn; }
QLabel[role="bad"] { color: $bad; }
QLabel[role="info"] { color: $info; }
QWidget[role="surface"] { background: $surface; }
QWidget[role="sunken"], QWidget[role="navigation"] { background: $sunken; }
QWidget[role="news"] { background: $raised; border: $line solid $border_strong; border-radius: $radius; }
QWidget[role="corner"] { background: $sunken; border: none; border-bottom: $line solid $border; }
QWidget[role="band"] { background: $surface; border: none; border-bottom: $line solid $border; }
QWidget[role="card"] { background: $raised; border: $line solid $border; border-radius: $radius; }
QWidget[role="drawer"] { background: $raised; border: none; border-left: $line solid $border; }
QWidget[role="hint"] { background: $sunken; border: none; border-radius: $radius; }
QWidget[role="hint"][tone="info"] { background: $info_soft; }
QWidget[role="hint"][tone="good"] { background: $good_soft; }
QWidget[role="hint"][tone="warn"] { background: $warn_soft; }
QWidget[role="hint"][tone="bad"] { background: $bad_soft; }
QWidget[role="chip"] { background: $accent_soft; border: $line solid $accent_soft; border-radius: $radius; }
QWidget[role="badge"] { background: $sunken; border: $line solid $border; border-radius: $s4; }
QWidget[role="badge"][tone="good"] { background: $good_soft; border-color: $good_soft; }
QWidget[role="badge"][tone="warn"] { background: $warn_soft; border-color: $warn_soft; }
QWidget[role="badge"][tone="bad"] { background: $bad_soft; border-color: $bad_soft; }
QWidget[role="badge"][tone="info"] { background: $info_soft; border-color: $info_soft; }
QToolTip { background: $raised; color: $text; border: $line solid $border_strong; padding: $s4; }
QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: $line; }
QSplitter::handle:vertical { height: $line; }
QScrollArea { border: none; background: transparent; }
QScrollArea > QWidget > QWidget { background: transparent; }
QFrame[frameShape="4"], QFrame[frameShape="5"] { color: $border; }
QGroupBox { border: $line solid $border; border-radius: $radius; margin-top: $side10; padding: $s12; }
QGroupBox::title { subcontrol-origin: margin; left: $s12; padding: 0 $s4; }
"""

_BUTTONS = """
QToolButton { icon-size: $side16; }
QPushButton {
  background: $raised; color: $text; border: $line solid $border_strong; border-radius: $radius;
  padding: 4px 14px; min-height: $side20; icon-size: $side20;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:checked { background: $accent_soft; border-color: $accent; color: $text; }
QPushButton:focus { border: $ring solid $accent; padding: 3px 13px; }
QPushButton:disabled { color: $disabled; border-color: $border; background: $sunken; }
QPushButton::menu-indicator {
  image: $down_picture; width: $side12; height: $side12; subcontrol-origin: padding; subcontrol-position: right center;
  right: $s8;
}
QPushButton[role="menu"] { padding-right: $s24; }
QPushButton[role="menu"][tone="field"] { text-align: left; }
QPushButton[role="primary"] {
  background: $accent; color: $on_accent; border-color: $accent; font-weight: $strong;
}
QPushButton[role="primary"]:hover, QPushButton[role="primary"]:pressed {
  background: $accent_hover; border-color: $accent_hover;
}
QPushButton[role="primary"]:focus { border: $ring solid $text; padding: 3px 13px; }
QPushButton[role="primary"]:disabled { background: $border; border-color: $border; color: $disabled; }
QPushButton[role="danger"] { color: $bad; border-color: $bad; }
QPushButton[role="danger"]:hover, QPushButton[role="danger"]:pressed { background: $bad; color: $on_bad; }
QPushButton[role="danger"]:focus { border: $ring solid $bad; background: $bad_soft; color: $bad; }
QPushButton[role="danger"]:disabled { color: $disabled; border-color: $border; }
QPushButton[role="quiet"], QPushButton[role="link"], QToolButton {
  background: transparent; border: $ring solid transparent; border-radius: $radius; padding: $s4;
  min-height: 0;
}
QPushButton[role="link"] { color: $accent; padding: 1px 0; text-align: left; }
QPushButton[role="link"]:hover { color: $accent_hover; text-decoration: underline; background: transparent; }
QPushButton[role="link"]:disabled { color: $disabled; }
QPushButton[role="quiet"]:hover, QToolButton:hover { background: $hover; }
QPushButton[role="quiet"]:pressed, QToolButton:pressed { background: $accent_soft; }
QPushButton[role="quiet"]:checked, QToolButton:checked { background: $accent_soft; }
QPushButton[role="quiet"]:focus, QPushButton[role="link"]:focus, QToolButton:focus {
  border: $ring solid $accent;
}
QPushButton[role="quiet"]:focus { padding: $s4; }
QPushButton[role="link"]:focus { padding: 1px 0; }
QPushButton[role="link"][tone="flush"] {
  border: none; border-bottom: $ring solid transparent; border-radius: 0; padding: 2px 0;
}
QPushButton[role="link"][tone="flush"]:focus { border-bottom: $ring solid $accent; }
QToolButton:disabled { color: $disabled; }
QToolButton::menu-indicator { image: none; }
QToolButton[role="inline"] { padding: 0 $s4; min-height: 0; }
QToolButton[role="inline"]:focus { padding: 0 $s4; }
QWidget[role="navigation"] QToolButton { text-align: left; padding: $s8 $s12; }
QWidget[role="navigation"] QToolButton:checked { background: $accent_soft; color: $accent; font-weight: $strong; }
"""

_INPUT_RULES = """
$inputs {
  background: $surface; color: $text; border: $line solid $border_strong; border-radius: $radius; padding: 4px 8px;
  min-height: $side20; selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $muted;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
  border: $ring solid $accent; padding: 3px 7px;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {
  color: $disabled; background: $sunken; border-color: $border;
}
QLineEdit:read-only, QPlainTextEdit:read-only, QTextEdit:read-only { background: $sunken; border-color: $border; }
*[hasError="true"] { border-color: $bad; }
QComboBox QLineEdit, QComboBox QLineEdit:focus, QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {
  border: none; padding: 0; min-height: 0; background: transparent;
}
QWidget[role="codes"] {
  background: $surface; border: $line solid $border_strong; border-radius: $radius; padding: 2px 3px;
}
QWidget[role="codes"][isActive="true"] { border: $ring solid $accent; padding: 1px 2px; }
QWidget[role="codes"] QLineEdit, QWidget[role="codes"] QLineEdit:focus {
  border: none; padding: 0 0 0 5px; min-height: 0; background: transparent;
}
QWidget[role="codes"] QToolButton { border: none; padding: 3px; }
QToolButton[role="chosen"] { background: $accent_soft; color: $text; padding: 1px 4px; }
QToolButton[role="chosen"]:hover { background: $hover; }
QAbstractItemView QLineEdit, QAbstractItemView QComboBox {
  border: $ring solid $accent; border-radius: 0; padding: 0 4px; min-height: 0;
}
QAbstractSpinBox { padding: 2px 8px 3px 8px; }
QAbstractSpinBox:focus { padding: 1px 7px 2px 7px; }
QComboBox { padding-right: $side24; }
QComboBox:focus { padding-right: $side24; }
QComboBox::drop-down { border: none; width: $side24; subcontrol-origin: padding; subcontrol-position: center right; }
QComboBox::down-arrow { image: $down_picture; width: $side16; height: $side16; }
QComboBox QAbstractItemView {
  background: $raised; border: $line solid $border_strong; padding: $s4; outline: none;
  selection-background-color: $accent_soft; selection-color: $text;
}
QComboBox QAbstractItemView::item { padding: $s4 $s8; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: $side18; }
QAbstractSpinBox::up-arrow { image: $up_picture; width: $side12; height: $side12; }
QAbstractSpinBox::down-arrow { image: $down_picture; width: $side12; height: $side12; }
QCheckBox, QRadioButton {
  spacing: $s8; color: $text; border: $ring solid transparent; border-radius: $radius; padding: 2px;
}
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {
  width: $side16; height: $side16; border: $line solid $border_strong; border-radius: 4px; background: $surface;
}
QRadioButton::indicator { border-radius: $radio; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {
  background: $accent; border-color: $accent; image: $check_picture;
}
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {
  background: $accent; border-color: $accent; image: $minus_picture;
}
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: $dot_picture; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $sunken; border-color: $border; }
QSlider { border: $ring solid transparent; border-radius: $radius; }
QSlider:focus { border-color: $accent; }
QSlider::groove:horizontal { height: $side4; background: $border; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal {
  background: $accent; width: $side16; margin: -6px 0; border-radius: 6px;
}
"""

_VIEWS = """
QAbstractItemView {
  background: $surface; color: $text; border: $line solid $border; border-radius: $radius; padding: 1px; outline: none;
  selection-background-color: $accent_soft; selection-color: $text;
}
QAbstractItemView:focus { border: $ring solid $accent; padding: 0; }
QAbstractItemView[role="bare"] { border: none; padding: 0; background: transparent; }
QTableView[role="open"] { border: none; padding: 0; background: transparent; }
QTableView[role="open"] QHeaderView { background: transparent; }
QListView[role="sections"] { border: none; padding: 0; background: transparent; icon-size: $side16; }
QListView[role="sections"]::item { padding: $s8 $s12; border: $ring solid transparent; border-radius: $radius; }
QListView[role="sections"]::item:selected { background: $accent_soft; color: $accent; }
QListView[role="sections"]::item:selected:focus { border-color: $accent; }
QTableView { gridline-color: $border; }
QTableView[role="small"]::item { padding: 0 5px; border: none; }
QTableView[role="small"]::item:selected { background: $accent_soft; color: $text; }
QTreeView::item, QListView::item { padding: $s4; border: none; }
QTreeView::item:hover, QListView::item:hover { background: $hover; }
QTreeView::item:selected, QListView::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: $sunken; border: none; padding: 0; border-radius: 0; }
QHeaderView:focus { border: none; }
QHeaderView::section {
  background: $sunken; color: $muted; border: none; border-right: $line solid $border;
  border-bottom: $line solid $border; padding: 6px 8px; font-weight: $strong;
}
QHeaderView::section:hover { background: $hover; color: $text; }
QHeaderView::down-arrow { image: $down_picture; width: $side12; height: $side12; subcontrol-position: center right; }
QHeaderView::up-arrow { image: $up_picture; width: $side12; height: $side12; subcontrol-position: center right; }
QTableCornerButton::section {
  background: $sunken; border: none; border-right: $line solid $border; border-bottom: $line solid $border;
}
QTabWidget[role="page_tabs"]::tab-bar { left: $s16; }
QTabWidget::pane { border: none; border-top: $line solid $border; }
QTabBar { border: none; }
QTabBar::tab {
  background: transparent; color: $muted; border: $ring solid transparent; border-bottom: $side3 solid transparent;
  padding: 6px 12px; margin-right: $s4;
}
QTabBar::tab:hover { color: $text; background: $hover; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; }
QTabBar::tab:selected:focus { border: $ring solid $accent; border-bottom: $side3 solid $accent; border-radius: 4px; }
QTabBar::tab:disabled { color: $disabled; }
"""

_CHROME = """
QMenu { background: $raised; color: $text; border: $line solid $border_strong; border-radius: $radius; padding: $s4; }
QMenu::item { padding: 6px 24px 6px 8px; border-radius: 4px; }
QMenu::icon { padding-left: $s8; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $disabled; background: transparent; }
QMenu::separator { height: $line; background: $border; margin: $s4 $s8; }
QMenu::indicator { width: $side16; height: $side16; margin-left: $s4; }
QMenu::indicator:checked { image: $tick_picture; }
QMenuBar { background: $surface; color: $text; }
QMenuBar::item:selected { background: $accent_soft; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: $side12; }
QScrollBar:horizontal { height: $side12; }
QScrollBar::handle { background: $handle; border-radius: 4px; border: 2px solid $surface; }
QScrollBar::handle:vertical { min-height: $side24; }
QScrollBar::handle:horizontal { min-width: $side24; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar {
  background: $border; border: none; border-radius: 2px; min-height: $side4; max-height: $side4; color: transparent;
}
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QStatusBar { background: $sunken; color: $muted; border-top: $line solid $border; }
QStatusBar::item { border: none; }
"""
_PARTS = (_BASE, _BUTTONS, _INPUT_RULES, _VIEWS, _CHROME)
