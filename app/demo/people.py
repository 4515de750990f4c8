"""Invented people: names that fit the year of birth, identity numbers that keep the rules, phones, plates.

All chance comes from the `Random` handed in, so that one seed gives one committee. Numbers are unique within one
`Registry`. Who lives with whom is `app.demo.families`.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

from ledger import id_number

LOCAL, ELSEWHERE = "local", "elsewhere"
MAN, WOMAN = "1", "2"
COLLEAGUES = ("李敏", "赵建国")
"""Who works for the committee beside whoever makes it: known by name alone, the demo has one account."""

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单解查仇区"
)
_LONG_SURNAMES = ("欧阳", "上官", "诸葛", "司马", "夏侯")
_RARE = "𬭎𬱖𫍽㑇䶮犇喆燚"
_GIVEN = {
    (MAN, "old"): "国建志福德荣根生宝金海明富贵永祥兴发庆林阿民",
    (WOMAN, "old"): "秀英桂兰珍凤玉芳妹娣宝金月琴惠彩菊仙阿云珠",
    (MAN, "middle"): "军伟强勇斌峰建华明辉杰平东波刚超俊海鹏宏",
    (WOMAN, "middle"): "敏静丽燕萍红霞艳芬琳莉娟洁慧玲梅雯蓉倩颖",
    (MAN, "young"): "浩宇轩子涵睿博晨逸辰俊熙铭哲奕天佑嘉航昊思",
    (WOMAN, "young"): "欣怡雨萱梓涵诗琪佳悦可馨语桐思雅若曦嘉艺依诺",
}
_LOCAL_AREAS = ("310115", "310101", "310104", "310105", "310106", "310107", "310109", "310110", "310112", "310113")
_OTHER_AREAS = (
    *("320684", "320923", "321081", "330421", "330682", "341221", "341522", "342425", "350128", "360731"),
    *("370829", "411523", "420984", "430626", "510725", "511602", "522121", "610925"),
)
_MOBILE_STARTS = (
    *("133", "135", "136", "137", "138", "139", "150", "151", "152", "156", "158", "159", "173", "176"),
    *("177", "180", "181", "182", "185", "186", "187", "188", "189", "198", "199"),
)
_PLATE_LETTERS = "ABCDEFGHJKLMN"
_OLD_UNTIL, _MIDDLE_UNTIL = 1962, 1992
_TWO_LETTERS = 0.72
_RARE_SHARE = 0.004
_LONG_SURNAME_SHARE = 0.006


class Registry:
    """Hands out what may stand only once: identity numbers and plates."""

    def __init__(self) -> None:
        self._births: Counter[tuple[str, str, date]] = Counter()
        self._plates = 0

    def id_no(self, origin: str, sex: str, birth: date) -> str:
        """A valid identity number of `origin` (LOCAL or ELSEWHERE), sex and birth date, never given before."""
        key = (origin, sex, birth)
        count = self._births[key]
        self._births[key] += 1
        areas = _LOCAL_AREAS if origin == LOCAL else _OTHER_AREAS
        area = areas[(count + birth.toordinal()) % len(areas)]
        order = (count // len(areas) * 7 + birth.toordinal() * 13) % 500
        first = f"{area}{birth:%Y%m%d}{order * 2 + (sex == MAN):03}"
        return first + id_number.check_digit(first)

    def plate(self, *, electric: bool) -> str:
        """A Shanghai plate never given before."""
        self._plates += 1
        number = self._plates * 7919 % 100_000
        letter = _PLATE_LETTERS[self._plates // 100_000 % len(_PLATE_LETTERS)]
        return f"沪{letter}D{number:05}" if electric else f"沪{letter}{number:05}"


def full_name(chance: Random, sex: str, birth: date, surname: str = "") -> str:
    """A name in the taste of the year of birth, with `surname` where the family gives it."""
    era = "old" if birth.year < _OLD_UNTIL else "middle" if birth.year < _MIDDLE_UNTIL else "young"
    letters = _GIVEN[sex, era]
    given = chance.choice(letters)
    if chance.random() < _TWO_LETTERS:
        given += chance.choice(letters)
    if chance.random() < _RARE_SHARE:
        given = chance.choice(_RARE)
    return (surname or family_name(chance)) + given


def family_name(chance: Random) -> str:
    """A surname; the common ones come first in the list and more often."""
    if chance.random() < _LONG_SURNAME_SHARE:
        return chance.choice(_LONG_SURNAMES)
    return _SURNAMES[min(int(chance.expovariate(1 / 28)), len(_SURNAMES) - 1)]


def surname_of(name: str) -> str:
    """The surname of an invented name."""
    return name[:2] if name.startswith(_LONG_SURNAMES) else name[:1]


def mobile(chance: Random) -> str:
    """A mobile number."""
    return f"{chance.choice(_MOBILE_STARTS)}{chance.randrange(10**8):08}"


def landline(chance: Random) -> str:
    """A Shanghai landline."""
    return f"021-{chance.choice('56')}{chance.randrange(10**7):07}"


def born(chance: Random, today: date, years: int) -> date:
    """A birth date of somebody who is `years` old today."""
    return today - timedelta(days=int(years * 365.2425) + chance.randrange(1, 365))
