"""The words of a plan's classes of rows, light enough for a window that has not planned anything yet."""

from __future__ import annotations

STATUSES = ("new", "changed", "unchanged", "repeated", "doubtful", "refused", "left_out")
LABELS = {
    "new": "新增",
    "changed": "变更",
    "unchanged": "无变化",
    "repeated": "重复",
    "doubtful": "存疑",
    "refused": "退回",
    "left_out": "不导入",
}
WHAT_WILL_HAPPEN = {
    "new": "台账里没有，会加进来",
    "changed": "台账里已有，会改成表里的内容",
    "unchanged": "和台账一样，不会动",
    "repeated": "和这份表里前面的一行完全一样，只登记一次",
    "doubtful": "可能是已有的人，没有决定前不导入",
    "refused": "要紧的格子不对，整行不导入，会写进退回的表",
    "left_out": "按您的决定不导入",
}
WHAT_WAS_DONE = {
    "new": "加进了台账",
    "changed": "改成了表里的内容",
    "unchanged": "和台账一样，没有动",
    "repeated": "和表里前面的一行完全一样，只登记了一次",
    "doubtful": "可能是已有的人，没有导入",
    "refused": "整行没有导入，可以改好后再导",
    "left_out": "按您的决定没有导入",
}
