"""A database put back, and a committee that moves to another server: what PCs are told, what is refused."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from tests.cloud.callers import CID, OTHER
from tests.cloud.servers import RemoteHouse, run, serving

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and sockets of Unix")


def test_after_a_restore_pcs_are_told_where_histories_part(place: Path) -> None:
    data = place / "d"
    with serving(data) as server:
        house = RemoteHouse(server, CID)
        pc = house.pc()
        pc.push(*(pc.person(f"人{number}") for number in range(3)))
        (place / "highest.json").write_text(json.dumps({CID: 40}), encoding="utf-8")
        assert json.loads(run("admin", "highest", "--data", str(data))) == {CID: 3}
        said = run("admin", "restore-epoch", "--highest", str(place / "highest.json"), "--data", str(data))
        cid, epoch, restored_to, goes_on = said.split()
        assert (cid, restored_to, goes_on) == (CID, "3", "1000040")
        told = pc.pull(status=409)
        assert (told["code"], told["divergence"], told["lineage"][1]) == ("epoch_changed", 3, [epoch, 3])


def test_a_backup_put_back_loses_nothing_that_pcs_still_have(place: Path) -> None:
    data, copy, later = place / "d", place / "copy", place / "later.json"
    with serving(data) as server:
        house = RemoteHouse(server, CID)
        pc = house.pc()
        first, second = pc.person("张三"), pc.person("李四")
        pc.push(first)
        pc.pull()
        run("backup", str(copy), "--data", str(data))
        pc.push(second)
        later.write_text(run("admin", "highest", "--data", str(data)), encoding="utf-8")
        assert "请先停下服务" in run("restore", str(copy), "--over", "--data", str(data), code=5)
        server.stop()
    assert "--over" in run("restore", str(copy), "--data", str(data), code=2)
    said = run("restore", str(copy), "--over", "--highest", str(later), "--data", str(data))
    _, epoch, restored_to, goes_on = said.split()
    assert (restored_to, goes_on) == ("1", "1000002")
    with serving(data) as server:
        house.service = server  # type: ignore[assignment]
        told = pc.push({**second, "n": 2}, status=409)
        assert (told["code"], told["divergence"]) == ("epoch_changed", 1)
        pc.lineage += f",{epoch}:1"
        pc.gen = pc.post("/v1/device/generation", {"committee": CID, "device": pc.device, "reason": "epoch_changed"})[
            "gen"
        ]
        results = pc.push({**first, "n": 1}, {**second, "n": 2})["results"]
        assert [one["outcome"] for one in results] == ["duplicate", "applied"]
        assert [one["f"]["name"] for one in pc.pull()["changes"]] == ["李四"]


def test_a_backup_goes_into_a_folder_of_its_own(place: Path) -> None:
    data, copy = place / "d", place / "copy"
    run("admin", "committee", CID, "测试居委会", "--data", str(data))
    run("backup", str(copy), "--data", str(data))
    assert sorted(one.name for one in copy.iterdir()) == ["database.dump", "highest.json"]
    assert stat.S_IMODE((copy / "database.dump").stat().st_mode) == 0o600
    assert "请换一个" in run("backup", str(copy), "--data", str(data), code=2)
    (copy / "database.dump").write_bytes(b"no copy")
    assert "不能用" in run("restore", str(copy), "--over", "--data", str(data), code=5)
    assert run("admin", "committees", "--data", str(data)) == f"{CID}\t测试居委会\n"


def test_a_committee_moves_to_another_server_with_everything(place: Path) -> None:
    old, new, file = place / "old", place / "new", place / "moved.zip"
    with serving(old) as server:
        house = RemoteHouse(server, CID, OTHER)
        pc, other = house.pc(), house.pc(OTHER)
        made = pc.person("张三")
        pc.push(made)
        pc.pull()
        other.push(other.person("别人"))
        run("admin", "move-out", CID, str(file), "--data", str(old))
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert pc.get(pc.of("hello"), status=403)["code"] == "committee_denied"
        assert len(other.pull()["changes"]) == 1
        assert "没有这个居委会" in run("admin", "move-out", CID, str(place / "b.zip"), "--data", str(old), code=3)
        assert "不能用" in run("admin", "move-out", OTHER, str(file), "--data", str(old), code=2)
    run("admin", "committee", OTHER, "另一个", "--data", str(new))
    assert run("admin", "move-in", str(file), "--data", str(new)) == f"{CID}\n"
    assert "已经有" in run("admin", "move-in", str(file), "--data", str(new), code=2)
    with serving(new) as server:
        house.service = server  # type: ignore[assignment]
        pc.get_token()
        assert pc.pull(status=410)["code"] == "cursor_expired"
        pc.cursor = ""
        assert [one["f"]["name"] for one in pc.pull()["changes"]] == ["张三"]
        assert pc.push(made)["results"][0]["outcome"] == "duplicate"
        assert pc.push(pc.person("李四"))["results"][0]["rv"] == 2


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all" * 100])
def test_what_is_no_moved_committee_is_not_taken_in(place: Path, content: bytes) -> None:
    (place / "x.zip").write_bytes(content)
    run("admin", "committee", CID, "测试居委会", "--data", str(place / "d"))
    assert "不能用" in run("admin", "move-in", str(place / "x.zip"), "--data", str(place / "d"), code=2)
