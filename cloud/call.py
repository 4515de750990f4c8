"""One call on its way: what was asked by whom, and what is noted about it for headers and the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cloud.exchange import Refusal, bad_request
from cloud.means import Schemas
from sync.protocol import Json, Lineage, read_lineage


@dataclass(slots=True)
class Call:
    """A request that was read. `cid` and `device` are the token's; empty where a call needs none.

    `epoch` and `counts` are noted by the handler.
    """

    headers: Mapping[str, str]
    query: Mapping[str, str]
    told: Mapping[str, Json]
    cid: str = ""
    device: str = ""
    epoch: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    """What the braces of the route's path hold."""
    body: bytes = b""
    """Where a route takes bytes; `told` is empty then."""

    @property
    def schema(self) -> int:
        """The schema that the PC writes, 0 untold; raises Refusal."""
        text = self.headers.get("x-schema", "0")
        if not text.isdecimal() or len(text) > 9:
            raise bad_request("x-schema")
        return int(text)

    @property
    def gen(self) -> int:
        """The generation that the PC numbers in, 0 untold; raises Refusal."""
        text = self.headers.get("x-gen", "0")
        if not text.isdecimal() or len(text) > 9:
            raise bad_request("x-gen")
        return int(text)

    @property
    def lineage(self) -> Lineage:
        """The history that the PC knows; raises Malformed."""
        return read_lineage(self.headers.get("x-lineage", ""))

    def text(self, name: str, most: int = 1000) -> str:
        """A text of the body that must be there; raises Refusal."""
        value = self.told.get(name)
        if not isinstance(value, str) or not value or len(value) > most:
            raise bad_request(name)
        return value

    def number(self, name: str) -> int:
        """A number of the body, not below 0, that must be there; raises Refusal."""
        value = self.told.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**62:
            raise bad_request(name)
        return value

    def texts(self, name: str, most: int) -> list[str]:
        """A list of texts of the body that must be there; raises Refusal."""
        value = self.told.get(name)
        if not isinstance(value, list) or len(value) > most or not all(isinstance(one, str) for one in value):
            raise bad_request(name)
        return value


def check_schema(schema: int, schemas: Schemas, *, writes: bool) -> None:
    """See that this cloud takes the PC's schema; raises Refusal."""
    told = {"min_read": schemas.min_read, "min_write": schemas.min_write, "current": schemas.current}
    if schema > schemas.current:
        raise Refusal(422, "schema_unknown", "newer than this cloud", schema=told)
    if schema < (schemas.min_write if writes else schemas.min_read):
        raise Refusal(426, "upgrade_required", "too old for this cloud", schema=told)
