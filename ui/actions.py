"""Every action that has a key, declared once: id, label, keys, and where it belongs.

The window and the pages take their keys from here, the shortcut sheet (F1) lists them from here. What an action does
and when it is enabled is left to the widget that offers it.
"""

from __future__ import annotations

from dataclasses import dataclass

WINDOW, LISTS, TABLE = "window", "lists", "table"
SCOPES = {WINDOW: "到处可用", LISTS: "人口各列表", TABLE: "表格里"}


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
    Action("list_search", "在列表里查找", ("Ctrl+F",), LISTS),
    Action("list_add", "新增一条", ("Ctrl+N",), LISTS),
    Action("list_print", "打印这个列表", ("Ctrl+P",), LISTS),
    Action("list_export", "导出这个列表", ("Ctrl+E",), LISTS),
    Action("list_drawer", "显示或收起概要", ("Ctrl+I",), LISTS),
    Action("cell_open", "打开这一行", ("Return",), TABLE),
    Action("cell_edit", "修改这一格（也可以直接输入）", ("F2",), TABLE),
    Action("cell_spread", "把输入的内容写进选中的各格", ("Ctrl+Return",), TABLE),
    Action("cell_copy", "复制", ("Ctrl+C",), TABLE),
    Action("cell_copy_headed", "连列标题一起复制", ("Ctrl+Shift+C",), TABLE),
    Action("cell_paste", "粘贴", ("Ctrl+V",), TABLE),
    Action("cell_fill", "向下填充", ("Ctrl+D",), TABLE),
    Action("cell_clear", "清空内容", ("Del",), TABLE),
    Action("cell_all", "全选", ("Ctrl+A",), TABLE),
    Action("cell_row", "选中整行", ("Shift+Space",), TABLE),
    Action("cell_column", "选中整列", ("Ctrl+Space",), TABLE),
    Action("column_menu", "排序和筛选这一列", ("Alt+Down",), TABLE),
    Action("column_choice", "选择列", ("Ctrl+Shift+L",), TABLE),
)
_BY_ID = {action.id: action for action in ACTIONS}


def action_of(action_id: str) -> Action:
    """The action called `action_id`."""
    return _BY_ID[action_id]
