"""Small counts left out of a cross table, and as many others as it takes that totals do not give them away (R106).

A count from 1 to 4 is small. Whoever reads the table adds and subtracts: a line in which one number alone is missing
gives it away, and so may several lines together. Numbers are left out until every small one could be another one
too, for a reader who knows that it lies between 1 and 4 and that every other missing number is 5 at least.

Lines that add up make the numbers of a table, totals among them, a flow between its lines: a number could be another
one just when a way leads around it along numbers that may go up or down by one. That way is looked for here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from typing import NamedTuple

LEAST = 5
"""Counts below this are small; nought is none."""

Place = tuple[int | None, int | None]
"""Row and column of a number, None for the total."""

_TOTAL_COSTS = 10_000_000  # what is left out is a cell before it is a total


class Hidden(NamedTuple):
    """What is left out: small numbers, and those that would give them away."""

    small: frozenset[Place]
    others: frozenset[Place]


def hidden(numbers: Mapping[Place, int]) -> Hidden:
    """What has to be left out of a table, totals included.

    Lines whose numbers do not add up to their total, because a record counts in several, give nothing away by
    subtracting; nor does anything that no way around protects, where all is left out.
    """
    return _Table(numbers).hidden()


class _Table:
    """The numbers as ways between lines; a line is `r3` or `c2`, a total's `rt` or `ct`."""

    def __init__(self, numbers: Mapping[Place, int]) -> None:
        self._numbers = numbers
        self._small = frozenset(place for place, count in numbers.items() if 0 < count < LEAST)
        self._others: set[Place] = set()
        self._from: dict[str, list[Place]] = {}
        for place in numbers:
            for line in _ends(place):
                self._from.setdefault(line, []).append(place)
        self._loose = {line for line in self._from if not self._adds_up(line)}
        self._onward: dict[str, set[str]] = {line: set() for line in self._from}
        self._back: dict[str, set[str]] = {line: set() for line in self._from}
        for place in self._small:
            self._open(place)

    def hidden(self) -> Hidden:
        """Leave out more until every small number could be another one."""
        for place in sorted(self._small, key=str):
            if self._is_safe(place):
                continue
            way = self._way_around(place)
            if way is None:
                return Hidden(self._small, frozenset(self._numbers) - self._small)
            for one in way:
                if one not in self._others:
                    self._others.add(one)
                    self._open(one)
        return Hidden(self._small, frozenset(self._others))

    def _open(self, place: Place) -> None:
        """A number is left out: note where a reader may go along it."""
        for is_up in (True, False):
            if self._may_move(place, is_up=is_up):
                begins, ends = _way_of(place, is_up=is_up)
                self._onward[begins].add(ends)
                self._back[ends].add(begins)

    def _is_safe(self, place: Place) -> bool:
        """Whether three other numbers that are left out lead around this one already; most often they do."""
        ways = [_way_of(place, is_up=is_up) for is_up in (True, False) if self._may_move(place, is_up=is_up)]
        return any(self._leads_back(begins, ends) for begins, ends in ways)

    def _leads_back(self, to: str, begins: str) -> bool:
        """Whether three steps lead from a line to another, or as many as it takes to lines that do not add up."""
        if begins in self._loose and (to in self._loose or self._back[to] & self._loose - {begins}):
            return True
        if to in self._loose and self._onward[begins] & self._loose - {to}:
            return True
        arriving = self._back[to] - {begins}
        return any(self._onward[line] & arriving for line in self._onward[begins] - {to})

    def _adds_up(self, line: str) -> bool:
        """Whether the numbers of a line make its total."""
        cells = self._from[line]
        total = sum(self._numbers[place] for place in cells if _is_total_of(line, place))
        return sum(self._numbers[place] for place in cells) == 2 * total

    def _way_around(self, place: Place) -> list[Place] | None:
        """The numbers to leave out so that this one could be another; the cheapest way, up or down."""
        ways = [self._way(place, is_up=is_up) for is_up in (True, False)]
        found = [way for way in ways if way is not None]
        return min(found, key=self._cost) if found else None

    def _cost(self, way: list[Place]) -> int:
        return sum(map(self._cost_of, way))

    def _way(self, place: Place, *, is_up: bool) -> list[Place] | None:
        """The numbers on the cheapest way from one end of `place` back to the other, when it goes up or down."""
        if not self._may_move(place, is_up=is_up):
            return None
        ends, begins = _way_of(place, is_up=is_up)
        best: dict[str, int] = {begins: 0}
        came: dict[str, tuple[str, Place | None]] = {}
        queue = [(0, begins)]
        while queue:
            cost, line = heappop(queue)
            if line == ends:
                return [one for one in _walked(came, begins, ends) if one not in self._small]
            if cost > best[line]:
                continue
            for to, by in self._steps(line, place):
                further = cost + (self._cost_of(by) if by is not None else 0)
                if further < best.get(to, further + 1):
                    best[to], came[to] = further, (line, by)
                    heappush(queue, (further, to))
        return None

    def _steps(self, line: str, without: Place) -> Iterator[tuple[str, Place | None]]:
        """Where a line leads: along numbers that may move, and from one line that does not add up to all such."""
        if line in self._loose:
            yield from ((other, None) for other in self._loose if other != line)
        for place in self._from[line]:
            if place == without:
                continue
            for is_up in (True, False):
                begins, ends = _way_of(place, is_up=is_up)
                if begins == line and self._may_move(place, is_up=is_up):
                    yield ends, place

    def _may_move(self, place: Place, *, is_up: bool) -> bool:
        """Whether a reader could take a missing number for one more or one less."""
        count = self._numbers[place]
        if place in self._small:
            return count < LEAST - 1 if is_up else count > 1
        return is_up or count > LEAST if count >= LEAST else False

    def _cost_of(self, place: Place) -> int:
        if place in self._small or place in self._others:
            return 0
        return self._numbers[place] + _TOTAL_COSTS * place.count(None) + 1


def _ends(place: Place) -> tuple[str, str]:
    """The two lines that a number stands in."""
    row, column = place
    return f"r{'t' if row is None else row}", f"c{'t' if column is None else column}"


def _is_total_of(line: str, place: Place) -> bool:
    """Whether a number is what its line adds up to."""
    row, column = place
    return column is None if line.startswith("r") else row is None


def _way_of(place: Place, *, is_up: bool) -> tuple[str, str]:
    """From which line to which one a number leads when it goes up; a total of one side leads the other way."""
    row, column = _ends(place)
    turns = (place.count(None) % 2 == 1) == is_up
    return (column, row) if turns else (row, column)


def _walked(came: Mapping[str, tuple[str, Place | None]], begins: str, ends: str) -> Iterator[Place]:
    line = ends
    while line != begins:
        line, place = came[line]
        if place is not None:
            yield place
