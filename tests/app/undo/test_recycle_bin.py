"""The recycle bin: what was removed, by whom and why, and how it comes back with what went along."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.importing import undoing
from app.records import editing
from app.tables import cell_changes, row_brief
from app.tables.cell_changes import Wanted
from app.undo import recycle_bin
from app.undo.recycle_bin import Binned
from app.undo.undoing import Undoing
from ledger import catalog, ids
from ledger.errors import RecordNotFound
from storage.errors import ParentRemoved
from tests.flows.small import HEAD, SMALL
from tests.office import Office, an_office

PERSON, TAG = catalog.named("person"), catalog.named("person_tag")


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with an_office(tmp_path_factory.mktemp("office")) as made:
        for ledger, *words in SMALL:
            editing.add(made.session, catalog.named(ledger), dict(word.split("=", 1) for word in words))
        yield made


def test_what_an_undo_takes_back_is_not_listed_and_can_be_done_again(office: Office) -> None:
    steps = Undoing(office.session)
    merchant = catalog.named("topic_merchant")
    wanted = [Wanted("", {"name": f"小店{n}", "kind": "零售/便利店", "address": f"东明路{n}号"}) for n in range(3)]
    plan = cell_changes.plan(office.session, merchant, wanted)
    cell_changes.apply(office.session, plan, kind="paste")
    steps.undo()
    assert binned(office) == []
    steps.redo()
    with office.session.reader() as reader:
        assert reader.count(merchant) == 3
    gone = editing.remove(office.session, merchant, "小店1", reason="关门了")
    assert [one.record for one in binned(office)] == [gone]
    steps.undo()
    assert binned(office) == []
    steps.redo()
    assert [one.record for one in binned(office)] == [gone]  # somebody meant it to go


def test_an_import_taken_back_is_not_listed(office: Office) -> None:
    before = binned(office)
    batch = office.take(["姓名", "联系电话"], ["周新", "13800000009"])["batch"]
    undoing.undo(office.session, str(batch))
    assert binned(office) == before


def binned(office: Office) -> list[Binned]:
    return list(recycle_bin.binned(office.session))


def test_what_went_with_a_record_is_counted_with_it_and_comes_back_with_it(office: Office) -> None:
    assert binned(office) == []
    editing.add(
        office.session,
        catalog.named("topic_merchant"),
        {"name": "小店", "kind": "零售/便利店", "address": "东明路2号", "status": "营业"},
    )
    shop = editing.remove(office.session, catalog.named("topic_merchant"), "小店", reason="关门了")
    with office.session.reader() as reader:
        head = reader.find_by_keys(PERSON, ("id_no",), [(HEAD,)])[(HEAD,)][0]
        tags = len(reader.children(TAG, "person_uid", [head]))
    assert tags
    household = catalog.named("household")
    with office.session.reader() as reader:
        for (one,) in list(reader.scan(household, ())):
            editing.change(office.session, household, ids.to_text(one), {"head_person_uid": ""})
    person = editing.remove(office.session, PERSON, HEAD, reason="重复登记")
    lines = binned(office)
    assert [one.record for one in lines] == [person, shop]
    assert (lines[1].name, lines[1].reason, lines[1].ledger_label) == ("小店", "关门了", "商户")
    assert lines[0].name == "闫英"
    assert lines[0].others >= tags
    done = recycle_bin.restore(office.session, "person", person)
    assert done.action == office.session.store.last_action()
    assert [one.record for one in binned(office)] == [shop]
    with office.session.reader() as reader:
        assert len(reader.children(TAG, "person_uid", [head])) == tags


def test_a_part_stays_until_what_it_belongs_to_is_back(office: Office) -> None:
    with office.session.reader() as reader:
        tag = next(iter(reader.scan(TAG, ())))[0]
    gone = editing.remove(office.session, TAG, ids.to_text(tag), reason="登记错了")
    (line,) = binned(office)
    assert (line.record, line.name) == (gone, "闫英 独居老人")
    household = catalog.named("household")
    with office.session.reader() as reader:
        ones = [one for (one,) in reader.scan(household, ())]
    for one in ones:
        editing.change(office.session, household, ids.to_text(one), {"head_person_uid": ""})
    editing.remove(office.session, PERSON, HEAD, reason="重复登记")
    with pytest.raises(ParentRemoved):
        recycle_bin.restore(office.session, "person_tag", gone)


def test_a_row_is_told_in_short(office: Office) -> None:
    with office.session.reader() as reader:
        head = reader.find_by_keys(PERSON, ("id_no",), [(HEAD,)])[(HEAD,)][0]
    told = row_brief.brief(office.session, PERSON, ids.to_text(head))
    assert (told.title, told.page, told.page_record) == ("闫英", "person", ids.to_text(head))
    assert told.homes
    assert any("*" in line.text for line in told.facts)
    with office.session.reader() as reader:
        tag = next(iter(reader.scan(TAG, ())))[0]
    of_tag = row_brief.brief(office.session, TAG, ids.to_text(tag))
    assert (of_tag.page, of_tag.page_record) == ("person", ids.to_text(head))
    with pytest.raises(RecordNotFound):
        row_brief.brief(office.session, PERSON, ids.to_text(tag))
