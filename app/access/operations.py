"""Asks for the right before a public function runs, and knows whose masks stand while it does.

`operation` registers what it guards, so that a test goes through all of it with every role.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar, cast

from app.access.rights import Rights
from ledger import permissions
from ledger.definition import Ledger

P = ParamSpec("P")
R = TypeVar("R")
_shown_to: ContextVar[Rights | None] = ContextVar("shown_to", default=None)
_is_leaving: ContextVar[bool] = ContextVar("is_leaving", default=False)
_LEAVING = frozenset(("export", "print"))


class HasRights(Protocol):
    """What `operation` needs of its session: the rights of whoever is at work."""

    @property
    def rights(self) -> Rights: ...


@dataclass(frozen=True, slots=True)
class Operation:
    """A public function of the program, as it is registered: what it needs, and the ledger if always the same."""

    action: str
    ledger: str


OPERATIONS: dict[str, Operation] = {}
"""Every operation whose module has been imported, by `module.name`."""

OWN = "own"
"""In place of an action: what everybody who is logged in may do for himself, as leaving a draft or a view of a list."""


def operation(action: str, *, ledger: str = "", asked: str = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a public function run only for those who may do `action`: Forbidden before anything is read or written.

    The session is the parameter `session`, or the one that the method's object works for. The ledger is the one named
    here, else what the call says: its parameter `ledger`, or the `ledger` of what is asked for (`TELLING`) or of the
    method's object. Masks are those of the session while it runs. `asked` is what a refusal names, where it is not the
    action's own name.
    """
    if action != OWN and action not in permissions.BY_NAME:
        raise permissions.UnknownPermission(action)

    def guard(function: Callable[P, R]) -> Callable[P, R]:
        OPERATIONS[f"{function.__module__}.{function.__qualname__}"] = Operation(action, ledger)
        session_of = _session_of(function)
        ledger_of = _ledger_of(function) if not ledger and action != OWN else (lambda _args, _named: ledger)

        @wraps(function)
        def guarded(*args: P.args, **named: P.kwargs) -> R:
            rights = cast("HasRights", session_of(args, named)).rights
            if action != OWN:
                rights.require(action, ledger_of(args, named), asked=asked)
            with seen_by(rights), for_release(is_so=action in _LEAVING):
                return function(*args, **named)

        return guarded

    return guard


@contextmanager
def seen_by(rights: Rights) -> Iterator[None]:
    """Masks are those of these rights inside."""
    token = _shown_to.set(rights)
    try:
        yield
    finally:
        _shown_to.reset(token)


@contextmanager
def for_release(*, is_so: bool = True) -> Iterator[None]:
    """Inside, and in every operation that it calls, what is read is to leave as a file or on paper."""
    token = _is_leaving.set(is_so or _is_leaving.get())
    try:
        yield
    finally:
        _is_leaving.reset(token)


def who_looks() -> Rights | None:
    """The rights by which masks stand now; None outside every operation."""
    return _shown_to.get()


def is_leaving() -> bool:
    """True while what is read is to leave as a file or on paper."""
    return _is_leaving.get()


_Argument = Callable[[tuple[object, ...], Mapping[str, object]], object]
TELLING = ("ledger", "ledger_name", "request", "table", "printout", "view", "planned", "self")
"""Parameters that say which ledger a call is about, by themselves or by their `ledger`."""


def _argument(function: Callable[..., object], name: str) -> _Argument:
    """What finds an argument of a call by its parameter's name."""
    parameters = inspect.signature(function).parameters
    place, default = list(parameters).index(name), parameters[name].default

    def found(args: tuple[object, ...], named: Mapping[str, object]) -> object:
        return args[place] if place < len(args) else named.get(name, default)

    return found


def _session_of(function: Callable[..., object]) -> _Argument:
    """What finds the session of a call."""
    if "session" in inspect.signature(function).parameters:
        return _argument(function, "session")

    def of_self(args: tuple[object, ...], _named: Mapping[str, object]) -> object:
        return getattr(args[0], "session", None) or vars(args[0])["_session"]

    return of_self


def _ledger_of(function: Callable[..., object]) -> Callable[[tuple[object, ...], Mapping[str, object]], str]:
    """What says which ledger a call is about."""
    parameters = inspect.signature(function).parameters
    name = next((name for name in TELLING if name in parameters), "")
    if not name:
        return lambda _args, _named: ""
    argument = _argument(function, name)
    return lambda args, named: _ledger_name(argument(args, named))


def _ledger_name(said: object) -> str:
    if isinstance(said, str):
        return said
    return said.name if isinstance(said, Ledger) else _ledger_name(getattr(said, "ledger", ""))
