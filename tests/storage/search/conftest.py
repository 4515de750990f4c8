"""A file for all tests of a module, one for a test of its own, and homes to find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Connection
from tests.storage.search.indexed import DWELLING, enter, opened, parent


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    yield from opened(tmp_path_factory.mktemp("store") / "ledger.db")


@pytest.fixture
def own_connection(tmp_path: Path) -> Iterator[Connection]:
    yield from opened(tmp_path / "ledger.db")


@pytest.fixture(scope="module")
def homes(connection: Connection) -> dict[int, str]:
    lingzhao = parent(connection, "compound", name="凌兆小区一", address="东明路300弄")
    garden = parent(connection, "compound", name="林苑", address="浦东南路1200号")
    found = {}
    for compound, building, suffix, unit, room, full in (
        (lingzhao, "1", "号", None, "302", "凌兆小区一1号302室"),
        (lingzhao, "11", "号", None, "302", "凌兆小区一11号302室"),
        (lingzhao, "12", "号", "1", "301", "凌兆小区一12号1单元301室"),
        (garden, "12", "幢", None, "301A", "林苑12幢301A室"),
        (garden, "3", "", None, "阁楼", "林苑3号阁楼"),
    ):
        building_id = parent(
            connection, "building", compound_uid=compound, building_no=building, building_suffix=suffix
        )
        unit_id = parent(connection, "unit", building_uid=building_id, unit_no=unit) if unit else None
        owner = "李老师" if unit else None
        nr = enter(
            connection, DWELLING, building_uid=building_id, unit_uid=unit_id, room_no=room, full_address=full,
            owner_name=owner,
        )  # fmt: skip
        found[nr] = full
    return found
