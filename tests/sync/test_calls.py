"""One call: packed both ways, every byte counted, refusals told apart; and the line over it: token, clock, patience."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from cloud.limiting import AT_ONCE
from ledger.errors import LedgerError
from sync import calls, troubles
from sync.backoff import Patience
from sync.calls import Calls
from sync.line import ClockWrong, Line
from sync.protocol import Malformed
from sync.transport import Reply
from sync.troubles import (
    CloudBusy,
    CloudFault,
    CommitteeDenied,
    CursorExpired,
    DeviceCloned,
    DeviceRevoked,
    EnrolCodeRefused,
    HistoryChanged,
    NumberingLost,
    RequestRefused,
    TokenExpired,
    Unreachable,
    UpgradeNeeded,
)
from sync.world import World
from tests.cloud.callers import House
from tests.sync.exchange import Pc


class Echo:
    """Answers as told and remembers what it was asked."""

    def __init__(self, reply: Reply | LedgerError) -> None:
        self.reply = reply
        self.asked: list[tuple[str, str, Mapping[str, str], bytes]] = []

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        self.asked.append((method, path, headers, body))
        if isinstance(self.reply, LedgerError):
            raise self.reply
        return self.reply


def world(reply: Reply | LedgerError) -> World:
    return World(Echo(reply), "sha256:x", "0.1.0", now_ms=lambda: 1000, sleep=lambda _: None, new_id=lambda: "r-1")


def answered(told: object, **headers: str) -> Reply:
    return Reply(200, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(told).encode())


def test_long_bodies_are_packed_both_ways_and_short_ones_are_not() -> None:
    long = {"text": "张三" * 1000}
    packed = Reply(200, {"content-encoding": "gzip"}, gzip.compress(json.dumps(long).encode()))
    here = world(packed)
    called = Calls(here, "d-1", 3, (("e-1", 0), ("e-2", 70)), "token")
    assert called.post("/v1/x", long).told == long
    assert called.post("/v1/x", {"short": 1}).told == long
    echo = here.transport
    assert isinstance(echo, Echo)
    (_, _, first, body), (_, _, second, plain) = echo.asked
    assert first["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(body)) == long
    assert "Content-Encoding" not in second
    assert plain == b'{"short":1}'
    assert (first["X-Device"], first["X-Gen"], first["X-Lineage"]) == ("d-1", "3", "e-1:0,e-2:70")
    assert first["Authorization"] == "Bearer token"
    assert called.meter.requests == 2
    assert called.meter.up > len(body) + len(plain)
    assert called.meter.down > 2 * len(packed.body)


def test_what_is_asked_stands_in_the_path_escaped() -> None:
    here = world(answered({}))
    Calls(here).get("/v1/c/1/pull", cursor="a+b/=&c", limit=5)
    assert here.transport.asked[0][1] == "/v1/c/1/pull?cursor=a%2Bb%2F%3D%26c&limit=5"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, {}, b""),
        Reply(200, {}, b"[1]"),
        Reply(200, {}, b'{"half":'),
        Reply(200, {}, b"\xff\xfe"),
        Reply(200, {"content-encoding": "gzip"}, b"no gzip"),
        Reply(200, {"content-encoding": "gzip"}, gzip.compress(b"{}")[:-9]),
    ],
)
def test_an_answer_that_is_not_whole_is_none(reply: Reply) -> None:
    with pytest.raises(Unreachable) as caught:
        Calls(world(reply)).get("/v1/x")
    assert caught.value.step == "answer"


def test_an_answer_that_unpacks_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "MOST_UNPACKED", 1000)
    bomb = Reply(200, {"content-encoding": "gzip"}, gzip.compress(b" " * 100_000))
    with pytest.raises(Unreachable):
        Calls(world(bomb)).get("/v1/x")


@pytest.mark.parametrize(
    ("status", "told", "kind", "facts"),
    [
        (400, {"code": "bad_request"}, RequestRefused, {"is_too_large": False}),
        (401, {"code": "token_expired"}, TokenExpired, {}),
        (401, {"code": "device_revoked", "wipe": True}, DeviceRevoked, {"is_lost": True}),
        (401, {"code": "device_revoked", "wipe": False}, DeviceRevoked, {"is_lost": False}),
        (401, {}, TokenExpired, {}),
        (403, {"code": "committee_denied"}, CommitteeDenied, {}),
        (403, {"code": "enrol_code_used"}, EnrolCodeRefused, {"code": "enrol_code_used"}),
        (408, {}, CloudBusy, {}),
        (409, {"code": "op_gap", "last_n": 3}, NumberingLost, {"code": "op_gap"}),
        (409, {"code": "gen_superseded"}, NumberingLost, {}),
        (409, {"code": "client_rolled_back"}, NumberingLost, {}),
        (409, {"code": "device_cloned"}, DeviceCloned, {}),
        (409, {"code": "epoch_changed", "lineage": [["e", 0]], "divergence": 0}, HistoryChanged, {"divergence": 0}),
        (409, {"code": "epoch_changed", "lineage": "?"}, Malformed, {}),
        (410, {"code": "cursor_expired"}, CursorExpired, {}),
        (413, {"code": "too_large"}, RequestRefused, {"is_too_large": True}),
        (422, {"code": "schema_unknown"}, UpgradeNeeded, {"is_cloud_older": True}),
        (426, {"code": "upgrade_required"}, UpgradeNeeded, {"is_cloud_older": False}),
        (429, {"code": "too_many"}, CloudBusy, {"wait_s": 9}),
        (500, {"code": "server_fault"}, CloudFault, {}),
        (501, {}, CloudFault, {}),
        (503, {"code": "busy"}, CloudBusy, {"wait_s": 9}),
        (404, {"code": "not_found"}, RequestRefused, {}),
    ],
)
def test_every_refusal_has_its_kind(
    status: int, told: object, kind: type[LedgerError], facts: dict[str, object]
) -> None:
    reply = Reply(status, {"retry-after": "9"}, json.dumps(told).encode())
    with pytest.raises(kind) as caught:
        Calls(world(reply)).get("/v1/x")
    assert facts.items() <= vars(caught.value).items()
    with pytest.raises(LedgerError):  # whatever stands in the body
        Calls(world(Reply(status, {"retry-after": "soon"}, b"<html>"))).get("/v1/x")


def test_every_class_that_ends_a_round_is_a_trouble_with_a_name_of_its_own() -> None:
    assert len({kind.__name__ for kind in troubles.ENDING}) == len(troubles.ENDING)


def test_a_certificate_is_never_tried_again_a_broken_line_is() -> None:
    for error, tries in (
        (Unreachable("tls", "expired"), 1),
        (Unreachable("proxy", "login"), 1),
        (Unreachable("lost"), 4),
    ):
        here = world(error)
        patience = Patience(here, tries=3)
        called = Calls(here)
        with pytest.raises(Unreachable):
            patience.tried(lambda called=called: called.get("/v1/x"))  # type: ignore[misc]
        assert len(here.transport.asked) == tries  # type: ignore[attr-defined]


def test_the_cloud_may_ask_to_be_left_alone_even_when_it_answers(tmp_path: Path) -> None:
    house = House()
    pc = Pc(house, tmp_path / "store", "one").enrol()

    def slow_down(_: int, send: object) -> Reply:
        reply = send()  # type: ignore[operator]
        return Reply(reply.status, {**reply.headers, "backoff": "11"}, reply.body)

    pc.wire.fault = slow_down
    pc.synced()
    assert pc.slept[:3] == [11, 11, 11]
    pc.store.close()


def test_a_round_obeys_a_cloud_before_which_many_stand(tmp_path: Path) -> None:
    house = House()
    pc = Pc(house, tmp_path / "store", "one").enrol()
    with ExitStack() as crowd:
        for _ in range(3 * AT_ONCE):
            crowd.enter_context(house.service.load.one())
        asked = pc.synced().requests
    assert pc.slept == [2] * (asked - 1)  # before each but the first
    pc.slept.clear()
    pc.synced()
    assert pc.slept == []
    pc.store.close()


def test_a_wrong_clock_is_told_from_a_wrong_certificate(tmp_path: Path) -> None:
    house = House()
    pc = Pc(house, tmp_path / "store", "one").enrol()
    pc.synced()
    now = house.time.ms

    def refused(why: str) -> LedgerError | None:
        def fail(_: int, send: object) -> Reply:
            raise Unreachable("tls", why)

        pc.wire.fault = fail
        return pc.sync().trouble

    assert isinstance(refused("expired"), Unreachable)  # the clock agreed with the cloud's a moment ago
    assert isinstance(refused("unknown_issuer"), Unreachable)
    assert isinstance(refused("not_yet_valid"), ClockWrong)
    house.time.ms = now - 3 * 86_400_000  # stepped back
    assert isinstance(refused("expired"), ClockWrong)
    house.time.ms = now
    for _ in range(5):
        pc.local.note_clock(2 * 86_400_000, now)
    assert isinstance(refused("expired"), ClockWrong)
    pc.store.close()


def test_a_token_is_kept_between_rounds_and_belongs_to_one_machine(tmp_path: Path) -> None:
    house = House()
    pc = Pc(house, tmp_path / "store", "one").enrol()
    pc.synced()
    assert pc.synced().requests == 1
    line = Line(pc.local, pc.world, Patience(pc.world))
    assert line._calls.token

    other = replace(pc.world, fingerprint="sha256:another")
    assert Line(pc.local, other, Patience(other))._calls.token == ""
    pc.store.close()


def test_no_path_and_no_header_says_anything_about_people(tmp_path: Path) -> None:
    house = House()
    pc = Pc(house, tmp_path / "store", "one").enrol()
    seen: list[str] = []
    original = pc.wire.send

    def listening(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        seen.append(path + json.dumps(dict(headers), ensure_ascii=False))
        return original(method, path, headers, body)

    pc.wire.send = listening  # type: ignore[method-assign]
    pc.add(name="欧阳某某", phone="13812345678", id_no="11010519491231002X")
    pc.synced()
    said = "".join(seen)
    assert seen
    for personal in ("欧阳", "13812345678", "11010519491231002X", "wang", "王芳"):
        assert personal not in said
    pc.store.close()
