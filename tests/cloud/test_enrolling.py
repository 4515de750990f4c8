"""A PC joins with a code once, within a day, in its own committee; an answer that was not heard is given again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cloud.enrolling import new_code
from cloud.service import Service
from cloud.store import CommitteeUnknown
from storage.syncing import device_key
from tests.cloud.callers import CID, OTHER, House, Pc


@pytest.fixture
def pc(house: House) -> Pc:
    return Pc(house, CID, "sha256:aa")


def test_a_pc_joins_and_is_told_where_it_is(house: House, pc: Pc) -> None:
    told = pc.enrol()
    assert re.fullmatch(r"d-[0-9a-z]{8}", told["device"])
    assert (told["gen"], told["cid"], told["epoch"], told["head"], told["lineage"]) == (1, CID, "e-1", 0, [["e-1", 0]])
    assert (told["ca"], told["scope"]) == ("", "general")
    pc.get_token()
    assert pc.pull()["changes"] == []


def test_a_code_is_spelled_as_people_can_type_it(house: House) -> None:
    codes = {new_code(house.means, CID) for _ in range(20)}
    assert len(codes) == 20
    assert all(re.fullmatch(rf"{CID}(-[0-9A-HJKMNP-TV-Z]{{4}}){{3}}", code) for code in codes)


def test_a_code_is_taken_as_it_is_typed(house: House, pc: Pc) -> None:
    code = new_code(house.means, CID)
    assert pc.enrol(code.lower().replace("-", " "))["cid"] == CID


def test_the_database_holds_no_code(house: House, pc: Pc) -> None:
    code = new_code(house.means, CID)
    assert code.encode() not in repr(house.store.__dict__).encode()


def test_the_same_pc_gets_the_same_answer_again(house: House, pc: Pc) -> None:
    code = new_code(house.means, CID)
    first = pc.enrol(code)
    house.time.ms += 2 * 86_400_000
    assert pc.enrol(code) == first
    with house.store.look(CID) as look:
        assert len(look.devices()) == 1


def test_a_used_code_lets_nobody_else_in(house: House, pc: Pc) -> None:
    code = new_code(house.means, CID)
    pc.enrol(code)
    assert Pc(house, CID, "sha256:aa").enrol(code, status=403)["code"] == "enrol_code_used"
    pc.fingerprint = "sha256:bb"
    assert pc.enrol(code, status=403)["code"] == "enrol_code_used"


def test_a_code_ends_after_a_day(house: House, pc: Pc) -> None:
    code = new_code(house.means, CID)
    house.time.ms += 86_400_001
    assert pc.enrol(code, status=403)["code"] == "enrol_code_expired"


@pytest.mark.parametrize("code", [f"{CID}-0000-0000-0000", f"{CID}-0000", "x", f"{OTHER}-0000-0000-0000"])
def test_an_unknown_code_is_refused(pc: Pc, code: str) -> None:
    assert pc.enrol(code, status=403)["code"] == "enrol_code_unknown"


def test_a_code_of_a_committee_that_is_not_here_is_refused(house: House, pc: Pc) -> None:
    with pytest.raises(CommitteeUnknown):
        new_code(house.means, "999999999999")
    assert pc.enrol("999999999999-0000-0000-0000", status=403)["code"] == "committee_denied"


def test_a_code_is_good_in_its_own_committee_only(house: House, pc: Pc) -> None:
    code = new_code(house.means, CID).replace(CID, OTHER)
    assert pc.enrol(code, status=403)["code"] == "enrol_code_unknown"


@pytest.mark.parametrize("key", ["", "x", "AAAA", "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="])
def test_a_key_that_is_not_p256_is_refused(house: House, pc: Pc, key: str) -> None:
    told = {"code": new_code(house.means, CID), "pubkey": key, "fingerprint": "f", "app": "1.0"}
    assert pc.post("/v1/enrol", told, status=400)["what"] == "pubkey"


def test_a_committee_is_told_the_office_s_certificate(house: House) -> None:
    house.service = Service(replace(house.means, certificate="-----BEGIN CERTIFICATE-----"))
    told = {"pubkey": device_key.public_part(device_key.generate()), "fingerprint": "f", "app": "1.0"}
    answer = Pc(house, CID, "f").post("/v1/enrol", {"code": new_code(house.means, CID), **told})
    assert answer["ca"].startswith("-----BEGIN")
