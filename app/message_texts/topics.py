"""What people read about topic ledgers: why a definition does not hold, why a row was not taken."""

from __future__ import annotations

from collections.abc import Sequence

from app import words
from app.message_texts.told import CHANGED, FILE_REFUSED, NOTHING_IMPORTED, USAGE, Told
from ledger.errors import LedgerError
from ledger.topics import Flaw

_FLAWS = {
    "not_a_definition": "不是专题台账的写法",
    "not_text": "应该是文字",
    "code": "代号要用小写英文字母开头，只能有小写字母、数字和 _，2 到 30 个",
    "empty": "没有填写",
    "too_long": "太长",
    "one_lead": "牵头部门只能有一个，其余写在配合部门里",
    "unknown": "没有这个选项",
    "no_fields": "还没有栏目",
    "nothing_listed": "至少要有一个栏目列在表里",
    "too_many": "栏目最多 40 个",
    "twice": "写了两次，或和自带的备注重名",
    "same_label": "有两个栏目叫这个名称，或和自带的备注重名",
    "one_of_a_kind": "居民、房屋、楼栋、设备编号的栏目各只能有一个",
    "one_month": "不能重复的栏目里只能有一个月份",
    "key_required": "不能重复的栏目也要勾“必填”",
    "ends": "不再要填的选项要在这个栏目的选项里",
    "name": "内部名要用小写英文字母开头，只能有小写字母、数字和 _",
    "label": "名称要有，最长 20 个字",
    "kind": "没有这种栏目",
    "level": "敏感级别只有 L1 到 L4",
    "forbidden": "人脸、指纹等生物特征和密码不能存进台账",
    "choices": "选项要有，不能重复，每个最长 30 个字；别的栏目不写选项",
    "table": "没有这个代码表",
    "kind_changed": "已经有内容，不能换成另一种；可以停用它，再新增一个",
}
_PLACES = {
    "": "定义",
    "code": "代号",
    "name": "台账名称",
    "module": "所属模块",
    "lead": "牵头部门",
    "coop": "配合部门",
    "period": "核对周期",
    "purpose": "用途",
    "fields": "栏目",
}
_TOLD_LINES = 12


def flaw(one: Flaw) -> str:
    """What is wrong with a definition, in words: 栏目“状态”：选项要有…."""
    where = _PLACES.get(one.where, f"栏目“{one.where}”")
    return f"{where}：{_FLAWS[one.rule]}"


def _broken(error: LedgerError) -> str:
    told = "；".join(dict.fromkeys(flaw(one) for one in vars(error)["flaws"]))
    return f"专题台账没有存：{told}。"


def _refused(error: LedgerError) -> str:
    facts = vars(error)
    told = "；".join(f"{facts['labels'].get(name, name)}{words.rule(rule)}" for name, rule in facts["problems"])
    return f"没有保存：{told}。"


def _sheet(error: LedgerError) -> str:
    facts = vars(error)
    lines = facts["lines"]
    more = f"\n另外还有 {len(lines) - _TOLD_LINES} 处" if len(lines) > _TOLD_LINES else ""
    told = "\n".join(lines[:_TOLD_LINES])
    return f"有 {facts['rows']} 行不对，{NOTHING_IMPORTED}请在表里改好后重新导入。\n{told}{more}"


def keys_clash(lines: Sequence[str]) -> str:
    """Which rows are the same in what is to be their key, and what to do."""
    more = f"等 {len(lines):,} 处" if len(lines) > _TOLD_LINES else ""
    told = "；".join(lines[:_TOLD_LINES])
    return f"勾了“不能重复”的栏目里已经有一样的内容：{told}{more}。请先把它们改成不一样，或删掉多的，再来设置。"


def _keys_clash(error: LedgerError) -> str:
    return f"专题台账没有存：{keys_clash(vars(error)['lines'])}"


def _headings(error: LedgerError) -> str:
    facts = vars(error)
    wanted = "、".join(facts["wanted"])
    return f"表里没有找到“{facts['name']}”的表头。{NOTHING_IMPORTED}表头要在前 15 行里，并且要有：{wanted}。"


TEXTS: dict[str, Told] = {
    "TopicBroken": Told(USAGE, _broken),
    "TopicRefused": Told(USAGE, _refused),
    "TopicUnchanged": Told(USAGE, "这个专题台账没有变化，没有存新的一版。"),
    "TopicThere": Told(
        CHANGED,
        "已经有代号是“{code}”的台账“{name}”，没有存。要改它，请打开它的“台账设置”；要另设一个，请换一个代号。",
    ),
    "TopicKeysClash": Told(USAGE, _keys_clash),
    "NoSuchTopicFile": Told(FILE_REFUSED, "“{path}”读不出，或不是 JSON，没有做任何事。请换一个文件。"),
    "NoTopicHeadings": Told(
        FILE_REFUSED,
        _headings,
    ),
    "TopicSheetRefused": Told(FILE_REFUSED, _sheet),
    "PeriodUnclear": Told(
        USAGE,
        "“{said}”不是一段时间，没有做任何事。写月份（2026-11）、季度（2026Q4），或者起止两天，先早后晚。",
        "“{said}”不是一段时间，没有做任何事。起止两天都要写，先早后晚。",
    ),
    "NothingToReport": Told(USAGE, "没有选要上报的内容，没有写出文件。活动、意见建议、办件至少选一样。"),
    "NoSeries": Told(USAGE, "“{name}”不是一个月一条的台账，没有汇总。汇总的是栏目里有月份、并且不能重复的台账。"),
    "ReportedAlready": Told(CHANGED, "这一条已经上报过，工单 {order_no} 还没有办结。可以打开工单补充情况。"),
}
