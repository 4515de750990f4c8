"""The four ways to look at the orders, of which one is seen: only that one is read, and shown.

What is shown is `app.orders.columns`'s, `mine`'s and `places`'s; the list reads its own rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.jobs import JobContext
from app.orders import columns, mine, places
from app.orders.cards import Card
from app.orders.columns import Column
from app.orders.filters import Filters
from app.orders.lagging import lagging
from app.orders.mine import Mine
from app.orders.places import Place
from ledger.orders.duties import HEAD, duties_of
from ui.desk import Desk
from ui.orders.board_view import BoardView
from ui.orders.list_view import ListView
from ui.orders.mine_view import LAGGING, MineView
from ui.orders.place_view import PlaceView
from ui.workers import Latest

BOARD, LIST, MINE, PLACES = "board", "list", "mine", "places"
_MOST: Final = 2000
TABS: Final = {BOARD: "看板", LIST: "列表", MINE: "我的", PLACES: "按地点"}


class OrderViews(QStackedWidget):
    """`opened(order)`; `counted`, then `filled` when what was read is shown, or `failed(error)`."""

    opened = Signal(str)
    counted = Signal(str, bool)
    """How many there are, in words, and whether there are any; the list counts itself."""
    filled = Signal()
    failed = Signal(object)  # LedgerError
    narrowed = Signal()
    """Another kind of what waits for me is to be read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._session = desk.session
        self.reading = Latest(desk.runner, self)
        self.tab = BOARD
        self._asked = Filters()
        self._shown: Sequence[Column] = ()
        self.board = BoardView(desk.runner, self._read_cards)
        self.list = ListView(desk)
        self.mine = MineView(sees_others=HEAD in duties_of(desk.session.rights.roles))
        self.mine.narrowed.connect(self.narrowed)
        self.places = PlaceView(desk.runner, self._read_place)
        for view in (self.board, self.list, self.mine, self.places):
            self.addWidget(view)
            view.opened.connect(self.opened)

    def show_tab(self, tab: str) -> None:
        """Look at the orders in another way; nothing is read yet."""
        self.tab = tab if tab in TABS else BOARD
        self.setCurrentIndex(tuple(TABS).index(self.tab))

    def stand(self, facts: Mapping[str, object]) -> None:
        """Be at the order and the place that a journey names, once they are shown; `listed` narrows the list."""
        if "listed" in facts:
            self.list.narrow(tuple(map(str, cast("Iterable[object]", facts["listed"]))))
        if "order" in facts:
            self.board.stand(str(facts.get("state", "")), str(facts["order"]))
        if "kind" in facts:
            self.mine.stand(str(facts["kind"]))
        if "place" in facts:
            self.places.stand(str(facts["place"]))

    def standing(self) -> dict[str, object]:
        """Where the view that is seen stands."""
        if self.tab == BOARD:
            return self.board.standing()
        if self.tab == PLACES:
            return {"place": self.places.key}
        if self.tab == MINE:
            return {"kind": self.mine.kind}
        return self.list.table.standing() if self.tab == LIST else {}

    def read(self, asked: Filters, standing: Mapping[str, object] | None) -> None:
        """Read what is seen anew; `standing` is where the list is to stand."""
        self._asked = asked
        if self.tab == LIST:
            self.reading.drop()
            self.list.show_list(asked, standing)
            return
        session = self._session
        ways: dict[str, tuple[Callable[[JobContext], Any], Callable[[Any], None]]] = {
            BOARD: (lambda _: columns.columns(session, asked), self._show_columns),
            MINE: (lambda _: self._waiting(asked), self._show_mine),
            PLACES: (lambda _: places.places(session, asked), self._show_places),
        }
        read, then = ways[self.tab]
        self.reading.ask(read, then, failed=self.failed.emit)

    def take_focus(self) -> None:
        """The keys go to the orders that are seen."""
        ways: dict[str, Callable[[], None]] = {
            BOARD: self.board.take_focus,
            LIST: self.list.setFocus,
            MINE: self.mine.table.setFocus,
            PLACES: self.places.tree.setFocus,
        }
        ways[self.tab]()

    def _show_columns(self, columns: Sequence[Column]) -> None:
        """Nothing moves under the eye where nothing changed."""
        total = sum(column.count for column in columns)
        self.counted.emit(f"{total:,} 件", bool(total))
        if columns != self._shown:
            self._shown = columns
            self.board.show_columns(columns)
        self.filled.emit()

    def _show_mine(self, lines: Sequence[Mine]) -> None:
        said = "件停滞在别人手里" if self.mine.kind == LAGGING else "件等我办"
        self.counted.emit(f"{len(lines):,} {said}", bool(lines))
        self.mine.show_mine(lines)
        self.filled.emit()

    def _show_places(self, places: Sequence[Place]) -> None:
        total = sum(place.count for place in places)
        self.counted.emit(f"{total:,} 件未结", bool(total))
        self.places.show_places(places)
        self.filled.emit()

    def _waiting(self, asked: Filters) -> tuple[Mine, ...]:
        """What waits for me, of the kind that is chosen; called on a thread."""
        kind = self.mine.kind
        if kind != LAGGING:
            return mine.mine(self._session, asked, kind)
        own = mine.piles(self._session, most=0)[1]
        found = lagging(self._session, own, most=_MOST, asked=asked)
        return tuple(Mine(one.told, one.card) for one in found.first)

    def _read_cards(self, status: str, first: int, many: int) -> Sequence[Card]:
        """Cards of a state; called on a thread."""
        return columns.cards(self._session, self._asked, status=status, first=first, many=many)

    def _read_place(self, key: str, first: int, many: int) -> Sequence[Card]:
        """Cards of a place; called on a thread."""
        return places.cards(self._session, self._asked, key=key, first=first, many=many)
