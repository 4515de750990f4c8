"""Annual check 年度核对: a campaign over some compounds, and every time somebody stood at a door in its course.

At one door two PCs may both have been, so each time is a record of its own (`CAMPAIGN_CHECK`): what counts is the
newest, and the others stand in the history. Which compounds it covers is a set that is filled record by record
(`CAMPAIGN_COMPOUND`); each keeps the figures of its compound as they were when the head signed. A check that was put
before the head or signed can be opened again, with a reason that stays with it. Labels follow the data dictionary's
专题台账-数字孪生/核对 (docs/data_model.md).
"""

from __future__ import annotations

from ledger.definition import Field, Ledger

CHECKED, CHANGED, UNREACHED = "已查", "有变", "不遇"
UNCHECKED = "未查"
"""What is told of a door that nobody stood at; no record says so."""

CAMPAIGN = Ledger(
    name="campaign",
    label="年度核对",
    business_key=("name",),
    natural_keys=(("name",),),
    shown_by=("name",),
    fields=(
        Field(name="name", kind="text", label="核对名称", need="required", max_length=60),
        Field(name="starts_on", kind="date", label="开始日期", need="required", future=True),
        Field(name="ends_on", kind="date", label="截止日期", need="required", future=True),
        Field(name="summed_at", kind="instant", label="汇总时间", need="system", group="summed"),
        Field(
            name="summed_by",
            kind="text",
            label="汇总人",
            need="system",
            level="L2",
            mask="name",
            group="summed",
            max_length=50,
        ),
        Field(name="signed_at", kind="instant", label="确认时间", need="system", group="signed"),
        Field(
            name="signed_by",
            kind="text",
            label="确认人",
            need="system",
            level="L2",
            mask="name",
            group="signed",
            max_length=50,
        ),
        Field(name="reopened_at", kind="instant", label="重新打开时间", need="system", group="reopened"),
        Field(
            name="reopened_by",
            kind="text",
            label="重新打开人",
            need="system",
            level="L2",
            mask="name",
            group="reopened",
            max_length=50,
        ),
        Field(
            name="reopened_for",
            kind="text",
            label="重新打开原因",
            need="system",
            level="L2",
            group="reopened",
            max_length=200,
        ),
    ),
)

CAMPAIGN_COMPOUND = Ledger(
    name="campaign_compound",
    label="核对小区",
    business_key=("campaign_uid", "compound_uid"),
    natural_keys=(("campaign_uid", "compound_uid"),),
    fields=(
        Field(name="campaign_uid", kind="ref", label="年度核对", need="required", target="campaign"),
        Field(name="compound_uid", kind="ref", label="小区", need="required", target="compound"),
        Field(name="dwelling_total", kind="integer", label="应核房屋", need="system", group="figures"),
        Field(name="dwelling_done", kind="integer", label="已核房屋", need="system", group="figures"),
        Field(name="changed", kind="integer", label="变更数", need="system", group="figures"),
        Field(name="unreached", kind="integer", label="未入户数", need="system", group="figures"),
    ),
)

CAMPAIGN_CHECK = Ledger(
    name="campaign_check",
    label="逐户核对",
    business_key=("campaign_uid", "dwelling_uid", "checked_at"),
    fields=(
        Field(name="campaign_uid", kind="ref", label="年度核对", need="required", target="campaign"),
        Field(name="dwelling_uid", kind="ref", label="房屋", need="required", level="L2", target="dwelling"),
        Field(
            name="outcome",
            kind="choice",
            label="核对结果",
            need="required",
            level="L2",
            choices=(CHECKED, CHANGED, UNREACHED),
        ),
        Field(name="checked_at", kind="instant", label="核对时间", need="required", level="L2"),
        Field(name="checker", kind="text", label="核对人", need="required", level="L2", mask="name", max_length=50),
        Field(name="note", kind="text", label="变化说明", level="L2", mask="hide", max_length=200),
        Field(name="ledger_changes", kind="json", label="台账变更", need="system", level="L2"),
    ),
)
