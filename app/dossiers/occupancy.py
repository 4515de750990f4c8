"""How a dwelling is used 使用状态, and why: what the ledger states beside what the people in it tell.

Nothing is changed here: what contradicts is said, so that a person looks at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.dossiers.dossier_parts import OWNING, Stay, is_over
from ledger import catalog, kinds
from storage.rows import Row, text_in

OWN_USE, RENTED, VACANT, UNCHECKED, SHARED_RENT = "1", "2", "4", "6", "7"
_EMPTY = (VACANT, "9")
_TENANTS = ("承租人", "同住人")


@dataclass(frozen=True, slots=True)
class Occupancy:
    """The stated use (code and label), what it rests on, and what does not fit; `lease_to` where it is rented."""

    code: str
    label: str
    why: str
    doubts: tuple[str, ...]
    lease_from: str = ""
    lease_to: str = ""
    lease_is_over: bool = False


def occupancy(row: Row, living: Sequence[Stay], on: date) -> Occupancy:
    """What a dwelling's row and the people who live in it say of its use."""
    code = text_in(row, "occupancy") or UNCHECKED
    label = kinds.as_text(catalog.named("dwelling").field("occupancy"), code)
    lease_to = text_in(row, "lease_to") or ""
    people = len({one.person for one in living})
    tenants = len({one.person for one in living if one.relation in _TENANTS})
    owners = len({one.person for one in living if one.sort == OWNING})
    ended = is_over(lease_to, on)
    return Occupancy(
        code,
        label,
        _why(people, tenants, owners),
        tuple(_doubts(code, people, tenants, lease_ended=ended, lease_to=lease_to)),
        text_in(row, "lease_from") or "",
        lease_to,
        ended,
    )


def _why(people: int, tenants: int, owners: int) -> str:
    if not people:
        return "台账里没有人住在这里"
    told = [f"现住 {people} 人"]
    if tenants:
        told.append(f"其中承租 {tenants} 人")
    if owners:
        told.append("产权人住在这里")
    return "，".join(told)


def _doubts(code: str, people: int, tenants: int, *, lease_ended: bool, lease_to: str) -> list[str]:
    """What contradicts, in sentences."""
    is_let = code in (RENTED, SHARED_RENT)
    told = {
        f"登记的是没有人住，却有 {people} 人住在这里，请核对": code in _EMPTY and people > 0,
        "登记为自住，却没有人住在这里，请核对": code == OWN_USE and not people,
        "登记为自住，却有承租人，请核对": code == OWN_USE and tenants > 0,
        "登记为出租，却没有登记住的人，请补上": is_let and not people,
        f"租期 {lease_to} 已满，请核对是否续租": is_let and lease_ended,
    }
    return [sentence for sentence, holds in told.items() if holds]
