"""After an erasure order neither the database nor a file of any PC nor the place of attachments holds him (I15).

The files of the PCs are decrypted page by page, with what free pages and the search index hold.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from psycopg.sql import SQL, Identifier

from app import checking
from cloud.erasure import order
from cloud.erasure.order import Order
from cloud.places.folder import FolderPlace
from cloud.postgres.embedded import EmbeddedDatabase
from cloud.postgres.migrating import TABLES
from cloud.postgres.store import PostgresStore
from ledger import catalog, ids
from storage.database.driver import PAGE_BYTES, SALT_BYTES
from storage.settings import DRAFT
from storage.store import Store
from tests.cloud.callers import CID, House
from tests.cloud.conftest import fresh_database
from tests.committee import LOGIN, PASSWORD
from tests.sync.exchange import Pc
from tests.sync.test_blobs import attach, has
from tests.sync.test_by_hand import Remote

NAME, NUMBER, PHONE, REMARK = "植入欧阳", "310115194912310013", "13912345678", "植入的备注一二三"
OF_HIM: dict[str, Any] = {"name": NAME, "id_type": "111", "id_no": NUMBER, "phone": PHONE, "remark": REMARK}
PHOTO = b"planted photograph " * 3000
TAG = catalog.named("person_tag")
RESERVED, IV = 80, 16
"""What SQLCipher keeps at the end of a page: the vector of its encryption, its code of authentication."""
LAW = Order("", "consent", "浦民发〔2026〕12号")


@pytest.fixture
def cloud(embedded_server: EmbeddedDatabase, place: Path) -> Iterator[tuple[House, str]]:
    """A cloud over PostgreSQL with attachments in a folder, and its database."""
    dsn = fresh_database(embedded_server.dsn, "erased")
    store = PostgresStore(dsn)
    house = House(store, cids=(CID,))
    object.__setattr__(house.means, "place", FolderPlace(place / "blobs"))
    yield house, dsn
    store.close()


@pytest.fixture
def house(cloud: tuple[House, str]) -> House:
    return cloud[0]


@pytest.fixture
def pcs(house: House, tmp_path: Path) -> Iterator[tuple[Pc, Pc]]:
    made = Pc(house, tmp_path / "one", "one").enrol(), Pc(house, tmp_path / "two", "two").enrol()
    yield made
    for pc in made:
        pc.store.close()


def rows(dsn: str) -> str:
    """Every row of every table, once what was there before is cleared away."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("vacuum")
        every = (connection.execute(SQL("select t::text from {} t").format(Identifier(table))) for table in TABLES)
        return "\n".join(str(row) for found in every for row in found)


def plain(store: Store, file: Path) -> bytes:
    """An encrypted file's pages as they read, free ones too."""
    content, pages = file.read_bytes(), []
    for at in range(0, len(content), PAGE_BYTES):
        page = content[at + (SALT_BYTES if at == 0 else 0) : at + PAGE_BYTES]
        vector = page[-RESERVED : -RESERVED + IV]
        decryptor = Cipher(algorithms.AES(store._key.raw), modes.CBC(vector)).decryptor()
        pages.append(decryptor.update(page[:-RESERVED]) + decryptor.finalize())
    return b"".join(pages)


def contents(pc: Pc, folder: Path) -> dict[str, bytes]:
    """Every file of a PC that is closed, the encrypted ones decrypted."""
    pc.store.close()
    found = {}
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        is_database = file.suffix == ".db" and file.stat().st_size
        found[file.name] = plain(pc.store, file) if is_database else file.read_bytes()
    return found


def marks(*words: str) -> list[bytes]:
    return [word.encode() for word in words]


def named(person: bytes) -> list[tuple[str, str]]:
    return [("person", ids.to_text(person))]


def test_nothing_of_him_is_left_anywhere(cloud: tuple[House, str], pcs: tuple[Pc, Pc], tmp_path: Path) -> None:
    house, dsn = cloud
    one, two = pcs
    person = one.add(**OF_HIM)
    one.add(TAG, person_uid=person, tag="A01", remark=REMARK)
    attach(one, person, PHOTO)
    kept = one.add(name="留下的人")
    two.add(**{**OF_HIM, "name": f"{NAME}二"})  # entered there too, before they knew of each other
    for _ in range(2):
        one.synced()
        two.synced()
    theirs = two.row(person)
    assert theirs["id_no"] == NUMBER
    one.edit(person, name=f"{NAME}三")
    two.edit(person, name=f"{NAME}四")
    one.synced()
    two.synced()
    one.synced()
    typed = {"values": {"phone": PHONE}, "titles": {}}
    two.store.set_setting(f"{DRAFT}wang:person:{ids.to_text(person)}", typed)  # and was not saved
    named_in = {"values": {"person_uid": ids.to_text(person)}, "titles": {"person_uid": NAME}}
    two.store.set_setting(f"{DRAFT}wang:person_tag:new", named_in)
    two.store.set_setting(f"{DRAFT}wang:person:new", {"values": {"name": "王五"}})
    two.edit(person, remark=f"{REMARK}四")  # waits for the cloud when the order is given
    assert NUMBER in rows(dsn)
    order.erase(house.means, CID, named(person), LAW)
    for pc in (one, two, one, two):
        pc.synced()
    for pc in pcs:
        assert kept in {ids.from_text(record) for record in pc.people()}
        report = checking.whole(pc.store)
        assert not {name: found for name, found in report.parts.items() if found}
        assert pc.store.log_verdict().is_whole
        assert not has(pc, PHOTO)
    assert two.store.setting(f"{DRAFT}wang:person:new") is not None
    wanted = marks(NAME, NUMBER, PHONE, REMARK)
    for name, pc in zip(("one", "two"), pcs, strict=True):
        for file, content in contents(pc, tmp_path / name).items():
            assert [mark for mark in (*wanted, PHOTO[:64]) if mark in content] == [], (name, file)
        assert "留下的人".encode() in contents(pc, tmp_path / name)["ledger.db"]
    told = rows(dsn)
    assert [mark for mark in (NAME, NUMBER, PHONE, REMARK, hashlib.sha256(PHOTO).hexdigest()) if mark in told] == []
    assert list(house.means.place.lying(CID)) == []
    with psycopg.connect(dsn) as connection:
        assert connection.execute("select count(*) from natkey where type = 'person'").fetchone() == (0,)


def test_an_office_that_may_not_connect_hears_of_it_by_package(
    house: House, pcs: tuple[Pc, Pc], tmp_path: Path
) -> None:
    one, _ = pcs
    person = one.add(**OF_HIM)
    attach(one, person, PHOTO)
    one.synced()
    apart = Remote(house, tmp_path / "apart", "apart").joined()
    apart.trip()
    apart.edit(person, remark=f"{REMARK}二")
    with apart.store.attached.blobs() as blobs:
        blobs.put(PHOTO)  # brought by hand as well
    order.erase(house.means, CID, named(person), LAW)
    assert apart.trip().outcome.refused == {"gone": 1}
    assert apart.people() == {}
    assert not has(apart, PHOTO)
    assert apart.local.dead_letters() == []  # it says nothing any more: nobody is asked what to do
    assert apart.local.waiting().dead == 0
    for mark in (*marks(NAME, NUMBER, REMARK), PHOTO[:64]):
        assert not any(mark in content for content in contents(apart, tmp_path / "apart").values())


def test_a_pc_put_back_to_before_the_order_forgets_him_again(house: House, pcs: tuple[Pc, Pc], tmp_path: Path) -> None:
    one, two = pcs
    person = one.add(**OF_HIM)
    one.synced()
    two.synced()
    two.store.close()
    before = tmp_path / "two before"
    shutil.copytree(tmp_path / "two", before)
    order.erase(house.means, CID, named(person), LAW)
    again = Pc(house, before, "two", store=Store.open(before, account=LOGIN, password=PASSWORD))
    assert again.people()
    again.edit(person, phone="1")
    again.synced()
    assert again.people() == {}
    for mark in marks(NAME, NUMBER):
        assert not any(mark in content for content in contents(again, before).values())
