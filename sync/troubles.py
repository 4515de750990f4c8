"""What can go wrong between this PC and the cloud, as facts; the texts for people are `app`'s.

An error of the cloud has a `code` on the wire (docs/sync_protocol.md); each that a round treats in its own way
has a class here, and `refusal` makes it out of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal

from ledger.errors import LedgerError, Retry
from sync.protocol import Lineage, Malformed

Step = Literal["dns", "proxy", "connect", "tls", "timeout", "lost", "answer"]
"""Where a request failed. `lost`: the connection broke; `answer`: what came is not from our cloud, or not whole."""


class Unreachable(LedgerError):
    """The cloud was not reached, or its answer did not come back whole; `step` says where, `why` in one word."""

    retry: ClassVar[Retry] = "later"

    def __init__(self, step: Step, why: str = "") -> None:
        super().__init__(f"unreachable: {step} {why}".rstrip())
        self.step = step
        self.why = why


class CloudBusy(LedgerError):
    """The cloud asks to come back after `wait_s` seconds at least."""

    retry: ClassVar[Retry] = "later"

    def __init__(self, status: int, wait_s: float = 0) -> None:
        super().__init__(f"cloud busy: {status}")
        self.status = status
        self.wait_s = wait_s


class CloudFault(LedgerError):
    """The cloud failed in itself; nothing of this PC is at fault, and nothing is given up for it."""

    retry: ClassVar[Retry] = "later"

    def __init__(self, status: int, code: str = "") -> None:
        super().__init__(f"cloud fault: {status} {code}".rstrip())
        self.status = status
        self.code = code


class RequestRefused(LedgerError):
    """The cloud does not take a request as it was written: our fault, or it is too large."""

    def __init__(self, code: str, *, is_too_large: bool = False) -> None:
        super().__init__(f"request refused: {code}")
        self.code = code
        self.is_too_large = is_too_large


class TokenExpired(LedgerError):
    """The cloud wants a new token."""

    retry: ClassVar[Retry] = "now"


class DeviceRevoked(LedgerError):
    """The cloud knows this PC no more; `is_lost`: it was reported lost, and what it holds has to go.

    `order` is the cloud's signature to that (`sync.orders`).
    """

    def __init__(self, *, is_lost: bool, order: str = "") -> None:
        super().__init__("device revoked, lost" if is_lost else "device revoked")
        self.is_lost = is_lost
        self.order = order


class CommitteeDenied(LedgerError):
    """The committee was moved or closed, or this PC has no right to it."""


class NumberingLost(LedgerError):
    """The cloud knows other operations under this PC's numbers: it was restored from a copy. `code` says how."""

    retry: ClassVar[Retry] = "now"

    def __init__(self, code: str) -> None:
        super().__init__(f"numbering lost: {code}")
        self.code = code


class DeviceCloned(LedgerError):
    """Another PC uses the same copy of this store; it has to be enrolled anew."""


class HistoryChanged(LedgerError):
    """The cloud was restored: its history and this PC's part after `divergence`."""

    retry: ClassVar[Retry] = "now"

    def __init__(self, lineage: Lineage, divergence: int) -> None:
        super().__init__(f"history changed from {divergence}")
        self.lineage = lineage
        self.divergence = divergence


class HeadMoved(LedgerError):
    """Somebody wrote while the cloud was asked about one moment; pull first."""

    retry: ClassVar[Retry] = "now"


class CursorExpired(LedgerError):
    """The cloud does not reach back to where this PC stands: everything is fetched anew."""

    retry: ClassVar[Retry] = "now"


class UpgradeNeeded(LedgerError):
    """The cloud does not take what this version writes; `is_cloud_older`: it does not know it yet."""

    def __init__(self, *, is_cloud_older: bool = False) -> None:
        super().__init__("cloud is older" if is_cloud_older else "upgrade needed")
        self.is_cloud_older = is_cloud_older


class EnrolCodeRefused(LedgerError):
    """The code to enrol with is not known, was used, or is too old."""

    def __init__(self, code: str) -> None:
        super().__init__(f"enrol code refused: {code}")
        self.code = code


ENDING: tuple[type[LedgerError], ...] = (
    Unreachable, CloudBusy, CloudFault, RequestRefused, TokenExpired, DeviceRevoked, CommitteeDenied, NumberingLost,
    DeviceCloned, HistoryChanged, HeadMoved, CursorExpired, UpgradeNeeded,
)  # fmt: skip
"""What ends a round early, where the round knows no way on."""

_Maker = Callable[[str, Mapping[str, Any]], LedgerError]


def _history(_code: str, told: Mapping[str, Any]) -> LedgerError:
    try:
        lineage = tuple((str(epoch), int(start)) for epoch, start in told["lineage"])
        return HistoryChanged(lineage, int(told["divergence"]))
    except (KeyError, TypeError, ValueError):
        return Malformed("lineage")


def _numbering(code: str, _told: Mapping[str, Any]) -> LedgerError:
    return NumberingLost(code)


_BY_CODE: Mapping[str, _Maker] = {
    "token_expired": lambda *_: TokenExpired(),
    "device_revoked": lambda _, told: DeviceRevoked(is_lost=bool(told.get("wipe")), order=str(told.get("order") or "")),
    "committee_denied": lambda *_: CommitteeDenied(),
    "client_rolled_back": _numbering,
    "op_gap": _numbering,
    "gen_superseded": _numbering,
    "device_cloned": lambda *_: DeviceCloned(),
    "epoch_changed": _history,
    "moved": lambda *_: HeadMoved(),
    "cursor_expired": lambda *_: CursorExpired(),
    "schema_unknown": lambda *_: UpgradeNeeded(is_cloud_older=True),
    "upgrade_required": lambda *_: UpgradeNeeded(),
    "enrol_code_unknown": lambda code, _: EnrolCodeRefused(code),
    "enrol_code_used": lambda code, _: EnrolCodeRefused(code),
    "enrol_code_expired": lambda code, _: EnrolCodeRefused(code),
}
_BY_STATUS: Mapping[int, str] = {
    401: "token_expired", 403: "committee_denied", 410: "cursor_expired", 422: "schema_unknown", 426: "upgrade_required"
}  # fmt: skip
_PASSING = frozenset((408, 425, 429, 502, 503, 504))
_LARGE, _FAULTS = 413, 500


def refusal(status: int, told: Mapping[str, Any], wait_s: float) -> LedgerError:
    """The error behind an answer that is none of 2xx. An unknown code counts as its status does."""
    code = str(told.get("code") or "")
    if status in _PASSING:
        return CloudBusy(status, wait_s)
    if status >= _FAULTS:
        return CloudFault(status, code)
    maker = _BY_CODE.get(code) or _BY_CODE.get(_BY_STATUS.get(status, ""))
    if maker is not None:
        return maker(code, told)
    if not code and status != _LARGE:
        return Unreachable("answer", "not readable")  # cut short, or not the cloud's: no operation is given up for it
    return RequestRefused(code or str(status), is_too_large=status == _LARGE)
