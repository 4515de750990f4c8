"""The cards of the status page: disk, what waits for the cloud, backups, the log. They show what they are given."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout

from app.status import concerns
from app.status.standing import StoreStatus
from ledger import clock
from ui.look.roles import label
from ui.look.tokens import S
from ui.parts.buttons import plain_button
from ui.parts.cards import Card
from ui.parts.chips import Badge, Tone

_GB, _MB = 1_000_000_000, 1_000_000


class StatusCard(Card):
    """A figure, what it means, and a badge."""

    def __init__(self, title: str, button: QPushButton | None = None) -> None:
        super().__init__(title)
        self.badge = Badge("正常", "good")
        self.add_beside_title(self.badge)
        self.figure, self.note = label("", "strong", wraps=True), label("", "muted", wraps=True)
        self.body.addWidget(self.figure)
        self.body.addWidget(self.note)
        self.body.addStretch(1)
        if button is not None:
            row = QVBoxLayout()
            row.setSpacing(S)
            row.addWidget(button)
            self.body.addLayout(row)

    def tell(self, figure: str, note: str, badge: str = "正常", tone: Tone = "good") -> None:
        """Say how it stands."""
        self.figure.setText(figure)
        self.note.setText(note)
        self.badge.show_state(badge, tone)


class StatusCards:
    """The four of them."""

    def __init__(self) -> None:
        self.look_button = plain_button("现在核查", "shield-check")
        self.disk, self.queue = StatusCard("磁盘和文件"), StatusCard("上报")
        self.backups, self.log = StatusCard("备份"), StatusCard("日志审计", self.look_button)

    @property
    def all(self) -> tuple[StatusCard, ...]:
        """From the left."""
        return (self.disk, self.queue, self.backups, self.log)

    def show_status(self, now: StoreStatus) -> None:
        """Say how everything stands."""
        self._show_disk(now)
        note = "还没有接入上级平台，内容只在这台电脑上。" if not now.is_enrolled else "会在下次同步时上报。"
        badge: tuple[str, Tone] = ("已接入", "good") if now.is_enrolled else ("没有接入", "plain")
        self.queue.tell(f"待上报 {now.waiting:,} 条", f"{note}最近同步：{_when(now.last_sync)}。", *badge)
        self._show_backups(now)
        self._show_log(now)

    def _show_disk(self, now: StoreStatus) -> None:
        disk = now.disk
        figure = f"还剩 {disk.free / _GB:,.1f} GB，共 {disk.total / _GB:,.1f} GB"
        note = f"台账文件 {disk.database / _MB:,.1f} MB，连备份和日志共 {disk.folder / _MB:,.1f} MB。"
        if concerns.is_disk_low(now):
            self.disk.tell(figure, note, "不够了", "bad")
        elif disk.free < concerns.FREE_ENOUGH:
            self.disk.tell(figure, note, "不多了", "warn")
        else:
            self.disk.tell(figure, note)

    def _show_backups(self, now: StoreStatus) -> None:
        kept = now.backups
        drilled = f"最近恢复演练：{_when(kept.last_drill or '')}。"
        night = "每晚自动备份。" if now.is_scheduled else "没有安排每晚备份，窗口打开时做。"
        figure = f"最近 {clock.local_text(kept.last.made_at)}" if kept.last else "还没有备份"
        if kept.is_backup_overdue:
            self.backups.tell(figure, night + drilled, "该备份了", "bad")
        elif kept.last is None:
            self.backups.tell(figure, night + drilled, "还没有", "warn")
        elif kept.second is None or not kept.is_second_reached:
            self.backups.tell(figure, night + drilled, "只有一处", "warn")
        else:
            self.backups.tell(figure, night + drilled)

    def _show_log(self, now: StoreStatus) -> None:
        log = now.log
        figure, note = f"{log.entries:,} 条", f"最近核查：{_when(log.at)}。"
        if not log.is_sound:
            self.log.tell(figure, note, "接不上", "bad")
        elif not log.at:
            self.log.tell(figure, note, "未核查", "warn")
        else:
            self.log.tell(figure, note, "完好")


def _when(instant: str) -> str:
    return clock.local_text(instant) if instant else "还没有"
