"""Every action that has a key, declared once: id, label, keys, and where it belongs.

The window and the pages take their keys from here, the shortcut sheet (F1) lists them from here. What an action does
and when it is enabled is left to the widget that offers it.
"""

from __future__ import annotations

from dataclasses import dataclass

WINDOW = "window"
SCOPES = {WINDOW: "到处可用"}


@dataclass(frozen=True, slots=True)
class Action:
    """One action; `keys` are as Qt writes them, the first is told in menus and tooltips."""

    id: str
    label: str
    keys: tuple[str, ...] = ()
    scope: str = WINDOW


_NUMBERED = ("今日", "人口", "房屋", "统计", "重复", "导入", "导入批次", "回收站", "设置")

ACTIONS: tuple[Action, ...] = (
    *(Action(f"page_{number}", f"打开{title}", (f"Ctrl+{number}",)) for number, title in enumerate(_NUMBERED, start=1)),
    Action("search", "查找居民、房屋", ("Ctrl+K", "F3")),
    Action("back", "后退", ("Alt+Left",)),
    Action("forward", "前进", ("Alt+Right",)),
    Action("undo", "撤销", ("Ctrl+Z",)),
    Action("redo", "重做", ("Ctrl+Y", "Ctrl+Shift+Z")),
    Action("lock", "锁定", ("Ctrl+L",)),
    Action("collapse", "收起或展开导航", ("Ctrl+B",)),
    Action("larger", "文字放大", ("Ctrl+=", "Ctrl++")),
    Action("smaller", "文字缩小", ("Ctrl+-",)),
    Action("shortcuts", "快捷键一览", ("F1", "Ctrl+/")),
    Action("about", "关于里弄"),
    Action("log_out", "退出登录"),
    Action("quit", "退出程序", ("Ctrl+Q",)),
)
_BY_ID = {action.id: action for action in ACTIONS}


def action_of(action_id: str) -> Action:
    """The action called `action_id`."""
    return _BY_ID[action_id]
