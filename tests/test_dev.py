"""dev.py decides rightly what to install and says the right line, on machines that are only described."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest
from typing_extensions import override

import dev

ALL_LIBRARIES = frozenset({*dev.QT_LIBRARIES, *dev.WINDOW_LIBRARIES})


class FakeMachine(dev.Machine):
    """A machine with chosen libraries and programs, on which apt really brings what it is asked for."""

    def __init__(
        self,
        *,
        lacking: frozenset[str] = frozenset(),
        programs: frozenset[str] = frozenset(
            {"apt-get", "sudo", "soffice", "sqlcipher", "Xvfb", "gnome-keyring-daemon", "pg_ctlcluster"}
        ),
        has_font: bool = True,
        root: bool = False,
        sudo_asks: bool = True,
        environ: dict[str, str] | None = None,
    ) -> None:
        super().__init__(environ or {})
        self.lacking = set(lacking)
        self.programs = set(programs)
        self.has_font = has_font
        self.root = root
        self.sudo_asks = sudo_asks
        self.calls: list[list[str]] = []
        self.failing: set[str] = set()

    @property
    @override
    def is_linux(self) -> bool:
        return True

    @override
    def loads(self, library: str) -> bool:
        return library not in self.lacking

    @override
    def finds(self, program: str) -> bool:
        return program in self.programs

    @override
    def has_chinese_font(self) -> bool:
        return self.has_font

    @override
    def is_root(self) -> bool:
        return self.root

    @override
    def call(self, command: Sequence[str], *, show: Literal["all", "errors", "nothing"] = "all") -> int:
        self.calls.append(list(command))
        if list(command) == ["sudo", "-n", "true"]:
            return int(self.sudo_asks)
        if self.failing.intersection(command):
            return 100
        if "install" in command:
            packages = {**dev.QT_LIBRARIES, **dev.WINDOW_LIBRARIES}
            self.lacking -= {library for library, package in packages.items() if package in command}
            self.has_font = self.has_font or "fonts-wqy-microhei" in command
            if "libreoffice-calc-nogui" in command:
                self.programs.add("soffice")
            if "xvfb" in command:
                self.programs.add("Xvfb")
            if "sqlcipher" in command:
                self.programs.add("sqlcipher")
            if "gnome-keyring" in command:
                self.programs.add("gnome-keyring-daemon")
            if "postgresql" in command:
                self.programs.add("pg_ctlcluster")
        return 0

    def apt_calls(self) -> list[list[str]]:
        return [call for call in self.calls if "apt-get" in call]


def test_complete_machine_is_left_alone() -> None:
    machine = FakeMachine()
    dev.provide_system(machine, "test")
    assert machine.calls == []


@pytest.mark.parametrize("command", ["check", "bench", "soak", "lock"])
def test_commands_without_a_screen_ask_nothing_of_the_system(command: str) -> None:
    assert dev.missing_needs(FakeMachine(lacking=ALL_LIBRARIES, has_font=False), command) == []


def test_only_the_packages_of_missing_libraries_are_named() -> None:
    (need,) = dev.missing_needs(FakeMachine(lacking=frozenset({"libGL.so.1", "libEGL.so.1"})), "run")
    assert need.packages == ("libgl1", "libegl1")
    assert not need.is_required


def test_window_libraries_matter_only_with_a_display() -> None:
    lacking = frozenset({"libxcb-cursor.so.0"})
    assert dev.missing_needs(FakeMachine(lacking=lacking), "run") == []
    (need,) = dev.missing_needs(FakeMachine(lacking=lacking, environ={"DISPLAY": ":0"}), "run")
    assert need.packages == ("libxcb-cursor0",)


def test_run_does_not_ask_for_libreoffice() -> None:
    machine = FakeMachine(programs=frozenset({"apt-get"}))
    assert dev.missing_needs(machine, "run") == []
    needs = dev.missing_needs(machine, "test")
    assert [need.packages for need in needs] == [
        ("libreoffice-calc-nogui",), ("xvfb",), ("sqlcipher",), ("gnome-keyring", "dbus"), ("postgresql",)
    ]  # fmt: skip


def test_a_real_window_is_tested_everywhere_under_ci() -> None:
    lacking, programs = frozenset({"libxcb-cursor.so.0"}), frozenset({"apt-get", "soffice"})
    for environ, is_required in (({}, False), ({"CI": "true"}, True)):
        needs = dev.missing_needs(FakeMachine(lacking=lacking, programs=programs, environ=environ), "test")
        assert [(need.packages, need.is_required) for need in needs] == [
            (("libxcb-cursor0",), is_required),
            (("xvfb",), is_required),
            (("sqlcipher",), is_required),
            (("gnome-keyring", "dbus"), is_required),
            (("postgresql",), is_required),
        ]


def test_pictures_need_qt_and_a_chinese_font_and_no_libreoffice() -> None:
    machine = FakeMachine(lacking=frozenset({"libEGL.so.1"}), has_font=False, programs=frozenset({"apt-get"}))
    needs = dev.missing_needs(machine, "screenshots")
    assert [(need.packages, need.is_required) for need in needs] == [
        (("libegl1",), True),
        (("fonts-wqy-microhei",), True),
    ]


def test_pictures_are_taken_offscreen_by_the_screens_of_the_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[dict[str, str], list[tuple[str, list[str]]]]] = []
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setattr(dev, "set_up", lambda machine, command: 0)
    monkeypatch.setattr(dev, "perform", lambda machine, steps: seen.append((machine.environ, list(steps))) or 0)
    assert dev.main(["screenshots", "pictures", "--text", "150"]) == 0
    environ, ((_, command),) = seen[-1]
    assert environ["QT_QPA_PLATFORM"] == "offscreen"
    assert command[1:] == ["-m", "ui.screens", "pictures", "--text", "150"]


@pytest.mark.parametrize(
    ("environ", "lacking", "modules"),
    [
        ({"DISPLAY": ":0"}, frozenset(), ["ui.main"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, frozenset(), ["ui.main"]),
        ({}, frozenset(), ["app.demo_run", "app.exchange_run", "ui.screens"]),
        (
            {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"},
            frozenset(),
            ["app.demo_run", "app.exchange_run", "ui.screens"],
        ),
        ({}, ALL_LIBRARIES, ["app.demo_run", "app.exchange_run"]),
    ],
)
def test_run_opens_the_desktop_where_it_can_be_seen(
    environ: dict[str, str], lacking: frozenset[str], modules: list[str]
) -> None:
    steps = dev.steps_of(FakeMachine(environ=environ, lacking=lacking), "run", [])
    assert [command[2] for _, command in steps] == modules


def test_root_installs_through_apt_without_sudo() -> None:
    machine = FakeMachine(lacking=frozenset(dev.QT_LIBRARIES), has_font=False, root=True)
    dev.provide_system(machine, "test")
    update, qt, font = machine.apt_calls()
    assert update[0] == "env"
    assert update[-1] == "update"
    assert qt[-len(dev.QT_LIBRARIES) :] == list(dev.QT_LIBRARIES.values())
    assert font[-1] == "fonts-wqy-microhei"
    assert all("--no-install-recommends" in call and "DEBIAN_FRONTEND=noninteractive" in call for call in (qt, font))


def test_sudo_is_used_where_it_asks_no_password() -> None:
    machine = FakeMachine(has_font=False, sudo_asks=False)
    dev.provide_system(machine, "run")
    assert [call[:2] for call in machine.apt_calls()] == [["sudo", "-n"], ["sudo", "-n"]]


def test_plain_user_without_qt_cannot_test_and_gets_the_line() -> None:
    machine = FakeMachine(lacking=frozenset({"libGL.so.1"}), has_font=False)
    with pytest.raises(dev.SetupStopped) as stopped:
        dev.provide_system(machine, "test")
    line = "sudo apt-get update && sudo apt-get install -y --no-install-recommends libgl1 fonts-wqy-microhei"
    assert line in str(stopped.value)
    assert machine.apt_calls() == []


def test_plain_user_without_qt_can_run(capsys: pytest.CaptureFixture[str]) -> None:
    dev.provide_system(FakeMachine(lacking=frozenset({"libGL.so.1"}), programs=frozenset({"apt-get"})), "run")
    said = capsys.readouterr().out
    assert "missing: Qt's system libraries (libgl1)" in said
    assert "install -y --no-install-recommends libgl1\n" in said
    assert "going on without" in said


def test_missing_libreoffice_stops_a_test_run_only_under_ci(capsys: pytest.CaptureFixture[str]) -> None:
    programs = frozenset({"apt-get", "sqlcipher", "Xvfb", "gnome-keyring-daemon", "pg_ctlcluster"})
    dev.provide_system(FakeMachine(programs=programs), "test")
    assert "libreoffice-calc-nogui" in capsys.readouterr().out
    with pytest.raises(dev.SetupStopped, match="libreoffice-calc-nogui"):
        dev.provide_system(FakeMachine(programs=programs, environ={"CI": "true"}), "test")


def test_one_uninstallable_need_does_not_keep_the_others_out(capsys: pytest.CaptureFixture[str]) -> None:
    machine = FakeMachine(lacking=frozenset({"libGL.so.1"}), programs=frozenset({"apt-get"}), root=True)
    machine.failing = {"libgl1", "update"}
    with pytest.raises(dev.SetupStopped, match="libgl1"):
        dev.provide_system(machine, "test")
    assert "soffice" in machine.programs
    assert "apt-get update failed" in capsys.readouterr().out


def test_system_without_apt_is_told_the_names() -> None:
    machine = FakeMachine(lacking=frozenset({"libGL.so.1"}), programs=frozenset({"soffice"}), root=True)
    with pytest.raises(dev.SetupStopped, match="no apt") as stopped:
        dev.provide_system(machine, "test")
    assert "libgl1" in str(stopped.value)


def test_uv_goes_into_a_venv_where_python_can_make_one(tmp_path: Path) -> None:
    command = dev.uv_installer(FakeMachine(), tmp_path)
    assert command[0] == str(tmp_path / dev.BIN / f"python{dev.EXE}")
    assert "--require-hashes" in command


def test_uv_goes_beside_a_system_pip_where_venv_is_incomplete(tmp_path: Path) -> None:
    machine = FakeMachine()
    machine.failing = {"import ensurepip; ensurepip.version()"}
    command = dev.uv_installer(machine, tmp_path)
    assert command[:3] == [sys.executable, "-m", "pip"]
    assert command[-2:] == ["--target", str(tmp_path)]
    assert machine.apt_calls() == []


def test_bare_python_and_plain_user_get_the_line_for_venv(tmp_path: Path) -> None:
    machine = FakeMachine()
    machine.failing = {"import ensurepip; ensurepip.version()", "import pip"}
    with pytest.raises(dev.SetupStopped, match="install -y --no-install-recommends python3-venv"):
        dev.uv_installer(machine, tmp_path)


def test_foreign_environments_are_not_handed_on(tmp_path: Path) -> None:
    environ = {"VIRTUAL_ENV": "/elsewhere", "PYTHONPATH": "/elsewhere", "PYTHONDONTWRITEBYTECODE": "1"}
    environ |= {"XDG_CACHE_HOME": str(tmp_path), "LANG": "C"}
    env = dev.child_environment({**environ, "PIP_INDEX_URL": "https://mirror.invalid/simple"})
    assert "VIRTUAL_ENV" not in env
    assert "PYTHONPATH" not in env
    assert "PYTHONDONTWRITEBYTECODE" not in env
    assert env["LANG"] == "C"
    assert env["UV_DEFAULT_INDEX"] == "https://mirror.invalid/simple"
    assert "UV_CACHE_DIR" not in env


def test_cache_moves_into_the_checkout_where_home_is_not_ones_own(tmp_path: Path) -> None:
    env = dev.child_environment({"XDG_CACHE_HOME": str(tmp_path / "missing")})
    assert env["UV_CACHE_DIR"] == str(dev.TOOLS / "cache")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of three files in place of this one."""
    for name, path in {"LOCK": "l.lock", "TOOLS_LOCK": "t.lock", "PROJECT": "p.toml"}.items():
        (tmp_path / path).write_text(name, encoding="utf-8")
        monkeypatch.setattr(dev, name, tmp_path / path)
    for name, path in {"ROOT": "", "TOOLS": ".tools", "VENV": ".venv", "STAMP": ".venv/stamp.json"}.items():
        monkeypatch.setattr(dev, name, tmp_path / path)
    uv = tmp_path / ".tools" / f"uv-{dev.digest(tmp_path / 't.lock')}" / dev.BIN / f"uv{dev.EXE}"
    python = tmp_path / ".venv" / dev.BIN / f"python{dev.EXE}"
    for program in (uv, python):
        program.parent.mkdir(parents=True)
        program.touch()
    return tmp_path


def made(machine: FakeMachine) -> list[str]:
    """The uv commands of a set-up, by their verb."""
    return [call[1] if call[1] == "venv" else call[2] for call in machine.calls]


def test_second_set_up_calls_nothing(checkout: Path) -> None:
    machine = FakeMachine()
    dev.provide_python(machine)
    assert made(machine) == ["venv", "sync", "install"]
    machine.calls.clear()
    dev.provide_python(machine)
    assert machine.calls == []


def test_changed_lock_updates_the_libraries_in_place(checkout: Path) -> None:
    dev.provide_python(FakeMachine())
    dev.LOCK.write_text("another", encoding="utf-8")
    machine = FakeMachine()
    dev.provide_python(machine)
    assert made(machine) == ["sync", "install"]


def test_moved_checkout_or_other_python_makes_a_new_environment(checkout: Path) -> None:
    dev.provide_python(FakeMachine())
    stamp = json.loads(dev.STAMP.read_text(encoding="utf-8"))
    dev.STAMP.write_text(json.dumps({**stamp, "base": "elsewhere"}), encoding="utf-8")
    machine = FakeMachine()
    dev.provide_python(machine)
    assert made(machine) == ["venv", "sync", "install"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"base": 1}'])
def test_half_written_stamp_is_no_stamp(checkout: Path, text: str) -> None:
    dev.STAMP.write_text(text, encoding="utf-8")
    machine = FakeMachine()
    dev.provide_python(machine)
    assert made(machine) == ["venv", "sync", "install"]


def test_failed_download_leaves_no_stamp_and_says_what_helps(checkout: Path) -> None:
    machine = FakeMachine()
    machine.failing = {"sync"}
    with pytest.raises(dev.SetupStopped, match="PIP_INDEX_URL"):
        dev.provide_python(machine)
    assert not dev.STAMP.exists()


def test_line_ends_do_not_change_the_digest(tmp_path: Path) -> None:
    unix, windows = tmp_path / "unix", tmp_path / "windows"
    unix.write_bytes(b"a\nb\n")
    windows.write_bytes(b"a\r\nb\r\n")
    assert dev.digest(unix) == dev.digest(windows)


@pytest.mark.parametrize(
    ("arguments", "cores", "expected"),
    [
        ([], 2, ["-n", "2", "--dist", "loadfile", "--max-worker-restart", "0"]),
        (["-k", "phone"], 8, ["-n", "2", "--dist", "loadfile", "--max-worker-restart", "0", "-k", "phone"]),
        (["-n0"], 2, ["-n0"]),
        (["--pdb"], 2, ["--pdb"]),
        (["-p", "no:xdist"], 2, ["-p", "no:xdist"]),
        ([], 1, []),
    ],
)
def test_two_workers_unless_told_otherwise(arguments: list[str], cores: int, expected: list[str]) -> None:
    assert dev.pytest_arguments(arguments, cores) == expected


def test_every_step_runs_and_the_first_failure_is_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    machine = FakeMachine()
    machine.failing = {"bad"}
    assert dev.perform(machine, [("one", ["good"]), ("two", ["bad"]), ("three", lambda: 3), ("four", ["good"])]) == 100
    assert machine.calls == [["good"], ["bad"], ["good"]]
    summary = capsys.readouterr().out.split("== summary")[1].splitlines()[1:]
    assert [line.split()[0] for line in summary] == ["ok", "FAILED", "FAILED", "ok"]
