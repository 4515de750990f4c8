"""The generated workbook that imports are measured on: people x 30 columns, filled the way a committee's own sheet is.

Everybody is invented; the same people come out for the same number and seed. A file is made once and kept in
`build/bench/` under a name that holds the version of what makes it, so that a changed generator makes a new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from rustpy_xlsxwriter import FastExcel

from app.demo import people
from app.demo.people import ELSEWHERE, LOCAL, MAN, WOMAN

BUILD = Path(__file__).parents[1] / "build" / "bench"
SEED = 20261121
TODAY = date(2026, 11, 2)  # ages and dates hang on it: the file must not change with the day it is made
HEADINGS = (
    *("小区", "楼栋", "单元", "室号", "姓名", "证件类型", "身份证号", "性别", "出生日期", "民族"),
    *("与户主关系", "婚姻状况", "文化程度", "政治面貌", "从业状况", "工作单位", "联系电话"),
    *("紧急联系人", "紧急联系电话", "人口类型", "户籍地址", "人户一致标识", "居住关系", "入住日期"),
    *("使用状态", "建筑面积", "产权人", "最近核实日期", "标签", "备注"),
)

Cell = str | int | float | date | None
Row = tuple[Cell, ...]

_COMPOUND_NAMES = ("银杏", "海棠", "梧桐", "紫藤", "桂花", "玉兰", "香樟", "白杨", "丁香", "石榴", "杜鹃", "木槿")
_COMPOUND_ENDS = ("新村", "家园", "花苑", "小区")
_HOMES_PER_COMPOUND = 720
_FIT = ("一致", "人在户不在", "户在人不在")
_PROVINCES = ("江苏省盐城市亭湖区", "安徽省阜阳市临泉县", "浙江省绍兴市柯桥区", "河南省信阳市光山县")
_EMPLOYERS = ("张江某科技有限公司", "第七人民医院", "公交三公司", "某某物流浦东分部", "银杏小学", "个体")
_REMARKS = ("常年在外地", "每周有家人探望", "联系不上，楼组长转告", "房东自住", "2025年新换门锁")
_TAGS = ("独居老人", "党员", "低保", "残疾人", "楼组长、党员", "志愿者", "退役军人")


@dataclass(frozen=True, slots=True)
class Home:
    """One dwelling as its rows repeat it."""

    compound: str
    building: str
    unit: str
    room: str
    address: str
    is_let: bool
    area: float
    owner: str
    since: date
    confirmed: date


@dataclass(slots=True)
class Person:
    """One person of a home: relation to the head, age, sex, surname."""

    kinship: str
    years: int
    sex: str
    surname: str


def workbook(people_count: int, *, seed: int = SEED) -> Path:
    """The workbook with that many people; made now unless it lies there already."""
    path = BUILD / f"people-{people_count}-{seed}-{_version()}.xlsx"
    if not path.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        rows = (dict(zip(HEADINGS, row, strict=True)) for row in invented(people_count, seed))
        FastExcel(str(unfinished)).sheet("人房台账", rows).save()
        unfinished.replace(path)
    return path


def invented(people_count: int, seed: int) -> Iterator[Row]:
    """Exactly that many rows, home by home, in the order of the committee's doors."""
    return islice(_rows(Random(seed), people.Registry()), people_count)


def _version() -> str:
    sources = (Path(__file__), Path(people.__file__))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]


def _rows(chance: Random, registry: people.Registry) -> Iterator[Row]:
    order = 0
    while True:
        for home in _compound(chance, order):
            family = _family(chance, is_let=home.is_let)
            for one in family:
                yield _row(chance, registry, home, one)
        order += 1


def _compound(chance: Random, order: int) -> Iterator[Home]:
    """The homes of one compound: six floors of four flats behind each door, or towers with two units."""
    name = f"{_COMPOUND_NAMES[order % 12]}{_COMPOUND_ENDS[order // 12 % 4]}"
    name += f"{order // 48 + 1}村" if order >= 48 else ""  # names of the first round are used up
    is_tall = order % 4 == 3
    lane = 100 + order * 7
    for at in range(_HOMES_PER_COMPOUND):
        if is_tall:
            building, rest = f"{at // 72 + 1}幢", at % 72
            unit, room = str(rest // 36 + 1), f"{rest % 36 // 3 + 1}{rest % 3 + 1:02}"
        else:
            building, rest = f"{at // 24 + 1}号", at % 24
            unit, room = "", f"{rest // 4 + 1}{rest % 4 + 1:02}"
        owner = people.full_name(chance, chance.choice((MAN, WOMAN)), date(1966, 1, 1))
        address = f"上海市浦东新区东明路{lane}弄{building}{unit + '单元' if unit else ''}{room}室"
        since, confirmed = _day(chance, 200, 9000), _day(chance, 3, 500)
        is_let = chance.random() < 0.2  # a fifth of the homes
        yield Home(name, building, unit, room, address, is_let, _area(chance), owner, since, confirmed)


def _area(chance: Random) -> float:
    return round(chance.uniform(38, 128), 2)


def _family(chance: Random, *, is_let: bool) -> list[Person]:
    """One to six people, three on average."""
    size = chance.choices((1, 2, 3, 4, 5, 6), (12, 25, 33, 18, 9, 3))[0]
    years = chance.randint(24, 48) if is_let else chance.randint(30, 88)
    head = Person("户主", years, chance.choice((MAN, MAN, WOMAN)), people.family_name(chance))
    spouse = Person("配偶", max(years + chance.randint(-4, 4), 22), _other(head.sex), people.family_name(chance))
    return [head, spouse, *(_further(chance, head, at) for at in range(size - 2))][:size]


def _further(chance: Random, head: Person, at: int) -> Person:
    """A child first, then a second one or a parent."""
    if at == 0 or (at == 1 and chance.random() < 0.4):
        sex = chance.choice((MAN, WOMAN))
        return Person("子" if sex == MAN else "女", max(head.years - chance.randint(22, 34), 0), sex, head.surname)
    if at == 1:
        return Person("父亲", min(head.years + chance.randint(22, 30), 103), MAN, head.surname)
    return Person("母亲", min(head.years + chance.randint(20, 28), 103), WOMAN, people.family_name(chance))


def _other(sex: str) -> str:
    return WOMAN if sex == MAN else MAN


def _row(chance: Random, registry: people.Registry, home: Home, one: Person) -> Row:
    birth = people.born(chance, TODAY, one.years)
    is_local = not home.is_let or chance.random() < 0.1  # some tenants are from here
    name = people.full_name(chance, one.sex, birth, one.surname)
    here = is_local and not home.is_let and chance.random() < 0.85  # most owners are registered where they live
    hukou = home.address if here else f"{chance.choice(_PROVINCES)}某镇{chance.randint(1, 99)}号"
    is_grown, is_old = one.years >= 18, one.years >= 60
    wants_help = is_old or chance.random() < 0.1  # emergency contacts are asked of the old
    return (
        home.compound,
        home.building,
        home.unit or None,
        home.room,
        name,
        "居民身份证",
        _number(chance, registry, one, birth, is_local=is_local),
        "男" if one.sex == MAN else "女",
        birth.isoformat(),
        "汉族" if chance.random() < 0.985 else chance.choice(("回族", "满族", "苗族")),
        one.kinship if not home.is_let or one.kinship == "户主" else "非亲属",
        _marital(chance, one),
        _education(chance, one.years),
        chance.choices(("群众", "中共党员", "共青团员"), (80, 14, 6))[0] if is_grown else "群众",
        _work(chance, one.years),
        chance.choice(_EMPLOYERS) if is_grown and not is_old and chance.random() < 0.5 else None,
        _phone(chance) if one.years >= 12 else None,
        people.full_name(chance, MAN, date(1980, 1, 1)) if wants_help else None,
        people.mobile(chance) if wants_help else None,
        "户籍人口" if is_local else "流动人口",
        hukou,
        _FIT[0] if here else _FIT[1],
        _relation(home, one),
        max(home.since, birth),
        "出租" if home.is_let else "自住",
        home.area,
        home.owner,
        home.confirmed.isoformat(),
        chance.choice(_TAGS) if is_grown and chance.random() < 0.16 else None,
        chance.choice(_REMARKS) if chance.random() < 0.08 else None,
    )


def _number(chance: Random, registry: people.Registry, one: Person, birth: date, *, is_local: bool) -> str | None:
    number = registry.id_no(LOCAL if is_local else ELSEWHERE, one.sex, birth)
    return None if one.years < 2 and chance.random() < 0.3 else number  # the newborn wait for theirs


def _phone(chance: Random) -> str:
    """Mostly one number; some have two in the cell, some a digit too few."""
    kind = chance.random()
    if kind < 0.002:
        return people.mobile(chance)[:-1]
    return f"{people.mobile(chance)}/{people.mobile(chance)}" if kind < 0.03 else people.mobile(chance)


def _marital(chance: Random, one: Person) -> str | None:
    if one.years < 20:
        return "未婚" if one.years >= 16 else None
    if one.kinship in ("配偶", "父亲"):
        return "已婚"
    if one.kinship in ("子", "女"):
        return "未婚"
    return chance.choices(("已婚", "丧偶", "离婚", "未婚"), (70, 12, 8, 10))[0]


def _education(chance: Random, years: int) -> str | None:
    if years < 6:
        return None
    if years < 18:
        return "小学" if years < 12 else "初中" if years < 15 else "高中"
    return chance.choice(("小学", "初中", "初中", "高中", "中专", "大专", "本科", "本科", "硕士"))


def _work(chance: Random, years: int) -> str | None:
    if years < 6:
        return None
    if years < 20:
        return "学生"
    return "退休" if years >= 60 else chance.choice(("职员", "工人", "专业技术人员", "个体经营者", "无业人员"))


def _relation(home: Home, one: Person) -> str:
    if home.is_let:
        return "承租人" if one.kinship == "户主" else "同住人"
    return "户主" if one.kinship == "户主" else "家庭成员"


def _day(chance: Random, newest: int, oldest: int) -> date:
    return TODAY - timedelta(days=chance.randint(newest, oldest))
