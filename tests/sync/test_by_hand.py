"""The exchange by packages between real stores and the cloud: nothing lost, nothing twice, whatever happens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloud import accounts
from cloud.enrolling import new_code
from cloud.packages import Taken, card
from cloud.packages import take_in as cloud_take_in
from ledger import clock, ids
from storage.store import Store
from sync import by_hand, hand_state
from sync.by_hand import AlreadyTaken, Incoming, NotAnswered, Office, Outgoing
from sync.enrolment import read_code
from sync.hand_state import CloudKeyMissing
from sync.local_side import LocalSide
from sync.packages import PackageBroken, PackageForeign
from sync.troubles import DeviceCloned, DeviceRevoked, EnrolCodeRefused
from tests.cloud.callers import CID, House
from tests.committee import LOGIN, PASSWORD
from tests.sync.exchange import Pc


class Remote(Pc):
    """A PC that is never connected."""

    def office(self) -> Office:
        return Office(self.world.fingerprint, "0.1.0", ids.to_text(ids.new_id()))

    def joined(self) -> Remote:
        """Enrolled by package."""
        hand_state.put_cloud_key(self.local, card(self.house.means))
        code = read_code(new_code(self.house.means, CID))
        asked = by_hand.join(self.local, code, self.office())
        assert self.take(cloud_take_in(self.house.means, asked.content)).joined
        return self

    def pack(self) -> Outgoing:
        return by_hand.pack(self.local, self.office())

    def take(self, taken: Taken) -> Incoming:
        return by_hand.take_in(self.local, taken.answer, clock.now_text)

    def trip(self) -> Incoming:
        """There and back."""
        return self.take(cloud_take_in(self.house.means, self.pack().content))


@pytest.fixture
def pc(house: House, tmp_path: Path) -> Iterator[Remote]:
    made = Remote(house, tmp_path / "a", "a")
    yield made
    made.store.close()


def names(pc: Pc) -> list[object]:
    return sorted(str(one[2]) for one in pc.people().values())


def kept_by_cloud(house: House) -> int:
    with house.store.look(CID) as look:
        return len(list(look.marks("person")))


def test_what_was_written_before_joining_goes_up_and_others_work_comes_down(
    house: House, pc: Remote, tmp_path: Path
) -> None:
    online = Pc(house, tmp_path / "b", "b").enrol()
    online.add(name="王五")
    online.synced()
    pc.add(name="张三")
    pc.joined()
    taken = pc.trip()
    assert (taken.outcome.acked, taken.missing) == (1, ())
    assert names(pc) == ["张三", "王五"]
    online.synced()
    assert online.people() == pc.people()
    assert pc.local.waiting().operations == 0
    online.store.close()


def test_a_package_of_a_pc_without_keys_or_name_is_not_written(pc: Remote) -> None:
    with pytest.raises(CloudKeyMissing):
        pc.pack()


def test_a_code_that_was_used_makes_nobody_known(house: House, pc: Remote, tmp_path: Path) -> None:
    other = Remote(house, tmp_path / "b", "b")
    hand_state.put_cloud_key(other.local, card(house.means))
    code = read_code(new_code(house.means, CID))
    hand_state.put_cloud_key(pc.local, card(house.means))
    asked = by_hand.join(pc.local, code, pc.office())
    assert pc.take(cloud_take_in(house.means, asked.content)).joined
    refused = other.take(cloud_take_in(house.means, by_hand.join(other.local, code, other.office()).content))
    assert isinstance(refused.outcome.trouble, EnrolCodeRefused)
    assert not other.local.facts().is_enrolled
    with pytest.raises(AlreadyTaken):
        pc.take(cloud_take_in(house.means, asked.content))
    other.store.close()


def test_a_lost_package_and_a_lost_answer_cost_nothing(house: House, pc: Remote) -> None:
    pc.joined()
    person = pc.add(name="张三")
    pc.pack()  # lost on the way there
    pc.edit(person, phone="13800000001")
    cloud_take_in(house.means, pc.pack().content)  # its answer is lost on the way back
    pc.edit(person, phone="13800000002")
    taken = pc.trip()
    assert (taken.missing, taken.outcome.acked) == ((1,), 3)
    assert [one[3] for one in pc.people().values()] == ["13800000002"]
    with house.store.look(CID) as look:
        ((record, _, _),) = look.marks("person")
        assert look.records([("person", record)])["person", record].f["phone"] == "13800000002"
    assert pc.local.waiting().operations == 0


def test_an_answer_is_taken_once_and_an_older_one_not_at_all(house: House, pc: Remote) -> None:
    pc.joined()
    pc.add(name="张三")
    first = cloud_take_in(house.means, pc.pack().content)
    pc.add(name="李四")
    second = cloud_take_in(house.means, pc.pack().content)
    pc.take(second)
    before = pc.people()
    for taken in (second, first):
        with pytest.raises(AlreadyTaken):
            pc.take(taken)
    assert pc.people() == before
    assert kept_by_cloud(house) == 2


def test_what_is_written_while_a_package_travels_waits_for_the_next(house: House, pc: Remote) -> None:
    pc.joined()
    person = pc.add(name="张三")
    answer = cloud_take_in(house.means, pc.pack().content)
    pc.edit(person, phone="13800000001")
    pc.take(answer)
    assert [one[3] for one in pc.people().values()] == ["13800000001"]
    assert pc.local.waiting().operations == 1
    assert pc.trip().outcome.acked == 1


def test_the_same_goes_on_over_the_network_later(house: House, pc: Remote) -> None:
    pc.joined()
    person = pc.add(name="张三")
    cloud_take_in(house.means, pc.pack().content)
    pc.edit(person, phone="13800000001")
    assert pc.synced().acked == 2
    assert kept_by_cloud(house) == 1


def test_an_answer_for_another_pc_or_a_broken_one_changes_nothing(house: House, pc: Remote, tmp_path: Path) -> None:
    other = Remote(house, tmp_path / "b", "b").joined()
    pc.joined()
    pc.add(name="张三")
    answer = cloud_take_in(house.means, pc.pack().content)
    with pytest.raises(PackageForeign) as foreign:
        other.take(answer)
    assert foreign.value.why == "key"
    whole = answer.answer
    for at in (3, 30, len(whole) // 2, len(whole) - 1):
        changed = bytearray(whole)
        changed[at] ^= 1
        with pytest.raises((PackageBroken, PackageForeign)):
            by_hand.take_in(pc.local, bytes(changed), clock.now_text)
    with pytest.raises(PackageBroken):
        by_hand.take_in(pc.local, whole[:-20], clock.now_text)
    with pytest.raises(PackageForeign) as foreign:
        by_hand.take_in(pc.local, pc.pack().content, clock.now_text)
    assert foreign.value.why == "kind"
    assert pc.local.waiting().operations == 1
    other.store.close()


def test_a_pc_put_back_from_a_copy_goes_on_under_new_numbers(house: House, pc: Remote, tmp_path: Path) -> None:
    pc.joined()
    pc.add(name="张三")
    pc.trip()
    pc.store.close()
    shutil.copytree(tmp_path / "a", tmp_path / "copy")
    pc.store = Store.open(tmp_path / "a", account=LOGIN, password=PASSWORD)
    pc.local = LocalSide(pc.store)
    pc.add(name="李四")
    late = cloud_take_in(house.means, pc.pack().content)
    pc.store.close()
    shutil.rmtree(tmp_path / "a")
    shutil.copytree(tmp_path / "copy", tmp_path / "a")
    pc.store = Store.open(tmp_path / "a", account=LOGIN, password=PASSWORD)
    pc.local = LocalSide(pc.store)
    pc.add(name="王五")
    with pytest.raises(NotAnswered):
        pc.take(late)
    parted = pc.trip()
    assert parted.outcome.is_whole
    assert pc.local.facts().gen == 2
    assert pc.trip().outcome.acked == 1
    assert names(pc) == ["张三", "李四", "王五"]
    assert kept_by_cloud(house) == 3


def test_a_cloud_put_back_loses_nothing(house: House, pc: Remote) -> None:
    pc.joined()
    pc.add(name="张三")
    pc.trip()
    with house.store.turn(CID) as turn:
        head = turn.head
        turn.put_head(replace(head, epoch="e-2", lineage=(*head.lineage, ("e-2", 0)), seq=head.seq + 1_000_000))
    pc.trip()
    facts = pc.local.facts()
    assert (facts.gen, facts.is_resync, facts.cursor) == (2, True, "")
    back = pc.trip()
    assert back.outcome.is_whole
    assert names(pc) == ["张三"]
    assert not pc.local.facts().is_resync
    assert pc.local.waiting().operations == 0


def test_a_lost_pc_and_a_copied_one_hear_it(house: House, pc: Remote) -> None:
    pc.joined()
    pc.add(name="张三")
    pc.world = replace(pc.world, fingerprint="sha256:copy")
    assert isinstance(pc.trip().outcome.trouble, DeviceCloned)
    with house.store.turn(CID) as turn:
        turn.put_device(replace(turn.devices()[0], state="lost"))
    pc.world = replace(pc.world, fingerprint="sha256:a")
    trouble = pc.trip().outcome.trouble
    assert isinstance(trouble, DeviceRevoked)
    assert trouble.is_lost


def test_refused_work_becomes_a_dead_letter(house: House, pc: Remote) -> None:
    pc.joined()
    person = pc.add(name="张三")
    pc.trip()
    with house.store.turn(CID) as turn:
        accounts.stop(turn, LOGIN, "2000-01-01T00:00:00.000Z", CID, None)
    pc.edit(person, phone="13800000001")
    assert pc.trip().outcome.refused == {"forbidden": 1}
    assert pc.local.waiting().dead == 1
