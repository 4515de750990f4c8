"""The office's words for what the program names: rules that a value broke, hints of an import, phases of long work.

Names are stable and English (scripts rely on them); what people read stands here once, for form, error workbook,
command line and desktop. Whole messages about errors are `app.messages`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ledger import catalog, codes, position
from ledger.password_rule import WORDS as PASSWORD_RULES

NO_FACTS: Final[Mapping[str, object]] = MappingProxyType({})

ACCOUNT_RULES = {
    "login": '账号名最长 50 个字符，不能有空格和 / \\ : * ? " < > |',
    "name": "姓名不能是空的",
    "role": "没有这个角色，或一个角色也没有选",
    "roles_apart": "账号管理员、审计员、物业和委托机构不能兼任其他角色",
    "area_missing": "物业账号要写明所管的小区",
    "area_unknown": "没有这个小区，或有几个小区同名",
    "area_whole": "主任、账号管理员和审计员的账号不能限定小区",
    "day": "日期要写成 2026-12-31 这样",
    "days_order": "结束日期不能早于开始日期",
    "end_missing": "委托机构的账号要写明结束日期",
    "ended": "结束日期已经过了，请先改好结束日期",
    "phone": "电话号码不对",
}
"""Why an account cannot be as it was asked for."""

ACCOUNT_FIELDS = {
    "name": "姓名",
    "roles": "角色",
    "area": "小区",
    "phone": "电话",
    "post": "岗位",
    "starts_on": "启用日",
    "ends_on": "到期日",
    "external_id": "上级平台的账号",
    "is_filed": "备案",
}
"""What an account says of its holder."""

RULES = {
    "required": "必须填写",
    "format": "写法不对",
    "length": "位数不对",
    "checksum": "最后一位校验码对不上，可能有数字抄错",
    "birth": "其中的出生日期不存在",
    "precision_lost": "是数字格式，末几位已丢失；请把这一列设为文本，重新录入完整号码",
    "disagrees_with_id_no": "和证件号码不符",
    "not_a_date": "不是日期",
    "not_a_month": "不是年月",
    "not_a_number": "不是数字",
    "not_a_whole_number": "不是整数",
    "not_yes_no": "应写是或否",
    "not_json": "格式不对",
    "out_of_range": "超出合理范围",
    "half_position": position.TOGETHER,
    "too_long": "太长",
    "unknown_code": "没有这个选项",
    "unknown_choice": "没有这个选项",
    "ambiguous_order": "日和月分不清",
    "before_1900": "早于 1900 年",
    "future": "晚于今天",
    "lunar": "是农历，请改为公历",
    "open_ended": "没有确切日期",
    "two_digit_year": "年份要写四位",
    "before_start": "早于开始",
    "before_visit": "早于走访的那一天",
    "past": "早于今天",
    "person_or_home": "没有写走访了谁：居民（person=）和房屋（dwelling=）写一样就行",
    "outside_number": "热线和网格的工单要和编号一起新登记：这份草稿请作废，另登记一份",
    "not_reviewed": "要由别人审核通过才能公开：请先提交审核",
    "of_another_building": "不在这幢楼里，请写这幢楼的单元，没有时先新增，或留空",
    "of_another_dwelling": "不在这套房里，请写这套房的户，没有时先新增，或留空",
    "no_dwelling": "看不出是哪一套房",
    "ambiguous_unit": "这个室号在几个单元里都有，请写上单元",
    "unknown_compound": "不知道是哪个小区",
    "unknown_dwelling": "台账里没有这套房",
    "unknown_device": "专题台账里没有这个编号的设备；编号写在备注里",
    "several_devices": "专题台账里有几台这个编号的设备；编号写在备注里",
    "unknown_person": "这套房里没有这个人，或有几个同名的人",
    "nobody": "这一行没有写是谁，标签没有人可记",
    "repeats_a_row": "这一行和{where}完全一样",
    "differs_within_the_file": "和{where}是同一件工单，内容却不一样，请核对后只留一行",
    "no_year": "没有写年份",
    "no_category": "没有写",
    "number_not_recognised": "表是 12345 或网格的，却没有认出编号列；这一列像是编号，请对应到“外部工单号”再导入",
    "formula_without_a_value": "是没有算出结果的公式，请在 Excel 里打开保存一次",
    "cell_error": "单元格显示错误（如 #N/A）",
    "unknown_reference": "台账里没有找到，请写全名、证件号码或地址",
    "ambiguous_reference": "台账里有几个，请写证件号码或更完整的地址",
    "already_there": "和已有的一条重复，请改那一条",
    "only_equal": "只能用 = 或 !=",
    "no_text": "不能用 ~",
}

VISIT_ADVICE = {
    "vacant": "没有人住：请把房屋的使用状态改为空置（登记时写 dwelling.occupancy=空置 就一起改好）：",
    "move-out": "人已搬离：请结束居住（在窗口里是“迁出”，户口和户主也一起办好）：",
    "change": "信息有变：请把变了的内容改进台账（登记时写 person.phone=… 就一起改好）：",
}
"""What the result of a visit asks for."""

HINTS = {
    "missing": "待完善",
    "masked_value": "带星号的内容没有导入",
    "old_15": "是 15 位旧号，已换成 18 位",
    "type_corrected": "的证件类型已按号码改正",
    "looks_like_id_card": "和身份证号码同样式，按所填的证件类型留下",
    "check_digit_differs": "的校验码和推算的不同，按表里的留下",
    "words_beside_the_number": "号码旁的文字没有导入",
    "month_may_be_1_or_10": "月份可能是 1 月或 10 月，以证件号码为准",
    "unlikely_at_this_age": "和年龄不大相称",
    "differs_from_derived": "和推算的不同，按表里的留下",
    "differs_from_age": "和年龄推算的不同",
    "differs_within_the_file": "同一份表里前后不一",
    "lives_elsewhere_too": "另有一处实际居住",
    "no_household": "所在房屋没有户",
    "several_households": "所在房屋有几户",
    "unit_stands_as_building": "没有楼栋，单元当作楼栋",
    "words_beside_the_place": "有几个字没有用上（如“301室(东)”的“东”），请核对是不是同一套房",
    "address_differs_from_columns": "和楼号、室号不一致，按楼号、室号记下",
    "lane_not_of_the_compound": "的弄号不在这个小区的地址里，按小区名称记下",
    "building_by_name": "的楼栋写的是名称，按名称新增，请核对",
    "new_compound": "新增的小区，请核对名称",
    "received_now": "没有写，按导入的时刻算",
    "no_outside_number": "表里说的是 12345 或网格，但没有编号列，登记成了居委自己的工单；有编号请补上一列再导入",
    "begins_as_registered": "和办理情况按表里的不算，工单都从“已登记”开始",
}

DOUBTS = {
    "same id_no, another name": "证件号码和台账里另一个名字的人相同，请核对姓名和号码",
    "same name, birth date and dwelling, another id_no": "台账里同住址同生日的同名人，证件号码不同，请核对号码",
    "same name, not certain": "可能是台账里已有的同名人，请补上证件号码或出生日期和住址",
}

# What the check of a store finds wrong, and where in the store as a whole; an unnamed place is a field.
FAULTS = {
    "pages": "有读不出的部分",
    "reference_missing": "指向的那一条不存在",
    "reference_removed": "指向的那一条已删除",
    "search": "查找时会漏掉或多出",
    "local_column": "和内容不符",
    "events": "有流转记录被改动过或者缺少",
    "audit": "前后接不上",
    "counter": "编号不连续",
    "view": "和历次变更不符",
    "attachment_pages": "有读不出的部分",
    "attachment_damaged": "内容和登记时不一样",
    "attachment_missing": "原件不在了",
}
FAULT_PLACES = {"cipher": "加密校验", "structure": "文件结构", "next_n": "变更编号"}

PHASES = {
    "sync-push": "正在上报",
    "sync-attachments-up": "正在上传附件",
    "sync-attachments-down": "正在取回附件",
    "attaching": "整理照片和材料",
    "sync-pull": "正在取回别处的改动",
    "sync-apply": "正在写进台账",
    "sorting": "升级整理排序",
    "indexing": "升级整理查找",
    "reading": "读取表格",
    "comparing": "比对台账",
    "writing": "写入台账",
    "undoing": "撤销改动",
    "checking": "检查台账",
    "collecting": "读取台账",
    "exporting": "写入表格",
    "inventing": "生成演示数据",
    "moving": "复制台账",
    "verifying": "核对复制的台账",
    "settling": "启用新文件夹",
    "clearing": "清理原文件夹",
    "backup-copying": "复制台账",
    "backup-looking": "核对副本",
    "backup-packing": "写成备份文件",
    "backup-reading": "读回核对",
    "backup-second": "复制到第二个位置",
    "restore-unpacking": "取出备份",
    "restore-settling": "启用恢复的台账",
    "rekey-copying": "用新密钥重写台账",
    "rekey-looking": "核对重写的台账",
    "rekey-switching": "换上新密钥",
}

LEVELS = {"L1": "一级", "L2": "二级", "L3": "三级", "L4": "四级"}

BACKUP_PARTS = {
    "end": "末尾缺了一段",
    "manifest.json": "清单",
    "manifest": "清单",
    "ledger.db": "台账文件",
    "attachments.db": "附件文件",
    "attachments": "附件文件",
    "keys.json": "密钥文件",
    "pages": "加密校验",
    "structure": "文件结构",
    "counts": "条数",
    "audit": "日志",
}
"""Where a backup is damaged, or a copy differs."""

SCHEDULE_IDLE: dict[str, str] = {
    "no_systemd": "安排已写好，但到时候不会自己运行：这台电脑没有 systemd。"
    "请用系统自带的定时任务每晚运行 linongctl backup --scheduled，或者每天打开一次里弄窗口，由它备份。",
    "not_running": "安排已写好，但到时候不会自己运行：本用户的 systemd 没有在运行，多半是没有登录桌面。"
    "请登录桌面以后，再运行一次 linongctl schedule install。",
    "not_taken": "安排已写好，但系统还没有接受，到时候不会自己运行。"
    "请注销后重新登录电脑，再运行一次 linongctl schedule install。",
}
"""Why a nightly run that is installed will not start by itself, and what to do."""
SCHEDULE_IDLE_IN_WINDOW: dict[str, str] = {
    "no_systemd": "到时候不会自己运行：这台电脑没有 systemd。请每天打开一次里弄，由它备份。",
    "not_running": "到时候不会自己运行：本用户的 systemd 没有在运行。请注销后重新登录桌面，再安排一次。",
    "not_taken": "系统还没有接受，到时候不会自己运行。请注销后重新登录电脑，再安排一次。",
}
BACKUP_WHY = {
    "daily": "每日",
    "manual": "手工",
    "import": "导入前",
    "migration": "升级前",
    "rekey": "换密钥前",
    "restore": "恢复前",
}
DRILL_REPORT = "演练报告"
DRILL_STEPS = {
    "unpack": "取出备份并核对",
    "recovery_key": "用恢复密钥打开",
    "open": "打开恢复的台账",
    "check": "逐项检查",
    "counts": "条数和备份时一致",
}

LEFT_EMPTY = {"unmapped": "没有对应的项目", "formula": "是公式，保留原样", "no_values": "台账里都没有内容"}

CHECKED = {
    "pages": "加密文件",
    "references": "相互引用",
    "search": "搜索",
    "columns": "排序和地址",
    "audit": "操作记录",
    "view": "内容和历次变更",
    "attachments": "附件",
}

UNSOUND = "台账有不对的地方，没有改动它。请先把整个文件夹复制一份留底，再用最近的备份恢复。"

# Why the error workbook of an import that is done could not be written.
SOURCE_CHANGED = "原来的表已被改动、移走或打不开。"
STOPPED = "写到一半被停下了。"
UNFORESEEN = "程序出了一个没有预料到的错误，请把台账文件夹里 logs 中的日志发给维护人员。"

FLAT_SHEET = "人房总表"

HOW = {
    "exact": "名称相同",
    "alias": "别名",
    "normalised": "写法相近",
    "values": "按内容判断",
    "flag": "标签列",
    "fuzzy": "相似",
    "given": "手工指定",
    "remembered": "沿用上次",
    "ambiguous": "可能是几项，没有导入",
    "taken": "和另一列重复，没有导入",
    "ignored": "不需要",
    "unmatched": "没有对应项，没有导入",
}

# What a column of guardians feeds.
GUARDIAN_OF_TAG = "有标签的行记入标签的监护人，没有的记作紧急联系人"
GUARDIAN_TO_CALL = "这张表没有标签，记作紧急联系人"

SKIPPED = {"hidden": "隐藏的工作表", "no table": "没有认得的表头", "not chosen": "没有选"}


def waiting(seconds: int) -> str:
    """A wait as people say it: 45 秒, 2 分 5 秒, 1 小时."""
    if seconds < 60:  # a minute
        return f"{seconds} 秒"
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:  # an hour
        return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分钟"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} 小时 {minutes} 分" if minutes else f"{hours} 小时"


_MEGABYTE = 1_000_000


def megabytes(size_bytes: int) -> str:
    """A file's size as people read it; what is there is never nothing."""
    return f"{max(size_bytes / 1_000_000, 0.1):,.1f} MB"


def size(size_bytes: int) -> str:
    """The same of a photo or a paper, which may be small."""
    return megabytes(size_bytes) if size_bytes >= _MEGABYTE else f"{max(round(size_bytes / 1000), 1)} KB"


def gigabytes(size_bytes: int) -> str:
    """A disk's room as people read it."""
    return f"{size_bytes / 1_000_000_000:,.1f} GB"


def account(name: str, login: str) -> str:
    """An account as people read it: the name, and the login where it is another word."""
    return f"{name}（{login}）" if name and name != login else login


def password_rule(name: str, length: int = 8) -> str:
    """Why a password is not good enough; `length` is what it needs at least."""
    return PASSWORD_RULES.get(name, name).format(length=length)


def rule(name: str, facts: Mapping[str, object] = NO_FACTS) -> str:
    """What a broken rule says about the value; the name itself when there is no text.

    `facts` are those of an import's issue: which row the rule speaks of.
    """
    return RULES.get(name.replace(" ", "_"), name).replace("{where}", _other_row(facts))


def _other_row(facts: Mapping[str, object]) -> str:
    if "of_row" not in facts:
        return "另一行"
    sheet = f"工作表“{facts['of_sheet']}”" if "of_sheet" in facts else ""
    return f"{sheet}第 {facts['of_row']} 行"


def cell_done(rule_name: str, facts: Mapping[str, object], *, refused: bool, otherwise: str) -> str:
    """What an import did about a bad cell; `otherwise` says that the cell alone was left out."""
    if refused:
        return "整行退回"
    if rule_name == "repeats a row":
        return "只登记一次"
    if "taken_as" in facts:
        label = codes.table("work_order_category").label(str(facts["taken_as"]))
        return f"按“{label}”登记"
    return otherwise


def hint(name: str) -> str:
    """What a hint of an import says."""
    return HINTS.get(name.replace(" ", "_"), name)


def doubt(name: str) -> str:
    """Why a row of an import is doubtful."""
    return DOUBTS.get(name, name)


def fault_place(ledger_name: str, name: str) -> str:
    """What the check of a store calls the place of a fault: a field by its label, a sort key by its field's."""
    return FAULT_PLACES.get(name) or field(ledger_name, name.removesuffix("_sort"))


def errors_not_written(batch: str, why: str) -> str:
    """An import that stands while its error workbook does not."""
    return f"导入已完成（批次 {batch}），但退回的行没有写成表格：{why}退回的行在原表里改好后，可以再导入一次。"


def phase(name: str) -> str:
    """What a phase of long work is called."""
    return PHASES.get(name, "正在处理")


def ledger(name: str) -> str:
    """The label of a ledger, of the flat sheet or of the list of accounts; the name itself when there is no such."""
    found = catalog.BY_NAME.get(name)
    return found.label if found else _NO_LEDGERS.get(name, name)


def called(name: str) -> str:
    """What the office calls one record of a ledger: 居民, 住户, 房屋."""
    return _CALLED.get(name) or ledger(name)


_NO_LEDGERS = {"flat": FLAT_SHEET, "account": "账号", "conflict": "两处都改了"}
_CALLED = {"person": "居民", "household": "住户"}


def field(ledger_name: str, name: str) -> str:
    """The label of a field; the name itself when there is none."""
    found = catalog.BY_NAME.get(ledger_name)
    return found.field(name).label if found and found.has(name) else name


def any_field(name: str, subject: str = "") -> str:
    """The label of a field whose ledger is not said, as an import's issues name it: the sheet's `subject` first."""
    order = (*((subject,) if subject else ()), "person", "dwelling", "residence", "household", "building", "compound")
    for ledger_name in (*order, *catalog.BY_NAME):
        if catalog.named(ledger_name).has(name):
            return field(ledger_name, name)
    return name
