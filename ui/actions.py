"""Every action that has a key, declared once: id, label, keys, and where it belongs.

The window takes its keys from here, the shortcut sheet (F1) lists all of them from here; a test holds the pages to it.
What an action does and when it is enabled is left to the widget that offers it.
"""

from __future__ import annotations

from dataclasses import dataclass

WINDOW, LISTS, TABLE, HOMES, RECORD = "window", "lists", "table", "homes", "record"
FORM, STATISTICS, IMPORT, RECYCLE_BIN, READING = "form", "statistics", "import", "recycle_bin", "reading"
SCOPES = {
    WINDOW: "到处可用",
    TABLE: "在表格里",
    LISTS: "人口",
    HOMES: "房屋",
    RECORD: "一人一档、一户一档",
    FORM: "填写时",
    STATISTICS: "统计",
    IMPORT: "导入",
    RECYCLE_BIN: "回收站",
    READING: "今日、重复、导入批次",
}


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
    Action("homes_add", "新增房屋", ("Ctrl+N",), HOMES),
    Action("homes_print", "打印房屋列表", ("Ctrl+P",), HOMES),
    Action("record_edit", "编辑", ("F2",), RECORD),
    Action("record_save", "保存", ("Ctrl+S",), RECORD),
    Action("record_print", "打印", ("Ctrl+P",), RECORD),
    Action("record_back", "回到列表", ("Esc",), RECORD),
    Action("form_save", "保存", ("Ctrl+S",), FORM),
    Action("form_password", "显示或隐藏密码", ("F8",), FORM),
    Action("statistics_copy", "复制", ("Ctrl+C",), STATISTICS),
    Action("statistics_print", "打印统计表", ("Ctrl+P",), STATISTICS),
    Action("import_file", "选择文件", ("Ctrl+O",), IMPORT),
    Action("import_back", "上一步", ("Ctrl+Left",), IMPORT),
    Action("import_on", "下一步", ("Ctrl+Right",), IMPORT),
    Action("recycle_bin_restore", "恢复选中的一行", ("Ctrl+Return",), RECYCLE_BIN),
    Action("recycle_bin_find", "在回收站里查找", ("Ctrl+F",), RECYCLE_BIN),
    Action("read_again", "重新查看", ("F5",), READING),
)
_BY_ID = {action.id: action for action in ACTIONS}


def action_of(action_id: str) -> Action:
    """The action called `action_id`."""
    return _BY_ID[action_id]
