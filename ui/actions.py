"""Every action that has a key, declared once: id, label, keys, and where it belongs.

The window takes its keys from here, the shortcut sheet (F1) lists all of them from here; a test holds the pages to it.
What an action does and when it is enabled is left to the widget that offers it.
"""

from __future__ import annotations

from dataclasses import dataclass

WINDOW, LISTS, TABLE, HOMES, RECORD = "window", "lists", "table", "homes", "record"
FORM, STATISTICS, IMPORT, RECYCLE_BIN, READING = "form", "statistics", "import", "recycle_bin", "reading"
CONFLICTS, VISITS, ORDERS, ORDER = "conflicts", "visits", "orders", "order"
CAMPAIGNS, ROSTER, ACTIVITIES, ACTIVITY = "campaigns", "roster", "activities", "activity"
TOPICS, RISKS, GUIDES = "topics", "risks", "guides"
SCOPES = {
    WINDOW: "到处可用",
    TABLE: "在表格里",
    LISTS: "人口",
    HOMES: "房屋",
    VISITS: "走访",
    ACTIVITIES: "活动",
    ACTIVITY: "一个活动",
    CAMPAIGNS: "年度核对",
    ROSTER: "应急名册",
    TOPICS: "专题台账",
    RISKS: "风险研判、应急联络树",
    GUIDES: "服务指南",
    ORDERS: "工单",
    ORDER: "一单一档",
    RECORD: "一人一档、一户一档",
    FORM: "填写时",
    STATISTICS: "统计",
    IMPORT: "导入",
    RECYCLE_BIN: "回收站",
    CONFLICTS: "两处都改了",
    READING: "今日、走访和其他清单",
}


@dataclass(frozen=True, slots=True)
class Action:
    """One action; `keys` are as Qt writes them, the first is told in menus and tooltips."""

    id: str
    label: str
    keys: tuple[str, ...] = ()
    scope: str = WINDOW


_NUMBERED = (
    "今日", "人口", "房屋", "走访", "活动", "工单", "统计", "重复", "年度核对", "导入", "专题台账", "风险研判",
    "服务指南", "设置",
)  # fmt: skip
"""The pages of the navigation, in its order: the first ten have a number, the settings a key of their own."""
_NUMBERS, _SETTINGS = 10, "Ctrl+,"


def page_keys(number: int) -> tuple[str, ...]:
    """The key of a page by its place in the navigation, from 1."""
    if number == len(_NUMBERED):
        return (_SETTINGS,)
    return (f"Ctrl+{number % _NUMBERS}",) if number <= _NUMBERS else ()


ACTIONS: tuple[Action, ...] = (
    *(Action(f"page_{number}", f"打开{title}", page_keys(number)) for number, title in enumerate(_NUMBERED, start=1)),
    Action("search", "查找居民、房屋", ("Ctrl+K", "F3")),
    Action("back", "后退", ("Alt+Left",)),
    Action("forward", "前进", ("Alt+Right",)),
    Action("undo", "撤销", ("Ctrl+Z",)),
    Action("redo", "重做", ("Ctrl+Y", "Ctrl+Shift+Z")),
    Action("lock", "锁定", ("Ctrl+L",)),
    Action("exchange", "上报并更新", ("F9",)),
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
    Action("cell_edit", "修改这一格（或直接输入）", ("F2",), TABLE),
    Action("cell_spread", "输入的写进选中的各格", ("Ctrl+Return",), TABLE),
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
    Action("list_visit", "登记走访", ("Ctrl+Shift+V",), LISTS),
    Action("homes_visit", "登记走访", ("Ctrl+Shift+V",), HOMES),
    Action("homes_roster", "打开应急名册", ("Ctrl+O",), HOMES),
    Action("homes_add", "新增房屋", ("Ctrl+N",), HOMES),
    Action("homes_print", "打印房屋列表", ("Ctrl+P",), HOMES),
    Action("visits_record", "登记走访", ("Ctrl+N",), VISITS),
    Action("visits_other", "登记其他走访", ("Ctrl+Shift+N",), VISITS),
    Action("visits_open", "打开这一行的档案", ("Ctrl+O",), VISITS),
    Action("visits_print", "打印路线或日志", ("Ctrl+P",), VISITS),
    Action("visits_export", "导出路线或日志", ("Ctrl+E",), VISITS),
    Action("orders_add", "登记工单", ("Ctrl+N", "N"), ORDERS),
    Action("orders_board", "工单看板", ("Alt+1",), ORDERS),
    Action("orders_list", "工单列表", ("Alt+2",), ORDERS),
    Action("orders_mine", "工单我的", ("Alt+3",), ORDERS),
    Action("orders_places", "工单按地点", ("Alt+4",), ORDERS),
    Action("orders_find", "在工单里查找", ("Ctrl+F",), ORDERS),
    Action("orders_print", "打印工单列表", ("Ctrl+P",), ORDERS),
    Action("orders_export", "导出工单列表", ("Ctrl+E",), ORDERS),
    Action("activity_new", "新活动", ("Ctrl+N",), ACTIVITIES),
    Action("activity_month", "看月", ("Alt+1",), ACTIVITIES),
    Action("activity_week", "看周", ("Alt+2",), ACTIVITIES),
    Action("activity_list", "看列表", ("Alt+3",), ACTIVITIES),
    Action("activity_figures", "看参与统计", ("Alt+4",), ACTIVITIES),
    Action("activity_back", "往前", ("Alt+Up",), ACTIVITIES),
    Action("activity_on", "往后", ("Alt+Down",), ACTIVITIES),
    Action("activity_upward", "上报材料", ("Ctrl+Shift+E",), ACTIVITIES),
    Action("activity_sign", "登记签到", ("Ctrl+F",), ACTIVITY),
    Action("activity_by_name", "登记台账外的人", ("Ctrl+Return",), ACTIVITY),
    Action("activity_turn", "签到或取消签到", ("Space",), ACTIVITY),
    Action("activity_off", "移出名单", ("Del",), ACTIVITY),
    Action("activity_edit", "修改内容", ("F2",), ACTIVITY),
    Action("activity_print", "打印签到表", ("Ctrl+P",), ACTIVITY),
    Action("activity_leave", "回到活动", ("Esc",), ACTIVITY),
    Action("order_step", "办理下一步", ("Ctrl+Return",), ORDER),
    Action("orders_open", "打印本周未办结问题清单", ("Ctrl+Shift+P",), ORDERS),
    Action("order_slip", "打印回复单", ("Ctrl+P",), ORDER),
    Action("door_checked", "已查", ("C",), CAMPAIGNS),
    Action("door_changed", "有变", ("B",), CAMPAIGNS),
    Action("door_unreached", "不遇", ("Y",), CAMPAIGNS),
    Action("campaign_print", "打印年度核对确认表", ("Ctrl+P",), CAMPAIGNS),
    Action("roster_print", "打印应急名册", ("Ctrl+P",), ROSTER),
    Action("roster_contacts", "打开应急联络树", ("Ctrl+T",), ROSTER),
    Action("muster_safe", "清点：安全", ("A",), ROSTER),
    Action("muster_away", "清点：不在", ("B",), ROSTER),
    Action("muster_missing", "清点：没找到", ("M",), ROSTER),
    Action("record_edit", "编辑", ("F2",), RECORD),
    Action("record_save", "保存", ("Ctrl+S",), RECORD),
    Action("record_visit", "登记走访", ("Ctrl+Shift+V",), RECORD),
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
    Action("topics_add", "新增一条", ("Ctrl+N",), TOPICS),
    Action("topics_find", "在台账里查找", ("Ctrl+F",), TOPICS),
    Action("topics_print", "打印核对表", ("Ctrl+P",), TOPICS),
    Action("topics_export", "导出这个台账", ("Ctrl+E",), TOPICS),
    Action("topics_upward", "上报材料（意见建议清单）", ("Ctrl+Shift+E",), TOPICS),
    Action("risks_print", "打印风险研判或应急联络树", ("Ctrl+P",), RISKS),
    Action("risks_contacts", "打开应急联络树", ("Ctrl+T",), RISKS),
    Action("risks_roster", "打开应急名册", ("Ctrl+O",), RISKS),
    Action("guides_ask", "登记求助", ("Ctrl+N",), GUIDES),
    Action("guides_find", "查找指南", ("Ctrl+F",), GUIDES),
    Action("guides_copy", "复制这张卡片", ("Ctrl+Shift+C",), GUIDES),
    Action("guides_print", "打印这张卡片", ("Ctrl+P",), GUIDES),
    Action("recycle_bin_find", "在回收站里查找", ("Ctrl+F",), RECYCLE_BIN),
    Action("settle_chosen", "按所选的处理", ("Ctrl+Return",), CONFLICTS),
    Action("settle_alike", "其余同样处理", ("Ctrl+Shift+Return",), CONFLICTS),
    Action("settle_next", "下一个", ("Ctrl+Down",), CONFLICTS),
    Action("settle_before", "上一个", ("Ctrl+Up",), CONFLICTS),
    Action("settle_open", "打开档案", ("Ctrl+O",), CONFLICTS),
    Action("read_again", "重新查看", ("F5",), READING),
    Action("lines_sort", "按列排序（工单指标）", ("Alt+Down",), READING),
)
_BY_ID = {action.id: action for action in ACTIONS}


def action_of(action_id: str) -> Action:
    """The action called `action_id`."""
    return _BY_ID[action_id]
