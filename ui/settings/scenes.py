"""The settings page, section by section, and its dialogs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from app.exports import layouts
from app.reading_log import Entry
from app.syncing.by_package import Key
from app.syncing.probing import Step
from app.tables import views
from app.tables.views import View
from ui.login.change_password import ChangePassword
from ui.settings.duty_section import DutySection
from ui.settings.exchange_section import ExchangeSection
from ui.settings.log_section import LogSection
from ui.settings.move_store import MoveStore
from ui.settings.new_key import NewKey
from ui.settings.page import SettingsPage
from ui.settings.process_section import ProcessSection
from ui.stage import Scene, Stage

_LOG = [
    Entry("2026-11-21 16:42:10", "edit", "修改一条居民", "完成"),
    Entry("2026-11-21 16:20:03", "import", "导入表格，1,530 行，写入 812 条", "完成，31 处需要核对"),
    Entry(
        "2026-11-21 14:02:55",
        "fault",
        "程序出了没有预料到的错误",
        "已保存的内容不受影响",
        "ValueError · ui/people/page.py:120",
    ),
    Entry("2026-11-21 08:58:31", "open", "登录，打开了台账", "完成"),
    Entry("2026-11-20 17:31:00", "open", "关闭了台账", "完成"),
]

_UNTRIED = "前面没有通，没有试。"
_STEPS = (
    Step("dns", "找到网址", "good", "网址能找到。"),
    Step("proxy", "代理", "good", "没有另设代理，跟随系统。"),
    Step("connect", "连上服务器", "good", "服务器能连上。"),
    Step("tls", "证书", "bad", "上级平台的证书核对不上：不认识发证机构。单位自己的证书请在上面选证书文件。"),
    Step("answer", "上级平台的回答", "untried", _UNTRIED),
    Step("clock", "本机日期和时间", "untried", _UNTRIED),
    Step("token", "放行这台电脑", "untried", _UNTRIED),
)


def _section(name: str, stage: Stage) -> QWidget:
    return stage.opened(SettingsPage, section=name)


def _kept(stage: Stage) -> QWidget:
    session = stage.full.session
    layouts.save(session, "person", "花名册（报街道）", ["name", "sex", "phone"])
    views.save(session, View(ledger="person", name="独居老人", filters=("tag=A01",)))
    return stage.opened(SettingsPage, section="kept")


def _exchange(stage: Stage) -> QWidget:
    return stage.opened(SettingsPage, stage.shared, section="exchange")


def _tested(stage: Stage) -> QWidget:
    page = stage.opened(SettingsPage, stage.shared, section="exchange")
    section = page.section("exchange")
    if isinstance(section, ExchangeSection):
        section.test_card.show_steps(list(_STEPS))
        section.ensureWidgetVisible(section.test_card)
    return page


def _duty_is_planned(page: QWidget) -> bool:
    """Fill in a few days, once the section shows what holds."""
    section = page.section("duty") if isinstance(page, SettingsPage) else None
    if not isinstance(section, DutySection) or not section.is_read:
        return False
    for edit, said in zip(section.edits, ("王芳", "李敏、王芳", "", "陈建国"), strict=False):
        edit.setText(said)
    return True


def _a_change_is_tried(page: QWidget) -> bool:
    """Change a limit and leave steps out, one of them too many, once the section shows what holds."""
    section = page.section("processes") if isinstance(page, SettingsPage) else None
    if not isinstance(section, ProcessSection) or not section.version.text():
        return False
    if not section.left_out["S45"].isChecked():
        section.limits["check"].set_value("")
        section.left_out["S45"].setChecked(True)
    section.ensureWidgetVisible(section.publish_button)
    return bool(section.preview.text())


def _the_course_is_in_sight(page: QWidget) -> bool:
    """Leave the check to nobody of the committee, and look at who may do what then."""
    section = page.section("processes") if isinstance(page, SettingsPage) else None
    if not isinstance(section, ProcessSection) or not section.version.text():
        return False
    ticks = section.roles.ticks["check"]
    if ticks["committee_head"].isChecked():
        for duty in ("committee_head", "committee_worker"):
            ticks[duty].setChecked(False)
    section.verticalScrollBar().setValue(section.publish_button.mapTo(section.widget(), QPoint(0, 0)).y())
    return "核查" in section.preview.text()


def _packages_are_in_sight(page: QWidget) -> bool:
    """Say what a package came to, once the section has read how it stands, and go there."""
    section = page.section("exchange") if isinstance(page, SettingsPage) else None
    if not isinstance(section, ExchangeSection):
        return False
    if not section.packages.notice.text():
        section.packages.show_standing(Key("7f3a 91c2 0b5e d844"), is_joined=True)
        told = "第 3 个交换包已导出，有 1,204 条改动。请送到街道，带回回执包。"
        section.packages.notice.tell(told, "good")
        return False
    section.ensureWidgetVisible(section.packages)
    return section.verticalScrollBar().value() > 0


def _log(stage: Stage) -> QWidget:
    page = stage.opened(SettingsPage, stage.loading, section="log")
    section = page.section("log")
    if isinstance(section, LogSection):
        section._show(_LOG)
    return page


SCENES = (
    Scene("settings--normal", partial(_section, "look")),
    Scene("settings--safety", partial(_section, "safety")),
    Scene("settings--store", partial(_section, "store")),
    Scene("settings--duty", partial(_section, "duty"), _duty_is_planned),
    Scene("settings--duty-error", lambda stage: stage.opened(SettingsPage, stage.failing, section="duty")),
    Scene("settings--processes", partial(_section, "processes")),
    Scene("settings--processes-changed", partial(_section, "processes"), _a_change_is_tried),
    Scene("settings--processes-roles", partial(_section, "processes"), _the_course_is_in_sight),
    Scene("settings--kept", _kept),
    Scene("settings--kept-empty", lambda stage: stage.opened(SettingsPage, stage.empty, section="kept")),
    Scene("settings--kept-error", lambda stage: stage.opened(SettingsPage, stage.failing, section="kept")),
    Scene("settings--exchange", _exchange),
    Scene("settings--exchange-test", _tested),
    Scene("settings--exchange-package", _exchange, _packages_are_in_sight),
    Scene("settings--exchange-join", partial(_section, "exchange")),
    Scene("settings--exchange-error", lambda stage: stage.opened(SettingsPage, stage.failing, section="exchange")),
    Scene("settings--log", _log),
    Scene("settings--log-loading", lambda stage: stage.opened(SettingsPage, stage.loading, section="log")),
    Scene("settings--log-error", lambda stage: stage.opened(SettingsPage, stage.failing, section="log")),
    Scene("settings-password--normal", lambda stage: ChangePassword(stage.full.session, stage.full.runner)),
    Scene("settings-recovery-key--normal", lambda stage: NewKey(stage.full.session, stage.full.runner)),
    Scene(
        "settings-move--normal",
        lambda stage: MoveStore(stage.full.session, stage.full.runner, Path("D:/里弄台账")),
    ),
)
