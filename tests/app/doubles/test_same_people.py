"""Two people side by side: masks stand, differences behind them are told, homes and tags are beside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.doubles import same_people
from ledger import catalog, ids
from ledger.errors import RecordNotFound
from tests.app.few_homes import WANG, Homes
from tests.office import Office, an_id, an_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as made:
        yield made


def test_what_differs_is_told_though_masks_hide_it(office: Office) -> None:
    homes = Homes(office)
    other = ids.new_id()
    values = {"name": "王小明", "id_type": "111", "id_no": an_id(6), "sex": "1", "alive": 1}
    with office.session.store.write(user="wang", kind="edit") as write:
        write.create(catalog.named("person"), [(other, values)])
    two = same_people.compare(office.session, ids.to_text(homes.id["王"]), ids.to_text(other))
    lines = {line.name: line for line in two.lines}
    number = lines["id_no"]
    assert number.left != WANG
    assert "*" in number.left
    assert number.differs
    assert not lines["name"].differs
    assert (lines["alive"].left, lines["alive"].differs, lines["sex"].right) == ("否", False, "男")
    assert "2号" in lines["residence"].left
    assert lines["residence"].right == ""
    assert "phone" in lines
    assert "religion" not in lines
    assert lines["id_no"].group == lines["id_type"].group != ""
    assert [line.name for line in two.lines][:3] == ["name", "id_type", "id_no"]


def test_somebody_gone_is_not_compared(office: Office) -> None:
    homes = Homes(office)
    with pytest.raises(RecordNotFound):
        same_people.compare(office.session, ids.to_text(homes.id["王"]), ids.to_text(ids.new_id()))
