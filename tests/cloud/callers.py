"""A PC that calls the service as over HTTP, without a network: enrols, gets its token, sends and reads."""

from __future__ import annotations

import gzip
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from cloud.data_folder import ServerKeys
from cloud.enrolling import new_code
from cloud.exchange import Request, Response
from cloud.means import Means
from cloud.memory_store import MemoryStore
from cloud.service import Answered, Service
from cloud.store import CloudStore
from ledger import ids
from storage.syncing import device_key
from sync.enrolment import token_message
from sync.protocol import SCHEMA

CID, OTHER = "310115001001", "310115001002"
NOON_MS = 1_795_000_000_000
KEYS = ServerKeys(b"c" * 32, b"s" * 32, "password")


_codes = itertools.count(310190_000_000)


def new_cid() -> str:
    """The code of a committee that no other test of this process uses: databases outlive a test."""
    return str(next(_codes))


def new_id() -> str:
    return ids.to_text(ids.new_id())


@dataclass
class Time:
    """A clock that stands still until it is moved."""

    ms: int = NOON_MS

    def now_ms(self) -> int:
        return self.ms


class House:
    """A service with two committees and its clock."""

    def __init__(self, store: CloudStore | None = None, *, cids: tuple[str, ...] = (CID, OTHER)) -> None:
        self.time, self.seen = Time(), list[Answered]()
        self.store = store or MemoryStore()
        self.means = Means(self.store, KEYS, now_ms=self.time.now_ms)
        self.service = Service(self.means, self.seen.append)
        self.cids = cids
        for cid in cids:
            self.store.add_committee(cid, "居委会", "e-1")

    def pc(self, cid: str = CID, fingerprint: str = "sha256:aa") -> Pc:
        """An enrolled PC with a token."""
        pc = Pc(self, cid, fingerprint)
        pc.enrol()
        pc.get_token()
        return pc


@dataclass
class Pc:
    house: House
    cid: str
    fingerprint: str
    key: bytes = field(default_factory=device_key.generate)
    device: str = ""
    gen: int = 0
    n: int = 0
    cursor: str = ""
    token: str = ""
    lineage: str = "e-1:0"
    headers: dict[str, str] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)
    """Ids of records that a test made with this PC."""

    def raw(self, method: str, path: str, body: bytes = b"", **headers: str) -> Response:
        told = {"X-Schema": str(SCHEMA), "X-Lineage": self.lineage, "X-Request-Id": new_id()}
        if self.token:
            told |= {"Authorization": f"Bearer {self.token}", "X-Device": self.device}
        told |= self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.house.service.answer(Request(method, path, told, body))

    def get(self, path: str, *, status: int = 200) -> Any:
        return self._read(self.raw("GET", path), status)

    def post(self, path: str, told: Any, *, status: int = 200) -> Any:
        return self._read(self.raw("POST", path, json.dumps(told).encode()), status)

    def _read(self, response: Response, status: int) -> Any:
        """What was told; its status is looked at, 0 for any."""
        body = response.body
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        told = json.loads(body)
        assert status in (0, response.status), told
        return told

    def of(self, name: str) -> str:
        """The path of a call of the committee."""
        return f"/v1/c/{self.cid}/{name}"

    def enrol(self, code: str = "", *, status: int = 200) -> Any:
        code = code or new_code(self.house.means, self.cid)
        told = {"code": code, "pubkey": device_key.public_part(self.key), "fingerprint": self.fingerprint, "app": "1.0"}
        answer = self.post("/v1/enrol", told, status=status)
        if status == 200:
            self.device, self.gen = answer["device"], answer["gen"]
        return answer

    def get_token(self, *, status: int = 200) -> Any:
        who = {"committee": self.cid, "device": self.device}
        nonce = self.post("/v1/token", who)["nonce"]
        return self.sign(nonce, status=status)

    def sign(self, nonce: str, *, status: int = 200) -> Any:
        who = {"committee": self.cid, "device": self.device, "fingerprint": self.fingerprint}
        signature = device_key.sign(self.key, token_message(self.cid, self.device, self.fingerprint, nonce))
        answer = self.post("/v1/token", {**who, "nonce": nonce, "sig": signature}, status=status)
        self.token = answer.get("access", self.token)
        return answer

    def person(self, name: str = "张三", **more: Any) -> dict[str, Any]:
        """An operation that makes a person."""
        self.n += 1
        record = more.pop("id", "") or new_id()
        made = {"n": self.n, "op_id": record, "k": "create", "t": "person", "id": record, "base": 0}
        return made | {"f": {"name": name}, "at": "2026-11-18T09:00:00.000Z", "off": 0, "u": "wang", "cv": "1.0"} | more

    def push(self, *ops: dict[str, Any], status: int = 200, **more: Any) -> Any:
        first = ops[0]["n"] if ops else self.n + 1
        said = {"device": self.device, "gen": self.gen, "first_n": first, "cursor": self.cursor, "ops": list(ops)}
        return self.post(self.of("push"), said | more, status=status)

    def pull(self, *, status: int = 200, limit: int = 1000) -> Any:
        told = self.get(f"{self.of('pull')}?cursor={self.cursor}&limit={limit}", status=status)
        self.cursor = told.get("next", self.cursor)
        return told
