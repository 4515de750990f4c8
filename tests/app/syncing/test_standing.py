"""The line of the status bar, the connection test, refused operations: in the office's words, and only what is so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.message_texts import syncing as texts
from app.stores.session import Session
from app.syncing import pausing, probing, questions, refused, rounds, settling, standing
from app.syncing.refused import RefusalNotFound
from cloud.exchange import Response
from cloud.means import Schemas
from cloud.service import Service
from sync.line import NotEnrolled
from sync.protocol import SCHEMA
from sync.transport import Reply
from sync.troubles import Unreachable
from tests.app.syncing.office import edit, expel, person, sync
from tests.cloud.callers import CID, House
from tests.committee import new_session
from tests.sync.exchange import Send, Wire


def line(session: Session) -> tuple[str, str]:
    found = standing.standing(session)
    return found.text, found.tone


def test_only_receipts_make_everything_sent(house: House, wire: Wire, tmp_path: Path, one: Session) -> None:
    with new_session(tmp_path / "alone", code=CID) as alone:
        assert line(alone) == ("没有接入上级平台", "plain")
    assert line(one) == ("还没有上报过", "plain")
    for name in ("张三", "李四"):
        person(one, name)
    assert line(one) == ("2 条待上报", "plain")

    def lose(_: int, send: Send) -> Reply:
        send()
        raise Unreachable("lost")

    wire.fault = lose
    rounds.sync(one)
    assert line(one) == ("没有连上 · 2 条待上报", "warn")
    assert standing.standing(one).explained == f"{texts.STEPS['lost']}。"
    wire.fault = None
    sync(one)
    text, tone = line(one)
    assert tone == "good"
    assert text.startswith("全部已上报 ")
    assert len(text.removeprefix("全部已上报 ")) == 5
    person(one, "王五")
    assert line(one) == ("1 条待上报", "plain")
    sync(one)
    house.time.ms += 86_400_000
    assert "月" in line(one)[0]
    pausing.pause(one)
    assert "已暂停到" in line(one)[0]


def test_a_newer_program_is_told_until_it_is_there(house: House, one: Session) -> None:
    means = house.means
    assert not sync(one).is_outdated
    house.service = Service(replace(means, schemas=Schemas(SCHEMA, SCHEMA, SCHEMA + 1)))
    assert sync(one).is_outdated
    now = standing.standing(one)
    assert now.text.endswith(" · 有新版里弄")
    assert (now.tone, now.explained) == ("good", texts.OUTDATED)
    house.service.answer = lambda _: Response(503, {}, b"{}")  # type: ignore[method-assign]
    rounds.sync(one)
    assert standing.standing(one).text.endswith(" · 有新版里弄")  # a round that heard nothing changes nothing
    assert standing.standing(one).explained == texts.EXPLAINED["CloudBusy"]
    house.service = Service(means)
    sync(one)
    assert "新版" not in line(one)[0]


def test_who_is_let_in_no_more_reads_it(house: House, one: Session) -> None:
    sync(one)
    expel(house, one, "retired")
    rounds.sync(one)
    assert line(one)[0].startswith("接入已停用")
    assert line(one)[1] == "bad"


def test_a_refused_operation_waits_with_its_reason_until_somebody_deals_with_it(one: Session, other: Session) -> None:
    clash_of = person(one)
    sync(one)
    sync(other)
    edit(one, clash_of, name="张山")
    edit(other, clash_of, name="章三")
    for session in (one, other, one):
        sync(session)
    (question,) = questions.open_questions(other)
    settling.settle(one, question.id, "mine")
    settling.settle(other, question.id, "mine")
    sync(one)
    assert sum(sync(other).refused.values()) == 2
    answer, change = sorted(refused.refused(other), key=lambda each: each.did, reverse=True)
    if answer.reason != "already_resolved":
        answer, change = change, answer
    assert (answer.why, change.why) == ("别人已经先处理了", "和它一起保存的另一项被退回")
    assert (change.did, change.ledger, change.called, change.user) == ("修改", "person", "张山", "李红")
    assert [(part.label, part.text) for part in change.values] == [("姓名", "章三")]
    assert line(other)[0].endswith(" · 2 条被退回")
    refused.deal_with(other, change.number)
    assert [each.number for each in refused.refused(other)] == [answer.number]
    with pytest.raises(RefusalNotFound):
        refused.deal_with(other, change.number)


def test_the_connection_test_says_what_each_step_means(house: House, wire: Wire, one: Session) -> None:
    steps = probing.probe(one)
    assert [step.state for step in steps] == ["good"] * 7
    for failing, at in (("dns", 0), ("connect", 2), ("tls", 3), ("timeout", 2), ("answer", 4)):

        def fail(_: int, send: Send, failing: str = failing) -> Reply:
            raise Unreachable(failing)  # type: ignore[arg-type]

        wire.fault = fail
        found = probing.probe(one)
        assert [step.state for step in found] == ["good"] * at + ["bad"] + ["untried"] * (6 - at)
        assert found[at].text == f"{texts.STEPS[failing]}。"
    wire.fault = None
    expel(house, one, "retired")
    assert [step.state for step in probing.probe(one)] == ["good"] * 6 + ["bad"]


@pytest.mark.parametrize(("minutes", "state"), [(3, "good"), (-30, "warn"), (2000, "bad")])
def test_the_connection_test_looks_at_the_clock(
    house: House, wire: Wire, one: Session, minutes: int, state: str
) -> None:
    def off(_: int, send: Send) -> Reply:
        reply = send()
        ahead = int(reply.headers["x-server-time"]) + minutes * 60_000
        return Reply(reply.status, {**reply.headers, "x-server-time": str(ahead)}, reply.body)

    wire.fault = off
    found = {step.name: step for step in probing.probe(one)}["clock"]
    assert found.state == state


def test_a_store_that_no_cloud_knows_has_nothing_to_test(wire: Wire, tmp_path: Path) -> None:
    with new_session(tmp_path / "alone", code=CID) as alone, pytest.raises(NotEnrolled):
        probing.probe(alone)


def test_reports_are_kept_and_a_silent_round_leaves_none(one: Session) -> None:
    person(one)
    sync(one)
    rounds.sync(one, asker="window")
    rounds.sync(one, asker="night")
    found = rounds.reports(one)
    assert [report["asker"] for report in found] == ["night", "person"]
    assert (found[1]["pushed"], found[1]["result"], found[1]["errors"]) == (1, 0, [])
