"""The fields of a record in the groups that forms and pages show them in, in reading order.

Every field of a ledger stands in exactly one group: what no group names comes last under 其他. Which values they hold
is `dossier`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ledger import catalog
from ledger.catalog.shared_fields import SHARED_FIELDS
from ledger.definition import Field

REST = "其他"
BY_ACTION = {
    "person": frozenset(("alive", "death_date", "moved_out", "moved_out_to")),
    "visit": frozenset(("work_order_uid",)),
}
"""Fields that named actions write (`app.acts.dying`, `app.acts.moving`, `app.visits`), and forms leave alone."""
_UNTYPED = ("json", "attachment", "account")  # kinds that nobody types into a form

_PERSON = (
    (
        "身份",
        "name id_type id_no sex birth_date ethnicity nationality native_place marital_status id_expiry former_name"
        " foreign_surname foreign_given hkmt_identity",
    ),
    ("联系方式", "phone phone2 emergency_contact emergency_phone residence_address"),
    (
        "户籍和来沪",
        "population_type hukou_category hukou_division hukou_address hukou_compound hukou_move_in inflow_reason"
        " inflow_date planned_leave permit_type permit_no permit_expiry visit_purpose lodging_type",
    ),
    ("学历和工作", "education occupation_status occupation employer military_service"),
    ("健康和照护", "health_status disability_category disability_grade disability_cert_no attention_level"),
    ("政治面貌和信仰", "political_status religion"),
    ("去向", "alive death_date moved_out moved_out_to"),
)
_DWELLING = (
    ("位置", "building_uid unit_uid floor room_no house_code"),
    (
        "房屋情况",
        "occupancy dwelling_use property_right floor_area layout status hazard_type gas_meter_no household_count"
        " resident_count",
    ),
    ("产权人", "owner_name owner_phone owner_id_type owner_id_no owner_address"),
    ("出租", "is_rented rental_use lessee_name lessee_phone lessee_id_no lease_from lease_to lease_record_no"),
)
_HOUSEHOLD = (
    ("户", "dwelling_uid head_person_uid household_kind household_no head_phone registered_here member_count"),
    ("家庭情况", "hukou_book_no economy_note household_tag"),
)
_RESIDENCE = (
    (
        "居住",
        "person_uid dwelling_uid household_uid relation kinship is_actual_resident start_date end_date end_reason",
    ),
)
_PERSON_TAG = (
    ("标签", "person_uid tag level start_date basis end_date end_reason"),
    ("责任和照护", "responsible responsible_phone visit_interval_days guardian_name guardian_phone help_measure need"),
)
_ACTIVITY = (
    ("活动", "title category module start_at end_at place content target_group planned_count is_public"),
    ("组织", "organizer co_organizer host budget spent"),
    ("结果", "actual_count summary participants status review_by activity_no series"),
)
_WORK_ORDER = (
    (
        "什么事",
        "title category description address building_uid dwelling_uid device_uid lon lat occurred_at received_at source"
        " external_no external_category external_due_at is_major",
    ),
    ("谁反映的", "reporter_name reporter_phone reporter_person need_reply confidential"),
    (
        "办理",
        "status priority module limit_rule assignee_org joint_orgs result_kind result satisfaction returns extensions"
        " fails reopened",
    ),
)
_VISIT = (
    ("走访", "visited_at kind visitor dwelling_uid person_uids result next_visit_on work_order_uid lon lat visit_no"),
    ("谈了什么", "content need follow_up"),
)
_GROUPS: dict[str, tuple[tuple[str, str], ...]] = {
    "person": _PERSON,
    "dwelling": _DWELLING,
    "household": _HOUSEHOLD,
    "residence": _RESIDENCE,
    "person_tag": _PERSON_TAG,
    "activity": _ACTIVITY,
    "work_order": _WORK_ORDER,
    "visit": _VISIT,
}


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a heading."""

    label: str
    fields: tuple[Field, ...]

    @property
    def typed(self) -> tuple[Field, ...]:
        """Those that a person may type."""
        return tuple(item for item in self.fields if may_be_typed(item))


def may_be_typed(item: Field) -> bool:
    """True for a field of forms: stored, not the program's own, and of a kind that is written by hand."""
    return item.need in ("required", "optional") and item.kind not in _UNTYPED


@cache
def groups_of(ledger_name: str) -> tuple[Group, ...]:
    """The groups of a ledger; one without groups of its own has its fields under its own label, then the rest."""
    ledger = catalog.named(ledger_name)
    shared = {item.name for item in _shared(ledger_name)}
    own = " ".join(item.name for item in ledger.fields if item.name not in shared)
    named = _GROUPS.get(ledger_name) or ((ledger.label, own),)
    groups = [Group(label, tuple(ledger.field(name) for name in names.split())) for label, names in named]
    placed = {item.name for group in groups for item in group.fields}
    rest = tuple(item for item in ledger.fields if item.name not in placed)
    return (*groups, Group(REST, rest)) if rest else tuple(groups)


def _shared(ledger_name: str) -> tuple[Field, ...]:
    ledger = catalog.named(ledger_name)
    return tuple(item for item in SHARED_FIELDS if ledger.has(item.name))
