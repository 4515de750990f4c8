"""Key slots on real files, with cheap parameters; one test with the real ones."""

from __future__ import annotations

import copy
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import keys, recovery_key
from storage.errors import (
    AccountExists,
    KeysDamaged,
    RecoveryKeyMistyped,
    UnknownAccount,
    WrongPassword,
    WrongRecoveryKey,
)
from storage.keys import DatabaseKey, KeySlots
from tests.storage.stores import CHEAP, PASSWORD


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def saved(path: Path, key: DatabaseKey) -> KeySlots:
    slots = KeySlots(path)
    slots.add_account("admin", PASSWORD, key, cost=CHEAP)
    slots.save()
    return slots


def test_password_unwraps_the_key(path: Path) -> None:
    key = DatabaseKey.generate()
    saved(path, key)
    assert KeySlots.load(path).unwrap("admin", PASSWORD).raw == key.raw


def test_wrong_password_and_unknown_account_are_refused_alike(path: Path) -> None:
    slots = saved(path, DatabaseKey.generate())
    with pytest.raises(WrongPassword) as wrong:
        slots.unwrap("admin", "Wrong-2026!")
    with pytest.raises(WrongPassword) as unknown:
        slots.unwrap("nobody", PASSWORD)
    assert unknown.type is UnknownAccount
    assert type(unknown.value).retry == type(wrong.value).retry


def test_new_password_opens_and_the_old_one_does_not_even_from_the_copy(path: Path) -> None:
    key = DatabaseKey.generate()
    slots = saved(path, key)
    slots.set_password("admin", "Neu-Lilong-9", key, cost=CHEAP)
    slots.save()
    path.write_bytes(b"{")
    loaded = KeySlots.load(path)
    assert loaded.unwrap("admin", "Neu-Lilong-9").raw == key.raw
    with pytest.raises(WrongPassword):
        loaded.unwrap("admin", PASSWORD)


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b'{"format": 1, "slots": [], "sum": "0"}'])
def test_damaged_file_is_answered_by_its_copy(path: Path, damage: bytes) -> None:
    key = DatabaseKey.generate()
    saved(path, key)
    path.write_bytes(damage)
    assert KeySlots.load(path).unwrap("admin", PASSWORD).raw == key.raw


def test_both_files_damaged_is_said(path: Path) -> None:
    saved(path, DatabaseKey.generate())
    path.unlink()
    path.with_name("keys.json.bak").write_bytes(b"x")
    with pytest.raises(KeysDamaged):
        KeySlots.load(path)


@pytest.mark.parametrize("part", ["name", "salt", "nonce", "wrapped", "argon2id"])
def test_changed_slot_does_not_open(path: Path, part: str) -> None:
    saved(path, DatabaseKey.generate())
    whole = json.loads(path.read_text())
    slot = whole["slots"][0]
    if part == "argon2id":
        slot[part]["iterations"] = 2
    else:
        slot[part] = "other" if part == "name" else slot[part][:-4] + ("AAA=" if slot[part][-4:] != "AAA=" else "BBB=")
    whole["sum"] = keys._sum(whole["slots"])
    path.write_text(json.dumps(whole))
    with pytest.raises(WrongPassword):
        KeySlots.load(path).unwrap("other" if part == "name" else "admin", PASSWORD)


def test_second_account_with_the_same_login_is_refused(path: Path) -> None:
    key = DatabaseKey.generate()
    slots = saved(path, key)
    with pytest.raises(AccountExists):
        slots.add_account("admin", PASSWORD, key, cost=CHEAP)
    with pytest.raises(UnknownAccount):
        slots.set_password("nobody", PASSWORD, key, cost=CHEAP)


def test_key_shows_nothing_and_is_not_pickled() -> None:
    key = DatabaseKey.generate()
    assert key.raw.hex() not in repr(key)
    assert "raw" not in repr(key)
    with pytest.raises(TypeError):
        copy.copy(key)  # the same door as pickling


def test_real_parameters_are_the_ones_written_and_a_rewrap_takes_under_a_second(path: Path) -> None:
    key = DatabaseKey.generate()
    slots = KeySlots(path)
    slots.add_account("admin", PASSWORD, key)
    before = time.perf_counter()
    slots.set_password("admin", "Neu-Lilong-9", key)
    slots.save()
    took = time.perf_counter() - before
    assert json.loads(path.read_text())["slots"][0]["argon2id"] == {"memory_kib": 65536, "iterations": 3, "lanes": 4}
    assert KeySlots.load(path).unwrap("admin", "Neu-Lilong-9").raw == key.raw
    assert took < 5  # 0.4 s on an idle office PC; a loaded CI machine gets room


def test_files_are_for_this_user_alone(path: Path) -> None:
    saved(path, DatabaseKey.generate())
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    assert sorted(file.name for file in path.parent.iterdir()) == ["keys.json", "keys.json.bak"]


def test_recovery_key_opens_however_it_is_typed(path: Path) -> None:
    key, printed = DatabaseKey.generate(), recovery_key.generate()
    slots = saved(path, key)
    slots.set_recovery_key(printed, key)
    slots.save()
    typed = f"  {printed.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
    assert KeySlots.load(path).unwrap_with_recovery_key(typed).raw == key.raw


def test_another_stores_recovery_key_is_wrong_and_a_slip_is_told_apart(path: Path) -> None:
    key, printed = DatabaseKey.generate(), recovery_key.generate()
    slots = saved(path, key)
    with pytest.raises(WrongRecoveryKey):
        slots.unwrap_with_recovery_key(printed)
    slots.set_recovery_key(printed, key)
    with pytest.raises(WrongRecoveryKey):
        slots.unwrap_with_recovery_key(recovery_key.generate())
    slip = ("2" if printed[0] != "2" else "3") + printed[1:]
    with pytest.raises(RecoveryKeyMistyped):
        slots.unwrap_with_recovery_key(slip)


def test_recovery_key_is_eight_groups_of_five() -> None:
    groups = recovery_key.generate().split("-")
    assert [len(group) for group in groups] == [5] * 8
    assert set("".join(groups)) <= set(recovery_key.ALPHABET)


@given(
    st.text(recovery_key.ALPHABET, min_size=35, max_size=35), st.integers(0, 39), st.sampled_from(recovery_key.ALPHABET)
)
def test_one_wrong_symbol_is_always_noticed(secret: str, place: int, symbol: str) -> None:
    printed = recovery_key.spell(secret).replace("-", "")
    assert recovery_key.read(printed) == secret
    if printed[place] != symbol:
        with pytest.raises(RecoveryKeyMistyped):
            recovery_key.read(printed[:place] + symbol + printed[place + 1 :])
