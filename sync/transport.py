"""One request and its answer over HTTP: who is trusted, through which proxy, how long is waited. No words, no retries.

The only place that knows an HTTP library. Bodies pass as they are on the wire; packing, JSON and what an answer means
are `calls.py`'s, trying again is the round's. Tests and simulations put a `Transport` of their own in place.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol
from urllib.parse import urlsplit

import requests
import truststore
import urllib3
from requests.adapters import HTTPAdapter
from typing_extensions import override

from ledger.errors import LedgerError
from sync.troubles import Step, Unreachable

CONNECT_S: Final = 10
SILENCE_S: Final = 30
WHOLE_S: Final = 120
MOST_ANSWERED: Final = 64 * 1024 * 1024
"""Bytes of an answer on the wire; four times the largest page with room for what a newer cloud sends."""
_CHUNK: Final = 64 * 1024
_LOOPBACK: Final = frozenset(("localhost", "127.0.0.1", "::1"))
Proxy = Literal["system", "none"] | str
"""`system`: as the PC is set up; `none`: straight; else the address of one."""

_EXPIRED, _NOT_YET = 10, 9  # OpenSSL's verify codes
_UNKNOWN_ISSUER = frozenset((2, 18, 19, 20, 21, 27))
_WRONG_NAME = frozenset((62, 64))


class AddressRefused(LedgerError):
    """The cloud's address is no https address; http is taken on this PC itself alone."""


class CaRefused(LedgerError):
    """What was given as the office's own certificate authority holds no certificate."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: header names in small letters, the body as it was on the wire."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Transport(Protocol):
    """Anything that carries one request to the cloud."""

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """The answer; raises Unreachable."""
        ...


@dataclass(frozen=True, slots=True)
class Route:
    """Where the cloud is and how it is reached. `ca`: certificates (PEM) trusted beside those of the PC."""

    url: str
    ca: str = ""
    proxy: Proxy = "system"


def checked_address(url: str) -> str:
    """The address without a slash at its end; raises AddressRefused."""
    try:
        parts = urlsplit(url.strip())
        is_sound = bool(parts.hostname) and not (parts.username or parts.query or parts.fragment)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    except ValueError:
        raise AddressRefused from None
    if not (is_sound and is_safe):
        raise AddressRefused
    return url.strip().rstrip("/")


def check_ca(ca: str) -> None:
    """Raise CaRefused unless these are certificates."""
    _trust(ca)


class Https:
    """The real transport: one connection, kept open between requests; for one thread, closed by `close`."""

    def __init__(self, route: Route) -> None:
        self._url = checked_address(route.url)
        self._session = requests.Session()
        self._session.headers.clear()
        self._session.trust_env = route.proxy == "system"
        if route.proxy not in ("system", "none"):
            self._session.proxies = {"http": route.proxy, "https": route.proxy}
        self._session.mount("https://", _Trusting(_trust(route.ca)))
        self._session.mount("http://", HTTPAdapter(max_retries=0))

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """The answer; raises Unreachable, naming the step that failed."""
        ends = time.monotonic() + WHOLE_S
        with _told():
            answer = self._session.request(
                method,
                self._url + path,
                headers=dict(headers),
                data=body or None,
                timeout=(CONNECT_S, SILENCE_S),
                allow_redirects=False,
                stream=True,
            )
            with answer:
                content = b"".join(_pieces(answer.raw, ends))
        if answer.status_code == requests.codes.proxy_authentication_required:
            raise Unreachable("proxy", "login")
        return Reply(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, content)

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()


class _Trusting(HTTPAdapter):
    """Trusts what the PC trusts, and no list of its own."""

    def __init__(self, trust: ssl.SSLContext) -> None:
        self._trust = trust
        super().__init__(max_retries=0)

    @override
    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        super().init_poolmanager(*args, **named, ssl_context=self._trust)

    @override
    def proxy_manager_for(self, proxy: Any, **named: Any) -> Any:
        return super().proxy_manager_for(proxy, **named, ssl_context=self._trust)

    @override
    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Leave the context as it is; requests would add the authorities that it brings along."""


def _trust(ca: str) -> ssl.SSLContext:
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca:
        try:
            context.load_verify_locations(cadata=ca)
        except (OSError, ValueError) as error:  # an SSLError is an OSError
            raise CaRefused from error
    return context


def _pieces(raw: Any, ends: float) -> Iterator[bytes]:
    total = 0
    while piece := raw.read(_CHUNK, decode_content=False):
        total += len(piece)
        if total > MOST_ANSWERED:
            raise Unreachable("answer", "too long")
        if time.monotonic() > ends:
            raise Unreachable("timeout")
        yield piece


@contextmanager
def _told() -> Iterator[None]:
    """Tell the library's troubles as ours, by the step that failed."""
    try:
        yield
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise Unreachable(*_failed(error)) from error


def _failed(error: BaseException) -> tuple[Step, str]:
    chain = list(_causes(error))
    for one in chain:
        if isinstance(one, ssl.SSLError):
            return "tls", _why(one)
    kinds: tuple[tuple[tuple[type[BaseException], ...], Step], ...] = (
        ((requests.exceptions.ProxyError, urllib3.exceptions.ProxyError), "proxy"),
        ((urllib3.exceptions.NameResolutionError,), "dns"),
        ((requests.exceptions.SSLError, urllib3.exceptions.SSLError), "tls"),
        ((urllib3.exceptions.NewConnectionError,), "connect"),  # is a timeout too, by its class
        ((requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError), "timeout"),
    )
    for classes, step in kinds:
        if any(isinstance(one, classes) for one in chain):
            return step, ""
    return "lost", ""


def _why(error: ssl.SSLError) -> str:
    code = getattr(error, "verify_code", None)
    if code == _EXPIRED:
        return "expired"
    if code == _NOT_YET:
        return "not_yet_valid"
    if code in _WRONG_NAME:
        return "other_name"
    return "unknown_issuer" if code in _UNKNOWN_ISSUER else ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything that it was raised from or holds, the outermost first."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        held = (one.__cause__, one.__context__, getattr(one, "reason", None), *one.args)
        waiting += [part for part in held if isinstance(part, BaseException)]
