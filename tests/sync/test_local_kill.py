"""Killed at every statement of a round's local transactions, a store is right, and the next round ends as any other."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from storage.store import Store
from sync.local_side import LocalSide
from tests.storage.killed_steps import killed_at_each_step
from tests.storage.stores import PASSWORD, a_home, a_person, add, change, remove
from tests.sync.little_cloud import LittleCloud, Pc, settle, two_pcs

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 there")

ROUND = """
import json, sys
from pathlib import Path
from storage.database import Connection
from storage.store import Store
from sync import applying
from sync.local_side import LocalSide
from tests.storage.killed_steps import at_every_step
applying.AT_ONCE = 6
told = json.loads(Path(sys.argv[2]).read_text())
def go(folder, steps):
    with Store.open(folder, account="admin", password="Lilong-2026!") as store:
        for name in ("run", "run_many", "run_alongside"):
            steps.watch(Connection, name, afterwards=False)
        side = LocalSide(store)
        side.receive(side.take(), told["answer"])
        for page in told["pages"]:
            side.stage(page)
        side.apply_all()
        side.note_clock(5, 7)
        side.put_report({"start": "", "end": "", "result": 0, "pulled": 3})
at_every_step(go)
"""


def a_rich_round(cloud: LittleCloud, one: Pc, two: Pc) -> None:
    """What `one` has to send and to read: every kind of thing that a round can bring."""
    same = {"id_type": "111", "id_no": "310115199001010016"}
    home = a_home(one.store)
    edited, gone, removed = add(one.store, "person", *(a_person(name=name) for name in ("甲", "乙", "丙")))
    settle(one, two)
    change(two.store, "person", edited, {"name": "甲"}, {"name": "甲二"})
    remove(two.store, "person", gone)
    (twin,) = add(two.store, "person", a_person(**same))
    add(two.store, "residence", {"person_uid": twin, "dwelling_uid": home["dwelling"], "relation": "03"})
    change(two.store, "building", home["building"], {"building_suffix": None}, {"building_suffix": "幢"})
    two.push()
    change(one.store, "person", edited, {"name": "甲"}, {"name": "甲一"})
    change(one.store, "person", gone, {"phone": None}, {"phone": "13800000001"})
    remove(one.store, "person", removed)
    (loser,) = add(one.store, "person", a_person(**same, phone="13800000002"))
    add(one.store, "person_tag", {"person_uid": loser, "tag": "A01", "start_date": "2020"})
    add(one.store, "person", a_person(remark="x" * 17_000))
    add(one.store, "person", a_person(name="丁"))


def recorded(cloud: LittleCloud, folder: Path) -> dict[str, object]:
    """What the cloud says to the store in a folder, in one round."""
    with Store.open(folder, account="admin", password=PASSWORD) as store:
        side = LocalSide(store)
        seq = side.facts().seq
        answer = cloud.push("one", list(side.take().ops), seq)
        pages = []
        while not pages or pages[-1]["more"]:
            pages.append(cloud.pull(seq, 3))
            seq = int(str(pages[-1]["seq"]))
    return {"answer": answer, "pages": pages}


def test_killed_at_every_statement_the_next_round_makes_it_whole(tmp_path: Path) -> None:
    with two_pcs(tmp_path) as (cloud, one, two):
        a_rich_round(cloud, one, two)
        one.store.close()
        template = Path(shutil.copytree(tmp_path / "one", tmp_path / "template"))
        told = recorded(cloud, Path(shutil.copytree(template, tmp_path / "asked")))
        (tmp_path / "told.json").write_text(json.dumps(told))
        folders = killed_at_each_step(ROUND, template, tmp_path / "told.json")
        assert len(folders) > 80
        two.pull()
        for folder in folders:
            with Store.open(folder, account="admin", password=PASSWORD) as store:
                left = Pc.__new__(Pc)
                left.cloud, left.store, left.name, left.side = cloud, store, "one", LocalSide(store)
                left.is_right()
                left.round()
                left.is_right()
                assert left.everything() == two.everything(), folder.name
                assert left.digests() == cloud.digests()
                assert left.side.waiting().operations == 0
                assert left.side.waiting().dead == 1
