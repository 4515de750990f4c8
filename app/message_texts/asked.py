"""What people read about what they asked for: commands, fields, filters, records that are not or no longer there."""

from __future__ import annotations

from collections.abc import Mapping

from app import words
from app.message_texts.told import CANCELLED, CHANGED, FORBIDDEN, NOT_FOUND, NOTHING_IMPORTED, USAGE, Told
from ledger import catalog, clock
from ledger.errors import LedgerError

# What a record of each ledger can be named by, beside its id; the others have nothing that names just one.
NAMED_BY = {
    "compound": "小区名称、弄号或标识",
    "building": "“小区名称+楼号”（如 银杏新村1号）或标识",
    "unit": "“小区名称+楼号+单元”（如 银杏新村1幢2单元）或标识",
    "dwelling": "完整地址（如 银杏新村1号302室）或标识",
    "household": "房屋的完整地址、户号或标识",
    "person": "证件号码或标识（姓名会有重名，不能用）",
    "topic_vehicle": "车牌号或标识",
    "topic_merchant": "商户名称、统一社会信用代码或标识",
    "visit": "走访编号或标识",
    "activity": "活动编号或标识",
    "work_order": "工单编号、外部工单号或标识",
}

SECRETS = {
    "account": ("密码", "--password-file"),
    "new": ("新密码", "--new-password-file"),
    "workbook": ("表格的打开密码", "--workbook-password-file"),
    "recovery_key": ("恢复密钥", "--recovery-key-file"),
}


def _usage(error: LedgerError) -> str:
    facts = vars(error)
    command = f" {facts['command']}" if facts.get("command") else ""
    return f"命令写法不对：{facts['detail']}。没有做任何事。写法见 linongctl{command} --help。"


def _secret(error: LedgerError, trouble: str) -> str:
    what, option = SECRETS.get(vars(error)["purpose"], ("密码", "--password-file"))
    return f"{trouble.format(what)}，没有做任何事。请用 {option} 指明文件，{what}写在文件第一行；写 - 则从标准输入读。"


def _secret_missing(error: LedgerError) -> str:
    return _secret(error, "没有给出{}")


def _secret_unreadable(error: LedgerError) -> str:
    return _secret(error, "读不到{}：文件打不开，或第一行是空的")


def _fields_refused(error: LedgerError) -> str:
    ledger: str = vars(error)["ledger"]
    problems: tuple[tuple[str, str], ...] = vars(error)["problems"]
    return f"填写的内容有 {len(problems)} 处不对（{_told_problems(ledger, problems)}）。没有保存。请改好后再试。"


def _told_problems(ledger: str, problems: tuple[tuple[str, str], ...]) -> str:
    return "；".join(f"{words.field(ledger, name)}：{words.rule(rule)}" for name, rule in problems)


def _values_refused(error: LedgerError) -> str:
    facts = vars(error)
    if not facts["ledger"]:
        return "日期写得不对。没有做任何事。请写成 2026-05-01 这样再试。"
    return _filter_values(error)


def _filter_values(error: LedgerError) -> str:
    facts = vars(error)
    told = _told_problems(facts["ledger"], facts["problems"])
    return f"筛选条件写得不对（{told}）。没有做任何事。请改好后再试。"


def _filter_unclear(error: LedgerError) -> str:
    facts = vars(error)
    name, sign = facts["name"] or "FIELD", facts["sign"]
    fault = f"不认得“{sign}”这种比较" if sign else "没有写怎么比较"
    return (
        f"筛选条件“{name}{sign}”{fault}。没有做任何事。"
        f"请在项目和内容之间写 =、!=、~（包含）、>= 或 <=，如 {name}=内容，并用引号括起来。"
    )


def _not_found(error: LedgerError) -> str:
    ledger = vars(error)["ledger"]
    how = f"请用{NAMED_BY[ledger]}指明。" if ledger in NAMED_BY else "请用列表里的标识指明。"
    return f"没有找到要的{words.ledger(ledger)}，可能已删除或写法不同。没有做任何事。{how}"


def _changed_beneath(error: LedgerError) -> str:
    facts: Mapping[str, object] = vars(error)
    names: tuple[str, ...] = tuple(facts["fields"])  # type: ignore[arg-type]  # ChangedBeneath.fields is a tuple
    told = "、".join(words.field(str(facts["ledger"]), name) for name in names)
    if not names:
        told = "这条" + words.ledger(str(facts["ledger"]))
    who = f"被 {facts['user']} " if facts.get("user") else "被别人"
    when = f"在 {clock.local_text(str(facts['at']))} " if facts.get("at") else ""
    return f"{told}已{who}{when}改过，和您看到的不一样。您的修改没有保存。请重新打开看过后再改。"


_LEFT = "这个人已登记为去世或迁出，平时不显示。要看请勾选“含迁出和死亡”。"


def _unknown_field(error: LedgerError) -> str:
    facts = vars(error)
    where = words.ledger(facts["ledger"])
    return f"{where}里没有“{facts['name']}”这一项，或这一项不能这样用。没有做任何事。请核对名称后再试。"


def _field_not_typed(error: LedgerError) -> str:
    facts = vars(error)
    item = catalog.named(facts["ledger"]).field(facts["name"])
    why = "由其他内容推算得出，不能直接填写" if item.need == "derived" else "由程序在办理时写下，不能直接填写"
    todo = "请改它的来源" if item.need == "derived" else "请去掉这一项，或用办理它的那一步"
    return f"{words.ledger(facts['ledger'])}的“{item.label}”{why}。没有做任何事。{todo}。"


def _own_way(error: LedgerError) -> str:
    return f"{vars(error)['why']}，没有改动。{vars(error)['command']}。"


def _own_page(error: LedgerError) -> str:
    return f"{vars(error)['why']}，没有改动。{vars(error)['page']}。"


TEXTS: dict[str, Told] = {
    "SettingRefused": Told(USAGE, "这项设置不能用这个值，设置没有改动。请换一个值。"),
    "WrongUsage": Told(USAGE, _usage),
    "ErrorsOverSource": Told(
        USAGE, f"--errors-to 写的就是要导入的表 {{path}}，会把它盖掉。{NOTHING_IMPORTED}请给退回的行另起一个文件名。"
    ),
    "ErrorsNotXlsx": Told(
        USAGE,
        f"退回的行只能写成 .xlsx，不能写成“{{ending}}”。{NOTHING_IMPORTED}请让 --errors-to 的文件名以 .xlsx 结尾。",
    ),
    "SecretMissing": Told(USAGE, _secret_missing),
    "SecretFileUnreadable": Told(USAGE, _secret_unreadable),
    "MappingFileRefused": Told(
        USAGE,
        f"--mapping 的文件读不了：应是 JSON，每个表头对应 person.name 这样的项目。{NOTHING_IMPORTED}请改好后再试。",
    ),
    "UnknownLedger": Told(
        USAGE,
        "没有“{name}”这个台账。没有做任何事。可用的台账：compound 小区、building 楼栋、unit 单元、dwelling 房屋、"
        "household 户、person 人、residence 居住关系、person_tag 标签、topic_vehicle 车辆、topic_merchant 商户。",
    ),
    "UnknownField": Told(USAGE, _unknown_field),
    "FieldNotTyped": Told(USAGE, _field_not_typed),
    "OwnWayOnly": Told(FORBIDDEN, _own_way, _own_page),
    "OnlyRegistered": Told(FORBIDDEN, _own_way, _own_page),
    "FieldsRefused": Told(USAGE, _fields_refused),
    "FindingRefused": Told(USAGE, _fields_refused),
    "ObjectionSettled": Told(CHANGED, "这条异议已经写明结果，没有再记。请刷新后再看。"),
    "ObjectionsOpen": Told(FORBIDDEN, "还有 {count} 条异议没有核实完，没有改动。请先逐条写明结果。"),
    "ReasonMissing": Told(USAGE, "这一步要写明原因，{ledger}没有改动。请写上原因再试。"),
    "LeftOut": Told(NOT_FOUND, "这个人已登记为去世或迁出，平时不显示。要看请加 --all。", _LEFT),
    "ValuesRefused": Told(USAGE, _values_refused, _filter_values),
    "FilterUnclear": Told(USAGE, _filter_unclear),
    "RecordNotFound": Told(NOT_FOUND, _not_found, "没有找到要的{ledger}，可能已被删除。没有做任何事。请刷新后再看。"),
    "VisitDoubted": Told(FORBIDDEN, "{doubts}没有登记。确实是这样，请加 --confirm。", "{doubts}没有登记。"),
    "NobodyThere": Told(
        NOT_FOUND, "这套房屋登记的住户里没有叫“{name}”的人，没有保存。请核对房屋和姓名，或用证件号码指明。"
    ),
    "AmbiguousRecord": Told(
        NOT_FOUND,
        "有 {count} 条{ledger}都符合，不能确定是哪一条。没有做任何事。请写得更完整，或用列表里的标识。",
        "有 {count} 条{ledger}都符合，不能确定是哪一条。没有做任何事。请写得更完整，或从列表里选。",
    ),
    "ChangedBeneath": Told(CHANGED, _changed_beneath),
    "StillReferred": Told(
        FORBIDDEN, "这条{ledger}还有 {count} 条{referrer}用着，不能删除。没有删除。请先处理那些{referrer}。"
    ),
    "ParentRemoved": Told(
        FORBIDDEN, "这条{ledger}所属的{parent}已删除，不能单独恢复。没有恢复。请先恢复那条{parent}。"
    ),
    "AlreadyThere": Told(
        FORBIDDEN,
        "台账里已有这条{ledger}（标识 {record_id}）。没有保存。请打开已有的那条修改。",
        "台账里已有这条{ledger}。没有保存。请打开已有的那条修改。",
    ),
    "Cancelled": Told(CANCELLED, "已取消，没有写入任何内容。"),
    "SamePerson": Told(USAGE, "要合并的是同一个人，没有合并。请选两个不同的人。"),
    "MergeNotFound": Told(NOT_FOUND, "没有找到这次合并，可能已经撤销过了。没有做任何事。请刷新后再看。"),
    "StoreNotEmpty": Told(FORBIDDEN, "这份台账里已有内容，演示数据不会和它混在一起。没有生成。请另建一份空台账。"),
    "CountRefused": Told(USAGE, "演示人数应在 1 到 {most} 之间。没有生成。请换一个数。"),
}
