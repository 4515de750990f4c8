"""What a person reads when something expected went wrong, and the exit code that scripts read.

One line an error class: what happened, what it means for the work, what to do next. Facts of the error are filled in;
a class without a line of its own takes its parent's. The command line and the desktop both ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from typing_extensions import override

from app import words
from ledger import clock, ids
from ledger.check import DISAGREES
from ledger.errors import LedgerError

DONE, BUG, USAGE, FILE_REFUSED, NOT_FOUND, PASSWORD, FORBIDDEN, CHANGED, DISK, DAMAGED = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
STORE_IN_USE, CANCELLED = 20, 130

BUG_TEXT = (
    "程序出了一个没有预料到的错误，这次操作没有完成，已保存的内容不受影响。"
    "请重试；如再次出现，请把台账文件夹里 logs 中的日志发给维护人员。"
)


class Told(NamedTuple):
    """Exit code and text of an error; `text` is a sentence with facts in braces, or a function of the error."""

    code: int
    text: str | Callable[[LedgerError], str]


def message_for(error: LedgerError) -> str:
    """The text for people."""
    text = _told(error).text
    return text(error) if callable(text) else text.format_map(_Facts(vars(error)))


def exit_code_for(error: LedgerError) -> int:
    """The exit code of the command line."""
    return _told(error).code


def details_for(error: LedgerError) -> dict[str, object]:
    """Facts that scripts get beside the text with `--json`: which fields were refused, what blocks an undo."""
    facts = vars(error)
    if "problems" in facts:
        return {"fields": [{"field": name, "rule": _spaced(rule)} for name, rule in facts["problems"]]}
    if "obstacles" in facts:
        return {"obstacles": [_obstacle_facts(one) for one in facts["obstacles"]]}
    if "rules" in facts:
        return {"rules": list(facts["rules"])}
    return {}


def _spaced(rule: str) -> str:
    """A rule's name as scripts read it, the same as in an import's issues."""
    return rule if rule == DISAGREES else rule.replace("_", " ")


def _obstacle_facts(one: Any) -> dict[str, object]:
    facts = {"ledger": one.ledger, "id": ids.to_text(one.id), "fields": list(one.fields)}
    return facts | {"name": getattr(one, "name", ""), "user": one.user, "at": one.at}


def _told(error: LedgerError) -> Told:
    for kind in type(error).__mro__:
        found = TEXTS.get(kind.__name__)
        if found is not None:
            return found
    return TEXTS["LedgerError"]


class _Facts(dict[str, object]):
    """Facts by name, worded: ledgers by their label, instants in local time, sizes in MB; an absent fact is empty."""

    @override
    def __getitem__(self, name: str) -> object:
        value = self.get(name)
        if value is None:
            return ""
        if name in ("ledger", "referrer", "parent"):
            return words.ledger(str(value))
        return clock.local_text(str(value)) if name == "at" and value else value

    def __missing__(self, name: str) -> object:
        return ""


def _usage(error: LedgerError) -> str:
    facts = vars(error)
    command = f" {facts['command']}" if facts.get("command") else ""
    return f"命令写法不对：{facts['detail']}。没有做任何事。写法见 linongctl{command} --help。"


def _weak_password(error: LedgerError) -> str:
    rules: tuple[str, ...] = vars(error)["rules"]
    broken = "；".join(words.PASSWORD_RULES.get(rule, rule) for rule in rules)
    return (
        f"新密码不合要求：{broken}。密码没有改动。"
        "请设 8 位以上，同时有字母、数字和特殊符号，不含账号名，也不是常见密码。"
    )


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
        return "--on 后面写的不是日期。没有做任何事。请写成 2026-05-01 这样再试。"
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


def _unknown_field(error: LedgerError) -> str:
    facts = vars(error)
    where = words.ledger(facts["ledger"])
    return f"{where}里没有“{facts['name']}”这一项，或这一项不能这样用。没有做任何事。请核对名称后再试。"


def _folder_refused(error: LedgerError) -> str:
    reasons = {
        "network_share": "在网络共享盘上，网络一断台账就可能损坏",
        "synchronised": "在会自动同步的网盘文件夹里，网盘会把正在写的台账传乱",
        "not_a_folder": "不是文件夹",
    }
    facts = vars(error)
    detail = f"（{facts['detail']}）" if facts.get("detail") else ""
    reason = reasons.get(facts["reason"], "不能用")
    return f"台账不能放在 {facts['folder']}：这里{reason}{detail}。没有建立或打开台账。请换成本机硬盘上的普通文件夹。"


def _disk_full(error: LedgerError) -> str:
    facts = vars(error)
    needed, free = facts.get("needed_bytes"), facts.get("free_bytes")
    sizes = f"（需要约 {_megabytes(needed)}，还剩 {_megabytes(free)}）" if needed and free is not None else ""
    return f"{facts['folder']} 所在的磁盘满了{sizes}。这次操作没有完成，原有内容完好。请清理出空间后重试。"


def _megabytes(size: int) -> str:
    return f"{max(size, 0) / 1_000_000:,.0f} MB"


def _not_a_workbook(error: LedgerError) -> str:
    kinds = {"pdf": "PDF 文件", "docx": "Word 文档", "jpeg": "图片", "png": "图片", "folder": "文件夹"}
    facts = vars(error)
    what = kinds.get(facts["reason"], "别的文件")
    return f"“{facts['path_name']}”不是表格，而是{what}。没有导入任何内容。请选 Excel、WPS 或 CSV 表格。"


def _too_large(error: LedgerError) -> str:
    reasons = {
        "file": "文件太大",
        "unpacked": "解开后太大",
        "ratio": "压缩得不正常，像是恶意文件",
        "parts": "里面的部件太多",
        "cells": "单元格太多",
        "dimensions": "有内容的格子离得太远，行列数太大",
        "entities": "含有会不断膨胀的内容，像是恶意文件",
        "memory": "读它需要的内存太多",
        "time": "读它花的时间太长",
    }
    facts = vars(error)
    reason = reasons.get(facts["reason"], "超出限度")
    return (
        f"“{facts['path_name']}”读不了：{reason}。没有导入任何内容。"
        "请把需要的行列复制到一个新表格里再导入；行数很多时可分成几个文件。"
    )


def _undo_blocked(error: LedgerError) -> str:
    obstacles = vars(error)["obstacles"]
    told = "；".join(_obstacle(one) for one in obstacles[:_OBSTACLES_TOLD])
    more = f"；另有 {len(obstacles) - _OBSTACLES_TOLD} 处" if len(obstacles) > _OBSTACLES_TOLD else ""
    return (
        f"这次导入之后有 {len(obstacles)} 处又改过（{told}{more}），撤销会盖掉那些修改。没有撤销。"
        "如果是后来的导入改的，请先撤销后来的那次导入；如果是手工改的，请保留这次导入，把不对的内容逐条改正。"
    )


def _obstacle(one: Any) -> str:
    fields = "、".join(words.field(one.ledger, name) for name in one.fields[:3])
    name = getattr(one, "name", "")
    which = f"{words.ledger(one.ledger)}{f'“{name}”' if name else ''}"
    return f"{which}{f'的{fields}' if fields else ''}，{one.user}，{clock.local_text(one.at)}"


def _form_unfit(error: LedgerError) -> str:
    facts = vars(error)
    reasons = {
        "format": "它不是 xlsx 或 xlsm 表格，请用 Excel 另存为 xlsx",
        "too_large": "它太大，请删去不要的内容后再试",
        "itself": "写出的文件就是这份表自己，请另取一个文件名",
        "ending": "写出的文件名要和它同样以 .xlsx 或 .xlsm 结尾",
        "sheet": "里面没有这张工作表，请核对名称",
        "heading": "没有找到能对上的表头，请核对工作表，或用 --mapping 指明各列",
        "not_empty": f"要填的地方从第 {facts.get('row')} 行起已有内容，请先清空",
        "no_room": "要插入行，而下面的内容挪不开，请在表里多留空行",
    }
    return f"这份表填不了：{reasons.get(facts['reason'], '格式不合')}。没有写出文件。"


_OBSTACLES_TOLD = 5

# What a record of each ledger can be named by, beside its id; the others have nothing that names just one.
NAMED_BY = {
    "compound": "小区名称、弄号或标识",
    "building": "“小区名称+楼号”（如 银杏新村1号）或标识",
    "unit": "“小区名称+楼号+单元”（如 银杏新村1幢2单元）或标识",
    "dwelling": "完整地址（如 银杏新村1号302室）或标识",
    "household": "房屋的完整地址、户号或标识",
    "person": "证件号码或标识（不能用姓名，同名的人不止一个）",
    "topic_vehicle": "车牌号或标识",
    "topic_merchant": "商户名称、统一社会信用代码或标识",
}

SECRETS = {
    "account": ("密码", "--password-file"),
    "new": ("新密码", "--new-password-file"),
    "workbook": ("表格的打开密码", "--workbook-password-file"),
    "recovery_key": ("恢复密钥", "--recovery-key-file"),
}

_NOTHING_IMPORTED = "没有导入任何内容。"
_NOT_WRITTEN = "文件没有写出，原来的文件没有变。"

TEXTS: dict[str, Told] = {
    "LedgerError": Told(BUG, BUG_TEXT),
    "DefinitionBroken": Told(BUG, BUG_TEXT),
    "UnknownCodeTable": Told(BUG, BUG_TEXT),
    "UnknownSetting": Told(BUG, BUG_TEXT),
    "SettingRefused": Told(USAGE, "这项设置不能用这个值，设置没有改动。请换一个值。"),
    # what was asked for
    "WrongUsage": Told(USAGE, _usage),
    "ErrorsOverSource": Told(
        USAGE, f"--errors-to 写的就是要导入的表 {{path}}，会把它盖掉。{_NOTHING_IMPORTED}请给退回的行另起一个文件名。"
    ),
    "ErrorsNotXlsx": Told(
        USAGE,
        f"退回的行只能写成 .xlsx，不能写成“{{ending}}”。{_NOTHING_IMPORTED}请让 --errors-to 的文件名以 .xlsx 结尾。",
    ),
    "SecretMissing": Told(USAGE, _secret_missing),
    "SecretFileUnreadable": Told(USAGE, _secret_unreadable),
    "UnknownLedger": Told(
        USAGE,
        "没有“{name}”这个台账。没有做任何事。可用的台账：compound 小区、building 楼栋、unit 单元、dwelling 房屋、"
        "household 户、person 人、residence 居住关系、person_tag 标签、topic_vehicle 车辆、topic_merchant 商户。",
    ),
    "UnknownField": Told(USAGE, _unknown_field),
    "FieldsRefused": Told(USAGE, _fields_refused),
    "ReasonMissing": Told(USAGE, "删除{ledger}要写明原因。没有删除。请写上原因再试。"),
    "LeftOut": Told(NOT_FOUND, "这个人已登记为去世或迁出，平时不显示。要看请加 --all。"),
    "ValuesRefused": Told(USAGE, _values_refused),
    "FilterUnclear": Told(USAGE, _filter_unclear),
    "RecordNotFound": Told(NOT_FOUND, _not_found),
    "AmbiguousRecord": Told(
        NOT_FOUND, "有 {count} 条{ledger}都符合，不能确定是哪一条。没有做任何事。请写得更完整，或用列表里的标识。"
    ),
    "ChangedBeneath": Told(CHANGED, _changed_beneath),
    "StillReferred": Told(
        FORBIDDEN, "这条{ledger}还有 {count} 条{referrer}用着，不能删除。没有删除。请先处理那些{referrer}。"
    ),
    "ParentRemoved": Told(
        FORBIDDEN, "这条{ledger}所属的{parent}已删除，不能单独恢复。没有恢复。请先恢复那条{parent}。"
    ),
    "AlreadyThere": Told(FORBIDDEN, "台账里已有这条{ledger}（标识 {record_id}）。没有保存。请打开已有的那条修改。"),
    "Cancelled": Told(CANCELLED, "已取消，没有写入任何内容。"),
    # passwords and keys
    "WrongPassword": Told(PASSWORD, "账号或密码不对，台账没有打开。请核对账号、大小写和输入法后重试。"),
    "UnknownAccount": Told(PASSWORD, "账号或密码不对，台账没有打开。请核对账号、大小写和输入法后重试。"),
    "WrongRecoveryKey": Told(PASSWORD, "这不是这份台账的恢复密钥，台账没有打开。请找建台账时打印的那一张。"),
    "RecoveryKeyMistyped": Told(PASSWORD, "恢复密钥有字符打错了，台账没有打开。请对着打印件逐组核对。"),
    "PasswordTooWeak": Told(PASSWORD, _weak_password),
    "AccountExists": Told(FORBIDDEN, "已有“{login}”这个账号，没有新建。请换一个账号名。"),
    # the store
    "StoreMissing": Told(
        NOT_FOUND, "{folder} 里没有台账。没有做任何事。请核对文件夹；第一次使用请先用 linongctl init 新建。"
    ),
    "DatabaseMissing": Told(
        DAMAGED,
        "{folder} 里的台账文件 ledger.db 不见了，密钥文件还在，所以没有新建，也没有改动任何文件。"
        "请先把整个文件夹复制一份留底，再从其中的 backups 文件夹或别处的备份把 ledger.db 放回原处。",
    ),
    "StoreExists": Told(
        FORBIDDEN, "{folder} 里已经有一份台账，不会覆盖它。没有新建。请换一个文件夹，或直接使用已有的。"
    ),
    "StoreInUse": Told(STORE_IN_USE, "另一个里弄程序正在使用这份台账。没有做任何事。请先关闭它，或等它做完再试。"),
    "FolderRefused": Told(FORBIDDEN, _folder_refused),
    "KeysDamaged": Told(
        DAMAGED,
        "密钥文件 keys.json 和它的副本都读不出来，台账打不开。请勿删除任何文件，用备份里的 keys.json 放回原处。",
    ),
    "DatabaseDamaged": Told(
        DAMAGED, "台账文件损坏，为免损失没有打开，也没有改动它。请先把整个文件夹复制一份留底，再用最近的备份恢复。"
    ),
    "ForeignFile": Told(
        DAMAGED, "台账文件不是这份台账的，或已被截断，没有打开，也没有改动它。请核对文件夹，或用最近的备份恢复。"
    ),
    "DatabaseTooNew": Told(DAMAGED, "这份台账由更新版本的里弄写成，这一版打不开，没有改动它。请安装新版里弄。"),
    "MigrationFailed": Told(
        DAMAGED, "升级台账时第 {step} 步没有成功，台账保持升级前的样子。请勿删除任何文件，把日志发给维护人员。"
    ),
    "OperationsBroken": Told(
        DAMAGED, "有一条{ledger}的历次变更前后接不上，没有继续。请先把整个文件夹复制一份留底，再用最近的备份恢复。"
    ),
    "StoreInReading": Told(STORE_IN_USE, "正在导出或读取台账，现在还不能检查。没有做任何事。请等它结束再试。"),
    "DatabaseBusy": Told(STORE_IN_USE, "台账正忙着写别的内容，这次没有保存。请稍等再试。"),
    # the disk
    "DiskFull": Told(DISK, _disk_full),
    "ReadOnlyFolder": Told(DISK, "{folder} 不允许写入，这次操作没有完成。请检查文件夹权限，或换一个文件夹。"),
    "FolderClosed": Told(
        DISK, "您的电脑账户不能进入 {folder}，没有做任何事。请换一个文件夹，或请管这台电脑的人给您权限。"
    ),
    "DiskTrouble": Told(
        DISK, "磁盘读写出错（{code}），这次操作没有完成，原有内容没有改动。请检查磁盘，先把文件夹复制一份留底。"
    ),
    # files handed in
    "FileRefused": Told(FILE_REFUSED, f"“{{path_name}}”读不了。{_NOTHING_IMPORTED}请换一个文件。"),
    "FileMissing": Told(FILE_REFUSED, f"没有“{{path_name}}”这个文件。{_NOTHING_IMPORTED}请核对文件名和位置。"),
    "FileUnreadable": Told(
        FILE_REFUSED, f"“{{path_name}}”不允许读取。{_NOTHING_IMPORTED}请检查文件权限，或复制到本机再试。"
    ),
    "FileInUse": Told(FILE_REFUSED, f"“{{path_name}}”正被另一个程序占用。{_NOTHING_IMPORTED}请先在那个程序里关闭它。"),
    "FileEmpty": Told(FILE_REFUSED, f"“{{path_name}}”是空的。{_NOTHING_IMPORTED}请核对是不是选错了文件。"),
    "FileDamaged": Told(
        FILE_REFUSED, f"“{{path_name}}”已损坏，可能没有下载或复制完。{_NOTHING_IMPORTED}请向发来的人重新要一份。"
    ),
    "NotAWorkbook": Told(FILE_REFUSED, _not_a_workbook),
    "PasswordNeeded": Told(
        PASSWORD, f"“{{path_name}}”有打开密码。{_NOTHING_IMPORTED}请用 --workbook-password-file 给出密码。"
    ),
    "PasswordWrong": Told(PASSWORD, f"“{{path_name}}”的打开密码不对。{_NOTHING_IMPORTED}请核对密码后重试。"),
    "UnknownEncryption": Told(
        FILE_REFUSED, f"“{{path_name}}”的加密方式打不开。{_NOTHING_IMPORTED}请在 Excel 里去掉密码，另存后再导入。"
    ),
    "TooLarge": Told(FILE_REFUSED, _too_large),
    "SheetMissing": Told(NOT_FOUND, f"文件里没有叫“{{sheet}}”的工作表。{_NOTHING_IMPORTED}请核对 --sheet 后面的名称。"),
    "NoColumnMatched": Told(
        FILE_REFUSED,
        f"表里没有一列能对上台账的项目。{_NOTHING_IMPORTED}请核对是不是选错了文件，或用 --mapping 指明各列。",
    ),
    "MappingFileRefused": Told(
        USAGE,
        f"--mapping 的文件读不了：应是 JSON，每个表头对应 person.name 这样的项目。{_NOTHING_IMPORTED}请改好后再试。",
    ),
    "PlanOutdated": Told(CHANGED, f"预览之后台账又改过了。{_NOTHING_IMPORTED}请重新预览后再导入。"),
    "BatchNotFound": Told(NOT_FOUND, "没有“{batch}”这个导入批次。没有撤销。请核对导入时给出的批次号。"),
    "BatchAlreadyUndone": Told(FORBIDDEN, "批次 {batch} 已经撤销过了。没有再做什么。"),
    "UndoBlocked": Told(CHANGED, _undo_blocked),
    "StoreNotEmpty": Told(FORBIDDEN, "这份台账里已有内容，演示数据不会和它混在一起。没有生成。请另建一份空台账。"),
    "CountRefused": Told(USAGE, "演示人数应在 1 到 {most} 之间。没有生成。请换一个数。"),
    "FormUnfit": Told(FILE_REFUSED, _form_unfit),
    # files handed out
    "FileNotWritten": Told(DISK, f"{{path}} 写不出来。{_NOT_WRITTEN}请换一个位置再试。"),
    "TargetOpen": Told(DISK, f"{{path}} 正在 Excel 或别的程序里打开着。{_NOT_WRITTEN}请先关闭它再试。"),
    "TemporaryFolderFull": Told(DISK, f"系统临时文件夹所在的磁盘满了。{_NOT_WRITTEN}请清理出空间再试。"),
    "TargetIsFolder": Told(DISK, f"{{path}} 是一个文件夹，不是文件名。{_NOT_WRITTEN}请写上文件名。"),
    "TargetDiskFull": Told(DISK, f"{{path}} 所在的磁盘满了。{_NOT_WRITTEN}请清理出空间，或换一个磁盘。"),
    "FolderReadOnly": Told(DISK, f"{{path}} 所在的文件夹不允许进入或写入。{_NOT_WRITTEN}请换一个文件夹。"),
    "FolderMissing": Told(DISK, f"{{path}} 所在的文件夹不存在。{_NOT_WRITTEN}请先建好文件夹，或换一个位置。"),
    "TargetUnreachable": Told(DISK, f"{{path}} 所在的磁盘没有响应。{_NOT_WRITTEN}请检查U盘或网络盘后再试。"),
    "LayoutMissing": Told(NOT_FOUND, "没有名为“{name}”的列设置。没有做任何事。请用 linongctl layout list 查看已有的。"),
    "LayoutRefused": Told(USAGE, "列设置要有名称（不超过 50 个字）和至少一列。没有保存。请补上再试。"),
    "MappingMissing": Told(NOT_FOUND, f"没有名为“{{name}}”的填表设置。{_NOT_WRITTEN}请核对名称。"),
    "ReasonNeeded": Told(FORBIDDEN, f"不打星号的内容要写明原因才能导出。{_NOT_WRITTEN}请用 --reason 写上原因。"),
    "FormatUnknown": Told(USAGE, f"不认得“{{ending}}”这种文件。{_NOT_WRITTEN}文件名请以 .xlsx 或 .csv 结尾。"),
    "CsvNotEncrypted": Told(USAGE, f"csv 文件不能加密码。{_NOT_WRITTEN}请导出为 .xlsx。"),
    "TooManyRows": Told(USAGE, f"一张工作表最多 {{limit}} 行，放不下。{_NOT_WRITTEN}请导出为 csv，或先筛选。"),
    "WorkbookPasswordRefused": Told(
        USAGE, f"这个表格密码不能用：不能为空、不超过 255 个字符、不能有看不见的字符。{_NOT_WRITTEN}请换一个。"
    ),
}
