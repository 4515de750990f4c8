"""What people read when a work order does not move: every rule, part and relation has words."""

from __future__ import annotations

import pytest

from app.message_texts import orders as texts
from app.messages import exit_code_for, message_for, window_message_for
from app.visits.passing_on import OrderOfVisitRefused
from ledger import codes
from ledger.errors import LedgerError
from ledger.orders import records, rows
from ledger.orders.guards import GUARDS
from ledger.orders.refusals import (
    GuardForbids,
    MoveRefused,
    NotForYou,
    NothingAwaited,
    NotInProcess,
    RecordMissing,
    RecordUnreadable,
    WrongState,
)
from ledger.orders.standing import RELATIONS
from ledger.orders.telling import action_meant

FORBIDDEN, USAGE = 6, 2


def test_every_name_that_the_rules_hand_on_has_words_and_no_words_are_left_over() -> None:
    assert set(texts.GUARDS) == {*GUARDS, "awaited"}
    used = {part for row in rows.ALL for part in (*row.needs, *records.parts_of(row))}
    assert used <= set(texts.PARTS) == set(records.NEEDS)
    assert set(texts.RELATIONS) == set(RELATIONS) - {"anybody", "internal", "system"}


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            WrongState("finish", "S10", ("accept", "reject")), FORBIDDEN,
            "工单是“已登记”，不能“处置完成”，工单没有变。这时可以：受理/立案、不予受理。",
        ),
        (
            WrongState("take", "S91", ()), FORBIDDEN,
            "工单是“作废”，不能“接单/签收”，工单没有变。已经结束的工单不能再办理。",
        ),
        (
            WrongState("finish", "S30", ()), FORBIDDEN,
            "工单是“已派单”，不能“处置完成”，工单没有变。这时没有由您办理的。",
        ),
        (
            NotForYou("accept", "S10", ("committee_worker", "committee_head"), ()), FORBIDDEN,
            "“受理/立案”不由您办理，工单没有变。请找今天值班的居委工作人员(条线)、居委书记/主任办理。",
        ),
        (
            GuardForbids("extend_approve", "S85", "extensions", "8/15"), FORBIDDEN,
            "不能“同意延期”：居委同意的延期合计最多 15 个工作日，还剩 8 个；更长的请街道同意。工单没有变。",
        ),
        (
            GuardForbids("extend_approve", "S85", "extensions", "2"), FORBIDDEN,
            "不能“同意延期”：居委已经同意过 2 次延期，再延请街道同意。工单没有变。",
        ),
        (
            GuardForbids("extend_approve", "S85", "extensions", "2026-12-01"), FORBIDDEN,
            "不能“同意延期”：新期限要晚于原期限（2026-12-01）。工单没有变。",
        ),
        (
            NotInProcess("joint", "S40", "S45"), FORBIDDEN,
            "这类工单的流程里没有“协同中”，不能“请求协同”，工单没有变。请找居委主任调整流程。",
        ),
        (
            NotForYou("take", "S30", ("committee_head",), ("assignee",)), FORBIDDEN,
            "“接单/签收”不由您办理，工单没有变。请找承办人办理。",
        ),
        (
            NotForYou("check_pass", "S60", ("committee_head", "street_ops"), ()), FORBIDDEN,
            "“核查通过”不由您办理，工单没有变。请找居委书记/主任、街道运营管理办理。",
        ),
        (
            NotForYou("suspend_approve", "S40", ("module_lead", "street_ops"), ()), FORBIDDEN,
            "“同意挂起”不由您办理，工单没有变。请找模块牵头部门、街道运营管理办理。"
            "居委不能自己办这一步：接了上级平台的，由他们在平台上办。"
            "没有接上级平台的，书面报街道，接入后再由街道同意；时间不够请申请延期。",
        ),
        (
            RecordMissing("finish", "S40", ("result", "photo_after")), FORBIDDEN,
            "“处置完成”还缺：办理情况(result=)、处置后的照片(attachments=)。工单没有变。请补上再办理。",
        ),
        (
            RecordMissing("create", "", ("category",)), FORBIDDEN,
            "“登记”还缺：工单类别(category=)。工单没有登记。请补上再登记。",
        ),
        (
            OrderOfVisitRefused(RecordMissing("create", "", ("category",))), FORBIDDEN,
            "走访没有保存。“登记”还缺：工单类别(order.category=)。工单没有登记。请补上再登记。",
        ),
        (
            RecordUnreadable("supervise", "S40", "level", records.LEVELS), USAGE,
            "“督办级别”看不懂，“督办”没有做，工单没有变。可以用的有：普通、黄牌、红牌。",
        ),
        (
            RecordUnreadable("accept", "S10", "new_due_at"), USAGE,
            "“期限”看不懂，“受理/立案”没有做，工单没有变。请改正再办理。",
        ),
        (
            GuardForbids("check_pass", "S60", "handled"), FORBIDDEN,
            "不能“核查通过”：办理过这件工单的人不能核查、回访，请换一个人。工单没有变。",
        ),
        (
            GuardForbids("reopen", "S70", "reopen_too_late", "30"), FORBIDDEN,
            "不能“重办”：结案超过 30 天不能重办，请登记新工单。工单没有变。",
        ),
        (MoveRefused("take", "", "why"), FORBIDDEN, "工单是“还没有登记”，不能“接单/签收”。工单没有变。"),
        (NothingAwaited("S40"), FORBIDDEN, "这件工单没有等上级确认的事，没有改动。请刷新后再看。"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_and_why_and_what_to_do(error: LedgerError, code: int, said: str) -> None:
    assert message_for(error) == said
    assert exit_code_for(error) == code


def test_what_is_lacking_is_told_with_what_to_type_at_a_command_line_alone() -> None:
    lacking = RecordMissing("dispatch", "S20", ("to_whom",))
    assert "还缺：承办单位或承办人(to_person= 或 to_org=)。" in message_for(lacking)
    assert "还缺：承办单位或承办人。" in window_message_for(lacking)


def test_of_many_choices_the_first_are_told_and_how_many_there_are() -> None:
    labels = tuple(line.label for line in codes.table("work_order_category").lines)
    told = message_for(RecordUnreadable("create", "", "category", labels))
    assert f"{labels[11]}等 {len(labels)} 类。" in told
    assert labels[12] not in told


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("accept", "accept"), ("受理/立案", "accept"), ("受理", "accept"), ("立案", "accept"),
        ("申请挂起", "suspend_request"), ("申请挂起（挂账）", "suspend_request"), ("恢复", "resume"),
        ("申请", "申请"), ("飞", "飞"),
    ],
)  # fmt: skip
def test_an_action_goes_by_a_part_of_its_name(said: str, meant: str) -> None:
    assert action_meant(said) == meant


@pytest.mark.parametrize("guard", sorted(texts.GUARDS))
def test_no_guard_leaves_a_gap_in_its_sentence(guard: str) -> None:
    said = message_for(GuardForbids("finish", "S40", guard, "2026-11-30"))
    assert "{" not in said
    assert said.count("。") == 2
