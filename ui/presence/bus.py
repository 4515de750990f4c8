"""The desktop's message bus (D-Bus) as far as it is needed here: one question with a short patience, signals heard."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import SLOT, QObject
from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage, QDBusVariant

PATIENCE_MS: Final = 150


def ask(bus: QDBusConnection, service: str, path: str, method: str, *values: object) -> object:
    """What a service answers, its first value; None when it is not there, refuses, or takes too long.

    `method` is the interface and the name in it, joined by a dot.
    """
    if not bus.isConnected():
        return None
    interface, _, name = method.rpartition(".")
    message = QDBusMessage.createMethodCall(service, path, interface, name)
    message.setArguments(list(values))
    answer = bus.call(message, QDBus.CallMode.Block, PATIENCE_MS)
    found = answer.arguments()
    if answer.type() != QDBusMessage.MessageType.ReplyMessage or not found:
        return None
    value = found[0]
    return value.variant() if isinstance(value, QDBusVariant) else value


def hear(bus: QDBusConnection, path: str, signal: str, receiver: QObject, slot: str) -> bool:
    """Call a slot of `receiver` whenever a signal comes, whoever sends it from `path` ("" for anywhere)."""
    interface, _, name = signal.rpartition(".")
    if not bus.isConnected():
        return False
    return bus.connect("", path, interface, name, receiver, SLOT(slot))  # type: ignore[call-overload,no-any-return]  # the binding takes text only
