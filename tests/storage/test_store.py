"""A store from outside: made, opened by one program at a time, its passwords; what lies on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage import keys, refreshing
from storage.errors import DatabaseDamaged, RecoveryKeyMistyped, StoreInUse, WrongPassword, WrongRecoveryKey
from storage.store import Entry, Store
from tests.storage.stores import (
    CHEAP,
    PASSWORD,
    PERSON,
    a_home,
    a_person,
    add,
    change,
    files_of,
    new_store,
    opened,
    remove,
)


def test_store_opens_again_with_what_was_written(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        (person,) = add(store, "person", a_person())
    with opened(tmp_path / "store") as store:
        assert (store.committee_code, store.committee_name) == ("310115007012", "凌兆第一居委会")
        (account,) = store.accounts()
        assert (account.login, account.name, account.roles, account.state) == ("admin", "管理员", (), "active")
        assert store.last_action() == 1
        with store.reader() as reader:
            assert reader.get(PERSON, person) is not None


def test_nothing_that_a_new_store_holds_has_a_random_id(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store, store.reader() as reader:
        assert reader.connection.rows("SELECT * FROM committee") == [("310115007012", "凌兆第一居委会")]
        assert dict(reader.connection.rows("SELECT k, v FROM sync_state")) == {
            "device": None,
            "gen": 1,
            "next_n": 1,
            "clock_offset_ms": 0,
            "local_version": refreshing.VERSION,
        }
        assert list(reader.operations()) == []


def test_second_program_is_refused_and_let_in_afterwards(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with new_store(folder):
        with pytest.raises(StoreInUse) as refused:
            opened(folder)
        assert refused.value.pid == os.getpid()
        assert other_program(folder) == "StoreInUse"
    assert other_program(folder) == "open"


def test_lock_goes_with_the_process_that_was_killed(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    new_store(folder).close()
    code = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)" if os.name != "nt" else "import os; os._exit(9)"
    ended = subprocess.run([sys.executable, "-c", f"{OPEN}\n{code}", str(folder)], check=False)
    assert ended.returncode == (-9 if os.name != "nt" else 9), "it was killed with the store open"
    opened(folder).close()


OPEN = """
import sys
from pathlib import Path
from storage.store import Entry, Store
store = Store.open(Path(sys.argv[1]), account="admin", password="Lilong-2026!")
"""


def other_program(folder: Path) -> str:
    code = f"""
try:
{"".join(f"    {line}" for line in OPEN.splitlines(keepends=True))}
    print("open")
except Exception as error:
    print(type(error).__name__)
"""
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.strip()


# -- passwords


def test_changed_password_opens_and_the_old_one_does_not(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        with pytest.raises(WrongPassword):
            store.change_password("admin", "Wrong-2026!", "Neu-Lilong-9", cost=CHEAP)
        store.change_password("admin", PASSWORD, "Neu-Lilong-9", cost=CHEAP)
        add(store, "person", a_person())
    with pytest.raises(WrongPassword):
        opened(tmp_path / "store")
    opened(tmp_path / "store", "Neu-Lilong-9").close()


def test_recovery_key_gives_a_new_password(tmp_path: Path) -> None:
    store, printed = Store.create(
        tmp_path / "store",
        committee_code="310115007012",
        committee_name="居委",
        account="admin",
        account_name="管",
        password="x",
        cost=CHEAP,
    )
    store.close()
    with Store.open_with_recovery_key(tmp_path / "store", key=printed) as store:
        store.reset_password("admin", PASSWORD, cost=CHEAP)
    opened(tmp_path / "store").close()
    with pytest.raises(RecoveryKeyMistyped):
        Store.open_with_recovery_key(tmp_path / "store", key=printed[:-1])
    with pytest.raises(WrongRecoveryKey):
        Store.open_with_recovery_key(tmp_path / "store", key=keys.recovery_key.generate())


def test_a_password_is_verified_while_the_store_stays_open(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        store.verify_password("admin", PASSWORD)
        with pytest.raises(WrongPassword):
            store.verify_password("admin", "Wrong-2026!")
        with pytest.raises(WrongPassword):
            store.verify_password("nobody", PASSWORD)


def test_a_new_recovery_key_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        first, second = (store.renew_recovery_key(Entry("admin", "recovery-key")) for _ in range(2))
    with pytest.raises(WrongRecoveryKey):
        Store.open_with_recovery_key(tmp_path / "store", key=first)
    Store.open_with_recovery_key(tmp_path / "store", key=second).close()
    opened(tmp_path / "store").close()


# -- what lies on the disk


def test_planted_name_and_number_are_in_no_file(tmp_path: Path) -> None:
    planted = {
        "name": "欧阳植入",
        "id_no": "310115194912310013",
        "phone": "13912345678",
        "remark": "planted-remark-text",
    }
    folder = tmp_path / "store"
    store = new_store(folder)
    (person,) = add(store, "person", a_person(**planted))
    home = a_home(store, compound="植入新村")
    change(store, "person", person, {"remark": planted["remark"]}, {"remark": None})
    remove(store, "person", person, reason="planted-reason")
    with store.reader() as reader:
        list(reader.scan(PERSON, ("name",)))
    assert home
    needles = [
        *planted.values(),
        "植入新村",
        "planted-reason",
        "ouyang",
        PASSWORD,
        store._key.raw.hex(),
        "凌兆第一居委会",
    ]
    raw = [text.encode(code) for text in needles for code in ("utf-8", "utf-16-le", "gb18030")] + [store._key.raw]
    for moment in ("open", "closed"):
        if moment == "closed":
            store.close()
        for name, content in files_of(folder).items():
            assert not [needle for needle in raw if needle in content], (moment, name)


def test_every_file_is_for_this_user_alone(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        add(store, "person", a_person())
        modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "store").iterdir()}
    assert set(modes.values()) == {0o600}, modes
    assert (tmp_path / "store").stat().st_mode & 0o777 == 0o700


def test_closed_store_leaves_one_database_file_without_a_log(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        add(store, "person", a_person())
        with store.reader() as reader:
            reader.count(PERSON)
    assert sorted(path.name for path in (tmp_path / "store").iterdir()) == [
        "audit.head",
        "keys.json",
        "keys.json.bak",
        "ledger.db",
        "store.lock",
    ]
    store.close()  # a second time does nothing


def test_a_store_that_fails_on_its_way_open_lets_the_next_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_store(tmp_path / "store").close()

    def fail(*_: object) -> None:
        raise DatabaseDamaged(tmp_path, "page")

    for owner, name in ((Store, "make_pair"), (Store, "_enter_gap")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, fail)
            with pytest.raises(DatabaseDamaged):
                Store.open(tmp_path / "store", account="admin", password=PASSWORD)
    Store.open(tmp_path / "store", account="admin", password=PASSWORD).close()
