"""Key slots on real files, with cheap parameters; one test with the real ones."""

from __future__ import annotations

import base64
import copy
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import key_file, recovery_key
from storage.errors import (
    KeysDamaged,
    PairMissing,
    RecoveryKeyMistyped,
    UnknownAccount,
    WrongPassword,
    WrongRecoveryKey,
)
from storage.keys import OFFICE_PC, DatabaseKey, KeySlots
from tests.storage.slots import put_account, without_pair
from tests.storage.stores import PASSWORD


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def saved(path: Path, key: DatabaseKey) -> KeySlots:
    slots = KeySlots(path)
    put_account(slots, "admin", PASSWORD, key)
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
    put_account(slots, "admin", "Neu-Lilong-9", key)
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
    whole["sum"] = key_file.total([whole["slots"], whole["data"]])
    path.write_text(json.dumps(whole))
    with pytest.raises(WrongPassword):
        KeySlots.load(path).unwrap("other" if part == "name" else "admin", PASSWORD)


def test_key_shows_nothing_and_is_not_pickled() -> None:
    key = DatabaseKey.generate()
    assert key.raw.hex() not in repr(key)
    assert "raw" not in repr(key)
    with pytest.raises(TypeError):
        copy.copy(key)  # the same door as pickling


def test_real_parameters_are_the_ones_written_and_a_rewrap_takes_under_a_second(path: Path) -> None:
    key = DatabaseKey.generate()
    slots = KeySlots(path)
    put_account(slots, "admin", PASSWORD, key, cost=OFFICE_PC)
    before = time.perf_counter()
    put_account(slots, "admin", "Neu-Lilong-9", key, cost=OFFICE_PC)
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


def test_new_keys_open_with_every_password_and_with_nothing_that_was_replaced(path: Path) -> None:
    old, printed = DatabaseKey.generate(), recovery_key.generate()
    slots = KeySlots(path)
    put_account(slots, "admin", "Before-Lilong-8", old)
    before = KeySlots(path, slots.slots, slots.seal)
    halves = {
        "admin": put_account(slots, "admin", PASSWORD, old),
        "second": put_account(slots, "second", "Other-Pass-2", old),
        "gone": put_account(slots, "gone", "Gone-Pass-3", old),
    }
    slots.set_recovery_key(printed, old)
    secret = slots.set_unattended("office-pc", old)
    new, again = DatabaseKey.generate(), recovery_key.generate()
    fresh = slots.renewed(new, {"admin", "second"}, halves, again)
    fresh.save()
    loaded = KeySlots.load(path)
    opened = [loaded.unwrap("admin", PASSWORD), loaded.unwrap("second", "Other-Pass-2")]
    assert {one.raw for one in (*opened, loaded.unwrap_with_recovery_key(again))} == {new.raw}
    assert loaded.accounts() == ("admin", "second")
    for tried in (
        lambda: loaded.unwrap("admin", "Before-Lilong-8"),
        lambda: loaded.unwrap("gone", "Gone-Pass-3"),
        lambda: loaded.unwrap_with_recovery_key(printed),
        lambda: loaded.unwrap_unattended("office-pc", secret),
    ):
        with pytest.raises(WrongPassword):
            tried()
    with pytest.raises(KeysDamaged):
        loaded.key_under(old.above)
    mixed = replace(before.slots[0], grant=loaded.slots[0].grant)  # the old password's pair, the new store key's grant
    with pytest.raises(WrongPassword):
        KeySlots(path, (mixed,), loaded.seal).unwrap("admin", "Before-Lilong-8")
    assert new.above.hex() not in path.read_text()


def test_a_public_half_of_somebody_elses_opens_nothing_for_the_account(path: Path) -> None:
    slots, key = KeySlots(path), DatabaseKey.generate()
    put_account(slots, "admin", PASSWORD, key)
    theirs = put_account(slots, "second", "Other-Pass-2", key)
    fresh = slots.renewed(DatabaseKey.generate(), {"admin"}, {"admin": theirs}, recovery_key.generate())
    with pytest.raises(WrongPassword):
        fresh.unwrap("admin", PASSWORD)


@pytest.mark.parametrize("has_half", [True, False])
def test_a_password_without_a_pair_keeps_the_keys_as_they_are(path: Path, has_half: bool) -> None:
    key = DatabaseKey.generate()
    slots = saved(path, key)
    halves = {"admin": put_account(slots, "admin", PASSWORD, key)}
    if has_half:
        slots.slots = (without_pair("admin", PASSWORD, key),)
    assert slots.unwrap("admin", PASSWORD).raw == key.raw
    with pytest.raises(PairMissing) as told:
        slots.renewed(DatabaseKey.generate(), {"admin"}, halves if has_half else {}, recovery_key.generate())
    assert told.value.logins == ("admin",)


@pytest.mark.parametrize("part", ["share", "sealed"])
def test_a_changed_grant_opens_nothing(path: Path, part: str) -> None:
    saved(path, DatabaseKey.generate())
    whole = json.loads(path.read_text())
    given = whole["slots"][0]["grant"]
    given[part] = base64.b64encode(bytes([*base64.b64decode(given[part])][::-1])).decode()
    whole["sum"] = key_file.total([whole["slots"], whole["data"]])
    path.write_text(json.dumps(whole))
    with pytest.raises(WrongPassword):
        KeySlots.load(path).unwrap("admin", PASSWORD)


def test_a_slot_without_its_grant_is_none_from_before_there_were_pairs(path: Path) -> None:
    slots = saved(path, DatabaseKey.generate())
    slots.slots = (replace(slots.slots[0], grant=None),)
    with pytest.raises(WrongPassword):
        slots.unwrap("admin", PASSWORD)


def test_a_file_of_format_1_opens_and_its_password_gets_a_pair(path: Path) -> None:
    key = DatabaseKey(bytes(range(32)))  # without a store key above it, as version 0.1.0 made them
    slots = KeySlots(path, (without_pair("admin", PASSWORD, key),))
    slots.save()
    assert json.loads(path.read_text())["format"] == 1
    assert KeySlots.load(path).unwrap("admin", PASSWORD).raw == key.raw
    half = put_account(slots, "admin", PASSWORD, key)
    slots.save()
    assert KeySlots.load(path).unwrap("admin", PASSWORD).raw == key.raw
    new = DatabaseKey.generate()
    slots.renewed(new, {"admin"}, {"admin": half}, recovery_key.generate()).save()
    assert json.loads(path.read_text())["format"] == 2
    assert KeySlots.load(path).unwrap("admin", PASSWORD).raw == new.raw


def test_a_store_key_of_another_store_opens_no_data_key(path: Path) -> None:
    slots = saved(path, DatabaseKey.generate())
    with pytest.raises(KeysDamaged):
        slots.key_under(bytes(32))


def test_a_slot_for_unattended_runs_opens_until_it_is_taken_away(path: Path) -> None:
    key = DatabaseKey.generate()
    slots = saved(path, key)
    secret = slots.set_unattended("office-pc", key)
    slots.save()
    loaded = KeySlots.load(path)
    assert loaded.unwrap_unattended("office-pc", secret).raw == key.raw
    assert secret not in path.read_text()
    with pytest.raises(WrongPassword):
        loaded.unwrap_unattended("office-pc", "00" * 32)
    assert loaded.drop_unattended("office-pc")
    assert not loaded.drop_unattended("office-pc")
    with pytest.raises(WrongPassword):
        loaded.unwrap_unattended("office-pc", secret)
