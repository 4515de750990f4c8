"""Row = base + operations: single cases, and after any series of writes into a real encrypted store."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import ids
from ledger.definition import Ledger
from storage import checking
from storage.base import Base
from storage.operations import Operation, OpKind, State
from storage.store import Reader, Row, Store
from storage.trail import verifying
from sync.overlay import Difference, OperationsBroken, differences, effective
from tests.storage.stores import (
    BUILDING,
    DWELLING,
    PERSON,
    TAG,
    a_home,
    a_person,
    add,
    bring_back,
    change,
    new_store,
    remove,
)

ONE = b"\x01" * 16


def an_operation(kind: str, *, life: int = 0, **f: object) -> Operation:
    return Operation(
        lid=1, op_id=ONE, g=ONE, gen=1, n=1, kind=cast("OpKind", kind), ledger="person", id=ONE, base=0, was={}, f=f,
        reason="", life=life, state=State.PENDING, action=1,
    )  # fmt: skip


def a_base(*, life: int = 1, **f: object) -> Base:
    return Base(ONE, 7, life, f)


def test_operations_are_applied_in_order_upon_the_server_copy() -> None:
    sex_birth = {"sex": "1", "birth_date": "1990"}
    found = effective(
        PERSON,
        a_base(name="甲", phone="1", sex_birth=sex_birth),
        [an_operation("patch", phone="2"), an_operation("patch", phone="3", name=None)],
    )
    assert found is not None
    assert found.values == {"phone": "3", "sex": "1", "birth_date": "1990"}
    assert (found.life, found.rv) == (1, 7)


@pytest.mark.parametrize(
    ("kinds", "life"),
    [
        (("create",), 1),
        (("create", "delete"), 2),
        (("create", "delete", "patch"), 2),
        (("create", "delete", "restore"), 3),
        (("create", "patch", "delete", "restore", "delete"), 4),
        (("create", "restore", "patch"), 1),  # of a removal that a restored cloud has forgotten
        (("create", "delete", "delete"), 2),
    ],
)
def test_life_counts_removals_and_returns(kinds: tuple[str, ...], life: int) -> None:
    found = effective(PERSON, None, [an_operation(kind, life=3, name="甲") for kind in kinds])
    assert found is not None
    assert found.life == life


@pytest.mark.parametrize(
    "kinds",
    [("patch",), ("delete",), ("restore",), ("create", "create"), ("create", "transition")],
)
def test_impossible_or_unknown_operation_is_refused_by_name(kinds: tuple[str, ...]) -> None:
    with pytest.raises(OperationsBroken) as refused:
        effective(PERSON, None, [an_operation(kind, name="甲") for kind in kinds])
    assert refused.value.kind == kinds[-1]


@pytest.mark.parametrize(
    ("base_life", "kinds", "life"),
    [
        (2, ("delete",), 2),
        (2, ("patch",), 2),
        (3, ("restore",), 3),
        (4, ("restore",), 5),
        (1, ("create",), 1),
        (1, ("create", "delete", "restore"), 3),
    ],
)
def test_what_the_cloud_has_by_now_is_not_done_twice(base_life: int, kinds: tuple[str, ...], life: int) -> None:
    operations = [an_operation(kind, life=3, name="甲", phone="1") for kind in kinds]
    found = effective(PERSON, a_base(life=base_life, name="乙"), operations)
    assert found is not None
    assert found.life == life
    if kinds[0] == "create":
        assert found.values == {"name": "乙", "phone": "1"}  # fills what is missing, and no more


def test_whoever_names_a_record_that_became_anothers_names_the_other() -> None:
    other = b"\x02" * 16
    operation = an_operation("create", name="甲", hukou={"hukou_compound": ids.to_text(ONE)})
    found = effective(PERSON, None, [operation], {ONE: other})
    assert found is not None
    assert found.values["hukou_compound"] == other


def test_nothing_gives_no_record() -> None:
    assert effective(PERSON, None, []) is None


def a_row(record_id: bytes = ONE, **values: object) -> Row:
    return {**{item.name: None for item in PERSON.stored}, "id": record_id, "life": 1, "rv": 0, **values}


@pytest.mark.parametrize(
    ("rows", "operations", "base", "expected"),
    [
        ([a_row(name="甲")], [an_operation("create", name="甲")], [], []),
        ([a_row(name="乙")], [an_operation("create", name="甲")], [], [("name",)]),
        ([a_row(name="甲", life=2)], [an_operation("create", name="甲")], [], [("life",)]),
        ([a_row(name="甲", rv=3)], [an_operation("create", name="甲")], [], [("rv",)]),
        ([a_row(name="甲")], [], [], [("rv",)]),
        ([a_row(name="甲", rv=3)], [], [], []),
        ([a_row(name="甲", rv=7)], [an_operation("patch", name="甲")], [a_base(name="丙")], []),
        ([a_row(name="甲", rv=7)], [], [a_base(name="甲")], []),
        ([a_row(name="甲", rv=7)], [], [a_base(name="丙")], [("name",)]),
        ([a_row(name="甲")], [an_operation("patch", name="甲")], [], [("patch",)]),
        ([], [an_operation("create", name="甲")], [], [()]),
        ([a_row(b"\x02" * 16, rv=1)], [an_operation("create", name="甲")], [a_base()], [()]),
    ],
)
def test_every_sort_of_difference_is_found(
    rows: list[Row], operations: list[Operation], base: list[Base], expected: list[tuple[str, ...]]
) -> None:
    overlays = [(ONE, operations)] if operations else []
    assert [found.fields for found in differences(PERSON, rows, overlays, base)] == expected


def all_differences(reader: Reader, ledgers: Iterable[Ledger]) -> list[Difference]:
    return [
        found
        for ledger in ledgers
        for found in differences(
            ledger, reader.rows_by_id(ledger), reader.overlays_by_id(ledger), reader.bases_by_id(ledger)
        )
    ]


def test_difference_in_a_store_is_found(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        (person, _) = add(store, "person", a_person(), a_person())
        with store.reader() as reader:
            assert all_differences(reader, [PERSON]) == []
        change(store, "person", person, {"phone": None}, {"phone": "13800000000"})
        store._writer.run("UPDATE person SET phone = '1' WHERE id = ?", (person,))
        with store.reader() as reader:
            assert all_differences(reader, [PERSON]) == [Difference("person", person, ("phone",))]


_TEXTS = st.text(st.sampled_from("张三单曾区12'\"\\\n\u2028𠮷"), max_size=6).map(lambda text: text or None)
_EDITS = st.dictionaries(
    st.sampled_from(["name", "phone", "hukou_address", "sex", "birth_date", "remark", "id_no", "alive", "age"]),
    st.none() | _TEXTS,
    min_size=1,
    max_size=4,
).map(lambda edit: {name: _fitting(name, value) for name, value in edit.items()})


def _fitting(name: str, value: object) -> object:
    if value is None or name not in ("alive", "age"):
        return value
    return len(str(value)) % 2 if name == "alive" else len(str(value))


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "set", "remove", "restore", "tag", "move", "serve", "fail"]), st.integers(0, 5), _EDITS
    ),
    max_size=14,
)


@settings(max_examples=25)
@given(_STEPS)
def test_row_equals_base_and_operations_after_any_series_of_writes(steps: list[tuple[str, int, Row]]) -> None:
    with tempfile.TemporaryDirectory() as folder, new_store(Path(folder) / "store") as store:
        home = a_home(store)
        people: list[bytes] = []
        for kind, pick, edit in steps:
            _do(store, home, people, kind, pick, edit)
            with store.reader() as reader:
                assert all_differences(reader, [PERSON, TAG, DWELLING]) == []
        with store.reader() as reader:
            assert list(checking.check(reader.connection)) == []
            assert verifying.verify(reader.connection, None).is_whole


def _do(store: Store, home: dict[str, bytes], people: list[bytes], kind: str, pick: int, edit: Row) -> None:
    if kind == "add" or not people:
        people += add(store, "person", a_person(**edit))
        return
    person = people[pick % len(people)]
    with store.reader() as reader:
        row = reader.get(PERSON, person, dead=True)
    assert row is not None
    alive = cast("int", row["life"]) % 2
    if kind == "set" and alive:
        change(store, "person", person, {name: row[name] for name in edit}, edit)
    elif kind == "remove" and alive:
        remove(store, "person", person)
    elif kind == "restore" and not alive:
        bring_back(store, "person", person)
    elif kind == "tag" and alive:
        add(store, "person_tag", {"person_uid": person, "tag": f"A0{pick}", "start_date": "2020"})
    elif kind == "move":
        _rename(store, home["building"], "号" if pick % 2 else "幢")
    elif kind == "serve":
        _settle(store)
    elif kind == "fail":
        _fail(store, person)


def _rename(store: Store, building: bytes, suffix: str) -> None:
    with store.write(user="admin", kind="set") as write:
        write.patch(BUILDING, [(building, {}, {"building_suffix": suffix})], checked=False)


def _settle(store: Store) -> None:
    """As if the cloud had taken everything so far."""
    for name in ("person", "person_tag", "dwelling", "building", "compound"):
        store._writer.run(f"UPDATE {name} SET rv = rv + 5")  # noqa: S608 - names of this test
    store._writer.run("UPDATE operation SET state = 3")
    store._writer.run("DELETE FROM sync_base")


def _fail(store: Store, person: bytes) -> None:
    with suppress(ZeroDivisionError), store.write(user="admin", kind="set") as write:
        write.create(PERSON, [(ids.new_id(), a_person())])
        write.patch(PERSON, [(person, {}, {"remark": "x"})], checked=False)
        raise ZeroDivisionError
