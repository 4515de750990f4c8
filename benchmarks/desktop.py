"""What a person waits for at the window, measured in the running desktop without a display: paints, frames, stalls.

Every measurement drives the program as a person does, by keys, wheel and places to go, and ends when the answer is on
the (invisible) screen. Milliseconds are of one wait each.
"""

from __future__ import annotations

import faulthandler
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from typing_extensions import override

from app.figures import warming
from app.jobs import Job, JobContext
from app.stores.session import Session
from benchmarks import memory, office, tower
from ui.desk import Desk, Place
from ui.frame.window import MainWindow
from ui.login.doorway import Doorway
from ui.main import make_application
from ui.parts.states import PageStates
from ui.program import Program

_LONGEST_MS = 20_000
_BEAT_MS = 5
_QUERIES = ("王", "wl", "zhangsan", "138", "310115", "12-301", "1023", "liwei", "银杏", "陈 1-2")
_RECORDS = 60
_LOCKS = 5
_LAST_PAINT_MS = 40  # in which what the last answer changed is painted
_ROWS_A_FRAME = 30
_NOTCH, _ROWS_A_NOTCH = 120, 3


class TooSlow(Exception):
    """The window did not answer within a reasonable time."""


class Painting(QObject):
    """Waits for what a window paints."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self._loop = QEventLoop()
        self._is_ready: Callable[[], bool] = bool
        self._began = self._painted = self._last = 0.0
        window.installEventFilter(self)

    def after(self, act: Callable[[], object], is_ready: Callable[[], bool] = lambda: True) -> float:
        """Milliseconds from the act to the end of the first painting at which `is_ready` holds."""
        self._is_ready, self._painted = is_ready, 0.0
        self._began = perf_counter()
        act()
        QTimer.singleShot(_LONGEST_MS, self._loop, self._loop.quit)
        if not self._painted:
            self._loop.exec()
        if not self._painted:
            raise TooSlow(self._window.objectName())
        return (self._painted - self._began) * 1000

    def settled(self, act: Callable[[], object], desk: Desk) -> float:
        """Milliseconds from the act to the end of the last painting that its jobs brought about."""
        self._last = self._began = perf_counter()
        act()
        _until(lambda: not desk.runner.is_busy)
        _pause(_LAST_PAINT_MS)
        return (self._last - self._began) * 1000

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest:  # the painting follows this filter
            QTimer.singleShot(0, self, self._note_last)
            if self._is_ready():
                QTimer.singleShot(0, self, self._note)
        return False

    def _note_last(self) -> None:
        self._last = perf_counter()

    def _note(self) -> None:
        if not self._painted and self._is_ready():
            self._painted = perf_counter()
            self._loop.quit()


class Stalls(QObject):
    """The longest time that the event loop was away, by a beat of five milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self._last = perf_counter()
        self._beat = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._on_beat)
        self._beat.start()

    def _on_beat(self) -> None:
        now = perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000 - _BEAT_MS)
        self._last = now

    def restart(self) -> None:
        """Count from now."""
        self.longest_ms, self._last = 0.0, perf_counter()


def start(folder: Path, began: float) -> dict[str, float]:
    """Seconds from `began` (`time.monotonic` of the starter) to the log-in window painted."""
    app = make_application()
    program = Program(app, folder / "store")
    program.begin()
    _settle_painting(program)
    return {"seconds": time.monotonic() - began}


def log_in(folder: Path) -> dict[str, float]:
    """Seconds from Enter in the log-in form to the first page painted with what it shows first; the memory then, idle.

    `all` is when the page has everything: it shows what it knows while the rest is still counted.
    """
    with _program(folder) as program:
        began = perf_counter()
        window = _logged_in(program, _has_content)
        seconds = perf_counter() - began
        _until(lambda: not window.desk.runner.is_busy)
        everything = perf_counter() - began
        _until(warming.is_ready)  # what is read in calm moments counts too
        _idle(window.desk, 1500)
        return {"seconds": seconds, "all": everything, "mb": memory.of_process() or 0.0}


def search(folder: Path) -> dict[str, float]:
    """p95 from a key press in the search box to the results painted."""
    with _program(folder) as program:
        window = _logged_in(program)
        painting, box, waits = Painting(window), window.search, list[float]()
        box.begin()
        for query in (*_QUERIES, *_QUERIES):
            box.clear()
            _idle(window.desk, 20)
            for letter in query:
                waits.append(painting.after(partial(box.insert, letter), lambda: not box.is_asking))
        return {"p95": p95(waits), "slowest": max(waits), "keys": len(waits)}


def scroll(folder: Path) -> dict[str, float]:
    """p95 and p99 of a frame while the wheel goes through the whole people table."""
    with _program(folder) as program:
        window = _logged_in(program)
        window.open_page("people")
        _idle(window.desk, 300)
        view = _largest_view(window)
        bar, painting, frames = view.verticalScrollBar(), Painting(window), list[float]()
        while bar.value() < bar.maximum():
            before = bar.value()
            frames.append(painting.after(lambda: _turn(view)))
            if bar.value() == before:
                break
        return {"p95": p95(frames), "p99": quantiles(frames, n=100)[-1], "frames": len(frames), "worst": max(frames)}


def lock(folder: Path) -> dict[str, float]:
    """The slowest of some locks to the cover painted, and of the unlocks to the list of people standing there again.

    Between the two everything was let go: the store is sealed, the page is made anew.
    """
    covers, unlocks = list[float](), list[float]()
    with _program(folder) as program:
        window = _logged_in(program)
        window.open_page("people")
        painting, store = Painting(window), window.desk.session.store
        for _ in range(_LOCKS):
            _idle(window.desk, 300)
            covers.append(painting.after(window.lock, lambda: window.cover.is_locked))
            _until(lambda: not window.desk.runner.is_busy)
            window.letting_go.try_now()
            _until(lambda: store.is_sealed)
            _pause(_LAST_PAINT_MS)
            screen = window.cover.lock_screen
            if screen is None:
                raise TooSlow("lock")
            QTest.keyClicks(screen.password, office.PASSWORD)
            enter = partial(QTest.keyClick, screen.password, Qt.Key.Key_Return)
            unlocks.append(painting.after(enter, lambda: not window.cover.is_locked and _has_content(window)))
    return {"cover": max(covers), "unlock": max(unlocks)}


def open_pages(folder: Path) -> dict[str, float]:
    """p95 of opening a person's page, a home's page and a building of 200 homes."""
    with office.opened(folder) as session:
        building = tower.tower(session)
    with _program(folder) as program:
        window = _logged_in(program)
        people, homes = _records(window.desk.session)
        painting, facts = Painting(window), dict[str, float]()
        for page, records in (("person", people), ("dwelling", homes), ("homes", [building] * 12)):
            waits = []
            for record in records:
                window.open_page("settings")
                _idle(window.desk, 10)
                waits.append(painting.settled(partial(window.go, Place(page, record)), window.desk))
            facts[page] = p95(waits[1:])  # the first one imports the page's modules
            facts[f"first {page}"] = waits[0]
        return facts


def stalls(folder: Path, people: int) -> dict[str, float]:
    """The longest stall of the event loop: pandas read, an import undone and done again, an export, typed searches."""
    with _program(folder) as program:
        window = _logged_in(program)
        window.open_page("people")
        _idle(window.desk, 500)
        beat, facts = Stalls(), dict[str, float]()
        _until(warming.is_ready)
        facts["making statistics ready"] = beat.longest_ms
        for name, job in _long_jobs(window.desk.session, folder, people):
            beat.restart()
            _run(window.desk, name, job)
            _idle(window.desk, 300)
            facts[name] = beat.longest_ms
        beat.restart()
        window.search.begin()
        for letter in "wanglixin138":
            window.search.insert(letter)
            _idle(window.desk, 60)
        facts["search"] = beat.longest_ms
        return facts


def p95(milliseconds: list[float]) -> float:
    """The value that 95 of 100 waits stay under."""
    return quantiles(milliseconds, n=20)[-1]


def _long_jobs(session: Session, folder: Path, people: int) -> Iterator[tuple[str, Job[object]]]:
    from app.exports import exporting
    from app.importing.applying import apply
    from app.importing.plan import ImportOptions
    from app.importing.planning import plan
    from app.importing.undoing import undo
    from app.review.plan_view import PlanView
    from benchmarks.people_workbook import workbook

    path = workbook(people)
    with session.reader() as reader:
        batch = str(reader.actions(kind="import", limit=-1)[-1].id)

    views: list[PlanView] = []

    def bring_in(ctx: JobContext) -> None:
        """As the wizard does: the plan is looked at and written; it is given back when its page is left."""
        views.append(PlanView.of(plan(session, path, ImportOptions(), ctx), ctx))
        apply(session, views[0].plan, ctx)

    request = exporting.ExportRequest(ledger="flat", out_path=folder / "desktop.xlsx")
    yield "undo", lambda ctx: undo(session, batch, ctx)
    yield "import", bring_in
    yield "giving the plan back", lambda _: views.pop().dismantle()
    yield "export", lambda ctx: exporting.export(session, request, ctx)


@contextmanager
def _program(folder: Path) -> Iterator[Program]:
    app = make_application()
    app.setCursorFlashTime(0)  # its paints are no answers
    program = Program(app, folder / "store")
    program.begin()
    _settle_painting(program)
    try:
        yield program
    finally:
        program.close()


def _has_content(window: MainWindow) -> bool:
    page = window.pages.present
    states = page.findChild(PageStates) if page is not None else None
    return isinstance(states, PageStates) and states.state == "content"


def _logged_in(program: Program, is_ready: Callable[[MainWindow], bool] | None = None) -> MainWindow:
    doorway = program.shown
    if not isinstance(doorway, Doorway):
        raise TypeError(type(doorway))
    panel = doorway.log_in_panel
    panel.login.setText(office.LOGIN)
    panel.password.setText(office.PASSWORD)
    QTest.keyClick(panel.password, Qt.Key.Key_Return)
    _until(lambda: isinstance(program.shown, MainWindow))
    window = program.shown
    if not isinstance(window, MainWindow):
        raise TypeError(type(window))
    if is_ready is None:
        Painting(window).after(window.update)
        _until(lambda: not window.desk.runner.is_busy)
    else:
        Painting(window).after(window.update, partial(is_ready, window))
    return window


def _settle_painting(program: Program) -> None:
    window = program.shown
    if window is not None:
        Painting(window).after(window.update)


def _turn(view: QAbstractScrollArea) -> None:
    port = view.viewport()
    at = QPointF(port.rect().center())
    angle = QPoint(0, -_NOTCH * _ROWS_A_FRAME // _ROWS_A_NOTCH)
    none, whole = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, port.mapToGlobal(at), QPoint(), angle, none, Qt.KeyboardModifier.NoModifier, whole, False)  # noqa: FBT003 - Qt's order
    QApplication.sendEvent(port, event)


def _largest_view(window: MainWindow) -> QAbstractScrollArea:
    views = [one for one in window.pages.findChildren(QAbstractScrollArea) if one.isVisible()]
    return max(views, key=lambda one: one.verticalScrollBar().maximum() * one.width())


def _records(session: Session) -> tuple[list[str], list[str]]:
    """Some people and some homes."""
    from ledger import catalog, ids

    with session.reader() as reader:
        people = [ids.to_text(row[0]) for row in reader.scan(catalog.named("person"), ())]
        homes = [ids.to_text(row[0]) for row in reader.scan(catalog.named("dwelling"), ())]
    return people[:: max(1, len(people) // _RECORDS)], homes[:: max(1, len(homes) // _RECORDS)]


def _run(desk: Desk, name: str, job: Job[object]) -> None:
    handle = desk.runner.writing(job, name=name)
    ended, faults = list[bool](), list[object]()
    handle.failed.connect(faults.append)
    handle.crashed.connect(faults.append)
    handle.ended.connect(lambda: ended.append(True))
    desk.runner.start(handle)
    _until(lambda: bool(ended), longest_ms=20 * _LONGEST_MS)
    if faults:
        raise RuntimeError(f"{name}: {type(faults[0]).__name__}")


def _idle(desk: Desk, at_least_ms: int) -> None:
    """Let the window be for so long, and until its jobs are answered."""
    _pause(at_least_ms)
    _until(lambda: not desk.runner.is_busy)


def _pause(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop, loop.quit)
    loop.exec()


def _until(holds: Callable[[], bool], longest_ms: int = _LONGEST_MS) -> None:
    loop, timer, has_held = QEventLoop(), QTimer(interval=2), holds()

    def look() -> None:
        nonlocal has_held
        if holds():  # once is enough: before the loop ends the next job may begin
            has_held = True
            loop.quit()

    timer.timeout.connect(look)
    QTimer.singleShot(longest_ms, loop, loop.quit)
    timer.start()
    if not has_held:
        loop.exec()
    if not has_held:
        faulthandler.dump_traceback()  # what every thread was at
        raise TooSlow(sys.argv)
