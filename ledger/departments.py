"""Which department checks which field group, and whose word confirms a record (审核确认): data, the same everywhere.

Each group has exactly one checking department where several could check it (R021); what has none is listed for the
operator of the cloud, who assigns one (R023). A department's word comes through the feed of its `source`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ledger import catalog
from ledger.errors import LedgerError

STATUS: Final = "check_status"
PENDING: Final = "0"
DISPUTED: Final = "4"
CONFIRMED: Final = frozenset(("1", "3"))
"""Codes of the status that the checking department alone sets: 已审核确认, 已核准."""
OWN_GROUPS: Final = frozenset((STATUS, "source", "confirmed_on", "valid_to", "remark", "photo"))
"""Groups that are the committee's own notes: nobody checks them."""


@dataclass(frozen=True, slots=True)
class Department:
    """A department that checks; its word comes through the feed `source`."""

    code: str
    label: str
    source: str


ALL: Final = (
    Department("police", "公安", "police"),
    Department("street", "街道办事处", "street"),
    Department("civil", "民政", "street"),
    Department("housing", "房屋管理", "street"),
    Department("health", "卫生健康", "street"),
    Department("labour", "人力资源社会保障", "street"),
    Department("education", "教育", "street"),
    Department("disabled", "残联", "street"),
    Department("veterans", "退役军人事务", "street"),
    Department("market", "市场监管", "street"),
)
BY_CODE: Final = {one.code: one for one in ALL}

Table = Mapping[tuple[str, str], str]
"""(ledger, group) -> department; under the group `check_status` stands whose word confirms the record."""


def _of(department: str, *groups: str) -> dict[str, str]:
    return dict.fromkeys(groups, department)


_BY_LEDGER: Final[dict[str, dict[str, str]]] = {
    "compound": _of("housing", STATUS, "name", "compound_type", "address", "property_company", "built_year"),
    "building": _of("housing", STATUS, "address", "building_type", "floors_above", "has_lift"),
    "unit": _of("housing", STATUS, "address"),
    "dwelling": _of("housing", STATUS, "address", "dwelling_use", "property_right", "owner_name", "owner_id_no")
    | _of("housing", "rental_use", "lease_record_no", "hazard_type"),
    "household": _of("police", STATUS, "household_no", "household_kind", "hukou_book_no", "registered_here")
    | _of("civil", "economy_note"),
    "person": _of("police", STATUS, "name", "former_name", "id_document", "sex_birth", "ethnicity", "hukou")
    | _of("police", "nationality", "native_place", "population_type", "permit_type", "permit_no", "permit_expiry")
    | _of("civil", "marital_status", "alive", "death_date")
    | _of("health", "health_status")
    | _of("disabled", "disability_cert_no", "disability_category", "disability_grade")
    | _of("labour", "occupation_status", "occupation", "employer")
    | _of("education", "education")
    | _of("veterans", "military_service"),
    "residence": _of("police", STATUS, "person_uid", "dwelling_uid", "household_uid", "relation", "kinship")
    | _of("police", "is_actual_resident", "start_date", "end_date"),
    "person_tag": _of("street", STATUS, "person_uid", "tag", "level", "start_date", "end_date", "basis"),
    "topic_vehicle": _of("police", STATUS, "plate", "kind", "nature"),
    "topic_merchant": _of("market", STATUS, "name", "uscc", "kind", "license_to", "legal_person"),
}
_OWN_LEDGERS: Final = frozenset(("visit", "activity", "work_order"))
"""What the committee itself did: no department's to check."""
DEFAULT: Final[Table] = {
    (ledger, group): department for ledger, groups in _BY_LEDGER.items() for group, department in groups.items()
} | {(one.name, "grid_code"): "street" for one in catalog.ALL if one.name not in _OWN_LEDGERS}


class DepartmentUnknown(LedgerError):
    """No department has this code."""


class GroupUnknown(LedgerError):
    """No ledger has this field group, or nobody checks it."""


def assigned(table: Table, ledger: str, group: str, department: str) -> Table:
    """The table with one more assignment; raises DepartmentUnknown, GroupUnknown."""
    if department not in BY_CODE:
        raise DepartmentUnknown
    if (ledger, group) not in set(checked_groups()):
        raise GroupUnknown
    return {**table, (ledger, group): department}


def checked_groups() -> Iterator[tuple[str, str]]:
    """Every (ledger, group) that a department has to check, the record's status first."""
    for one in catalog.ALL:
        if one.name in _OWN_LEDGERS:
            continue
        yield one.name, STATUS
        yield from ((one.name, group) for group in one.groups if group not in OWN_GROUPS)


def unassigned(table: Table) -> list[tuple[str, str]]:
    """What has no checking department yet."""
    return [one for one in checked_groups() if one not in table]


def checking_sources(table: Table) -> dict[tuple[str, str], str]:
    """(Ledger, group) -> the feed by which its checking department speaks; under the status, whose word confirms."""
    return {checked: BY_CODE[code].source for checked, code in table.items()}
