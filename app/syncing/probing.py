"""The connection test: every step on the way to the cloud by itself, what it means and what to do, in plain words.

It asks the cloud for two things only, how it stands and whether it lets this PC in; it exchanges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app import access, messages
from app.message_texts import syncing as texts
from app.stores.session import Session
from app.syncing import route
from ledger.errors import LedgerError
from sync.backoff import Patience
from sync.calls import Calls
from sync.line import ClockWrong, Line
from sync.local_side import LocalSide
from sync.round import RETIRED
from sync.troubles import ENDING, DeviceRevoked, Unreachable
from sync.world import World

State = Literal["good", "warn", "bad", "untried"]
_FAR_MS, _TOO_FAR_MS = 5 * 60_000, 24 * 3_600_000
_STEPS = ("dns", "proxy", "connect", "tls", "answer", "clock", "token")
_LABELS = {
    "dns": "找到网址",
    "proxy": "代理",
    "connect": "连上服务器",
    "tls": "证书",
    "answer": "上级平台的回答",
    "clock": "本机日期和时间",
    "token": "放行这台电脑",
}
_GOOD = {
    "dns": "网址能找到。",
    "proxy": "代理放行了。",
    "connect": "服务器能连上。",
    "tls": "证书核对无误。",
    "answer": "回答是上级平台发来的。",
    "token": "上级平台放行了这台电脑。",
}
_TROUBLES: tuple[type[LedgerError], ...] = (*ENDING, ClockWrong)
_FAILS_AT = {"timeout": "connect", "lost": "answer"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called, how it went, what that means."""

    name: str
    label: str
    state: State
    text: str


@access.operation(access.OWN)
def probe(session: Session) -> list[Step]:
    """Try every step in its order; those behind the one that fails stay untried.

    Raises:
        NotEnrolled: there is nowhere to go to.
    """
    local = LocalSide(session.store)
    way = route.of(local)
    with route.world(way) as world:
        return _Probe(local, world, has_proxy=way.proxy not in (route.SYSTEM, route.NONE)).steps()


class _Probe:
    def __init__(self, local: LocalSide, world: World, *, has_proxy: bool) -> None:
        self._local, self._world, self._has_proxy = local, world, has_proxy
        self._line = Line(local, world, Patience(world, tries=0))

    def steps(self) -> list[Step]:
        failed, why, offset_ms = self._reach()
        told = [self._told(name, failed, why) for name in _STEPS[:5]]
        if failed:
            return [*told, *(_step(name, "untried", "前面没有通，没有试。") for name in _STEPS[5:])]
        return [*told, _clock(offset_ms), self._token()]

    def _reach(self) -> tuple[str, str, int]:
        """The step that failed with its text, or how far the clock is off."""
        calls = Calls(self._world)
        try:
            calls.get(f"/v1/c/{self._local.facts().committee}/hello")
        except Unreachable as error:
            step = _FAILS_AT.get(error.step, error.step)
            return step, f"{texts.unreachable(error.step, error.why)}。", 0
        except ENDING:
            pass  # without a token it lets nobody in; that it says so is what was asked
        return "", "", calls.offset_ms

    def _told(self, name: str, failed: str, why: str) -> Step:
        order = _STEPS.index
        if failed and order(name) > order(failed):
            return _step(name, "untried", "前面没有通，没有试。")
        if name == failed:
            return _step(name, "bad", why)
        if name == "proxy" and not self._has_proxy:
            return _step(name, "good", "没有另设代理，跟随系统。")
        if name == "dns" and self._has_proxy:
            return _step(name, "good", "由代理去找。")
        return _step(name, "good", _GOOD[name])

    def _token(self) -> Step:
        try:
            told = self._line.get("hello").told
        except _TROUBLES as error:
            return _step("token", "bad", _said(error))
        if told.get("state") == RETIRED:
            return _step("token", "bad", _said(DeviceRevoked(is_lost=False)))
        return _step("token", "good", _GOOD["token"])


def _said(error: LedgerError) -> str:
    return messages.window_message_for(error)


def _clock(offset_ms: int) -> Step:
    off = abs(offset_ms)
    if off <= _FAR_MS:
        return _step("clock", "good", "和上级平台一致。")
    minutes = round(off / 60_000)
    which = "慢" if offset_ms > 0 else "快"
    told = f"本机时间比上级平台{which} {minutes:,} 分钟，请改对，否则先后会弄错。"
    return _step("clock", "bad" if off > _TOO_FAR_MS else "warn", told)


def _step(name: str, state: State, text: str) -> Step:
    return Step(name, _LABELS[name], state, text)
