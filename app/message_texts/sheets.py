"""What people read about sheets: files handed in and what an import made of them, files handed out."""

from __future__ import annotations

from typing import Any

from app import words
from app.message_texts.told import (
    CHANGED,
    DISK,
    FILE_REFUSED,
    FORBIDDEN,
    NOT_FOUND,
    NOT_WRITTEN,
    NOTHING_IMPORTED,
    PASSWORD,
    USAGE,
    Told,
)
from ledger import clock
from ledger.errors import LedgerError

_OBSTACLES_TOLD = 5


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
    if not vars(error).get("is_import", True):
        return (
            f"这一步之后有 {len(obstacles)} 处又改过（{told}{more}），撤销会盖掉那些修改。没有撤销。"
            "请先撤销后来的修改，或把不对的内容逐条改正。"
        )
    if not vars(error)["is_import"]:
        return (
            f"在那之后有 {len(obstacles)} 处又改过（{told}{more}），撤销会盖掉那些修改。没有撤销。"
            "请先撤销后来的修改，或把不对的内容逐条改正。"
        )
    return (
        f"这次导入之后有 {len(obstacles)} 处又改过（{told}{more}），撤销会盖掉那些修改。没有撤销。"
        "如果是后来的导入改的，请先撤销后来的那次导入；如果是手工改的，请保留这次导入，把不对的内容逐条改正。"
    )


def _obstacle(one: Any) -> str:
    if not one.ledger:
        return "不能向您显示的一条记录"
    fields = "、".join(words.field(one.ledger, name) for name in one.fields[:3])
    name = getattr(one, "name", "")
    which = f"{words.ledger(one.ledger)}{f'“{name}”' if name else ''}"
    return f"{which}{f'的{fields}' if fields else ''}，{one.user}，{clock.local_text(one.at)}"


def _remembered_missing(error: LedgerError) -> str:
    facts = vars(error)
    fault = f"有 {facts['count']} 条以它开头" if facts["count"] else "没有这一条"
    return (
        f"记住的表头里，“{facts['said']}”{fault}。没有做任何事。"
        "请用 linongctl mapping list 查看已有的，把编号写得更完整。"
    )


def _form_unfit(error: LedgerError) -> str:
    return _form_fault(error, "用 --mapping 指明各列")


def _form_unfit_in_window(error: LedgerError) -> str:
    return _form_fault(error, "指明各列填什么")


def _form_fault(error: LedgerError, remedy: str) -> str:
    facts = vars(error)
    reasons = {
        "format": "它不是 xlsx 或 xlsm 表格，请用 Excel 另存为 xlsx",
        "too_large": "它太大，请删去不要的内容后再试",
        "itself": "写出的文件就是这份表自己，请另取一个文件名",
        "ending": "写出的文件名要和它同样以 .xlsx 或 .xlsm 结尾",
        "sheet": "里面没有这张工作表，请核对名称",
        "heading": f"没有找到能对上的表头，请核对工作表，或{remedy}",
        "not_empty": f"要填的地方从第 {facts.get('row')} 行起已有内容，请先清空",
        "no_room": "要插入行，而下面的内容挪不开，请在表里多留空行",
    }
    return f"这份表填不了：{reasons.get(facts['reason'], '格式不合')}。没有写出文件。"


TEXTS: dict[str, Told] = {
    # files handed in
    "FileRefused": Told(FILE_REFUSED, f"“{{path_name}}”读不了。{NOTHING_IMPORTED}请换一个文件。"),
    "FileMissing": Told(FILE_REFUSED, f"没有“{{path_name}}”这个文件。{NOTHING_IMPORTED}请核对文件名和位置。"),
    "FileUnreadable": Told(
        FILE_REFUSED, f"“{{path_name}}”不允许读取。{NOTHING_IMPORTED}请检查文件权限，或复制到本机再试。"
    ),
    "FileInUse": Told(FILE_REFUSED, f"“{{path_name}}”正被另一个程序占用。{NOTHING_IMPORTED}请先在那个程序里关闭它。"),
    "FileEmpty": Told(FILE_REFUSED, f"“{{path_name}}”是空的。{NOTHING_IMPORTED}请核对是不是选错了文件。"),
    "FileDamaged": Told(
        FILE_REFUSED, f"“{{path_name}}”已损坏，可能没有下载或复制完。{NOTHING_IMPORTED}请向发来的人重新要一份。"
    ),
    "NotAWorkbook": Told(FILE_REFUSED, _not_a_workbook),
    "PasswordNeeded": Told(
        PASSWORD,
        f"“{{path_name}}”有打开密码。{NOTHING_IMPORTED}请用 --workbook-password-file 给出密码。",
        f"“{{path_name}}”有打开密码。{NOTHING_IMPORTED}请输入密码。",
    ),
    "PasswordWrong": Told(PASSWORD, f"“{{path_name}}”的打开密码不对。{NOTHING_IMPORTED}请核对密码后重试。"),
    "UnknownEncryption": Told(
        FILE_REFUSED, f"“{{path_name}}”的加密方式打不开。{NOTHING_IMPORTED}请在 Excel 里去掉密码，另存后再导入。"
    ),
    "TooLarge": Told(FILE_REFUSED, _too_large),
    "SheetMissing": Told(
        NOT_FOUND,
        f"文件里没有叫“{{sheet}}”的工作表。{NOTHING_IMPORTED}请核对 --sheet 后面的名称。",
        f"文件里没有叫“{{sheet}}”的工作表。{NOTHING_IMPORTED}请重新选择文件。",
    ),
    "NoColumnMatched": Told(
        FILE_REFUSED,
        f"表里没有一列能对上台账的项目。{NOTHING_IMPORTED}请核对是不是选错了文件，或用 --mapping 指明各列。",
        f"表里没有一列能对上台账的项目。{NOTHING_IMPORTED}请核对是不是选错了文件，或指明各列记什么。",
    ),
    "PlanOutdated": Told(CHANGED, f"预览之后台账又改过了。{NOTHING_IMPORTED}请重新预览后再导入。"),
    "BatchNotFound": Told(NOT_FOUND, "没有“{batch}”这个导入批次。没有撤销。请核对导入时给出的批次号。"),
    "BatchAlreadyUndone": Told(FORBIDDEN, "批次 {batch} 已经撤销过了。没有再做什么。"),
    "NothingToUndo": Told(NOT_FOUND, "没有可以撤销的操作，或这一步已经撤销过。没有再做什么。"),
    "UndoBlocked": Told(CHANGED, _undo_blocked),
    "FormUnfit": Told(FILE_REFUSED, _form_unfit, _form_unfit_in_window),
    # files handed out
    "FileNotWritten": Told(DISK, f"{{path}} 写不出来。{NOT_WRITTEN}请换一个位置再试。"),
    "TargetOpen": Told(DISK, f"{{path}} 正在 Excel 或别的程序里打开着。{NOT_WRITTEN}请先关闭它再试。"),
    "PrinterRefused": Told(
        DISK, "打印机“{name}”没有接受打印，没有印出任何一页。请检查它是否开机、联网，或换一台打印机。"
    ),
    "TemporaryFolderFull": Told(DISK, f"系统临时文件夹所在的磁盘满了。{NOT_WRITTEN}请清理出空间再试。"),
    "TargetIsFolder": Told(DISK, f"{{path}} 是一个文件夹，不是文件名。{NOT_WRITTEN}请写上文件名。"),
    "TargetInStore": Told(DISK, f"{{path}} 在台账自己的文件夹里。{NOT_WRITTEN}请换一个文件夹。"),
    "TargetNotText": Told(
        USAGE, f"写出的是纯文本，不能写成 {{path}}。{NOT_WRITTEN}文件名请以 .txt 结尾；要 PDF 请在窗口里打印。"
    ),
    "TargetOfOtherKind": Told(DISK, f"{{path}} 已经有了，而且是另一种文件，不能覆盖。{NOT_WRITTEN}请换一个文件名。"),
    "TargetDiskFull": Told(DISK, f"{{path}} 所在的磁盘满了。{NOT_WRITTEN}请清理出空间，或换一个磁盘。"),
    "FolderReadOnly": Told(DISK, f"{{path}} 所在的文件夹不允许进入或写入。{NOT_WRITTEN}请换一个文件夹。"),
    "FolderMissing": Told(DISK, f"{{path}} 所在的文件夹不存在。{NOT_WRITTEN}请先建好文件夹，或换一个位置。"),
    "TargetUnreachable": Told(DISK, f"{{path}} 所在的磁盘没有响应。{NOT_WRITTEN}请检查U盘或网络盘后再试。"),
    "ViewMissing": Told(NOT_FOUND, "没有名为“{name}”的视图，可能已被删除或改名。没有做任何事。"),
    "ViewRefused": Told(USAGE, "视图要有名称，不超过 30 个字。没有保存。请改好后再试。"),
    "ViewNameTaken": Told(USAGE, "已有名为“{name}”的视图。没有改名。请换一个名称。"),
    "LayoutMissing": Told(
        NOT_FOUND,
        "没有名为“{name}”的列设置。没有做任何事。请用 linongctl layout list 查看已有的。",
        "没有名为“{name}”的列设置，可能已被删除。没有做任何事。请另选一个。",
    ),
    "LayoutRefused": Told(USAGE, "列设置要有名称（不超过 50 个字）和至少一列。没有保存。请补上再试。"),
    "MappingMissing": Told(
        NOT_FOUND,
        "没有名为“{name}”的填表设置。没有做任何事。请用 linongctl form list 查看已有的。",
        "没有名为“{name}”的填表设置，可能已被删除。没有做任何事。请另选一个。",
    ),
    "RememberedMissing": Told(NOT_FOUND, _remembered_missing, "记住的表头里没有这一条，可能已被删除。没有做任何事。"),
    "ReasonNeeded": Told(
        FORBIDDEN,
        f"不打星号的内容要写明原因才能导出。{NOT_WRITTEN}请用 --reason 写上原因。",
        f"不打星号的内容要写明原因才能导出。{NOT_WRITTEN}请写上原因。",
    ),
    "FormatUnknown": Told(USAGE, f"不认得“{{ending}}”这种文件。{NOT_WRITTEN}文件名请以 .xlsx 或 .csv 结尾。"),
    "CsvNotEncrypted": Told(USAGE, f"csv 文件不能加密码。{NOT_WRITTEN}请导出为 .xlsx。"),
    "TooManyRows": Told(USAGE, f"一张工作表最多 {{limit}} 行，放不下。{NOT_WRITTEN}请导出为 csv，或先筛选。"),
    "WorkbookPasswordRefused": Told(
        USAGE, f"这个表格密码不能用：不能为空、不超过 255 个字符、不能有看不见的字符。{NOT_WRITTEN}请换一个。"
    ),
}
