"""The roles of a committee's staff and of those who work for it: pure data, the same on the PC and in the cloud.

What a role may do stands in `permissions.py`; who may give a role to whom is the tiers' business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

HEAD: Final = "head"


@dataclass(frozen=True, slots=True)
class Role:
    """One role. `is_masked`: the law lets nobody of it see behind a mask.

    `own_area`: it works for named compounds only. `ends`: an account of it has a last day.
    """

    code: str
    label: str
    duty: str
    is_masked: bool = False
    own_area: bool = False
    ends: bool = False


ALL: tuple[Role, ...] = (
    Role(HEAD, "居委主任/书记", "管全部台账，批准导出，开通账号，定权限"),
    Role("worker", "社工", "维护全部台账，导入导出"),
    Role("grid", "网格员", "维护本网格小区的人和房"),
    Role("accounts", "账号管理员", "开通、变更、停用账号，不看台账内容"),
    Role("auditor", "审计员", "看日志和提醒，不改任何内容"),
    Role("viewer", "只读", "查看和统计，不改任何内容"),
    Role("property", "物业", "只看本小区，敏感内容始终遮盖", is_masked=True, own_area=True),
    Role("entrusted", "委托机构", "限期查看，敏感内容始终遮盖", is_masked=True, ends=True),
)
BY_CODE = {role.code: role for role in ALL}
LOCAL = tuple(role.code for role in ALL if not role.is_masked)
"""What the account made with the store holds until there is a second one."""


def label(code: str) -> str:
    """A role's name for people; an unknown code as it is."""
    role = BY_CODE.get(code)
    return role.label if role is not None else code


def labels(codes: tuple[str, ...]) -> str:
    """Several roles in one line."""
    return "、".join(label(code) for code in codes)


def is_masked(codes: tuple[str, ...]) -> bool:
    """True when one of the roles is never shown sensitive values, whatever the others may."""
    return any(code in BY_CODE and BY_CODE[code].is_masked for code in codes)


def needs_area(codes: tuple[str, ...]) -> bool:
    """True when one of the roles works for named compounds only, so that no compound means none."""
    return any(code in BY_CODE and BY_CODE[code].own_area for code in codes)
