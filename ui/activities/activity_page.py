"""One activity: who signed up and came, its facts, what came of it, its photos, and the next thing to do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.activities import notices, sheets, showing
from app.activities.rolls import ACTIVITY
from app.activities.showing import Dossier
from app.events import Committed
from app.messages import window_message_for
from app.printed import Printout
from app.records import editing
from app.stores.session import Session
from ledger import activity_states
from ledger.errors import LedgerError
from ui.activities.cards import ContentCard, FactsCard, SummaryCard
from ui.activities.dialogs import HoursDialog, SeriesDialog
from ui.activities.series_dialogs import PutOffDialog
from ui.activities.sign_in_card import SignInCard
from ui.activities.ways import Ways
from ui.attachments.card import AttachmentsCard
from ui.desk import Desk
from ui.dossier.two_columns import TwoColumns
from ui.look.roles import set_role
from ui.look.tokens import L, S
from ui.page import Page
from ui.parts.bands import TitleBand
from ui.parts.buttons import menu_button
from ui.parts.chips import Badge, Tone
from ui.parts.dialog import ask_reason, open_dialog
from ui.parts.elided import ElidedLabel
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.record_form.dialog import RecordDialog
from ui.workers import Latest

_LEDGERS = frozenset(("activity", "activity_person"))
_TONES: dict[str, Tone] = {
    activity_states.DRAFT: "plain",
    activity_states.PENDING: "warn",
    activity_states.PUBLISHED: "info",
    activity_states.UNDER_WAY: "good",
    activity_states.ENDED: "plain",
    activity_states.SUMMARISED: "good",
    activity_states.CANCELLED: "plain",
    activity_states.SENT_BACK: "bad",
}


class ActivityPage(Page):
    """Facts: none; it is about one record."""

    name = "activity"
    title = "活动"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.record = ""
        self.dossier: Dossier | None = None
        self._reading, self._noticing = Latest(desk.runner, self), Latest(desk.runner, self)
        self.attachments: AttachmentsCard | None = None
        self.sign_in = SignInCard(desk)
        self.sign_in.changed.connect(self.load)
        self.sign_in.hours_asked.connect(self._on_hours)
        self._build()
        desk.events.changed.connect(self._on_changed)

    def _build(self) -> None:
        self.band, self.badge = TitleBand(self.title), Badge("", "plain")
        self.more, self.prints = menu_button("更多"), menu_button("打印", "printer")
        self.note = Notice(across=True)
        self.ways = Ways(self.desk, self.more.menu(), self.note, self)
        for widget in (self.badge, self.more, self.prints, self.ways.button):
            self.band.add_action(widget)
        self._fill_menus()
        self.where = ElidedLabel()
        set_role(self.where, "muted")
        self.where.setContentsMargins(L, 0, L, S)
        self.columns = TwoColumns()
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for part in (self.band, self.where, self.note):
            inner.addWidget(part)
        inner.addWidget(self.columns, 1)
        self.states = PageStates(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.states)

    def _fill_menus(self) -> None:
        rights = self.desk.session.rights
        self.edit_act = action(self, "修改内容…", "F2", self.edit, "pencil")
        self.series_act = action(self, "排定例会…", "", self._on_series, "calendar-plus")
        self.put_off_act = action(self, "改期…", "", self._on_put_off, "calendar-clock")
        self.copy_act = action(self, "复制通知", "", self._copy_notice, "copy")
        self.remove_act = action(self, "删除…", "", self._on_remove, "trash-2")
        action(self, "回到活动", "Esc", lambda: self.desk.go("activities"))
        action(self, "登记签到", "Ctrl+F", self.sign_in.begin)
        action(self, "刷新活动", "F5", self.load)
        changes = (self.edit_act, self.series_act, self.put_off_act)
        for one, right in (*((act, "edit") for act in changes), (self.remove_act, "remove")):
            one.setVisible(rights.may(right, ACTIVITY.name))
            one.setEnabled(rights.may(right, ACTIVITY.name))
        menu = self.more.menu()
        menu.insertActions(self.ways.end, (*changes, self.copy_act))
        menu.addAction(self.remove_act)
        self.prints.setVisible(rights.may("print", ACTIVITY.name))
        self.list_act = action(self, "签到表…", "Ctrl+P", lambda: self._print("打印签到表", sheets.sign_in_list))
        self.slips_act = action(self, "签到码…", "", lambda: self._print("打印签到码", sheets.slips))
        self.poster_act = action(self, "海报…", "", lambda: self._print("打印海报", notices.poster))
        self.prints.menu().addActions([self.list_act, self.slips_act, self.poster_act])

    # -- reading

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        if record != self.record:
            self.record, self.dossier, self.attachments = record, None, None
            self.ways.forget()
            self.note.tell("")
            self.states.show_loading()
        self.load()

    @Slot()
    def load(self) -> None:
        """Read the activity."""
        session, record = self.desk.session, self.record
        self._reading.ask(lambda _ctx: showing.dossier(session, record), self.show_dossier, failed=self._on_failed)

    def _on_failed(self, error: LedgerError) -> None:
        self.states.show_error(error, self.load)

    def show_dossier(self, found: Dossier) -> None:
        """Show an activity as it stands."""
        is_first, self.dossier = self.dossier is None, found
        self.band.title.setText(found.title)
        self.badge.show_state(found.status_label, _TONES.get(found.status, "plain"))
        public = "　公开" if found.is_public else ""
        self.where.setText(f"{found.when}　{found.where}　{found.number}{public}")
        self.sign_in.show_dossier(found)
        if self.attachments is None:
            self.attachments = AttachmentsCard(self.desk, ACTIVITY.name, found.id)
        right: list[QWidget] = [FactsCard(found), ContentCard(found), *self._summary(found), self.attachments]
        self.columns.show_cards([self.sign_in], right)
        self.ways.show_ways(found)
        self.put_off_act.setEnabled(bool(found.reach.one) and self.edit_act.isEnabled())
        self._tell_difference(found)
        self.states.show_content()
        if is_first:
            self.sign_in.begin()

    def _summary(self, found: Dossier) -> list[QWidget]:
        return [SummaryCard(found)] if found.summary else []

    def _tell_difference(self, found: Dossier) -> None:
        counts = found.counts
        if counts.differs:
            text = f"登记的参与人数是 {counts.stated} 人，签到的是 {counts.signed_in} 人，请核对。"
            self.note.tell(text, "warn")
        elif any(step.refusal == "author" and step.way.name == "approve" for step in found.steps):
            self.note.tell("已提交审核，等登记人以外的人看过再发布。", "info")
        else:
            self.note.tell("")

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        is_ours = _LEDGERS.intersection(committed.ledgers) or committed.is_exchange
        if self.record and is_ours and self.isVisible():
            self.load()

    # -- what is done

    def edit(self) -> None:
        """Change what it is about."""
        if self.dossier is not None and self.edit_act.isEnabled():
            dialog = RecordDialog(self.desk, ACTIVITY, self.record, parent=self)
            dialog.saved.connect(lambda edited: self.desk.say("已修改活动", action=edited.action))
            open_dialog(dialog)

    @Slot()
    def _on_series(self) -> None:
        if self.dossier is not None:
            dialog = SeriesDialog(self.desk, self.dossier, self)
            open_dialog(dialog, lambda: self._tell_series(dialog))

    def _tell_series(self, dialog: SeriesDialog) -> None:
        made = dialog.made
        if made is not None:
            self.desk.say(f"已排定 {len(made.ids)} 次", action=made.action)

    @Slot()
    def _on_put_off(self) -> None:
        if self.dossier is not None:
            dialog = PutOffDialog(self.desk, self.dossier, self)
            open_dialog(dialog, lambda: self._tell_put_off(dialog))

    def _tell_put_off(self, dialog: PutOffDialog) -> None:
        done = dialog.changed
        if done.ids:
            self.desk.say(f"已改期 {len(done.ids)} 个活动", action=done.action)

    @Slot()
    def _on_remove(self) -> None:
        if self.dossier is not None:
            ask_reason(self, "删除活动", "名单和照片一起放进回收站，可以恢复。为什么删除？", self._remove)

    def _remove(self, reason: str) -> None:
        session, record = self.desk.session, self.record
        handle = self.desk.runner.writing(lambda _ctx: editing.discard(session, ACTIVITY, record, reason=reason))
        handle.done.connect(lambda edited: self._on_removed(edited.action))
        handle.failed.connect(lambda error: self.note.tell(window_message_for(error)))
        self.desk.runner.start(handle)

    def _on_removed(self, number: int) -> None:
        self.desk.say("已删除活动", action=number)
        self.desk.go("activities")

    @Slot(list)
    def _on_hours(self, lines: list[str]) -> None:
        found = self.dossier
        if found is not None:
            whom = f"选中的 {len(lines)} 人" if lines else f"签到的 {found.counts.signed_in} 人"
            dialog = HoursDialog(self.desk, found.id, tuple(lines), f"登记给{whom}", self)
            open_dialog(dialog, lambda: self.desk.say("已登记志愿时长"))

    def _copy_notice(self) -> None:
        session, record = self.desk.session, self.record
        self._noticing.ask(lambda _ctx: notices.text(session, record), self._on_notice, failed=self._on_failed)

    def _on_notice(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.desk.say("通知已复制，可以粘贴到微信群或文件里")

    def _print(self, title: str, make: Callable[[Session, str], Printout]) -> None:
        from ui.printing.preview import preview

        session, record = self.desk.session, self.record
        preview(self.desk, title, lambda _ctx: make(session, record))
