"""Invented homes: who lives together, with what relation to the head 户主, age, schooling, work and standing.

A family is a list of `Member`, the head first. Where they live is `app.demo.committee`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from app.demo.people import ELSEWHERE, LOCAL, MAN, WOMAN, born, family_name, full_name, mobile, surname_of

HEAD, SPOUSE, SON, DAUGHTER, FATHER, MOTHER, NON_RELATIVE = "02", "10", "20", "30", "51", "52", "99"
UNMARRIED, MARRIED, WIDOWED, DIVORCED = "10", "20", "30", "40"
STUDENT, RETIRED = "31", "80"
_ADULT, _PENSION_MAN, _PENSION_WOMAN, ELDER, _OLD_ELDER = 18, 60, 55, 60, 80
_JOBS = ("13", "17", "17", "17", "21", "24", "24", "51", "54", "70")
_SCHOOL = {
    "old": ("80", "70", "70", "60", "41"),
    "middle": ("70", "60", "41", "30", "20"),
    "young": ("30", "20", "20", "10"),
}
_TRADES = ("教师", "会计", "厨师", "司机", "护士", "工程师", "店员", "物流", "销售", "文员", "保洁", "电工")


@dataclass(slots=True)
class Member:
    """One person of a family, as stored values of `person`, with the relation to the head."""

    kinship: str
    years: int
    values: dict[str, object]
    tags: list[str] = field(default_factory=list)


def owners(chance: Random, today: date) -> list[Member]:
    """A family that lives in its own flat."""
    kind = chance.choices(
        (_couple_with_child, _old_couple, _old_alone, _three_generations, _couple, _alone, _parent_and_child),
        (29, 26, 14, 10, 8, 9, 4),
    )[0]
    family = kind(chance, today)
    _mark_elders(family)
    return family


def tenants(chance: Random, today: date) -> list[Member]:
    """People who rent: friends who share, a couple, a small family; most are registered elsewhere."""
    kind = chance.choices((_sharing, _couple, _couple_with_child), (45, 35, 20))[0]
    return kind(chance, today, origin=ELSEWHERE)


def _couple_with_child(chance: Random, today: date, *, origin: str = LOCAL) -> list[Member]:
    family = _couple(chance, today, origin=origin, youngest=26, oldest=56)
    for _ in range(2 if chance.random() < 0.15 else 1):  # a share of second children
        _add_child(chance, today, family, origin)
    return family


def _three_generations(chance: Random, today: date) -> list[Member]:
    family = _couple_with_child(chance, today)
    head = family[0]
    years = head.years + chance.randint(23, 32)
    mother = _member(chance, today, MOTHER, WOMAN, years, LOCAL)
    if chance.random() < 0.5:  # half of them have both
        mother.values["marital_status"] = MARRIED
        family.append(
            _member(chance, today, FATHER, MAN, years + chance.randint(0, 4), LOCAL, surname=_surname(family))
        )
        family[-1].values["marital_status"] = MARRIED
    else:
        mother.values["marital_status"] = WIDOWED
    family.append(mother)
    return family


def _old_couple(chance: Random, today: date) -> list[Member]:
    return _couple(chance, today, origin=LOCAL, youngest=60, oldest=88)


def _old_alone(chance: Random, today: date) -> list[Member]:
    alone = _member(chance, today, HEAD, chance.choices((MAN, WOMAN), (3, 7))[0], chance.randint(62, 96), LOCAL)
    alone.values["marital_status"] = chance.choices((WIDOWED, DIVORCED, UNMARRIED), (80, 12, 8))[0]
    return [alone]


def _alone(chance: Random, today: date) -> list[Member]:
    single = _member(chance, today, HEAD, chance.choice((MAN, WOMAN)), chance.randint(24, 58), LOCAL)
    single.values["marital_status"] = chance.choices((UNMARRIED, DIVORCED), (70, 30))[0]
    return [single]


def _parent_and_child(chance: Random, today: date) -> list[Member]:
    parent = _member(chance, today, HEAD, WOMAN, chance.randint(34, 66), LOCAL)
    parent.values["marital_status"] = chance.choice((DIVORCED, WIDOWED))
    family = [parent]
    _add_child(chance, today, family, LOCAL)
    return family


def _couple(chance: Random, today: date, *, origin: str = LOCAL, youngest: int = 25, oldest: int = 58) -> list[Member]:
    years = chance.randint(youngest, oldest)
    husband = _member(chance, today, HEAD, MAN, years, origin)
    wife = _member(chance, today, SPOUSE, WOMAN, max(years + chance.randint(-5, 2), 21), origin)
    for one in (husband, wife):
        one.values["marital_status"] = MARRIED
    return [husband, wife]


def _sharing(chance: Random, today: date, *, origin: str = LOCAL) -> list[Member]:
    count = chance.choices((1, 2, 3, 4), (35, 35, 20, 10))[0]
    group = []
    for at in range(count):
        kinship = NON_RELATIVE if at else HEAD
        one = _member(chance, today, kinship, chance.choice((MAN, WOMAN)), chance.randint(20, 48), origin)
        one.values["marital_status"] = chance.choices((UNMARRIED, MARRIED), (75, 25))[0]
        group.append(one)
    return group


def _add_child(chance: Random, today: date, family: list[Member], origin: str) -> None:
    parents = min(one.years for one in family if one.kinship in (HEAD, SPOUSE))
    years = parents - chance.randint(22, 34)
    if years < 0:
        return
    is_son = chance.random() < 0.52  # a little over half
    kinship, sex = (SON, MAN) if is_son else (DAUGHTER, WOMAN)
    child = _member(chance, today, kinship, sex, years, origin, surname=_surname(family))
    if years >= _ADULT:
        child.values["marital_status"] = UNMARRIED
    family.append(child)


def _surname(family: list[Member]) -> str:
    return surname_of(str(family[0].values["name"]))


def _member(  # noqa: PLR0913 - one person has this many sides
    chance: Random, today: date, kinship: str, sex: str, years: int, origin: str, *, surname: str = ""
) -> Member:
    birth = born(chance, today, years)
    is_local = origin == LOCAL or chance.random() < 0.12  # some tenants are from here
    values: dict[str, object] = {
        "name": full_name(chance, sex, birth, surname or family_name(chance)),
        "sex": sex,
        "birth_date": birth.isoformat(),
        "ethnicity": "01" if chance.random() < 0.985 else chance.choice(("03", "10", "11", "15")),
        "population_type": "01" if is_local else "02",
        "nationality": "中国",
    }
    if years >= 6:  # school age
        values["education"] = _schooling(chance, birth, years)
    if years >= 12:  # old enough for a telephone of one's own
        values["phone"] = mobile(chance)
    _give_standing(chance, values, sex, years)
    one = Member(kinship, years, values)
    _give_tags(chance, one)
    return one


def _schooling(chance: Random, birth: date, years: int) -> str:
    if years < 15:  # primary, then middle school
        return "80" if years < 12 else "70"
    era = "old" if birth.year < 1962 else "middle" if birth.year < 1985 else "young"
    return chance.choice(_SCHOOL[era])


def _give_standing(chance: Random, values: dict[str, object], sex: str, years: int) -> None:
    if years < _ADULT:
        values["occupation_status"] = STUDENT
        values["political_status"] = "13"
        return
    values["political_status"] = chance.choices(
        ("13", "01", "03"), (78, 15 if years > 24 else 4, 4 if years < 29 else 0)
    )[0]
    if years >= (_PENSION_MAN if sex == MAN else _PENSION_WOMAN):
        values["occupation_status"] = RETIRED
        return
    values["occupation_status"] = chance.choice(_JOBS)
    if chance.random() < 0.4:  # a trade is known of fewer than half
        values["occupation"] = chance.choice(_TRADES)


def _give_tags(chance: Random, one: Member) -> None:
    shares = (("B01", 0.025), ("B02", 0.012), ("B11", 0.015), ("C02", 0.05), ("B09", 0.008), ("D03", 0.002))
    if one.years >= _ADULT:
        one.tags.extend(tag for tag, share in shares if chance.random() < share)
    if one.values.get("political_status") == "01":
        one.tags.append("C01")
    if one.years >= _OLD_ELDER:
        one.tags.append("A02")
        if chance.random() < 0.08:  # a share of the very old
            one.tags.append("A03")


def _mark_elders(family: list[Member]) -> None:
    if any(one.years < ELDER for one in family):
        return
    for one in family:
        one.tags.append("A01" if len(family) == 1 else "A04")
