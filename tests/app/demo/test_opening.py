"""The demo committee: made once, opened unasked, removed whole, and nothing else is ever removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.demo import fill, opening
from app.jobs import SILENT, JobContext
from app.records import editing
from app.stores.session import Session
from ledger import catalog
from ledger.errors import Cancelled
from storage.errors import StoreInUse
from tests.committee import PASSWORD, new_store


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_PEOPLE", 40)


def people_in(session: Session) -> int:
    with session.reader() as reader:
        from ledger.catalog import BY_NAME

        return sum(1 for _ in reader.scan(BY_NAME["person"], ()))


def test_it_is_made_once_and_opens_again(tmp_path: Path) -> None:
    at = tmp_path / "demo"
    with opening.open_demo(SILENT, at) as session:
        assert opening.is_demo(session)
        assert opening.is_as_made(session)
        editing.add(
            session, catalog.named("compound"), {"name": "合欢新村", "address": "合欢路1弄", "division_code": "310115"}
        )
        assert not opening.is_as_made(session)
        first = people_in(session)
        made = session.store.last_action()
    assert first >= 40
    with opening.open_demo(SILENT, at) as session:
        assert session.store.last_action() == made


def test_it_goes_in_one_click_and_leaves_what_is_not_its_own(tmp_path: Path) -> None:
    at = tmp_path / "demo"
    opening.open_demo(SILENT, at).close()
    (at / "人房总表.xlsx").write_text("exported")
    opening.remove(at / opening.STORE)
    assert [path.name for path in at.iterdir()] == ["人房总表.xlsx"]
    opening.open_demo(SILENT, tmp_path / "other").close()
    opening.remove(tmp_path / "other" / opening.STORE)
    assert not (tmp_path / "other").exists()


def test_while_it_is_open_it_stays(tmp_path: Path) -> None:
    with opening.open_demo(SILENT, tmp_path / "demo") as session, pytest.raises(StoreInUse):
        opening.remove(session.store.folder)


def test_a_real_store_is_never_removed(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    new_store(folder, login=opening.LOGIN, user="").close()
    with pytest.raises(opening.NotTheDemo):
        opening.remove(folder)
    opening.keep_password(tmp_path, PASSWORD)
    with pytest.raises(opening.NotTheDemo):
        opening.remove(folder)
    assert (folder / "ledger.db").exists()


def test_a_cancel_while_it_is_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fill, "_PEOPLE_AT_ONCE", 5)
    ctx = JobContext(lambda _: ctx.cancel())
    with pytest.raises(Cancelled):
        opening.open_demo(ctx, tmp_path / "demo")
    assert not (tmp_path / "demo").exists()
