"""Files are written beside their target and renamed; every trouble has a name and leaves the target as it was."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from app import files

OLD, NEW = b"old content", b"new content"


def _left_beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".part")


def test_new_content_takes_the_place_of_the_old(tmp_path: Path) -> None:
    target = tmp_path / "名册.csv"
    target.write_bytes(OLD)
    files.write_whole(target, NEW)
    assert target.read_bytes() == NEW
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_inside_keeps_the_old_file_and_leaves_nothing_beside(tmp_path: Path) -> None:
    target = tmp_path / "名册.csv"
    target.write_bytes(OLD)

    def write_half() -> None:
        with files.replacing(target) as stream:
            stream.write(NEW)
            raise KeyError

    with pytest.raises(KeyError):
        write_half()
    assert target.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [target]


def test_a_name_of_eighty_chinese_characters_fits(tmp_path: Path) -> None:
    target = tmp_path / ("名" * 80 + ".xlsx")
    files.write_whole(target, NEW)
    assert target.read_bytes() == NEW


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, files.TargetDiskFull),
        (errno.EFBIG, files.TargetDiskFull),
        (errno.EBUSY, files.TargetOpen),
        (errno.EROFS, files.FolderReadOnly),
        (errno.EACCES, files.FolderReadOnly),
        (errno.ENOENT, files.FolderMissing),
        (errno.EIO, files.TargetUnreachable),
    ],
)
def test_each_trouble_of_the_system_has_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: type[files.FileNotWritten]
) -> None:
    target = tmp_path / "名册.csv"
    target.write_bytes(OLD)

    def refuse(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("app.files.os.fsync", refuse)
    with pytest.raises(files.FileNotWritten) as caught:
        files.write_whole(target, NEW)
    assert type(caught.value) is expected
    assert caught.value.path == target
    assert target.read_bytes() == OLD
    assert _left_beside(tmp_path) == []


def test_a_sharing_violation_of_windows_means_open_in_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "名册.csv"
    target.write_bytes(OLD)

    class Shared(PermissionError):
        winerror = 32

    def refuse(source: Path, destination: Path) -> None:
        raise Shared(errno.EACCES, "used by another process")

    monkeypatch.setattr("app.files.os.replace", refuse)
    with pytest.raises(files.TargetOpen):
        files.write_whole(target, NEW)
    assert target.read_bytes() == OLD
    assert _left_beside(tmp_path) == []


def test_a_missing_folder_and_a_folder_as_target_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(files.FolderMissing):
        files.write_whole(tmp_path / "没有" / "名册.csv", NEW)
    with pytest.raises(files.TargetIsFolder):
        files.write_whole(tmp_path, NEW)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root and Windows write where modes forbid it")
def test_a_folder_without_write_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(files.FolderReadOnly):
            files.write_whole(tmp_path / "名册.csv", NEW)
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_that_may_not_be_entered_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed, look = tmp_path / "closed", Path.stat

    def refuse(path: Path, **options: bool) -> os.stat_result:
        if closed in path.parents:
            raise PermissionError(errno.EACCES, "no")
        return look(path, **options)

    monkeypatch.setattr(Path, "stat", refuse)
    for target in (closed / "名册.csv", closed / "里面" / "名册.csv"):
        with pytest.raises(files.FolderReadOnly):
            files.check_writable(target)
        with pytest.raises(files.FolderReadOnly):
            files.write_whole(target, NEW)
    assert not files.is_same_file(closed / "名册.csv", tmp_path)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a file system that refuses new files")
def test_a_file_system_that_takes_no_files_is_named() -> None:
    with pytest.raises((files.FolderReadOnly, files.FolderMissing)):
        files.write_whole(Path("/proc/self/名册.csv"), NEW)


_KILLED = textwrap.dedent("""
    import sys
    from pathlib import Path
    from app import files
    with files.replacing(Path(sys.argv[1])) as stream:
        stream.write(b"half")
        stream.flush()
        print("writing", flush=True)
        sys.stdin.read()
""")


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_a_killed_write_keeps_the_old_file_and_the_next_write_sweeps(tmp_path: Path) -> None:
    target = tmp_path / "名册.csv"
    target.write_bytes(OLD)
    child = subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        assert child.stdout.readline() == b"writing\n"
        assert files.sweep(tmp_path) == 0, "a living program keeps its file"
        child.send_signal(signal.SIGKILL)
    assert target.read_bytes() == OLD
    assert len(_left_beside(tmp_path)) == 1
    files.write_whole(tmp_path / "另一份.csv", NEW)
    assert _left_beside(tmp_path) == []
    assert target.read_bytes() == OLD


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_folders_are_made_for_this_user_alone(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir(mode=0o755)
    usual = os.umask(0o022)
    try:
        files.make_folder(tmp_path / "there" / "above" / "folder")
        files.make_folder(tmp_path / "there" / "above" / "folder")
    finally:
        os.umask(usual)
    modes = [one.stat().st_mode & 0o777 for one in (tmp_path / "there", *sorted((tmp_path / "there").rglob("*")))]
    assert modes == [0o755, 0o700, 0o700]


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(files.FileNotWritten):
        files.make_folder(tmp_path / "file" / "folder")
