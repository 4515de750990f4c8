"""Every heading under which 12345, 网格 and patrols are wont to write what an order needs, by field.

Words are put together from whose they are, what they are about and what they say, because every district's export
joins them anew: 12345工单编号, 诉求编号, 派单编号. Which word then means which column is for `vocabulary` and `mapping`
to say; which column may be the number where none is named so, for `order_numbers`.
"""

from __future__ import annotations

from itertools import product
from typing import Final

_ALARMS: Final = ("告警", "报警", "预警")
_ABOUT: Final = (
    *("诉求", "问题", "案件", "事件", "事项", "工单", "投诉", "反映", "来电", "举报", "求助", "隐患"),
    *(*_ALARMS, "受理"),
)
_CLASSED: Final = tuple(word for word in _ABOUT if word not in ("来电", "受理"))  # 来电类别 is where it comes from
_SYSTEMS: Final = ("12345", "12345热线", "热线", "市民热线", "便民热线", "网格", "网格化", "城运", "平台", "上级")
_NUMBERED: Final = (*_ABOUT, "案卷", "任务", "派单", "派遣", "热线", "交办", "转办", "转派", "督办", "接报", "上报")
_NUMBER_ENDS: Final = ("编号", "编码", "号", "单号", "单编号", "流水号", "代码", "ID")
_TOLD_ENDS: Final = ("内容", "描述", "详情", "情况", "概述", "简述", "概况", "摘要", "说明", "详细内容", "具体内容")
_REPORTERS: Final = ("反映人", "来电人", "诉求人", "投诉人", "举报人", "求助人", "上报人", "联系人", "当事人", "市民")
_REPORTER_ENDS: Final = ("姓名", "名称", "名字")
_PHONES: Final = ("电话", "联系电话", "手机", "手机号", "手机号码", "联系方式", "号码", "电话号码")
_ARRIVED: Final = (
    *("来电", "受理", "上报", "派单", "转派", "派遣", "接单", "交办", "转办", "下派", "派发", "下发", "收件", "来件"),
    *(
        "登记",
        "诉求",
        "立案",
        "接收",
        "投诉",
        "举报",
        "反映",
        "接报",
        "接件",
        "收单",
        "提交",
        "建单",
        "工单",
        "受理登记",
    ),
)
_FOUND: Final = ("发现", "事发", "发生", "巡查", "检查", "排查", "问题发现", "案发", "事件发生", *_ALARMS)
_WHEN: Final = ("时间", "日期")
_DEADLINES: Final = (
    *("办理", "办结", "处置", "处理", "完成", "整改", "回复", "反馈", "结案", "答复", "限办", "承办", "工单"),
    *("要求完成", "要求办结", "要求办理", "要求处置", "要求回复", "应办结", "应完成", "应处置", "应回复", "应结案"),
)
_DEADLINE_ENDS: Final = ("时限", "期限", "截止时间", "截止日期", "截止时限", "限期", "最后期限")
_WANTED_ENDS: Final = ("时间", "日期", "时限", "期限")
_PLACES: Final = (
    *_ALARMS,
    "诉求",
    "事发",
    "发生",
    "问题",
    "案件",
    "案发",
    "事件",
    "巡查",
    "检查",
    "发现",
    "上报",
    "反映",
    "投诉",
    "隐患",
)
_PLACE_ENDS: Final = ("地址", "地点", "位置", "地点描述", "地址描述", "位置描述", "详细地址", "具体地址")
_KINDS: Final = ("类型", "类别", "分类", "种类")


def _joined(*parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("".join(word) for word in product(*parts))


NUMBERS: Final = tuple(
    dict.fromkeys(
        (
            *_joined(_NUMBERED, _NUMBER_ENDS),
            *_joined(_SYSTEMS[:5], ("编号", "单号")),  # 网格编号 is where it lies
            *_joined(_SYSTEMS, ("工单", "案件", "诉求", "受理", "任务"), _NUMBER_ENDS),
            *("单号", "外部编号", "外部单号", "原工单号", "原工单编号", "案号"),
        )
    )
)
"""Words for the number that an order has outside."""
DEVICES: Final = (
    *("设备号", "设备ID", "设备编码", "设备识别码", "摄像头编号"),
    *_joined(_ALARMS, ("设备", "设备号", "设备编号", "设备编码", "设备ID")),
)
"""Words for the device that gave alarm."""
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "device_uid": DEVICES,
    "external_no": NUMBERS,
    "description": (
        *_joined(_ABOUT[:-1], _TOLD_ENDS),
        *("受理内容", "受理描述"),
        *(
            "主要内容",
            "具体内容",
            "详细内容",
            "主要诉求",
            "具体诉求",
            "诉求",
            "问题",
            "发现问题",
            "存在问题",
            "反映问题",
        ),
        *(
            "具体问题",
            "主要问题",
            "巡查情况",
            "巡查内容",
            "检查情况",
            "巡查发现",
            "案情描述",
            "案情",
            "情况描述",
            "情况说明",
        ),
        *("发现隐患", "市民诉求"),
    ),
    "title": (
        *_joined(_ABOUT, ("标题", "主题", "名称", "题目")),
        "主题",
    ),
    "address": (
        *_joined(_PLACES, _PLACE_ENDS),
        *(
            "地点",
            "位置",
            "点位",
            "具体位置",
            "具体地点",
            "详细地点",
            "地点描述",
            "地址描述",
            "位置描述",
            "隐患部位",
            "案发地",
        ),
        *("事发地", "所在位置", "所在地址"),
    ),
    "received_at": _joined(_ARRIVED, _WHEN),
    "occurred_at": _joined(_FOUND, _WHEN),
    "external_due_at": (
        *_joined(_DEADLINES, _DEADLINE_ENDS),
        *_joined(tuple(word for word in _DEADLINES if word[0] in "要应限"), _WANTED_ENDS),
        *("截止时间", "截止日期", "截止时限", "到期时间", "到期日期", "期限", "时限", "最后期限", "规定时限", "限期"),
    ),
    "reporter_name": (*_REPORTERS[:-1], *_joined(_REPORTERS, _REPORTER_ENDS)),
    "reporter_phone": (*_joined(_REPORTERS, _PHONES), *_joined(("来电", "回访", "反映"), _PHONES), *_PHONES[:5]),
    "priority": ("缓急程度", "优先级", "紧急级别", "紧急程度", "紧急等级", "缓急"),
    "category": (*_KINDS[:3], *_joined((*_CLASSED, "来件", "诉求事项"), _KINDS), "案由", "问题性质", "诉求性质"),
}
"""Field of an order -> the words for its column beyond the data dictionary's."""
LEVELS: Final = (
    *(
        (str(place), word)
        for place, n in enumerate("一二三四五", 1)
        for word in (f"{n}级分类", f"{n}级类别", f"{n}级事项")
    ),
    *(
        (str(place), word)
        for place, n in enumerate("一二三四五", 1)
        for word in (f"{n}级类目", f"分类{n}", f"{place}级分类")
    ),
    *(
        (str(place), f"{about}{n}级{kind}")
        for place, n in enumerate("一二三四五", 1)
        for about, kind in product(_ABOUT, ("分类", "类别"))
    ),
    *(
        (place, start + word + end)
        for place, word in (("1", "大类"), ("2", "小类"), ("3", "子类"), ("3", "细类"))
        for start, end in product(("", *_ABOUT), ("", "名称"))
    ),
)
"""(level, word) for the category of another system."""
TELL_ORDERS: Final = frozenset(
    (
        *_joined(
            ("诉求", "问题", "案件", "事件", "投诉", "反映", "来电", "工单", "隐患", "举报", *_ALARMS),
            ("内容", "描述", "情况"),
        ),
        *("事情简述", "诉求标题", "工单标题", "案件标题", "反映问题", "发现问题", "存在问题", "主要内容", "主要诉求"),
        *("事件名称", "标题", "工单状态", "工单类别", "案情描述", "诉求详情", "案件详情"),
    )
)
"""Words that a sheet of orders has and hardly any other, beside a number or a day of `TELL_NUMBERS`."""
TELL_NUMBERS: Final = frozenset(
    (
        *(word for word in NUMBERS if not word.startswith(("来电号", "反映号", "问题代码", "事件代码"))),
        *("外部工单号", "热线工单号"),
        *("巡查日期", "巡查时间", "发现时间", "发现日期", *_joined(_ALARMS, _WHEN), *DEVICES),
    )
)
