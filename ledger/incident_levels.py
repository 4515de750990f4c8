"""Security incidents as data: levels, kinds, what to do at each level, and where that is written (R101, R114).

The levels are those of the national plan 国家网络安全事件应急预案 1.4 and of GB/Z 20986-2007 chapter 5, which
GB/T 20986-2023 has replaced since; all three name the same four. A committee judges by its own sentence (`here`) and
reports upwards, where the level is settled. Who keeps an incident's record is `app.incidents`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SOURCES: Final = (
    "《国家网络安全事件应急预案》1.4 事件分级",
    "GB/Z 20986-2007《信息安全事件分类分级指南》第 5 章（已由 GB/T 20986-2023 代替，四级名称相同）",
    "沪民基发〔2022〕9 号《“上海社区云”应用系统运营管理暂行办法》第 16 条：应急预案、演练",
    "街道信息化项目运维管理方案 三（三）：立即处置，报告条线负责人，再报城运中心",
)


@dataclass(frozen=True, slots=True)
class IncidentLevel:
    """One level. `loss` and `harm` are what the documents go by, `here` how a committee recognises it.

    `report_minutes`: within what time the lead hears of it by telephone.
    """

    code: str
    label: str
    number: int
    loss: str
    harm: str
    here: str
    report_minutes: int


LEVELS: Final = (
    IncidentLevel(
        "special", "特别重大", 1, "重要系统大面积瘫痪，丧失业务处理能力", "对国家安全、社会稳定构成特别严重威胁",
        "全市多个街镇的数据同时泄露或被毁，由上级认定", 10,
    ),
    IncidentLevel(
        "major", "重大", 2, "重要系统长时间中断或局部瘫痪，业务处理受到极大影响", "对国家安全、社会稳定构成严重威胁",
        "本街镇多个居委的数据泄露或被毁，或者已经在网上流传", 10,
    ),
    IncidentLevel(
        "larger", "较大", 3, "系统中断，明显影响效率，业务处理受到影响", "对国家安全、社会稳定构成较严重威胁",
        "本居委的明细（证件号、电话、健康、帮教等）流出到居委以外，或台账被毁且没有备份", 30,
    ),
    IncidentLevel(
        "usual", "一般", 4, "系统受到较小损失，或只影响一般系统", "对公众利益构成一定威胁、造成一定影响",
        "电脑或存储介质丢失而数据有加密，个别人的信息发错对象，账号被别人用过，台账损坏但能从备份恢复", 60,
    ),
)  # fmt: skip
BY_CODE: Final = {level.code: level for level in LEVELS}

KINDS: Final[dict[str, str]] = {
    "leak": "数据泄露",
    "loss": "数据丢失或毁损",
    "tampering": "数据被篡改",
    "device_lost": "电脑、存储介质丢失或被盗",
    "account": "账号被冒用",
    "malware": "有害程序、网络攻击",
    "failure": "设备、系统故障",
    "misuse": "违规查看、导出、提供",
    "other": "其他",
}
"""The kinds that happen in a committee's office; GB/Z 20986 chapter 5 names seven families, these lie within them."""

STATES: Final[dict[str, str]] = {
    "open": "处置中",
    "contained": "已控制",
    "closed": "已办结",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the checklist. `levels`: at which levels it belongs; `stage`: start, process, recovery."""

    key: str
    stage: str
    text: str
    levels: frozenset[str]


_ALL = frozenset(BY_CODE)
_FROM_LARGER = frozenset(("special", "major", "larger"))
_FROM_MAJOR = frozenset(("special", "major"))

STEPS: Final = (
    Step("phone_lead", "启动", "电话报告居委主任或书记（条线负责人），记下时间和接听人", _ALL),
    Step("lock", "启动", "锁定里弄窗口，受影响的电脑断开网络，不关机", _ALL),
    Step("stop_accounts", "启动", "停用可能被冒用的账号，有关的人修改密码", _ALL),
    Step("phone_centre", "启动", "报告街道（镇）城运中心，记下时间和接听人", _FROM_LARGER),
    Step("start_plan", "启动", "居委主任宣布启动应急预案，按通讯录通知到人", _FROM_LARGER),
    Step("police", "启动", "涉嫌违法犯罪的，向公安机关报案", _FROM_LARGER),
    Step("keep_evidence", "处置", "保留现场：不改不删台账文件夹，另存一份备份和日志归档", _ALL),
    Step("verify_log", "处置", "核查日志是否完好，查看异常提醒和非正常变更", _ALL),
    Step("scope", "处置", "查清涉及哪些人、多少人、哪些内容、什么时候流出、到了哪里", _ALL),
    Step("register", "处置", "按登记号查导出登记，收回或删除流出的文件", _ALL),
    Step(
        "tell_people", "处置", "按个人信息保护法第 57 条告知受影响的人（能避免危害的可以不告知，写明理由）",
        _FROM_LARGER,
    ),
    Step("written_report", "处置", "打印事件报告，签字后报条线负责人和城运中心", _ALL),
    Step("join_command", "处置", "服从上级指挥，每天报告一次进展", _FROM_MAJOR),
    Step("restore", "恢复", "从备份恢复或撤销非正常变更，检查台账完好", _ALL),
    Step("rekey", "恢复", "台账文件夹可能被带走的：先改全部密码，再更换密钥（恢复密钥同时换新）", _FROM_LARGER),
    Step("back_to_work", "恢复", "确认恢复正常，通知有关的人", _ALL),
    Step("lesson", "恢复", "写明原因和改进措施，需要时修订应急预案", _ALL),
)  # fmt: skip


_AT_ONCE = "启动"
_REPORTED = frozenset(("written_report",))


def urgent_steps_of(level: str) -> tuple[Step, ...]:
    """What R101 (dealt with and reported at once) asks for of the checklist: its start and the written report."""
    return tuple(step for step in steps_of(level) if step.stage == _AT_ONCE or step.key in _REPORTED)


def steps_of(level: str) -> tuple[Step, ...]:
    """The checklist of a level, in the order in which it is worked through."""
    return tuple(step for step in STEPS if level in step.levels)
