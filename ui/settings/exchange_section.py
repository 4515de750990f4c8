"""上报: joining the cloud, the way to it or by files, the connection test, the night, and how the last rounds went.

Who may change the way is `app.access`'s; a person who may not sees how it is set. The rounds themselves are run by the
window (`ui.frame.exchange`).
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.jobs import Job, JobContext
from app.messages import window_message_for
from app.syncing import by_package, enrolling, morning, rounds, route
from app.syncing import standing as standings
from app.syncing.by_package import Key
from app.syncing.morning import Morning
from app.syncing.standing import Standing
from ui.desk import Desk
from ui.look.roles import label
from ui.parts.allowed import grey_unless
from ui.parts.buttons import plain_button, primary_button
from ui.parts.cards import Card
from ui.parts.chips import Badge
from ui.parts.notice import Notice
from ui.parts.table import plain_table
from ui.settings.cloud_form import CloudForm, Way
from ui.settings.connection_card import ConnectionCard
from ui.settings.package_card import PackageCard
from ui.settings.reports_model import ReportsModel
from ui.settings.section import Section, row_of
from ui.workers import Latest

_JOIN_TEXT = (
    "接入以后，几台电脑一起维护同一份台账。接入码由街道发给，只能用一次、当天有效；以前写过的内容会在接入后全部上报。"
)
_NOT_JOINED = "没有接入"
_NO_WAY = Way("", "", route.SYSTEM)
_NIGHT_TEXT = "每晚的自动备份会同时上报。几点、没人登录时做不做，在“备份”里安排，随时可以取消。"


class _Known(NamedTuple):
    """What the section shows, read together."""

    standing: Standing
    way: Way
    reports: list[dict[str, object]]
    night: Morning | None
    key: Key


class ExchangeSection(Section):
    """How this PC joins and reaches the cloud."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("上报")
        self._desk = desk
        self._asked = Latest(desk.runner, self)
        self._make_way()
        self.test_card = ConnectionCard(desk)
        self.column.addWidget(self.test_card)
        self._make_night()
        self.packages = PackageCard(desk, self.form.code.text)
        self.packages.changed.connect(self.read)
        self.column.addWidget(self.packages)
        self._make_reports()
        self._show_joined(is_joined=False)
        self.form.show_way(_NO_WAY, is_joined=False)

    # -- how it is put together

    def _make_way(self) -> None:
        card = Card("上级平台")
        self.state = Badge(_NOT_JOINED, "plain")
        card.add_beside_title(self.state)
        self.text = label(_JOIN_TEXT, "muted", wraps=True)
        self.form, self.notice = CloudForm(), Notice()
        self.join, self.save = primary_button("接入", "cloud-upload"), primary_button("保存", "check")
        for widget in (self.text, self.form, self.notice):
            card.body.addWidget(widget)
        card.body.addLayout(row_of(self.join, self.save))
        self.column.addWidget(card)
        self.form.troubled.connect(self.notice.tell)
        self.form.code.submitted.connect(self._on_join)
        self.join.clicked.connect(self._on_join)
        self.save.clicked.connect(self._on_save)

    def _make_night(self) -> None:
        self.night_card = Card("夜里自动上报")
        self.night = Notice()
        self.night_button = plain_button("去安排…", "calendar-clock")
        self.night_button.clicked.connect(lambda: self._desk.go("backups"))
        for widget in (label(_NIGHT_TEXT, "muted", wraps=True), self.night):
            self.night_card.body.addWidget(widget)
        self.night_card.body.addLayout(row_of(self.night_button))
        grey_unless(self._desk.session.rights, "backup", "", self.night_button)
        self.column.addWidget(self.night_card)

    def _make_reports(self) -> None:
        self.reports_card = Card("最近的上报")
        self.reports = ReportsModel(self)
        self.table = plain_table(self.reports, "最近的上报")
        self.none = label("还没有上报过。", "muted")
        self.reports_card.body.addWidget(self.table)
        self.reports_card.body.addWidget(self.none)
        self.column.addWidget(self.reports_card)

    # -- reading

    @override
    def read(self) -> None:
        """Read how it stands and how the rounds went."""
        session = self._desk.session

        def job(_ctx: JobContext) -> _Known:
            now, way = standings.standing(session), _NO_WAY
            if now.is_enrolled:
                kept = route.current(session)
                way = Way(kept.url, kept.ca, kept.proxy)
            told = [dict(one) for one in rounds.reports(session)]
            return _Known(now, way, told, morning.unread(session), by_package.key(session))

        self._asked.ask(job, self._show, failed=lambda error: self.notice.tell(window_message_for(error)))

    def _show(self, known: _Known) -> None:
        now = known.standing
        self.state.show_state(now.text if now.is_enrolled else _NOT_JOINED, now.tone)
        self.form.show_way(known.way, is_joined=now.is_enrolled)
        self._show_joined(is_joined=now.is_enrolled)
        self.packages.show_standing(known.key, is_joined=now.is_enrolled)
        self._show_reports(known)
        grey_unless(self._desk.session.rights, "settings", "", self.join, self.save, self.form)

    def _show_joined(self, *, is_joined: bool) -> None:
        self.text.setVisible(not is_joined)
        self.join.setVisible(not is_joined)
        shared: tuple[QWidget, ...] = (self.save, self.test_card, self.night_card, self.reports_card)
        for widget in shared:
            widget.setVisible(is_joined)

    def _show_reports(self, known: _Known) -> None:
        self.reports.show(known.reports)
        self.table.setVisible(bool(known.reports))
        self.none.setVisible(not known.reports)
        self.table.take_height_of_rows()
        told = known.night
        self.night.tell("".join((*told.lines, *told.todo)) if told else "", "good" if told and told.is_good else "warn")
        if told is not None:
            session = self._desk.session
            self._desk.runner.start(self._desk.runner.writing(lambda _ctx: morning.note_read(session, told)))

    # -- changing

    @Slot()
    def _on_join(self) -> None:
        session, code, way = self._desk.session, self.form.code.text(), self.form.way()
        self._do(
            lambda _ctx: enrolling.enrol(session, way.url, code, ca=way.ca, proxy=way.proxy),
            "已接入上级平台，改动会自动上报",
        )

    @Slot()
    def _on_save(self) -> None:
        session, way = self._desk.session, self.form.way()
        self._do(lambda _ctx: route.change(session, way.url, way.ca, way.proxy), "已保存上报设置")

    def _do(self, job: Job[object], told: str) -> None:
        self.notice.tell("正在处理…", "info")
        self.join.setEnabled(False)
        self.save.setEnabled(False)
        handle = self._desk.runner.carrying(job)
        handle.done.connect(lambda _done: self._on_done(told))
        handle.failed.connect(lambda error: self.notice.tell(window_message_for(error)))
        handle.ended.connect(self._on_ended)
        self._desk.runner.start(handle)

    def _on_done(self, told: str) -> None:
        self.notice.tell("")
        self.form.code.clear()
        self._desk.say(told)
        self.read()

    @Slot()
    def _on_ended(self) -> None:
        self.join.setEnabled(True)
        self.save.setEnabled(True)
