"""The four cards above the list of backups: the last one, the drill, the nightly run, the data key.

They show what they are given and offer buttons; what these do is the page's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from app import words
from app.backups import keeping, shelf
from app.schedule.installing import Schedule
from ledger import clock
from ui.look.roles import label
from ui.look.tokens import S
from ui.parts.buttons import plain_button
from ui.parts.cards import Card
from ui.parts.chips import Badge, Tone

if TYPE_CHECKING:
    from app.backups.overview import Overview
    from app.backups.standing import Standing

_MONTHS = {3: "每季度", 12: "每年"}


class _StateCard(Card):
    """A card with a badge, a line that says how it stands, one that says what that means, and buttons."""

    def __init__(self, title: str, *buttons: QPushButton) -> None:
        super().__init__(title)
        self.badge: Badge | None = None
        self.state = label("", "strong", wraps=True)
        self.note = label("", "muted", wraps=True)
        self.body.addWidget(self.state)
        self.body.addWidget(self.note)
        self.body.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(S)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)

    def tell(self, state: str, note: str, badge: str = "", tone: Tone = "good") -> None:
        """Say how it stands."""
        self.state.setText(state)
        self.note.setText(note)
        if self.badge is not None:
            self.badge.hide()
            self.badge.deleteLater()
            self.badge = None
        if badge:
            self.badge = Badge(badge, tone)
            self.add_beside_title(self.badge)


class LastCard(_StateCard):
    """The last backup, and where copies go."""

    def __init__(self) -> None:
        self.choose = plain_button("选第二个位置…", "folder-open")
        self.forget = plain_button("不再另存")
        super().__init__("最近备份", self.choose, self.forget)
        self.second: QLabel = label("", "muted", wraps=True)
        self.body.insertWidget(2, self.second)

    def show_standing(self, now: Standing) -> None:
        """Say when and where."""
        if now.last is None:
            state = "还没有备份过"
        else:
            days = now.days_since_backup or 0
            state = f"{clock.local_text(now.last.made_at)}（{'今天' if not days else f'{days:,} 天前'}）"
        keep = keeping.POLICY
        note = f"自动保留最近 {keep.daily} 天、{keep.weekly} 周、{keep.monthly} 个月的。"
        late = now.is_backup_overdue
        self.tell(state, note, "该备份了" if late else "正常", "bad" if late else "good")
        self.forget.setVisible(now.second is not None)
        self.second.setText(_second(now))


def _second(now: Standing) -> str:
    if now.second is None:
        return "没有第二个位置：电脑坏了，备份也会一起丢。请选移动硬盘或另一块盘。"
    if not now.is_second_reached:
        return f"第二个位置：{now.second}（现在用不了，接上后会接着存）"
    share = shelf.warning_about(now.second)
    told = f"第二个位置：{now.second}"
    if share:
        return f"{told}。这里由 {share} 管，备份文件是加密的，但在那边删除，这里也会没有。"
    return told


class DrillCard(_StateCard):
    """The last drill, and when the next is due."""

    def __init__(self) -> None:
        self.hold = plain_button("现在演练", "refresh-cw")
        self.report = plain_button("打开报告", "clipboard-check")
        self.every = plain_button("")
        super().__init__("恢复演练", self.hold, self.report, self.every)

    def show_standing(self, found: Overview, months: int) -> None:
        """Say when one was held and how often it is to be."""
        now = found.standing
        self.report.setVisible(found.report is not None)
        self.every.setText("改为每年一次" if months == min(_MONTHS) else "改为每季度一次")
        state = "还没有演练过"
        if now.last_drill:
            state = f"{clock.local_text(now.last_drill)}，{'备份能恢复' if now.is_drill_good else '没有通过'}"
        note = f"把备份恢复到临时台账里检查一遍，写出报告。{_MONTHS[months]}一次，下次在 {now.drill_due_on} 前。"
        is_bad = now.is_drill_due or bool(now.last_drill and not now.is_drill_good)
        badge = "该演练了" if now.is_drill_due else "没有通过" if is_bad else "正常" if now.last_drill else ""
        self.tell(state, note, badge, "bad" if is_bad else "good")


class NightCard(_StateCard):
    """The nightly run."""

    def __init__(self) -> None:
        self.plan = plain_button("安排…", "calendar-clock")
        self.cancel = plain_button("取消安排")
        super().__init__("每晚自动备份", self.plan, self.cancel)

    def show_schedule(self, found: Schedule, *, is_key_kept: bool) -> None:
        """Say whether it is arranged, and what it can do by itself."""
        self.cancel.setVisible(found.is_installed)
        self.plan.setText("改时间…" if found.is_installed else "安排…")
        if not found.kind:
            self.plan.setEnabled(False)
            self.tell("这台电脑的系统不支持", "打开里弄时会自动做当天的备份。")
        elif not found.is_installed:
            self.tell("没有安排", "打开里弄时会自动做当天的备份；安排以后，晚上没人也能备份。")
        else:
            alone = "没人登录里弄也能备份。" if is_key_kept else "密钥不在本机密钥库：没人时不能备份，打开里弄时补做。"
            state = f"每晚 {found.at}，错过的在开机后补做"
            if found.is_active:
                self.tell(state, alone, "已安排")
            else:
                self.tell(state, words.SCHEDULE_IDLE_IN_WINDOW[found.idle], "不会自己运行", "warn")


class KeyCard(_StateCard):
    """The data key."""

    def __init__(self) -> None:
        self.change = plain_button("更换密钥…", "key-round")
        super().__init__("密钥", self.change)
        note = "台账文件用它加密。有人离开，或怀疑台账文件被人拿走时更换；各账号的密码照旧，恢复密钥换成新的。"
        self.tell("随机生成，谁也看不到", note)
