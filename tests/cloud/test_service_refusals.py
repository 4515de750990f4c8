"""The cloud as a function: whom it lets in, what it refuses, and how it says so."""

from __future__ import annotations

import asyncio
import gzip
import json
from contextlib import ExitStack
from dataclasses import replace

import pytest
from fastapi import Request as HttpRequest

from cloud import web
from cloud.exchange import Request, Response
from cloud.limiting import AT_ONCE, LONGEST_BACKOFF_S
from cloud.means import Schemas
from cloud.service import Service
from sync.protocol import MOST_PUSH_BYTES
from tests.cloud.callers import CID, House

# -- tokens and PCs


def test_a_token_lasts_half_an_hour(house: House) -> None:
    pc = house.pc()
    house.time.ms += 1_799_000
    pc.get(pc.of("hello"))
    house.time.ms += 1_000
    assert pc.get(pc.of("hello"), status=401)["code"] == "token_expired"
    pc.get_token()
    pc.get(pc.of("hello"))


def test_what_is_signed_holds_for_minutes_and_for_one_pc(house: House) -> None:
    pc, other = house.pc(), house.pc()
    nonce = pc.post("/v1/token", {"committee": CID, "device": pc.device})["nonce"]
    assert other.sign(nonce, status=401)["code"] == "challenge_expired"
    assert pc.sign("v1.made.up", status=401)["code"] == "challenge_expired"
    house.time.ms += 301_000
    assert pc.sign(nonce, status=401)["code"] == "challenge_expired"


def test_a_signature_of_another_key_is_refused(house: House) -> None:
    pc, other = house.pc(), house.pc()
    pc.key = other.key
    told = pc.get_token(status=401)
    assert (told["code"], told["wipe"]) == ("device_revoked", False)


def test_the_same_key_on_another_machine_is_a_clone(house: House) -> None:
    pc = house.pc()
    pc.fingerprint = "sha256:bb"
    assert pc.get_token(status=409)["code"] == "device_cloned"


def test_a_lost_pc_is_told_to_wipe_and_reads_nothing(house: House) -> None:
    pc = house.pc()
    with house.store.turn(CID) as turn:
        turn.put_device(replace(turn.devices()[0], state="lost"))
    for told in (pc.pull(status=401), pc.push(pc.person(), status=401), pc.get(pc.of("hello"), status=401)):
        assert (told["code"], told["wipe"]) == ("device_revoked", True)


def test_a_retired_pc_may_send_for_a_week_what_it_has(house: House) -> None:
    pc = house.pc()
    with house.store.turn(CID) as turn:
        turn.put_device(replace(turn.devices()[0], state="retired", since=house.means.now_text()))
    assert pc.pull(status=401)["wipe"] is False
    assert pc.get(pc.of("hello"))["gen"] == 1
    assert pc.push(pc.person())["results"][0]["reason"] == "quarantined"
    house.time.ms += 8 * 86_400_000
    pc.get_token()
    assert pc.push(pc.person(), status=401)["wipe"] is True


# -- what is not understood


@pytest.mark.parametrize(
    "body", [b"[]", b"{", b"\xff", b'{"a":"\\u0000"}', b'{"a":["\\ud800"]}', b"[" * 100_000, b'"x"']
)
def test_a_body_that_is_none_is_a_bad_request(house: House, body: bytes) -> None:
    pc = house.pc()
    response = pc.raw("POST", pc.of("push"), body)
    assert response.status == 400
    assert json.loads(response.body)["code"] == "bad_request"


def test_bodies_are_bounded_packed_or_not(house: House) -> None:
    pc = house.pc()
    large = b'{"a":"' + b"x" * MOST_PUSH_BYTES + b'"}'
    assert pc.raw("POST", pc.of("push"), large).status == 413
    packed = gzip.compress(large)
    assert pc.raw("POST", pc.of("push"), packed, Content_Encoding="gzip").status == 413
    assert pc.raw("POST", pc.of("push"), packed[:100], Content_Encoding="gzip").status == 400
    assert pc.raw("POST", pc.of("push"), b"{}", Content_Encoding="br").status == 400


def test_answers_are_packed_for_who_takes_it(house: House) -> None:
    pc = house.pc()
    pc.push(*(pc.person(f"人{number}") for number in range(50)))
    packed = pc.raw("GET", pc.of("pull"), Accept_Encoding="gzip, deflate")
    plain = pc.raw("GET", pc.of("pull"))
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "Content-Encoding" not in pc.raw("GET", pc.of("hello"), Accept_Encoding="gzip").headers


def test_too_many_operations_are_too_large(house: House) -> None:
    pc = house.pc()
    told = pc.push(*(pc.person() for _ in range(201)), status=413)
    assert (told["code"], told["limit"]) == ("too_large", 200)


def test_what_no_version_writes_is_a_bad_request(house: House) -> None:
    pc = house.pc()
    assert pc.push({"n": 1}, status=400)["what"] == "op_id"
    assert pc.post(pc.of("push"), {"ops": 1}, status=400)["what"] == "ops"
    assert pc.post(pc.of("fetch"), {"t": "person", "ids": ["x"]}, status=400)["what"] == "ids"
    assert pc.post(pc.of("digest"), {"at": 0, "type": "person", "buckets": 3}, status=400)["what"] == "buckets"
    assert pc.post(pc.of("digest"), {"at": True}, status=400)["what"] == "at"
    assert pc.get(f"{pc.of('history')}?t=person", status=400)["what"] == "id"
    assert pc.get(f"{pc.of('pull')}?limit=-1", status=400)["what"] == "limit"


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("POST", "/v1/c/1/hello"), ("GET", "/v1/enrol"), ("GET", "/v2/x")]
)
def test_an_unknown_call_is_not_found(house: House, method: str, path: str) -> None:
    assert house.service.answer(Request(method, path)).status == 404


def test_schemas_outside_the_window_are_refused(house: House) -> None:
    means = replace(house.means, schemas=Schemas(min_read=2, min_write=3, current=3))
    pc = house.pc()
    house.service = Service(means)
    pc.headers = {"X-Schema": "4"}
    assert pc.get(pc.of("hello"), status=422)["code"] == "schema_unknown"
    pc.headers = {"X-Schema": "1"}
    assert pc.get(pc.of("hello"), status=426)["schema"] == {"min_read": 2, "min_write": 3, "current": 3}
    pc.headers = {"X-Schema": "2"}
    assert pc.pull()["changes"] == []
    assert pc.push(pc.person(), status=426)["code"] == "upgrade_required"


# -- headers, bounds, faults


def test_while_many_wait_all_are_asked_to_stay_away(house: House) -> None:
    pc = house.pc()

    def told(present: int) -> str | None:
        with ExitStack() as crowd:
            for _ in range(present):
                crowd.enter_context(house.service.load.one())
            return pc.raw("GET", pc.of("hello")).headers.get("Backoff")

    assert [told(present) for present in (0, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE + 1)] == [None, None, "1", "2"]
    assert told(1000 * AT_ONCE) == str(LONGEST_BACKOFF_S)
    assert told(0) is None


def test_every_request_over_http_counts_from_its_coming_to_its_answer(house: House) -> None:
    seen: list[int] = []

    def answer(_request: Request) -> Response:
        seen.append(house.service.load._present)
        return Response(200, {}, b"")

    async def nothing() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    house.service.answer = answer  # type: ignore[method-assign]
    scope = {"type": "http", "method": "GET", "path": "/v1/x", "query_string": b"", "headers": [], "scheme": "http"}
    asyncio.run(web._answer(house.service, HttpRequest(scope, nothing), 100))
    assert (seen, house.service.load._present) == ([1], 0)


def test_every_answer_tells_the_time_and_the_epoch(house: House) -> None:
    pc = house.pc()
    headers = pc.raw("GET", pc.of("hello")).headers
    assert headers["X-Server-Time"] == str(house.time.ms)
    assert headers["X-Epoch"] == "e-1"
    refused = pc.raw("GET", "/nowhere", X_Request_Id="abc-1")
    assert refused.headers["X-Server-Time"] == str(house.time.ms)
    assert json.loads(refused.body)["request_id"] == "abc-1"


def test_who_calls_too_often_waits(house: House) -> None:
    pc, other = house.pc(), house.pc()
    for _ in range(200):
        pc.get(pc.of("hello"))
    told = pc.raw("GET", pc.of("hello"))
    assert (told.status, told.headers["Retry-After"]) == (429, "1")
    other.get(other.of("hello"))
    house.time.ms += 1000
    for _ in range(10):
        pc.get(pc.of("hello"))
    pc.get(pc.of("hello"), status=429)


def test_codes_are_not_guessed_by_trying(house: House) -> None:
    pc = house.pc()
    for _ in range(58):
        assert pc.enrol(f"{CID}-0000-0000-0000", status=403)["code"] == "enrol_code_unknown"
    statuses = {pc.raw("POST", "/v1/enrol", json.dumps({"code": f"{CID}-0000"}).encode()).status for _ in range(5)}
    assert 429 in statuses


def test_a_fault_of_ours_is_told_without_what_people_wrote(house: House, caplog: pytest.LogCaptureFixture) -> None:
    pc = house.pc()

    def fail(_: str) -> None:
        raise RuntimeError("张三")

    house.store.turn = fail  # type: ignore[assignment,method-assign]
    told = pc.push(pc.person(), status=500)
    assert told["code"] == "server_fault"
    assert "张三" not in json.dumps(told, ensure_ascii=False)
    (record,) = caplog.records
    assert "RuntimeError at" in record.fault
    assert "张三" not in record.fault


def test_a_report_keeps_counts_and_takes_no_sentences(house: House) -> None:
    pc = house.pc()
    told = {
        "pushed": 3,
        "result": 0,
        "reasons": {"validation": 1},
        "errors": ["Unreachable"],
        "start": "2026-11-18T09:00:00Z",
    }
    assert pc.post(pc.of("report"), told) == {}
    with house.store.look(CID) as look:
        assert look.reports(1)[0].told == told
    assert pc.post(pc.of("report"), {"note": "张三 搬走了"}, status=400)["what"] == "report"
    assert pc.post(pc.of("report"), {"a": {"b": {"c": 1}}}, status=400)["what"] == "report"


def test_the_watch_hears_counts_and_no_values(house: House) -> None:
    pc = house.pc()
    house.seen.clear()
    pc.push(pc.person("张三"))
    (seen,) = house.seen
    assert (seen.route, seen.status, seen.cid, seen.device) == ("POST /v1/c/{cid}/push", 200, CID, pc.device)
    assert seen.counts == {"operations": 1, "applied": 1}
    assert "张三" not in repr(seen)
