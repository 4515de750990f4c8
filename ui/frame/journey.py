"""Where the person has been in the window: places behind, the present one, places ahead. Knows no widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ui.desk import Place

_REMEMBERED = 100


class Journey:
    """Like a browser's: going somewhere forgets what lay ahead."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    @property
    def present(self) -> Place | None:
        """The place shown now; None before the first."""
        return self._places[self._at] if self._places else None

    @property
    def can_go_back(self) -> bool:
        """True when there is a place behind."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """True when there is a place ahead."""
        return self._at + 1 < len(self._places)

    def note_standing(self, facts: Mapping[str, object]) -> None:
        """Keep how the present place stands; called before it is left."""
        if self._places:
            self._places[self._at] = replace(self._places[self._at], facts=dict(facts))

    def go(self, place: Place) -> None:
        """Make `place` the present one."""
        present = self.present
        if present is not None and (present.page, present.record) == (place.page, place.record):
            self._places[self._at] = place
            del self._places[self._at + 1 :]
            return
        self._places = [*self._places[: self._at + 1], place][-_REMEMBERED:]
        self._at = len(self._places) - 1

    def back(self) -> Place:
        """Step back; only where `can_go_back`."""
        self._at -= 1
        return self._places[self._at]

    def forward(self) -> Place:
        """Step forward; only where `can_go_forward`."""
        self._at += 1
        return self._places[self._at]
