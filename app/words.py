"""The office's words for what the program names: rules that a value broke, hints of an import, phases of long work.

Names are stable and English (scripts rely on them); what people read stands here once, for form, error workbook,
command line and desktop. Whole messages about errors are `app.messages`.
"""

from __future__ import annotations

from ledger import catalog

PASSWORD_RULES = {
    "too_short": "不足 8 位",
    "too_long": "太长，最多 256 位",
    "no_letter": "没有字母",
    "no_digit": "没有数字",
    "no_symbol": "没有特殊符号（如 ! @ # _）",
    "has_login": "含有账号名",
    "has_phone": "含有手机号或电话号码",
    "has_name": "含有本人姓名或姓名拼音",
    "common": "是人人都会先试的常见密码",
}

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
    "too_long": "太长",
    "unknown_code": "没有这个选项",
    "unknown_choice": "没有这个选项",
    "ambiguous_order": "日和月分不清",
    "before_1900": "早于 1900 年",
    "future": "晚于今天",
    "lunar": "是农历，请改为公历",
    "open_ended": "没有确切日期",
    "two_digit_year": "年份要写四位",
    "before_start": "早于开始日期",
    "of_another_building": "不在这幢楼里，请写这幢楼的单元，没有时先新增，或留空",
    "of_another_dwelling": "不在这套房里，请写这套房的户，没有时先新增，或留空",
    "no_dwelling": "看不出是哪一套房",
    "ambiguous_unit": "这个室号在几个单元里都有，请写上单元",
    "unknown_compound": "不知道是哪个小区",
    "unknown_dwelling": "台账里没有这套房",
    "unknown_person": "这套房里没有这个人，或有几个同名的人",
    "nobody": "这一行没有写是谁，标签没有人可记",
    "formula_without_a_value": "是没有算出结果的公式，请在 Excel 里打开保存一次",
    "cell_error": "单元格显示错误（如 #N/A）",
    "only_equal": "只能用 = 或 !=",
    "no_text": "不能用 ~",
}

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
    "audit": "前后接不上",
    "counter": "编号不连续",
    "view": "和历次变更不符",
}
FAULT_PLACES = {"cipher": "加密校验", "structure": "文件结构", "next_n": "变更编号"}

PHASES = {
    "sorting": "升级整理排序",
    "indexing": "升级整理查找",
    "reading": "读取表格",
    "comparing": "比对台账",
    "writing": "写入台账",
    "undoing": "撤销导入",
    "checking": "检查台账",
    "collecting": "读取台账",
    "exporting": "写入表格",
    "inventing": "生成演示数据",
    "moving": "复制台账",
    "verifying": "核对复制的台账",
    "settling": "启用新文件夹",
    "clearing": "清理原文件夹",
}

LEFT_EMPTY = {"unmapped": "没有对应的项目", "formula": "是公式，保留原样", "no_values": "台账里都没有内容"}

CHECKED = {
    "pages": "加密文件",
    "references": "相互引用",
    "search": "搜索",
    "columns": "排序和地址",
    "audit": "操作记录",
    "view": "内容和历次变更",
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


def rule(name: str) -> str:
    """What a broken rule says about the value; the name itself when there is no text."""
    return RULES.get(name.replace(" ", "_"), name)


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
    """The label of a ledger or of the flat sheet; the name itself when there is no such ledger."""
    found = catalog.BY_NAME.get(name)
    return found.label if found else (FLAT_SHEET if name == "flat" else name)


def called(name: str) -> str:
    """What the office calls one record of a ledger: 居民, 住户, 房屋."""
    return _CALLED.get(name) or ledger(name)


_CALLED = {"person": "居民", "household": "住户"}


def field(ledger_name: str, name: str) -> str:
    """The label of a field; the name itself when there is none."""
    found = catalog.BY_NAME.get(ledger_name)
    return found.field(name).label if found and found.has(name) else name


def any_field(name: str) -> str:
    """The label of a field whose ledger is not said, as an import's issues name it: the person's field first."""
    order = ("person", "dwelling", "residence", "household", "building", "compound")
    for ledger_name in (*order, *catalog.BY_NAME):
        if catalog.named(ledger_name).has(name):
            return field(ledger_name, name)
    return name
