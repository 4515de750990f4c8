"""The index follows its rows: nothing is left behind, damage is found and mended."""

from __future__ import annotations

from ledger import catalog
from storage.database import Connection
from storage.search import search
from tests.storage.search.indexed import DWELLING, PERSON, ask, enter, parent, rolled_back


def test_refreshing_leaves_nothing_behind(own_connection: Connection) -> None:
    nr = enter(own_connection, PERSON, name="张三", phone="13812345678")
    own_connection.run("UPDATE person SET name = '李四', phone = '13900000000' WHERE nr = ?", (nr,))
    search.refresh(own_connection, PERSON, [nr])
    for gone in ("张", "zs", "zhang", "138", "5678"):
        assert ask(own_connection, PERSON, gone) == []
    for there in ("李", "ls", "lisi", "139"):
        assert ask(own_connection, PERSON, there) == [nr]
    assert search.verify(own_connection, PERSON) == []


def test_a_removed_record_is_not_found_and_comes_back(own_connection: Connection) -> None:
    nr = enter(own_connection, PERSON, name="张三")
    own_connection.run("UPDATE person SET life = 2 WHERE nr = ?", (nr,))
    search.remove(own_connection, PERSON, [nr, 99])
    assert ask(own_connection, PERSON, "张三") == ask(own_connection, PERSON, "z") == []
    assert search.verify(own_connection, PERSON) == []
    own_connection.run("UPDATE person SET life = 3 WHERE nr = ?", (nr,))
    assert search.verify(own_connection, PERSON) == [nr]
    search.refresh(own_connection, PERSON, [nr])
    assert ask(own_connection, PERSON, "张三") == [nr]


def test_a_renamed_compound_renames_its_homes(own_connection: Connection) -> None:
    compound = parent(own_connection, "compound", name="凌兆小区", address="东明路300弄")
    building = parent(own_connection, "building", compound_uid=compound, building_no="1")
    nr = enter(own_connection, DWELLING, building_uid=building, room_no="302", full_address="凌兆小区1号302室")
    own_connection.run("UPDATE compound SET name = '林苑', address = '灵岩路5弄'")
    own_connection.run("UPDATE dwelling SET full_address = '林苑1号302室'")
    assert search.verify(own_connection, DWELLING) == [nr]
    search.refresh(own_connection, DWELLING, [nr])
    assert ask(own_connection, DWELLING, "凌兆") == ask(own_connection, DWELLING, "东明路") == []
    assert ask(own_connection, DWELLING, "灵岩路5弄1号302") == ask(own_connection, DWELLING, "林苑1号") == [nr]
    assert search.verify(own_connection, DWELLING) == []


def test_verify_finds_planted_damage_and_rebuild_mends_it(own_connection: Connection) -> None:
    nrs = [enter(own_connection, PERSON, name=name) for name in ("张三", "李四", "王五", "赵六")]
    assert search.verify(own_connection, PERSON) == []
    lost, changed, stray = nrs[0], nrs[1], 77
    search.remove(own_connection, PERSON, [lost])
    own_connection.run("UPDATE person SET name = '李五' WHERE nr = ?", (changed,))
    search.add(own_connection, PERSON, [(stray, {"name": "钱七"})])
    assert search.verify(own_connection, PERSON) == [lost, changed, stray]
    search.rebuild(own_connection, PERSON)
    assert search.verify(own_connection, PERSON) == []
    assert ask(own_connection, PERSON, "李五") == [changed]


def test_a_rolled_back_write_leaves_the_index_alone(own_connection: Connection) -> None:
    kept = enter(own_connection, PERSON, name="张三")
    with rolled_back(own_connection):
        enter(own_connection, PERSON, name="张四")
        search.remove(own_connection, PERSON, [kept])
        assert len(ask(own_connection, PERSON, "张")) == 1
    assert ask(own_connection, PERSON, "张") == [kept]
    assert search.verify(own_connection, PERSON) == []


def test_a_record_with_nothing_to_find_has_no_entry(own_connection: Connection) -> None:
    enter(own_connection, PERSON, name="···")
    assert search.verify(own_connection, PERSON) == []
    assert ask(own_connection, PERSON, "·") == []


def test_only_searched_ledgers_have_an_index() -> None:
    assert not search.is_searched(catalog.named("residence"))
    assert search.ddl(catalog.named("residence")) == []
    searched = {ledger.name for ledger in catalog.ALL if search.ddl(ledger)}
    expected = [
        *("person", "dwelling", "compound", "building", "household"),
        *("topic_vehicle", "topic_merchant", "work_order"),
    ]
    assert searched == set(expected)
