"""The settings page, section by section, and its dialogs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app import layouts, views
from app.reading_log import Entry
from app.views import View
from ui.login.change_password import ChangePassword
from ui.settings.log_section import LogSection
from ui.settings.move_store import MoveStore
from ui.settings.new_key import NewKey
from ui.settings.page import SettingsPage
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


def _section(name: str, stage: Stage) -> QWidget:
    return stage.opened(SettingsPage, section=name)


def _kept(stage: Stage) -> QWidget:
    session = stage.full.session
    layouts.save(session, "person", "花名册（报街道）", ["name", "sex", "phone"])
    views.save(session, View(ledger="person", name="独居老人", filters=("tag=A01",)))
    return stage.opened(SettingsPage, section="kept")


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
    Scene("settings--kept", _kept),
    Scene("settings--kept-empty", lambda stage: stage.opened(SettingsPage, stage.empty, section="kept")),
    Scene("settings--kept-error", lambda stage: stage.opened(SettingsPage, stage.failing, section="kept")),
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
