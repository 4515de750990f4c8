"""The cloud as a round speaks to it: calls with a token, tried again with patience, the PC's clock held to the cloud's.

Which calls there are is the round's parts'; what a single one costs and says, `calls.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from ledger.errors import LedgerError
from storage.syncing import device_key
from sync import enrolment
from sync.backoff import Patience
from sync.calls import Answer, Calls, Carried, Meter
from sync.local_side import LocalSide
from sync.protocol import CLOCK_TRUST_MS, Json, Malformed
from sync.troubles import DeviceRevoked, TokenExpired, Unreachable
from sync.world import World

_KEPT: Final = "token"  # under this name the last one is kept
_SPARE_MS: Final = 60_000  # a token that ends sooner is renewed before it is used
_OF_CLOCK: Final = frozenset(("expired", "not_yet_valid"))

_Answered = TypeVar("_Answered", Answer, Carried)


class NotEnrolled(LedgerError):
    """No cloud knows this PC."""


class ClockWrong(LedgerError):
    """This PC's clock is so far off that the cloud's certificate does not hold."""


class Line:
    """The way from one store to its cloud. The store is enrolled."""

    def __init__(self, local: LocalSide, world: World, patience: Patience) -> None:
        self._local, self._world, self.patience = local, world, patience
        self._facts = local.facts()
        if not self._facts.is_enrolled:
            raise NotEnrolled
        self._calls = Calls(world, self._facts.device)
        self._calls.token = self._kept_token()
        self.renew()

    @property
    def meter(self) -> Meter:
        """What it cost so far."""
        return self._calls.meter

    def renew(self) -> None:
        """Read generation and lineage anew: they changed."""
        facts = self._facts = self._local.facts()
        self._calls.gen, self._calls.lineage = facts.gen, facts.lineage

    def get(self, name: str, **asked: str | int) -> Answer:
        """A call of the committee without a body; raises as `Calls.get`, DeadlinePassed, ClockWrong."""
        return self._asked(lambda: self._calls.get(self._path(name), **asked))

    def post(self, name: str, said: dict[str, Json]) -> Answer:
        """A call of the committee with a body; raises as `get`."""
        return self._asked(lambda: self._calls.post(self._path(name), said))

    def carry(self, method: str, name: str, headers: Mapping[str, str], body: bytes = b"") -> Carried:
        """A call of the committee whose bodies are bytes as they are; raises as `get`."""
        return self._asked(lambda: self._calls.carry(method, self._path(name), headers, body))

    def new_generation(self, reason: str) -> int:
        """Ask for a new generation of this PC's numbers."""
        said = {"committee": self._facts.committee, "device": self._facts.device, "reason": reason}
        told = self._asked(lambda: self._calls.post("/v1/device/generation", said)).told
        gen = told.get("gen")
        if not isinstance(gen, int):
            raise Malformed("gen")
        return gen

    def note_clock(self, answer: Answer) -> None:
        """One more measurement of this PC's clock, if the cloud told its own."""
        if answer.server_ms:
            self._local.note_clock(answer.offset_ms, answer.server_ms)

    def _path(self, name: str) -> str:
        return f"/v1/c/{self._facts.committee}/{name}"

    def _asked(self, ask: Callable[[], _Answered]) -> _Answered:
        """Once more with a new token where the cloud wants one."""
        if not self._calls.token:
            self._get_token()
        try:
            return self._tried(ask)
        except TokenExpired:
            self._get_token()
            return self._tried(ask)

    def _tried(self, ask: Callable[[], _Answered]) -> _Answered:
        try:
            answer = self.patience.tried(ask)
        except Unreachable as error:
            if error.step == "tls" and error.why in _OF_CLOCK and self._is_clock_off(error.why):
                raise ClockWrong from error
            raise
        self.patience.least_s = answer.wait_s
        return answer

    def _is_clock_off(self, why: str) -> bool:
        """A certificate in use has begun; one that seems to have ended may be right about it."""
        facts = self._facts
        stepped_back = facts.server_ms - self._world.now_ms() > CLOCK_TRUST_MS
        return why == "not_yet_valid" or stepped_back or abs(facts.clock_offset_ms) > CLOCK_TRUST_MS

    def _kept_token(self) -> str:
        """The last token, while it holds; one of a copied disk or of an earlier enrolment counts for nothing."""
        kept, whose = self._local.value(_KEPT), (self._facts.device, self._world.fingerprint)
        if not isinstance(kept, dict) or (kept.get("device"), kept.get("fingerprint")) != whose:
            return ""
        return str(kept["access"]) if int(kept["until"]) - _SPARE_MS > self._world.now_ms() else ""

    def _get_token(self) -> None:
        facts, private, fingerprint = self._facts, self._local.device_key(), self._world.fingerprint
        if private is None:
            raise DeviceRevoked(is_lost=False)
        self._calls.token = ""
        who = {"committee": facts.committee, "device": facts.device}
        nonce = self._tried(lambda: self._calls.post("/v1/token", who)).told.get("nonce")
        if not isinstance(nonce, str):
            raise Malformed("nonce")
        message = enrolment.token_message(facts.committee, facts.device, fingerprint, nonce)
        signed = who | {"fingerprint": fingerprint, "nonce": nonce, "sig": device_key.sign(private, message)}
        told = self._tried(lambda: self._calls.post("/v1/token", signed)).told
        access, lasts_s = told.get("access"), told.get("expires_in")
        if not isinstance(access, str) or not isinstance(lasts_s, int):
            raise Malformed("token")
        self._calls.token = access
        until = self._world.now_ms() + lasts_s * 1000
        kept = {"access": access, "until": until, "device": facts.device, "fingerprint": fingerprint}
        self._local.put_value(_KEPT, kept)
