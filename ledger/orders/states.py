"""The states of a work order as data (docs/work_orders.md, States); labels stand in the code table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Clock = Literal["off", "intake", "handling", "check", "followup", "stopped"]
"""Which limit a state runs against; `stopped` keeps what was left."""


@dataclass(frozen=True, slots=True)
class State:
    """One state. `is_overlay`: it stands upon another, to which a refusal returns."""

    code: str
    clock: Clock
    is_terminal: bool = False
    is_overlay: bool = False


ALL: Final = (
    State("S00", "off"),
    State("S10", "intake"),
    State("S15", "intake"),
    State("S20", "handling"),
    State("S30", "handling"),
    State("S40", "handling"),
    State("S45", "handling"),
    State("S50", "handling"),
    State("S60", "check"),
    State("S65", "followup"),
    State("S80", "stopped"),
    State("S85", "handling", is_overlay=True),
    State("S86", "handling", is_overlay=True),
    State("S70", "off", is_terminal=True),
    State("S90", "off", is_terminal=True),
    State("S91", "off", is_terminal=True),
    State("S92", "off", is_terminal=True),
)
BY_CODE: Final = {state.code: state for state in ALL}
CODES: Final = tuple(BY_CODE)
TERMINAL: Final = frozenset(state.code for state in ALL if state.is_terminal)
OPEN: Final = tuple(state.code for state in ALL if not state.is_terminal)
OVERLAYS: Final = frozenset(state.code for state in ALL if state.is_overlay)
RUNNING: Final = frozenset(state.code for state in ALL if state.clock in ("intake", "handling"))
"""Where the time for handling runs; while others check or ask the resident, and while suspended, it stands."""
DRAFT: Final = "S00"
CLOSED: Final = "S70"
"""Handled, and nothing more is to be done."""
MERGED: Final = "S92"
MERGING: Final = "merge"
"""The action that leads there."""
GONE: Final = frozenset(("S90", "S91", MERGED))
"""Ended without having been handled: no other order is merged into one of these."""
UNHANDLED: Final = frozenset(("S90", "S91"))
"""Rejected and voided: ended without anybody handling it, or another order in its place."""
NEW: Final = ""
"""Before an order is there."""
