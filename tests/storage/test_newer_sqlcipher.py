"""Where SQLCipher's program comes from when the installed one is too old."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.storage import newer_sqlcipher
from tests.storage.newer_sqlcipher import Unavailable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand for the program")


def a_program(folder: Path, says: str) -> str:
    path = folder / f"sqlcipher-{len(says)}"
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return str(path)


def test_a_program_of_version_4_is_taken_as_it_is(tmp_path: Path) -> None:
    for says in ("4.6.1 community", "10.0"):
        installed = a_program(tmp_path, says)
        assert newer_sqlcipher.command(installed, kept_at=tmp_path / "kept") == (installed,)


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="another way is taken without apt")
def test_without_the_mirror_it_says_so_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    for says in ("", "3.4.1"):
        with pytest.raises(Unavailable, match=r"older than 4; to reach http://127\.0\.0\.1:9"):
            newer_sqlcipher.command(
                a_program(tmp_path, says), kept_at=tmp_path / "tools" / "kept", mirror="http://127.0.0.1:9"
            )
        assert list((tmp_path / "tools").iterdir()) == []


def test_packages_that_are_not_whole_are_named(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    with pytest.raises(Unavailable, match="kept holds no whole sqlcipher"):
        newer_sqlcipher.command(a_program(tmp_path, "3.4.1"), kept_at=tmp_path / "kept")
