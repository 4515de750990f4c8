"""Every field group has at most one checking department; what has none is listed until it is assigned."""

from __future__ import annotations

import pytest

from ledger import codes, departments
from ledger.departments import DEFAULT, DepartmentUnknown, GroupUnknown


def test_the_table_names_groups_and_departments_that_exist() -> None:
    assert set(DEFAULT) <= set(departments.checked_groups())
    assert set(DEFAULT.values()) <= set(departments.BY_CODE)


def test_every_ledger_has_somebody_who_confirms_it() -> None:
    open_ones = departments.unassigned(DEFAULT)
    assert ("person", "religion") in open_ones
    assert [group for _, group in open_ones if group == departments.STATUS] == []
    assert departments.checking_sources(DEFAULT)["person", departments.STATUS] == "police"


def test_an_assignment_takes_a_group_off_the_list() -> None:
    table = departments.assigned(DEFAULT, "person", "religion", "street")
    assert ("person", "religion") not in departments.unassigned(table)
    assert ("person", "religion") not in DEFAULT


def test_what_does_not_exist_is_not_assigned() -> None:
    with pytest.raises(DepartmentUnknown):
        departments.assigned(DEFAULT, "person", "religion", "nobody")
    with pytest.raises(GroupUnknown):
        departments.assigned(DEFAULT, "person", "remark", "street")


def test_the_states_are_those_of_the_code_table() -> None:
    table = codes.table("data_check_status")
    assert {table.label(one) for one in departments.CONFIRMED} == {"已审核确认", "已核准"}
    assert (table.label(departments.PENDING), table.label(departments.DISPUTED)) == ("待审核", "异议核实中")
