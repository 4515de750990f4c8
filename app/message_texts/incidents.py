"""What people read about security incidents, the emergency plan, its drills, and the support bundle."""

from __future__ import annotations

from app.message_texts.told import FORBIDDEN, NOT_FOUND, NOT_WRITTEN, USAGE, Told

TEXTS: dict[str, Told] = {
    "IncidentMissing": Told(NOT_FOUND, "没有编号为 {number} 的安全事件，没有改动。请刷新后再看。"),
    "IncidentIncomplete": Told(USAGE, "还缺“{what}”，没有保存。请补上再保存；不清楚的可以先写“正在核实”。"),
    "IncidentUnknown": Told(USAGE, "没有“{given}”这种{what}，没有保存。可以用的有：{choices}。"),
    "IncidentUnfinished": Told(FORBIDDEN, "还有 {left} 项处置步骤没有勾，不能办结。做完的请勾上，再办结。"),
    "PlanIncomplete": Told(USAGE, "应急预案要有正文，通讯录里至少有一个人的姓名和电话，没有保存。请补上再保存。"),
    "DrillIncomplete": Told(USAGE, "演练登记还缺“{what}”，没有保存。请补上再保存。"),
    "BundleNotClean": Told(
        FORBIDDEN, "诊断包里有像是个人信息的内容（{part}）。" + NOT_WRITTEN + "请告诉维护人员这一句话。"
    ),
}
