"""Activities, those on one's list, and the figures, as tables."""

from __future__ import annotations

from PySide6.QtCore import Qt
from typing_extensions import override

from app.activities import attendance_sheets
from app.activities.attendance import Line
from app.activities.listing import Entry
from app.activities.showing import Attendee
from ledger import activity_states, clock, short_codes
from ui.look.icons import icon
from ui.parts.lines_model import LinesModel

_ICONS = {
    activity_states.DRAFT: ("pencil", "muted"),
    activity_states.PENDING: ("clock-alert", "warn"),
    activity_states.PUBLISHED: ("calendar", "info"),
    activity_states.UNDER_WAY: ("circle-small", "good"),
    activity_states.ENDED: ("check", "muted"),
    activity_states.SUMMARISED: ("circle-check", "good"),
    activity_states.CANCELLED: ("circle-x", "muted"),
    activity_states.SENT_BACK: ("rotate-ccw", "bad"),
}


class EntriesModel(LinesModel[Entry]):
    """Activities in a list."""

    HEADINGS = ("现在", "时间", "活动", "类型", "地点", "负责人", "报名", "签到")
    NUMBERS = (6, 7)

    @override
    def cells(self, line: Entry) -> tuple[str, ...]:
        when = f"{line.day} {clock.weekday_text(line.day)} {line.span}"
        state = line.standing
        planned = f" / {line.planned}" if line.planned else ""
        up, here = f"{line.signed_up}{planned}", str(line.signed_in or "")
        return (state, when, line.title, line.category, line.place, line.host, up, here)

    @override
    def aside(self, line: Entry, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return icon(*(("clock-alert", "warn") if line.owes_summary else _ICONS.get(line.status, ("info", "muted"))))
        return line.id if role == Qt.ItemDataRole.UserRole else None


class DayModel(LinesModel[Entry]):
    """The activities of one day, beside the calendar."""

    HEADINGS = ("时间", "活动", "现在")

    @override
    def cells(self, line: Entry) -> tuple[str, ...]:
        return (line.start, line.title, line.standing)

    @override
    def aside(self, line: Entry, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.span} {line.title}\n{line.place}　报名 {line.signed_up}　签到 {line.signed_in}"
        return line.id if role == Qt.ItemDataRole.UserRole else None


class AttendeesModel(LinesModel[Attendee]):
    """Those on the list of an activity."""

    HEADINGS = ("签到", "姓名", "性别年龄", "住址", "签到码", "报名", "时长")
    NUMBERS = (6,)

    @override
    def cells(self, line: Attendee) -> tuple[str, ...]:
        here = line.signed_in[11:] if line.is_here else "未到"
        up = line.signed_up[5:10] if line.signed_up else "现场"
        return (here, line.name, line.about, line.address, short_codes.told(line.code), up, line.hours)

    @override
    def aside(self, line: Attendee, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return icon("circle-check", "good") if line.is_here else icon("circle-small", "muted")
        if role == Qt.ItemDataRole.ToolTipRole and column == 0 and line.is_here:
            return f"{line.signed_in} 按{line.how}签到"
        return line.id if role == Qt.ItemDataRole.UserRole else None


class FiguresModel(LinesModel[Line]):
    """Figures of who takes part, by whatever stands in the first column."""

    HEADINGS = ("", "活动", "人次", "人数", "场均", "小时", "未到率")
    NUMBERS = (1, 2, 3, 4, 5, 6)

    def __init__(self, first: str) -> None:
        super().__init__()
        self._first = first

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        is_first = section == 0 and orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._first if is_first else super().headerData(section, orientation, role)

    @override
    def cells(self, line: Line) -> tuple[str, ...]:
        numbers = (
            f"{line.activities:,}",
            f"{line.visits:,}",
            f"{line.people:,}",
            f"{line.average:g}",
            f"{line.hours:g}",
            attendance_sheets.percent(line),
        )
        return (line.label, *numbers)

    @override
    def aside(self, line: Line, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.ToolTipRole and line.expected:
            return f"{line.label}：报名 {line.expected:,} 人次，报名没有到 {line.absent:,} 人次"
        return None


class PeopleModel(LinesModel[Line]):
    """Who takes part most often."""

    HEADINGS = ("居民", "参加次数", "志愿小时")
    NUMBERS = (1, 2)

    @override
    def cells(self, line: Line) -> tuple[str, ...]:
        return (line.label, f"{line.visits:,}", f"{line.hours:g}" if line.hours else "")

    @override
    def aside(self, line: Line, column: int, role: int) -> object:
        return line.who if role == Qt.ItemDataRole.UserRole else None
