"""What people read about named actions: moving, households, deaths, tags, values put back."""

from __future__ import annotations

from app.message_texts.told import CHANGED, FORBIDDEN, USAGE, Told

TEXTS: dict[str, Told] = {
    "NobodyChosen": Told(USAGE, "还没有选人，没有保存。请至少选一位住在这里的人。"),
    "PersonDied": Told(FORBIDDEN, "这个人已登记为去世，没有保存。登记有误时，请先撤销死亡登记。"),
    "HeadNeeded": Told(USAGE, "离开的人是户主，户里还有别人，没有保存。请选一位接着做户主。"),
    "HeadWouldLeave": Told(USAGE, "户主不能分出去，没有保存。请先换户主，或让其他人分出去。"),
    "NotAMember": Told(USAGE, "选的人不在这一户里，没有保存。请从这一户的人里选。"),
    "NothingToSplit": Told(USAGE, "一个人都没有选，或全户都选了，没有分户。请选要分出去的人，原户至少留一人。"),
    "HouseholdsApart": Told(USAGE, "这两户不在同一套房里，没有并户。不在一处的人请先办迁入。"),
    "TagStands": Told(FORBIDDEN, "这个人已有这个标签，没有重复添加。"),
    "NothingToPutBack": Told(CHANGED, "这一项现在就是这个值，或这次变更已经找不到了，没有改动。请刷新后再看。"),
}
