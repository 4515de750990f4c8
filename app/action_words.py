"""What the kinds of action and operation are called, for timelines and lists of what was done."""

from __future__ import annotations

ACTIONS = {
    "add": "新增",
    "set": "修改",
    "remove": "删除",
    "restore": "恢复",
    "import": "导入",
    "import-undo": "撤销导入",
    "undo": "撤销",
    "demo": "生成演示数据",
    "export": "导出",
    "move-in": "迁入",
    "move-out": "迁出",
    "split-household": "分户",
    "merge-households": "并户",
    "change-head": "换户主",
    "death": "登记死亡",
    "add-tag": "添加标签",
    "end-tag": "结束标签",
    "confirm": "核实",
    "put-back": "恢复为以前的值",
    "paste": "粘贴",
    "fill": "批量填写",
    "clear": "清空内容",
    "merge": "合并重复的人",
    "unmerge": "撤销合并",
    "keep-apart": "认定不是同一个人",
}
_OPERATIONS = {"create": "新增 ", "patch": "修改 ", "delete": "删除 ", "restore": "恢复 "}


def action(kind: str) -> str:
    """The name of a kind of action; 修改 for one that this version does not know."""
    return ACTIONS.get(kind, ACTIONS["set"])


def operation(kind: str) -> str:
    """What became of a whole record."""
    return _OPERATIONS.get(kind, "")
