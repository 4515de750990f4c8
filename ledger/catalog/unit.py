"""Unit 单元 (stair or door) of a building.

Fields follow the data dictionary (docs/data_model.md).
"""

from __future__ import annotations

from ledger.catalog.shared_fields import SHARED_FIELDS
from ledger.definition import Field, Ledger

UNIT = Ledger(
    name="unit",
    label="单元",
    business_key=("building_uid", "unit_no"),
    natural_keys=(("building_uid", "unit_no"),),
    shown_by=("unit_no",),
    default_order=("unit_no",),
    fields=(
        Field(
            name="building_uid",
            kind="ref",
            label="所属楼栋",
            aliases=("楼栋", "楼号"),
            need="required",
            group="address",
            target="building",
        ),
        Field(
            name="unit_no",
            kind="text",
            label="单元号",
            aliases=("单元", "门洞", "门洞号", "单元名称"),
            need="required",
            group="address",
            max_length=20,
            sort="natural",
        ),
        Field(name="floors", kind="integer", label="层数", aliases=("楼层",), minimum=0, maximum=150),
        Field(name="rooms_per_floor", kind="integer", label="每层户数", minimum=1, maximum=60),
        Field(name="access_control", kind="bool", label="门禁", aliases=("是否有门禁",)),
        *SHARED_FIELDS,
    ),
)
