"""Every setting of a store, declared once: key, kind, default, label, choices.

Settings are about this PC and the program, never about people; they lie as plain JSON in the store's folder so that
they can be read before a password is known. What belongs to the committee (named layouts, remembered mappings) lies
inside the encrypted store.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import LedgerError
from storage import files
from storage.errors import DiskFull, DiskTrouble, ReadOnlyFolder

FILE_NAME = "settings.json"
Value = str | int | bool


class UnknownSetting(LedgerError):
    """No setting is called `key`."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no setting {key}")
        self.key = key


class SettingRefused(LedgerError):
    """The setting `key` does not take the given value."""

    def __init__(self, key: str) -> None:
        super().__init__(f"setting {key} does not take this value")
        self.key = key


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; its kind is that of its default. A number lies within `least` and `most`.

    With `choices`, pairs of a value and its label, it takes nothing else.
    """

    key: str
    default: Value
    label: str
    least: int = 0
    most: int = 0
    choices: tuple[tuple[Value, str], ...] = ()

    def takes(self, value: object) -> bool:
        """True when `value` is of this setting's kind and within its bounds."""
        if type(value) is not type(self.default):
            return False
        if self.choices:
            return any(value == choice for choice, _ in self.choices)
        return not isinstance(value, int) or self.most == 0 or self.least <= value <= self.most


_TEXT_SIZES = ((100, "标准"), (112, "稍大 112%"), (125, "大 125%"), (150, "较大 150%"), (175, "最大 175%"))
_THEMES = (("system", "跟随系统"), ("light", "浅色"), ("dark", "深色"), ("contrast", "高对比度"))
_IDLE_TIMES = (
    (5, "5 分钟"), (10, "10 分钟"), (15, "15 分钟"), (30, "30 分钟"), (60, "1 小时"),
)  # fmt: skip
_REVEAL_TIMES = ((15, "15 秒"), (30, "30 秒"), (60, "1 分钟"), (120, "2 分钟"), (300, "5 分钟"))

ALL = (
    Setting("last_user", "", "上次登录的账号"),
    Setting("text_percent", 100, "文字大小", choices=_TEXT_SIZES),
    Setting("theme", "system", "主题", choices=_THEMES),
    Setting("lock_minutes", 15, "无人操作多久后自动锁定", choices=_IDLE_TIMES),
    Setting("reveal_seconds", 60, "显示的内容多久后重新遮盖", choices=_REVEAL_TIMES),
    Setting("is_navigation_collapsed", default=False, label="收起导航"),
    Setting("alarm_sound", default=True, label="有要紧的事时响一声", choices=((True, "响"), (False, "不响"))),
    Setting("alarm_tray", default=True, label="有要紧的事时在任务栏提示", choices=((True, "提示"), (False, "不提示"))),
    Setting("page_size", 50, "列表每页行数", least=1, most=1000),
    Setting("log_file_kb", 1024, "单个日志文件大小（KB）", least=64, most=65536),
    Setting("backup_folder", "", "备份另存到（第二个文件夹或磁盘）"),
    Setting("office_phone", "", "居委会电话（印在工单受理回执上）"),
    Setting("drill_months", 3, "多久做一次恢复演练", choices=((3, "每季度"), (12, "每年"))),
    Setting("attachments_mb", 2000, "附件原件在这台电脑上最多占用（MB）", least=100, most=1_000_000),
    Setting("log_files", 5, "保留的日志文件数", least=1, most=100),
)
_BY_KEY = {setting.key: setting for setting in ALL}


def declared(key: str) -> Setting:
    """The declaration of a setting; raises UnknownSetting."""
    found = _BY_KEY.get(key)
    if found is None:
        raise UnknownSetting(key)
    return found


class Settings:
    """The settings of one store folder: read when made, written by `save`.

    A damaged or foreign file counts as empty: settings are convenience, and no store must stay shut because of them.
    Keys of a newer version are kept.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._values = _read(self._path)
        self._heard: list[Callable[[str], None]] = []

    def __getitem__(self, key: str) -> Value:
        setting = declared(key)
        value = self._values.get(key)
        return value if setting.takes(value) else setting.default  # type: ignore[return-value]  # `takes` asked its kind

    def __setitem__(self, key: str, value: Value) -> None:
        if not declared(key).takes(value):
            raise SettingRefused(key)
        is_news = self[key] != value
        self._values[key] = value
        if is_news:
            for heard in tuple(self._heard):
                heard(key)

    def watch(self, heard: Callable[[str], None]) -> Callable[[], None]:
        """Call `heard` with the key of every setting that changes, in that thread; answers what ends it."""
        self._heard.append(heard)
        return lambda: self._heard.remove(heard)

    def number(self, key: str) -> int:
        """The value of a numeric setting."""
        value = self[key]
        if not isinstance(value, int):
            raise SettingRefused(key)
        return value

    def text(self, key: str) -> str:
        """The value of a text setting."""
        return str(self[key])

    def save(self) -> None:
        """Write them down, for this user alone; a crash leaves the old or the new settings.

        Where the folder cannot be written the work goes on with what is in memory.
        """
        content = json.dumps(self._values, ensure_ascii=False, indent=1) + "\n"
        with suppress(DiskFull, DiskTrouble, ReadOnlyFolder):
            files.replace_file(self._path, content.encode())


def _read(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
