"""Household 户: one per dwelling and head 户主.

Fields follow the data dictionary (docs/data_model.md).
"""

from __future__ import annotations

from ledger.catalog.shared_fields import SHARED_FIELDS
from ledger.definition import Field, Ledger

HOUSEHOLD = Ledger(
    name="household",
    label="户",
    business_key=("dwelling_uid", "head_person_uid"),
    natural_keys=(("dwelling_uid", "head_person_uid"),),
    shown_by=("household_no",),
    fields=(
        Field(
            name="household_no",
            kind="text",
            label="户号",
            aliases=("户编号", "家庭编号", "户口本户号"),
            level="L2",
            max_length=20,
            sort="natural",
            search="digits",
        ),
        Field(
            name="household_kind",
            kind="choice",
            label="户类型",
            aliases=("家庭类型", "家庭结构", "家庭户/集体户"),
            need="required",
            level="L2",
            choices=("家庭户", "集体户", "租住户", "空挂户"),
        ),
        Field(
            name="dwelling_uid",
            kind="ref",
            label="所属房屋",
            aliases=("房屋", "室号"),
            need="required",
            target="dwelling",
        ),
        Field(
            name="head_person_uid",
            kind="ref",
            label="户主",
            aliases=("户主姓名", "户主身份证", "户主公民身份号码"),
            level="L2",
            target="person",
        ),
        Field(name="head_phone", kind="phone", label="户主联系方式", aliases=("户主电话",), level="L3", mask="phone"),
        Field(name="hukou_book_no", kind="text", label="户口簿号", aliases=("户口本编号",), level="L3", max_length=20),
        Field(
            name="member_count",
            kind="integer",
            label="家庭人数",
            aliases=("户人口数", "人口数"),
            need="derived",
            minimum=0,
            stated="kept",
        ),
        Field(name="registered_here", kind="bool", label="户籍在本址", aliases=("是否本址户籍",), level="L2"),
        Field(
            name="economy_note",
            kind="text",
            label="家庭经济情况",
            aliases=("家庭收入来源", "经济状况"),
            level="L3",
            max_length=100,
        ),
        Field(
            name="household_tag",
            kind="code_list",
            label="家庭标签",
            aliases=("重点家庭", "家庭称号"),
            level="L3",
            code_table="key_group_tag",
        ),
        *SHARED_FIELDS,
    ),
)
