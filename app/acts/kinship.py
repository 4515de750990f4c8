"""What the members of a household are to a new head, as far as it follows from what they were to the former one.

Codes are those of `kinship` (GB/T 4761). Only what is certain is answered; the rest a person says.
"""

from __future__ import annotations

from collections.abc import Mapping

HEAD = "02"
_HEADS = ("01", "02")
_SPOUSE, _HUSBAND, _WIFE = "10", "11", "12"
_FATHER, _MOTHER, _SON, _DAUGHTER = "51", "52", "20", "30"
_SIBLING, _NON_RELATIVE = "70", "99"
_SPOUSES = (_SPOUSE, _HUSBAND, _WIFE)
_CHILDREN = tuple(f"{code}" for code in (*range(20, 28), 29, *range(30, 38), 39))
_PARENTS = (_FATHER, _MOTHER)
_IN_LAWS = {"53": _FATHER, "54": _MOTHER, "55": _FATHER, "56": _MOTHER}
_MAN, _WOMAN = "1", "2"
Kin = Mapping[bytes, str | None]


def after_change(before: Kin, sexes: Kin, head: bytes) -> dict[bytes, str]:
    """By member: the kinship to the new head; those of whom nothing is certain are left out."""
    if before.get(head) in _HEADS:
        return {one: kinship for one, kinship in before.items() if kinship is not None}
    found = {one: _kinship(before, sexes, head, one) for one in before if one != head}
    return {one: kinship for one, kinship in found.items() if kinship} | {head: HEAD}


def _kinship(before: Kin, sexes: Kin, head: bytes, one: bytes) -> str:
    was, new = before.get(one), before.get(head)
    if was is None or new is None:
        return ""
    if was == _NON_RELATIVE or new == _NON_RELATIVE:
        return _NON_RELATIVE
    if new in _SPOUSES:
        return _to_spouse(was, sexes.get(head), sexes.get(one))
    if new in _CHILDREN:
        return _to_child(was, sexes.get(one))
    if new in _PARENTS:
        return _to_parent(was, sexes.get(one))
    return ""


def _to_spouse(was: str, head_sex: str | None, sex: str | None) -> str:
    if was in _HEADS:
        return _by_sex(sex, _HUSBAND, _WIFE) or _SPOUSE
    if was in _CHILDREN:
        return was
    if was in _PARENTS:  # of the husband they are the wife's parents-in-law, and the other way round
        return {"1": {"51": "55", "52": "56"}, "2": {"51": "53", "52": "54"}}.get(head_sex or "", {}).get(was, "")
    return _IN_LAWS.get(was, "")


def _to_child(was: str, sex: str | None) -> str:
    if was in _HEADS or was in _SPOUSES:
        return _by_sex(sex, _FATHER, _MOTHER)
    return _SIBLING if was in _CHILDREN else ""


def _to_parent(was: str, sex: str | None) -> str:
    if was in _HEADS:
        return _by_sex(sex, _SON, _DAUGHTER)
    return _SPOUSE if was in _PARENTS else ""


def _by_sex(sex: str | None, man: str, woman: str) -> str:
    return man if sex == _MAN else woman if sex == _WOMAN else ""
