"""A real server process on loopback, its commands, and PCs that call it over HTTP."""

from __future__ import annotations

import contextlib
import http.client
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

from cloud.commands import main
from cloud.exchange import Request, Response
from tests.cloud.callers import House, Pc

PROGRAM = [sys.executable, "-c", "import sys; from cloud.commands import main; sys.exit(main(sys.argv[1:]))"]
ROOT = Path(__file__).resolve().parents[2]
UP_S = 120


def run(*arguments: str, code: int = 0) -> str:
    """What a command of `linong-cloud` prints, run in this process; its exit code is looked at."""
    out, trouble = io.StringIO(), io.StringIO()
    alone = mock.patch.dict(os.environ)  # what `serve` tells its processes is not told to later tests
    with alone, contextlib.redirect_stdout(out), contextlib.redirect_stderr(trouble):
        try:
            ended = main([*arguments])
        except SystemExit as stop:  # what argparse refuses
            ended = int(stop.code or 0)
    assert ended == code, out.getvalue() + trouble.getvalue()
    return out.getvalue() if code == 0 else trouble.getvalue()


def run_apart(*arguments: str, code: int) -> str:
    """What a command says to standard error, run in a process of its own."""
    command = [*PROGRAM, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment(), check=False)
    assert done.returncode == code, done.stderr
    return done.stderr


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


class Server:
    """`linong-cloud serve` on a data folder."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.data, self.log = data, data.parent / f"{data.name}.log"
        command = [*PROGRAM, "serve", "--data", str(data), "--port", "0", *arguments]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT, env=environment()
            )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert "已就绪" in said, self.log.read_text(encoding="utf-8")
        self.url = said.strip().partition("：")[2]

    def stop(self) -> int:
        """End it as an operator does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.ended()

    def ended(self) -> int:
        """Wait for its end; its exit code."""
        code = self.process.wait(120)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code

    def kill(self) -> None:
        """End it as a power cut does; the database goes on."""
        self.process.kill()
        self.ended()

    def answer(self, request: Request) -> Response:
        """Over HTTP, one connection for each request."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        with contextlib.closing(connection):
            connection.request(request.method, request.path, request.body, dict(request.headers))
            got = connection.getresponse()
            names = {name.title(): value for name, value in got.getheaders()}
            return Response(got.status, names, got.read())


@contextlib.contextmanager
def serving(data: Path, *arguments: str) -> Iterator[Server]:
    """A server that is stopped at the end."""
    server = Server(data, *arguments)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


class RemoteHouse(House):
    """The same PCs as of a service in this process, calling a server; codes come from the command line."""

    def __init__(self, server: Server, *committees: str) -> None:  # no service of its own
        self.server = server
        self.service = server  # type: ignore[assignment]  # it answers alike
        for cid in committees:
            run("admin", "committee", cid, "居委会", "--data", str(server.data))

    def pc(self, cid: str = "310115001001", fingerprint: str = "sha256:aa") -> Pc:
        pc = Pc(self, cid, fingerprint)
        pc.enrol(run("admin", "enrol-code", cid, "--data", str(self.server.data)).strip())
        pc.get_token()
        pc.lineage = ",".join(f"{epoch}:{start}" for epoch, start in pc.get(pc.of("hello"))["lineage"])
        return pc


def database_processes(data: Path) -> int:
    """How many database servers run on a data folder."""
    found = 0
    for one in Path("/proc").iterdir():
        if one.name.isdecimal():
            with contextlib.suppress(OSError):
                said = (one / "cmdline").read_bytes().split(b"\0")
                found += str(data / "database").encode() in said
    return found


def wait_until_gone(data: Path) -> bool:
    """Whether the database of a data folder ends within a while."""
    end = time.monotonic() + 30
    while database_processes(data) and time.monotonic() < end:
        time.sleep(0.05)
    return not database_processes(data)
