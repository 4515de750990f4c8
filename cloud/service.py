"""The cloud as a function: a request in, an answer out. No web framework, no threads, no clock of its own.

Finds the call, lets in who may, holds everyone to the bounds, and words every refusal in the same way. What a call does
is its handler's (`routes.py`); HTTP is `web.py`'s.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter

from cloud import bodies, packages, tokens
from cloud.call import Call, check_schema
from cloud.exchange import Bytes, Refusal, Request, Response, busy, committee_denied, too_large
from cloud.limiting import Limiter, Load
from cloud.means import Means
from cloud.places.place import PlaceTrouble
from cloud.routes import Found, Route, find
from cloud.store import Busy, CommitteeUnknown, Unreachable
from sync.protocol import Json, Malformed

PER_MINUTE, BURST = 600, 200
OPEN_PER_MINUTE = 60
AWAY_S = 5
"""After how long a PC may come again while the database is away."""
_log = logging.getLogger("linong.cloud")


@dataclass(frozen=True, slots=True)
class Answered:
    """What the log and the counts are told of one request; nothing personal, no id but the PC's and the request's."""

    route: str
    status: int
    code: str
    took_s: float
    bytes_in: int
    bytes_out: int
    cid: str
    device: str
    request_id: str
    counts: Mapping[str, int]


class Service:
    """Answers requests; for many threads. `watch` hears of every one, `load` is told by whoever hands them over."""

    def __init__(self, means: Means, watch: Callable[[Answered], None] = lambda _answered: None) -> None:
        self._means, self._watch, self.load = means, watch, Load()
        self._devices = Limiter(PER_MINUTE, BURST)
        self._open = Limiter(OPEN_PER_MINUTE, OPEN_PER_MINUTE)

    def answer(self, request: Request) -> Response:
        """The answer to a request; never raises."""
        began = perf_counter()
        call = Call(request.lowered(), request.query, {})
        found = find(request.method, request.route)
        call.parts = found.parts if found else {}
        try:
            told = self._handled(request, found, call)
            status, code, wait_s = told.status if isinstance(told, Bytes) else 200, "", 0
        except Refusal as refusal:
            status, code, wait_s = refusal.status, refusal.code, refusal.wait_s
            told = {"code": code, "message": refusal.message, **refusal.facts, **self._order(refusal, call)}
        except Exception as error:  # noqa: BLE001 - the edge of the service: a fault of ours is an answer too
            status, code, wait_s = 500, "server_fault", 0
            told = {"code": code, "message": "a fault of the cloud"}
            _log.error("fault", extra={"fault": _where(error)})
        response = self._response(call, status, told, wait_s)
        took_s = perf_counter() - began
        route = found.route.name if found else "unknown"
        sizes = len(request.body), len(response.body)
        who = call.cid, call.device, _request_id(call)
        self._watch(Answered(route, status, code, took_s, *sizes, *who, call.counts))
        return response

    def _order(self, refusal: Refusal, call: Call) -> dict[str, Json]:
        """A PC that is lost destroys its store under the cloud's signature alone."""
        if not (refusal.facts.get("wipe") and call.device):
            return {}
        return {"order": packages.wipe_order(self._means, call.cid, call.device)}

    def _handled(self, request: Request, found: Found | None, call: Call) -> dict[str, Json] | Bytes:
        if found is None:
            raise Refusal(404, "not_found", "no such call")
        try:
            self._let_in(found, call)
            _read_body(request, found, call)
            self._hold_back(found.route, call)
            return found.route.handler(self._means, call)
        except Malformed as error:
            raise Refusal(400, "bad_request", f"not understood: {error.what}", what=error.what) from error
        except CommitteeUnknown as error:
            raise committee_denied() from error
        except Unreachable as error:
            raise busy(AWAY_S) from error
        except (Busy, PlaceTrouble) as error:
            raise busy() from error

    def _let_in(self, found: Found, call: Call) -> None:
        """See that the token is good, and for this committee and device."""
        if found.route.is_open:
            return
        call.cid, call.device = tokens.read(self._means, call.headers.get("authorization", ""))
        if found.parts.get("cid", call.cid) != call.cid or call.headers.get("x-device", call.device) != call.device:
            raise committee_denied()
        check_schema(call.schema, self._means.schemas, writes=False)

    def _hold_back(self, route: Route, call: Call) -> None:
        """See that nobody calls too often; who has no token counts by the committee and device that it names."""
        now_ms = self._means.now_ms()
        if route.is_open:
            named = str(call.told.get("code") or call.told.get("committee") or call.parts.get("cid"))[:12]
            wait_s = self._open.wait_s(f"{route.path} {named} {str(call.told.get('device'))[:100]}", now_ms)
        else:
            wait_s = self._devices.wait_s(f"{call.cid} {call.device}", now_ms)
        if wait_s:
            raise Refusal(429, "too_many", "too many calls", wait_s=wait_s)

    def _response(self, call: Call, status: int, told: Mapping[str, Json] | Bytes, wait_s: int) -> Response:
        if isinstance(told, Bytes):
            body, headers = told.body, dict(told.headers)
        else:
            if status != 200:
                told = {**told, "request_id": _request_id(call)}
            body, headers = bodies.write(told, call.headers.get("accept-encoding", ""))
        headers["X-Server-Time"] = str(self._means.now_ms())
        if call.epoch:
            headers["X-Epoch"] = call.epoch
        if wait_s:
            headers["Retry-After"] = str(wait_s)
        backoff_s = self.load.backoff_s()
        if backoff_s:
            headers["Backoff"] = str(backoff_s)
        return Response(status, headers, body)


def _read_body(request: Request, found: Found, call: Call) -> None:
    """The body as the route takes it: an object, or bytes as they are; raises Refusal."""
    if not found.route.is_bytes:
        call.told = bodies.read(request.body, call.headers.get("content-encoding", ""), found.route.most_bytes)
    elif len(request.body) > found.route.most_bytes:
        raise too_large(found.route.most_bytes)
    else:
        call.body = request.body


def _request_id(call: Call) -> str:
    """As the PC named it, if it is a name."""
    text = call.headers.get("x-request-id", "")
    return text if len(text) <= 64 and text.replace("-", "").isalnum() and text.isascii() else ""


def _where(error: BaseException) -> str:
    """The kind of a fault and the lines that led to it; its text could hold what people wrote."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' < '.join(reversed(places))}"
