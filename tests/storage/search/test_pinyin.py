"""How names are spelt and sorted."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search import pinyin
from storage.search.pinyin_surnames import COMPOUND_SURNAMES, POLYPHONES, SURNAMES

UNKNOWN = "\U0002ceb0"  # an ideograph of extension F that no list of readings has


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("上官婉儿", "shangguanwaner", "sgwe"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟卨", "moqixie", "mqx"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("单于夫罗", "chanyufuluo", "cyfl"),
        ("曾国藩", "zengguofan", "zgf"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("查良镛", "zhaliangyong", "zly"),
        ("仇英", "qiuying", "qy"),
        ("区寄", "ouji", "oj"),
        ("盖叫天", "gejiaotian", "gjt"),
        ("乐嘉", "yuejia", "yj"),
        ("朴正", "piaozheng", "pz"),
        ("任盈盈", "renyingying", "ryy"),
        ("华佗", "huatuo", "ht"),
        ("翟天", "zhaitian", "zt"),
        ("黑旋风", "hexuanfeng", "hxf"),
        ("员半千", "yunbanqian", "ybq"),
        ("缪斯", "miaosi", "ms"),
        ("覃辉", "qinhui", "qh"),
        ("繁钦", "poqin", "pq"),
        ("秘书", "bishu", "bs"),
        ("冼星海", "xianxinghai", "xxh"),
        ("燕青", "yanqing", "yq"),
        ("宁静", "ningjing", "nj"),
        ("纪晓岚", "jixiaolan", "jxl"),
        ("吕布", "lvbu", "lb"),
        ("李长乐", "lichangle", "lcl"),
        ("张珩", "zhangheng", "zh"),
        ("𬱟", "wei", "w"),
        ("张" + UNKNOWN, "zhang", "z"),
        ("7天酒店", "7tianjiudian", "7tjd"),
        ("", "", ""),
    ],
)
def test_a_name_is_spelt_by_its_surname_s_own_reading(name: str, full: str, initials: str) -> None:
    wholes, starts = pinyin.spellings(name)
    assert (wholes[0], starts[0]) == (full, initials)


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("单雄信", {"shanxiongxin", "danxiongxin", "chanxiongxin"}),
        ("吕布", {"lvbu", "lubu", "lyubu"}),
        ("尉迟恭", {"yuchigong", "weichigong"}),
        ("曾茜", {"zengqian", "zengxi", "cengqian", "cengxi"}),
        ("重庆小面", {"chongqingxiaomian", "zhongqingxiaomian"}),
        ("张三", {"zhangsan"}),
    ],
)
def test_every_reading_is_offered(name: str, spelt: set[str]) -> None:
    assert set(pinyin.spellings(name)[0]) == spelt


def test_initials_follow_every_reading() -> None:
    assert pinyin.spellings("单雄信")[1] == ("sxx", "dxx", "cxx")


def test_the_table_is_large_and_spelt_in_syllables() -> None:
    assert len(SURNAMES) >= 60
    assert all(len(reading.split("+")) == len(name) for name, found in COMPOUND_SURNAMES.items() for reading in found)
    spelt = [reading for table in (SURNAMES, POLYPHONES) for found in table.values() for reading in found]
    assert all(reading.isascii() and reading.isalpha() and reading.islower() for reading in spelt)
    assert all(len(set(found)) == len(found) for found in (*SURNAMES.values(), *POLYPHONES.values()))


def test_sorting_goes_syllable_by_syllable() -> None:
    ordered = ["艾青", "安", "Anna", "黎明", "李", "李四", "李伟", "林", "林肯", "吕布", "单雄信", "曾国藩", UNKNOWN]
    ordered.sort(key=pinyin.sort_key)
    assert ordered == [
        "艾青",
        "安",
        "Anna",
        "李",
        "李四",
        "李伟",
        "黎明",
        "林",
        "林肯",
        "吕布",
        "单雄信",
        "曾国藩",
        UNKNOWN,
    ]


def test_an_unknown_character_sorts_after_every_known_one_at_its_place() -> None:
    names = ["张" + UNKNOWN, "张做", "章一"]
    assert sorted(names, key=pinyin.sort_key) == ["张做", "张" + UNKNOWN, "章一"]


def test_places_sort_by_number_and_people_by_syllable() -> None:
    places = ["凌兆小区10", "凌兆小区2", "凌兆小区三", "凌兆小区一", "解放新村"]
    ordered = sorted(places, key=lambda text: pinyin.sort_key(text, surname=False))
    assert ordered == ["解放新村", "凌兆小区一", "凌兆小区2", "凌兆小区三", "凌兆小区10"]
    assert sorted(["王一", "王二", "王三"], key=pinyin.sort_key) == ["王二", "王三", "王一"]
    assert sorted(["李10", "李9"], key=pinyin.sort_key) == ["李9", "李10"]


@given(st.text(st.sampled_from("单张三欧阳吕布万俟尉迟乐茜aB1· 𬱟" + UNKNOWN), max_size=8))
def test_any_name_has_spellings(name: str) -> None:
    wholes, starts = pinyin.spellings(name)
    assert 1 <= len(wholes) <= 3 * pinyin.MOST_SPELLINGS
    assert len(set(wholes)) == len(wholes)
    assert wholes[0] == "".join(pinyin.syllables(name))
    assert starts[0] == "".join(syllable[:1] for syllable in pinyin.syllables(name))
    assert all(whole.isascii() for whole in wholes)


def test_reading_names_does_not_import_the_library() -> None:
    code = "import sys; from storage.search import pinyin; print(pinyin.spellings('张三'), 'pypinyin' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(('zhangsan',), ('zs',)) False"


def test_without_the_data_file_the_library_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = pinyin._single_characters()
    pinyin._single_characters.cache_clear()
    monkeypatch.setattr(pinyin.importlib.util, "find_spec", lambda _: None)
    try:
        assert pinyin._single_characters()[str(ord("张"))] == usual[str(ord("张"))]
    finally:
        pinyin._single_characters.cache_clear()
