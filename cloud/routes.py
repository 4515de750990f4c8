"""Every call of the cloud: where it is, who answers it, whom it is for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cloud import digesting, enrolling, ingesting, pulling, pushing, reporting, tokens, transfers
from cloud.blobs import giving, taking
from cloud.call import Call
from cloud.exchange import Bytes
from cloud.means import Means
from sync.protocol import MOST_PIECE_BYTES, MOST_PUSH_BYTES, Json

Handler = Callable[[Means, Call], dict[str, Json] | Bytes]
SMALL: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Route:
    """One call. `is_open`: without a token; what it may do it has to see to by itself.

    `is_bytes`: it takes no object.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    is_open: bool = False
    most_bytes: int = SMALL
    is_bytes: bool = False

    @property
    def name(self) -> str:
        """For logs and counts: no id is in it."""
        return f"{self.method} {self.path}"


ROUTES: Final = (
    Route("POST", "/v1/enrol", enrolling.enrol, "a PC joins a committee with a one-time code", is_open=True),
    Route("POST", "/v1/token", tokens.give, "what to sign, and a token for the signature", is_open=True),
    Route("POST", "/v1/device/generation", enrolling.new_generation, "a PC begins a new numbering"),
    Route("GET", "/v1/c/{cid}/hello", pulling.hello, "how the committee stands"),
    Route("POST", "/v1/c/{cid}/push", pushing.push, "operations up", most_bytes=MOST_PUSH_BYTES),
    Route("GET", "/v1/c/{cid}/pull", pulling.pull, "records beyond a cursor"),
    Route("POST", "/v1/c/{cid}/fetch", pulling.fetch, "records by id"),
    Route("POST", "/v1/c/{cid}/digest", digesting.digest, "counts and hashes, to compare"),
    Route("GET", "/v1/c/{cid}/history", pulling.history, "who changed what on one record"),
    Route("POST", "/v1/c/{cid}/blobs/have", giving.have, "which bytes of attachments are here"),
    Route("POST", "/v1/c/{cid}/blobs/fetch", giving.fetch, "several small pictures at once"),
    Route("HEAD", "/v1/c/{cid}/blobs/{sha}", taking.head, "where an upload goes on", is_bytes=True),
    Route(
        "PATCH",
        "/v1/c/{cid}/blobs/{sha}",
        taking.patch,
        "the next bytes of an attachment",
        most_bytes=MOST_PIECE_BYTES,
        is_bytes=True,
    ),
    Route("GET", "/v1/c/{cid}/blobs/{sha}", giving.get, "bytes of an attachment", is_bytes=True),
    Route("POST", "/v1/c/{cid}/report", reporting.report, "what a round came to, counts only"),
    Route("POST", "/v1/c/{cid}/transfers", transfers.offer, "a person moves to another committee"),
    Route("GET", "/v1/c/{cid}/transfers", transfers.listed, "who is offered here, and what became of own offers"),
    Route("POST", "/v1/c/{cid}/transfers/answer", transfers.answer, "a person is taken over, or not"),
    Route("POST", "/v1/c/{cid}/transfers/withdraw", transfers.withdraw, "an offer is taken back"),
    Route(
        "POST",
        "/v1/ingest/{source}/{cid}",
        ingesting.ingest,
        "rows of an authority",
        is_open=True,
        most_bytes=ingesting.MOST_BYTES,
    ),
    Route(
        "GET",
        "/v1/ingest/{source}/{cid}/corrections",
        ingesting.corrections,
        "what committees ask an authority to check",
        is_open=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Found:
    """The route of a path, and what its braces hold."""

    route: Route
    parts: dict[str, str]


def find(method: str, path: str) -> Found | None:
    """The route of a request; None when there is none."""
    for route, pattern in _PATTERNS:
        match = pattern.fullmatch(path)
        if match and route.method == method:
            return Found(route, match.groupdict())
    return None


_PATTERNS = [(route, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", route.path))) for route in ROUTES]
