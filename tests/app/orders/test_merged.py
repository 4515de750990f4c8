"""What was merged into an order is told on its page and slip: who reported each, and who waits for the reply."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import order_slip
from app.messages import message_for
from app.orders import merged, showing
from app.printed import PrintedTable
from ledger.orders.refusals import GuardForbids, RecordMissing
from tests.app.orders.crew import DUTY, GRID, HEAD, Crew


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    found = Crew(tmp_path)
    yield found
    found.close()


def _told(crew: Crew, name: str, phone: str = "") -> str:
    return crew.register(title=f"{name}反映渗水", reporter_name=name, reporter_phone=phone)


def _merge(crew: Crew, order: str, into: str) -> None:
    assert crew.move(HEAD, order, "merge", duplicate_of=into) == "S92"


def test_the_main_order_names_who_reported_what_was_merged_into_it(crew: Crew) -> None:
    main, first, second = _told(crew, "王小明"), _told(crew, "李阿姨", "13800000001"), _told(crew, "赵师傅")
    _merge(crew, first, main)
    _merge(crew, second, main)
    found = showing.dossier(crew.head, main)
    assert [(one.id, one.waits) for one in found.merged] == [(first, True), (second, False)]
    shown = showing.dossier(crew.head, first).row
    assert (found.merged[0].reporter, found.merged[0].phone) == (shown["reporter_name"], shown["reporter_phone"])
    assert "13800000001" not in found.merged[0].phone, "masked like the order's own"
    assert "归并 2 件" in found.marks
    assert merged.reply_owed(found.merged) == "归并来的工单另有 1 位反映人等回复"
    assert [one["id"] for one in found.as_json()["merged"]] == [first, second]
    assert showing.dossier(crew.head, first).merged == ()
    assert merged.reply_owed(showing.dossier(crew.head, first).merged) == ""


def test_what_was_merged_into_a_merged_order_counts_for_the_last_and_a_ring_ends(crew: Crew) -> None:
    main, first, second = _told(crew, "王小明"), _told(crew, "李阿姨", "13800000001"), _told(crew, "赵师傅")
    _merge(crew, second, first)
    _merge(crew, first, main)
    assert {one.id for one in showing.dossier(crew.head, main).merged} == {first, second}
    assert [one.id for one in showing.dossier(crew.head, first).merged] == [second]


def test_who_reported_a_confidential_order_is_told_to_whom_its_own_page_tells_it(crew: Crew) -> None:
    main = _told(crew, "王小明")
    first = crew.register(title="举报", reporter_name="李阿姨", reporter_phone="13800000001", confidential="是")
    _merge(crew, first, main)
    (told,) = showing.dossier(crew.head, main).merged
    assert told.reporter
    for who in (DUTY, GRID):
        (veiled,) = showing.dossier(crew.at[who], main).merged
        assert (veiled.reporter, veiled.phone) == ("", "")


def test_no_main_order_is_voided_while_whoever_was_merged_into_it_waits_for_its_reply(crew: Crew) -> None:
    main, first, second = _told(crew, "王小明"), _told(crew, "李阿姨", "13800000001"), _told(crew, "赵师傅")
    crew.move(GRID, main, "void_request", opinion="登记错了")
    _merge(crew, second, main)
    found = showing.dossier(crew.head, main).merged
    assert merged.listed(found) == f"归并到这件的有 1 件：{found[0].order_no}"
    _merge(crew, first, main)
    with pytest.raises(GuardForbids) as refused:
        crew.move(HEAD, main, "void_approve")
    number = showing.dossier(crew.head, first).order_no
    assert (refused.value.guard, refused.value.limit) == ("owed", number), "who waits for no reply is not named"
    assert message_for(refused.value).startswith(f"不能“同意作废”：归并来的工单（{number}）还有反映人等回复")
    crew.move(HEAD, main, "accept")
    other = _told(crew, "孙大爷")
    _merge(crew, main, other)
    assert {one.id for one in showing.dossier(crew.head, other).merged} == {main, first, second}


def test_who_reported_nothing_that_waits_holds_no_order_up(crew: Crew) -> None:
    main, other = _told(crew, "王小明"), _told(crew, "赵师傅")
    _merge(crew, other, main)
    crew.move(GRID, main, "void_request", opinion="登记错了")
    assert crew.move(HEAD, main, "void_approve") == "S91"


def test_a_rejection_answers_them_too_and_says_how_many(crew: Crew) -> None:
    main, first = _told(crew, "王小明"), _told(crew, "李阿姨", "13800000001")

    def needs() -> tuple[str, ...]:
        (step,) = [one for one in showing.dossier(crew.head, main).choices if one.action == "reject"]
        return step.needs

    assert "reply" not in needs()
    _merge(crew, first, main)
    assert "reply" in needs()
    with pytest.raises(RecordMissing) as lacking:
        crew.move(HEAD, main, "reject", opinion="不归居委管")
    assert lacking.value.parts == ("reply",)
    assert crew.move(HEAD, main, "reject", opinion="不归居委管", reply="请找市政养护单位") == "S90"
    assert json.loads(str(crew.events(main)[-1]["detail"]))["replies_for"] == 1


def test_the_slip_lists_for_whom_the_reply_is_besides(crew: Crew) -> None:
    main, first = _told(crew, "王小明"), _told(crew, "李阿姨", "13800000001")
    plain = order_slip.slip(crew.head, main)
    _merge(crew, first, main)
    (table,) = [one for one in order_slip.slip(crew.head, main).parts if isinstance(one, PrintedTable) and _is_of(one)]
    ((number, reporter, phone, reply),) = table.rows
    assert (number, reply) == (showing.dossier(crew.head, first).order_no, "等回复")
    assert (bool(reporter), "13800000001" in phone) == (True, False)
    assert not any(isinstance(one, PrintedTable) and _is_of(one) for one in plain.parts)


def _is_of(table: PrintedTable) -> bool:
    return table.columns[0].heading.startswith("归并")
