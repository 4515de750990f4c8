"""Message buses of a test's own, and a stand-in for logind on one: it gives delay inhibitors and says what is held."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtDBus import QDBusConnection

from ui.presence.sleep_hold import LOGIND

jeepney = pytest.importorskip("jeepney", reason="comes with keyring on Linux")
blocking = pytest.importorskip("jeepney.io.blocking")
needs_bus = pytest.mark.skipif(not (shutil.which("dbus-daemon") and shutil.which("gdbus")), reason="no D-Bus here")
_MANAGER = jeepney.DBusAddress("/org/freedesktop/login1", bus_name=LOGIND, interface=f"{LOGIND}.Manager")
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><listen>unix:tmpdir=/tmp</listen><policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""


@contextmanager
def a_bus(folder: Path, name: str) -> Iterator[tuple[QDBusConnection, str]]:
    """A message bus of the test's own, and its address."""
    config = folder / "bus.conf"
    config.write_text(_CONFIG, encoding="utf-8")
    words = ["dbus-daemon", f"--config-file={config}", "--print-address", "--nofork"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        try:
            yield QDBusConnection.connectToBus(address, name), address
        finally:
            QDBusConnection.disconnectFromBus(name)
            daemon.terminate()


class Logind:
    """Answers `Inhibit` in a thread; `asked` has what each caller said."""

    def __init__(self, address: str) -> None:
        self.asked: list[tuple[str, ...]] = []
        self._held: list[int] = []
        self._connection = blocking.open_dbus_connection(bus=address, enable_fds=True)
        self._connection.send_and_get_reply(jeepney.message_bus.RequestName(LOGIND))
        self._is_over = threading.Event()
        self._sending = threading.Lock()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def is_held(self) -> bool:
        """True while somebody has the last descriptor that was given: once it is closed, ours reads an end."""
        return bool(self._held) and not select.select([self._held[-1]], [], [], 0)[0]

    def tell_sleep(self, *, begins: bool) -> None:
        """Say that the PC falls asleep, or that it woke up."""
        with self._sending:
            self._connection.send(jeepney.new_signal(_MANAGER, "PrepareForSleep", "b", (begins,)))

    def close(self) -> None:
        """Answer no more."""
        self._is_over.set()
        self._thread.join()
        self._connection.close()
        for one in self._held:
            os.close(one)

    def _serve(self) -> None:
        while not self._is_over.is_set():
            try:
                asked = self._connection.receive(timeout=0.05)
            except TimeoutError:
                continue
            if asked.header.message_type is jeepney.MessageType.method_call:
                self._give(asked)

    def _give(self, asked: object) -> None:
        ours, theirs = os.pipe()
        with self._sending:
            self._connection.send(jeepney.new_method_return(asked, "h", (theirs,)))
        os.close(theirs)
        self._held.append(ours)
        self.asked.append(getattr(asked, "body", ()))


@contextmanager
def logind_on(address: str) -> Iterator[Logind]:
    """The stand-in on a bus."""
    logind = Logind(address)
    try:
        yield logind
    finally:
        logind.close()
