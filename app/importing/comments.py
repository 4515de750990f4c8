"""Comment rows between a heading and its first data row: what to fill in, in which form, an example person.

Offices write them in the words of a form: 必填, 18位, 男/女, 年-月-日, 与身份证一致, `如：张三`. A row about
somebody is never taken for one, though people are called 文本 and 如意: a valid ID number or mobile number makes a row
data, unless the name itself can only be an instruction. Where the heading stands is `app.importing.table`'s to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.excel.cells import Cell
from app.importing.headings import plain
from ledger import catalog, id_number, text
from ledger.broken import Broken

_FEW = 3  # of fewer filled cells every one must be a note
_SPARSE = 4  # a row that fills fewer than one heading in four is no row of notes unless it has `_FEW` of them

_EXAMPLE = re.compile(r"[(（【\[]?(?:示例|样例|样表|举例|例)(?:[)）】\]:：\d]|$)|(?:如|例如|比如)[:：]")
_REMARK = re.compile(r"[*＊※]|注(?:[\d:：、.意释]|$)|(?:填[表写报])?说明|(?:温馨)?提示|(?:填[表写报])?要求")
_INSTRUCTION = re.compile(
    r"必填|选填|可不填|不填|必录|示例|样例|例如|例[:：]|^如[:：\d]|填写|填报|下拉|文本型|文本格式|[yY]{4}|"
    r"请(?:填|选|输|勿|按)|限\d+字|真实姓名|[与和同]身份证|(?:^|为|共)(?:11|15|18|15/18|15或18)位"
)
_MARKS = r"[/、或,，|\\]"
_SAYS_FORM = re.compile(
    rf"男{_MARKS}女|女{_MARKS}男|是{_MARKS}否|有{_MARKS}无|"
    r"(?:文本|日期|格式|数字|数值|字符串?|整数|小数|汉字|文字|单选|多选|选择|自动生成|自动计算)(?:型|类型|格式)?|"
    r"年\W?月(?:\W?日)?|\d+位\S*|\S*[与和同须需应]\S*(?:一致|相同|相符)|\S*全称|(?:所在|所属|真实|具体)\S+|"
    r"如\S+|[(（].*[)）]"
)
_NAME = catalog.named("person").field("name")
_NAME_HEADINGS = frozenset(plain(word) for word in (_NAME.label, *_NAME.aliases))
_MOBILE = re.compile(r"1[3-9]\d{9}")
_CARD_LENGTHS = (15, 18)


def is_comment(cells: Sequence[Cell], headings: Iterable[tuple[int, str]]) -> bool:
    """True for a row of notes or an example; `headings` are (column, text) of the heading above."""
    filled = {column: cell for column, cell in enumerate(cells) if cell is not None}
    texts = {column: text.clean(cell) for column, cell in filled.items() if isinstance(cell, str)}
    if len(filled) >= _FEW and _counts_up(list(filled.values())):
        return True
    first = next(iter(texts.values()), "")
    if _EXAMPLE.match(first):
        return True
    if len(filled) == 1:
        return bool(_REMARK.match(first) or _INSTRUCTION.search(first))
    words = dict(headings)
    notes = {column for column, word in texts.items() if _is_note(word, words.get(column, ""))}
    if len(notes) >= 2 and _instructs_on_name(texts, words):
        return True
    if len(notes) * 2 < len(filled) or (len(filled) < _FEW and len(notes) < len(filled)):
        return False
    return (len(notes) >= _FEW or len(filled) * _SPARSE >= len(words)) and not any(map(_is_number, filled.values()))


def _is_note(word: str, heading: str) -> bool:
    """True for a cell that says what to write, or only repeats its heading."""
    if _INSTRUCTION.search(word) or _SAYS_FORM.fullmatch(word):
        return True
    return bool(heading) and plain(word) == plain(heading)


def _instructs_on_name(texts: dict[int, str], words: dict[int, str]) -> bool:
    """True when the cell under 姓名 can only be an instruction: 填写真实姓名."""
    return any(
        _INSTRUCTION.search(word) for column, word in texts.items() if plain(words.get(column, "")) in _NAME_HEADINGS
    )


def _is_number(cell: Cell) -> bool:
    """True for a mobile number or a valid ID number: somebody is meant."""
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
        return False
    written = text.squeeze(text.cell_text(cell))
    if _MOBILE.fullmatch(written):
        return True
    return len(written) in _CARD_LENGTHS and not isinstance(id_number.parse(written), Broken)


def _counts_up(filled: Sequence[Cell]) -> bool:
    """True for a row of column numbers 栏次, 1 2 3 and so on."""
    try:
        numbers = [int(str(cell).strip("()（）").removesuffix(".0")) for cell in filled]
    except ValueError:
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (0, 1)
