"""An account of one compound walks the doors of its own, musters its own houses, and is told of no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.campaigns import checking, progress, standing, starting
from app.campaigns.refusals import NotOfCampaign
from app.roster import muster
from app.stores.session import Session
from app.stores.settings import Settings
from ledger.errors import RecordNotFound
from storage.bounds import Bounds
from tests.storage.stores import a_home, a_person, add, new_store


def test_an_account_of_one_compound_has_its_own_part_of_a_check(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        own, other = (a_home(store, compound=name) for name in ("凌兆小区", "永泰小区"))
        for home in (own, other):
            (person,) = add(store, "person", a_person())
            stay = {"person_uid": person, "dwelling_uid": home["dwelling"], "relation": "03", "is_actual_resident": 1}
            add(store, "residence", stay)
        session = Session(store, "admin", Settings(store.folder))
        both = starting.start(session, {"name": "全部"}).id
        starting.start(session, {"name": "只有永泰"}, ["永泰小区"], although=True)
        checking.check(session, both, "永泰小区12号302室", "不遇")
        muster.begin(session, "永泰小区12号", "冒烟")
        store.bind(Bounds("admin", frozenset((own["compound"],))))

        assert [one.name for one in standing.campaigns(session)] == ["全部"]
        checking.check(session, both, "凌兆小区12号302室", "已查")
        found = progress.progress(session, both)
        assert [(place.name, place.tally.total) for place in found.compounds] == [("凌兆小区", 1)]
        assert (found.tally.checked, found.tally.unreached) == (1, 0)
        with pytest.raises((RecordNotFound, NotOfCampaign)):
            checking.check(session, both, "永泰小区12号302室", "已查")
        with pytest.raises(RecordNotFound):
            muster.going_on(session, "永泰小区12号")
        muster.begin(session, "凌兆小区12号", "演练")
        mine = muster.going_on(session, "凌兆小区12号")
        assert mine is not None
        assert len(mine.roster.residents) == 1
