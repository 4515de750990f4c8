"""The system's dialogs for files and folders: opened, not waited for; `then` gets what was chosen.

What is read or written there is left to those who asked.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ui.parts.dialog import open_dialog

Chosen = Callable[[Path], object]


def choose_file(parent: QWidget, title: str, kinds: str, then: Chosen) -> QFileDialog:
    """Ask for a file that is there; `kinds` as Qt writes them: `表格 (*.xlsx *.xls)`, several with `;;`."""
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _opened(dialog, then)


def choose_target(parent: QWidget, title: str, proposed: str | Path, kinds: str, then: Chosen) -> QFileDialog:
    """Ask where to write a file; one that is there already is asked about. The ending follows the chosen kind."""
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    _follow_kind(dialog)
    dialog.filterSelected.connect(lambda _kind: _follow_kind(dialog))
    if Path(proposed).is_absolute():
        dialog.setDirectory(str(Path(proposed).parent))
    dialog.selectFile(str(proposed))
    return _opened(dialog, then)


def choose_folder(parent: QWidget, title: str, at: Path, then: Chosen) -> QFileDialog:
    """Ask for a folder, beginning in one."""
    dialog = QFileDialog(parent, title, str(at))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _opened(dialog, then)


def _opened(dialog: QFileDialog, then: Chosen) -> QFileDialog:
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    open_dialog(dialog)
    return dialog


def _follow_kind(dialog: QFileDialog) -> None:
    """A name without an ending gets that of the kind: `表格 (*.xlsx)` gives `.xlsx`."""
    first = dialog.selectedNameFilter().rpartition("(*.")[2].rstrip(")").split()
    dialog.setDefaultSuffix(first[0] if first else "")
