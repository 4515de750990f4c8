"""Blanks, widths, names and Chinese numerals."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.text import (
    cell_text,
    chinese_digits,
    chinese_number,
    clean,
    clean_lines,
    clean_name,
    is_blank_word,
    name_key,
    number_text,
    squeeze,
)

# Letters a cell may hold, odd ones often enough to matter.
CELL_TEXT = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(" \u3000\xa0\u200b·・１Ａ．张三"))
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("abc", "abc"),
        ("张三", "张三"),
        ("  张三 ", "张三"),
        (" a", "a"),
        ("a ", "a"),
        ("a\n", "a"),
        ("a  b", "a b"),
        ("a\t\r\n b", "a b"),
        ("東\u3000明", "東 明"),
        ("\ufeff姓名", "姓名"),
        ("\u202d13812345678\u202c", "13812345678"),
        ("a\u200bb", "ab"),
        ("a\xa0\xa0b", "a b"),
        ("a\x00b\x7f", "ab"),
        ("东明路３００弄１号", "东明路300弄1号"),
        ("Ａｂ（ｃ），！", "Ab(c),!"),
        ("e\u0301", "é"),
        ("\u2f45某", "方某"),
        ("\uf92c", "郎"),
        ("刘\ue863", "刘䶮"),
        ("\ue816\ue864", "\U00020087\u9fbb"),
        ("㐀𠮷", "㐀𠮷"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("已搬走，待核实。", "已搬走，待核实。"),
        ("１单元（东侧）", "1单元（东侧）"),
        ("一\r\n  二  三 \n", "一\n二 三"),
        ("\n\n一\n\n二\n", "一\n\n二"),
        ("a\u2028b", "a\nb"),
        ("a\nb", "a\nb"),
    ],
)
def test_prose_keeps_its_lines_and_punctuation(text: str, expected: str) -> None:
    assert clean_lines(text) == expected


def test_squeeze_leaves_no_blank() -> None:
    assert squeeze(" 闫 \u3000英\n") == "闫英"
    assert squeeze("abc") == "abc"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("闫英", "闫英"),
        ("闫 英", "闫英"),
        ("闫\u3000英 ", "闫英"),
        ("欧 阳 修", "欧阳修"),
        ("John  Smith", "John Smith"),
        ("Ｊｏｈｎ Ｐ．Smith", "John P.Smith"),
        ("John P. Smith", "John P. Smith"),
        ("张三 Jack", "张三 Jack"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("阿依古丽 ‧ 买买提", "阿依古丽·买买提"),
        ("阿依古丽··买买提", "阿依古丽·买买提"),
        ("𠮷田 𬍛", "𠮷田𬍛"),
        ("\ufa19谷", "\ufa19谷"),
        ("\uf92c平", "\uf92c平"),
        ("\u2f45英", "方英"),
        ("刘\ue863", "刘䶮"),
        ("e\u0301va", "éva"),
        ("李〇 一", "李〇一"),
    ],
)
def test_clean_name(text: str, expected: str) -> None:
    assert clean_name(text) == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("闫 英", "闫英"),
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("JOHN SMITH", "John Smith"),
        ("O'Brien", "O’BRIEN"),
        ("\uf92c平", "郎平"),
    ],
)
def test_spellings_of_one_name_share_a_key(left: str, right: str) -> None:
    assert name_key(left) == name_key(right)


@pytest.mark.parametrize("text", ["", "无", "不详", "/", "N/A", "—"])
def test_words_for_nothing(text: str) -> None:
    assert is_blank_word(text)


def test_a_name_is_not_a_word_for_nothing() -> None:
    assert not is_blank_word("吴")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (302.0, "302"),
        (302, "302"),
        (1950.5, "1950.5"),
        (13621514755.0, "13621514755"),
        (-1.0, "-1"),
        (float("inf"), "inf"),
    ],
)
def test_number_text(value: float, expected: str) -> None:
    assert number_text(value) == expected


def test_cell_text() -> None:
    assert cell_text(None) == ""
    assert cell_text(" １ ") == "1"
    assert cell_text(2.0) == "2"


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("一", "1"),
        ("〇", "0"),
        ("两", "2"),
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("三十四", "34"),
        ("廿", "20"),
        ("廿三", "23"),
        ("卅一", "31"),
        ("一百", "100"),
        ("一百零二", "102"),
        ("一百〇二", "102"),
        ("一百十二", "112"),
        ("一百二十", "120"),
        ("两百", "200"),
        ("三百二十一", "321"),
        ("一千二百三十四", "1234"),
        ("二千", "2000"),
        ("一千零一十", "1010"),
        ("三〇二", "302"),
        ("三零二", "302"),
        ("一九八五", "1985"),
        ("〇一〇三", "0103"),
        ("叁佰", "300"),
        ("壹拾贰", "12"),
    ],
)
def test_chinese_numerals(text: str, digits: str) -> None:
    assert chinese_digits(text) == digits
    assert chinese_number(text) == int(digits)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "１２",
        "三02",
        "百",
        "一百二",
        "一千二",
        "十百",
        "一百零",
        "一百〇〇二",
        "一二十",
        "一百零〇",
        "张三",
        "十二号",
        "两两",
    ],
)
def test_no_chinese_numeral(text: str) -> None:
    assert chinese_digits(text) is None
    assert chinese_number(text) is None


@given(st.integers(1, 9999))
def test_every_counted_numeral_reads_back(value: int) -> None:
    assert chinese_number(counted(value)) == value


@given(CELL_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    for cleaned in (clean, clean_lines, clean_name, squeeze, name_key):
        assert cleaned(cleaned(text)) == cleaned(text)


@given(CELL_TEXT)
def test_cleaned_text_is_composed_and_trimmed(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == cleaned.strip(" ")
    assert "  " not in cleaned
    assert unicodedata.is_normalized("NFC", cleaned)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2))
def test_blanks_never_separate_a_chinese_name(name: str) -> None:
    assert clean_name(" ".join(name)) == name


def counted(value: int) -> str:
    """Write a number as it is counted in Chinese."""
    text, zero = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += ("零" if zero and text else "") + "〇一二三四五六七八九"[digit] + sign
            zero = False
        else:
            zero = True
    return text


def test_no_private_use_code_of_gbk_is_left() -> None:
    cleaned = clean("".join(map(chr, range(0xE815, 0xE865))))
    assert len(cleaned) == 80
    assert not any(unicodedata.category(letter) == "Co" for letter in cleaned)
