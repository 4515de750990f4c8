"""What is kept beside the records, on every database."""

from __future__ import annotations

import pytest

from cloud.store import CITY, CloudStore


def test_a_fact_comes_back_is_replaced_and_goes(store: CloudStore, cid: str) -> None:
    with store.turn(cid) as turn:
        turn.put_fact("account", "wang", {"name": "王芳", "roles": ["worker"]})
        turn.put_fact("account", "li", {})
        turn.put_fact("transfer", "wang", {"to": None})
    with store.turn(cid) as turn:
        assert turn.fact("account", "wang") == {"name": "王芳", "roles": ["worker"]}
        turn.put_fact("account", "wang", {"name": "王芳", "roles": []})
    with store.look(cid) as look:
        assert dict(look.facts("account")) == {"li": {}, "wang": {"name": "王芳", "roles": []}}
        assert look.fact("account", "zhao") is None
    with store.turn(cid) as turn:
        turn.put_fact("account", "li", None)
    with store.look(cid) as look:
        assert list(look.facts("account")) == ["wang"]
        assert list(look.facts("transfer")) == ["wang"]


def test_a_fact_is_its_committees_alone(store: CloudStore, cid: str) -> None:
    other = f"{cid[:-4]}9{cid[-3:]}"
    store.add_committee(other, "别的居委会", "e-1")
    with store.turn(cid) as turn:
        turn.put_fact("account", "wang", {"name": "王芳"})
    with store.look(other) as look:
        assert look.fact("account", "wang") is None
        assert look.facts("account") == {}


def test_a_turn_that_fails_keeps_no_fact(store: CloudStore, cid: str) -> None:
    def fail() -> None:
        with store.turn(cid) as turn:
            turn.put_fact("account", "wang", {"name": "王芳"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.look(cid) as look:
        assert look.facts("account") == {}


def test_the_city_is_no_committee(store: CloudStore, cid: str) -> None:
    store.add_committee(CITY, "", "e-1")
    with store.turn(CITY) as turn:
        turn.put_fact("source", "police", {"mark": "0f"})
    assert CITY not in store.committees()
    assert cid in store.committees()
