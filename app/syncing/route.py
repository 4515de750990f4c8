"""The way to the cloud as it is set on this PC: address, proxy, the office's own certificate authority.

Kept in the encrypted store: a proxy's address may hold a password. Changing it is a setting like others and is entered
in the audit, without the address of the proxy.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app import access
from app.stores.session import Session
from app.syncing.fingerprint import fingerprint
from ledger.errors import LedgerError
from storage.journal import VERSION, Entry
from sync.line import NotEnrolled
from sync.local_side import LocalSide
from sync.world import World

if TYPE_CHECKING:
    from sync.transport import Route, Transport

_KEPT = "route"
SYSTEM, NONE = "system", "none"
"""Proxies: as the PC is set up; none at all. Anything else is the address of one."""
_LARGEST_CA = 1 << 20


class ProxyRefused(LedgerError):
    """The address of a proxy is none."""


class AddressMissing(LedgerError):
    """This PC joined by package and was never told an address."""


Carrier = Callable[["Route"], "Transport"]
Sleep = Callable[[float], None]
_carrier: tuple[Carrier, Sleep] | None = None


@contextmanager
def carried_by(carrier: Carrier, sleep: Sleep = time.sleep) -> Iterator[None]:
    """Inside, requests go another way, and waits are somebody else's: for tests and shows without a network."""
    global _carrier  # noqa: PLW0603 - the one switch of the one way out
    before = _carrier
    _carrier = carrier, sleep
    try:
        yield
    finally:
        _carrier = before


@contextmanager
def world(route: Route, sleep: Sleep = time.sleep) -> Iterator[World]:
    """The world of a round over this route; its connection is closed in the end. Raises AddressMissing."""
    if _carrier is not None:
        yield World(_carrier[0](route), fingerprint(), VERSION, sleep=_carrier[1])
        return
    if not route.url:
        raise AddressMissing
    from sync.transport import Https

    with closing(Https(route)) as carrier:
        yield World(carrier, fingerprint(), VERSION, sleep=sleep)


def made(url: str, ca: str = "", proxy: str = SYSTEM) -> Route:
    """A checked route; raises AddressRefused, CaRefused, ProxyRefused."""
    from sync.transport import Route, check_ca, checked_address

    if ca:
        check_ca(ca)
    return Route(checked_address(url), ca, _checked_proxy(proxy))


def read_ca(path: Path) -> str:
    """The certificates in a file; raises CaRefused."""
    from sync.transport import CaRefused, check_ca

    try:
        if path.stat().st_size > _LARGEST_CA:
            raise CaRefused
        ca = path.read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        raise CaRefused from error
    check_ca(ca)
    return ca


def of(local: LocalSide) -> Route:
    """The route of an enrolled store; raises NotEnrolled."""
    from sync.transport import Route

    facts, kept = local.facts(), local.value(_KEPT)
    if not facts.is_enrolled:
        raise NotEnrolled
    if not isinstance(kept, dict):
        return Route(facts.url, facts.ca)
    return Route(str(kept.get("url") or facts.url), _joined(facts.ca, str(kept.get("ca", ""))), str(kept["proxy"]))


def keep(local: LocalSide, route: Route) -> None:
    """Keep a checked route."""
    local.put_value(_KEPT, {"url": route.url, "ca": route.ca, "proxy": route.proxy})


@access.operation(access.OWN)
def current(session: Session) -> Route:
    """The route that holds now, for the page of settings; raises NotEnrolled."""
    return of(LocalSide(session.store))


@access.operation("settings")
def change(session: Session, url: str, ca: str = "", proxy: str = SYSTEM) -> None:
    """Set another route; raises AddressRefused, CaRefused, ProxyRefused, and nothing changed."""
    route = made(url, ca, proxy)
    keep(LocalSide(session.store), route)
    kind = proxy if proxy in (SYSTEM, NONE) else "own"
    facts = {"host": urlsplit(route.url).hostname or "", "own_ca": bool(ca), "proxy": kind}
    session.store.note([(Entry(session.login, "sync-route", class_="sync"), facts)])


def _joined(one: str, other: str) -> str:
    return one if not other or other in one else f"{one}\n{other}".strip()


def _checked_proxy(proxy: str) -> str:
    said = proxy.strip()
    if said in (SYSTEM, NONE):
        return said
    try:
        parts = urlsplit(said)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        raise ProxyRefused
    return said
