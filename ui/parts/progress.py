"""A thin bar with what is being done, how far it is, and how long it may take."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.jobs import Progress
from ui.look.roles import label
from ui.look.tokens import XS, M
from ui.parts.buttons import plain_button

_BUSY = (0, 0)
_FULL = 1000


class ProgressLine(QWidget):
    """Name, done of total, time left, cancel; `cancelled` when the person asks to stop."""

    cancelled = Signal()

    def __init__(self, name: str = "", *, can_cancel: bool = True) -> None:
        super().__init__()
        self._name = name
        self._text = label(name)
        self._left = label("", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(*_BUSY)
        self._bar.setAccessibleName(name or "进度")
        self.cancel_button = plain_button("取消")
        if not can_cancel:  # shown before it has a parent it would flash as a window of its own
            self.cancel_button.hide()
        self.cancel_button.clicked.connect(self._on_cancel)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self._text)
        row.addWidget(self._left, 1)
        row.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        column.addLayout(row)
        column.addWidget(self._bar)

    def begin(self, name: str) -> None:
        """Start over with other work."""
        self._name = name
        self._text.setText(name)
        self._left.setText("")
        self._bar.setRange(*_BUSY)
        self._bar.setAccessibleName(name)
        self.cancel_button.setEnabled(True)

    def show_progress(self, progress: Progress, phase: str = "") -> None:
        """Show how far it is; `phase` is the phase in people's words."""
        parts = [phase] if phase else []
        if progress.total:
            self._bar.setRange(0, _FULL)
            self._bar.setValue(min(_FULL, _FULL * progress.done // progress.total))
            parts.append(f"{progress.done:,} / {progress.total:,}")
        else:
            self._bar.setRange(*_BUSY)
        if progress.seconds_left is not None:
            parts.append(f"约还要 {duration(progress.seconds_left)}")
        self._text.setText(self._name)
        self._left.setText(" · ".join(parts))

    def text(self) -> str:
        """What it says."""
        return f"{self._text.text()} {self._left.text()}".strip()

    def _on_cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self._left.setText("正在停下…")
        self.cancelled.emit()


def duration(seconds: float) -> str:
    """A time that is left, as people say it."""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} 秒"
    minutes = -(-whole // 60)
    return f"{minutes} 分钟" if minutes < 60 else f"{minutes // 60} 小时 {minutes % 60} 分钟"
