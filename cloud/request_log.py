"""The server's log, one JSON object a line: of a request route, size, time, outcome; never a body, a name, a query."""

from __future__ import annotations

import json
import logging
from typing import Final

from typing_extensions import override

from cloud.service import Answered
from ledger import clock

LOGGER: Final = "linong.cloud"
_log = logging.getLogger(LOGGER)


class JsonLines(logging.Formatter):
    """A record as one line. The texts of exceptions are left out: what people wrote could be in them."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "at": clock.now_text(),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
        }
        told |= getattr(record, "told", {})
        if hasattr(record, "fault"):
            told["fault"] = record.fault
        if record.exc_info and record.exc_info[0] is not None:
            told["exception"] = record.exc_info[0].__name__
        return json.dumps(told, ensure_ascii=False)


def set_up(level: int = logging.INFO) -> None:
    """Everything that this process logs goes to standard error in this form."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = True
    for name in ("uvicorn.error", "psycopg.pool"):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def note(answered: Answered) -> None:
    """One request."""
    told = {
        "route": answered.route,
        "status": answered.status,
        "ms": round(answered.took_s * 1000, 1),
        "in": answered.bytes_in,
        "out": answered.bytes_out,
        "committee": answered.cid,
        "device": answered.device,
        "request": answered.request_id,
        **answered.counts,
    }
    if answered.code:
        told["code"] = answered.code
    _log.info("request", extra={"told": told})
