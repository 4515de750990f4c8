"""Guide cards and 登记求助: found by words and pinyin, copied, printed, asked for by a resident, tied to the order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.access import Forbidden
from app.demo import guides as invented
from app.guides import asking, cards, on_paper
from app.printed import Poster
from app.stores.session import Session
from app.stores.settings import Settings
from app.topics import defining, reporting, rows, writing
from ledger import catalog, ids
from ledger.errors import RecordNotFound
from tests.app.few_homes import WANG, Homes
from tests.colleagues import LI, add_colleague
from tests.office import an_office


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    with an_office(tmp_path) as office:
        yield Homes(office)


@pytest.fixture
def session(homes: Homes) -> Session:
    invented.add(homes.office.session)
    return homes.office.session


def _names(found: cards.Found) -> list[str]:
    return [one.service for one in found.guides]


def test_cards_are_found_by_words_pinyin_and_kind(session: Session) -> None:
    every = cards.listing(session)
    assert (len(every.guides), every.total) == (11, 11)
    assert [kind for kind, _ in every.kinds] == ["就业", "健康", "救助", "养老", "助残", "托育", "未成年人", "便民"]
    assert _names(cards.listing(session, "lnzhjt")) == ["老年综合津贴"]
    assert _names(cards.listing(session, "DIBAO")) == []
    assert _names(cards.listing(session, "zuidishenghuo")) == ["最低生活保障申请"]
    assert _names(cards.listing(session, "居委会 困难")) == ["临时救助"]
    found = cards.listing(session, "身份证", "养老")
    assert _names(found) == ["老年综合津贴", "长护险评估申请"]
    assert dict(found.kinds)["救助"] == 2, "the chips count what the words find of every kind"


def test_a_card_says_what_the_committee_keeps_of_it_and_nothing_sensitive(session: Session) -> None:
    topic = defining.find(session, cards.CODE).topic
    own = replace(topic.fields[2], name="fee", label="收费", kind="text")
    hidden = replace(topic.fields[2], name="inner", label="内部联系人", kind="text", level="L3")
    defining.define(session, replace(topic, fields=(*topic.fields, own, hidden)), seen=topic)
    one = cards.find(session, "失业登记")
    writing.save(session, "", {"fee": "不收费", "inner": "张三"}, record=one.id)
    told = cards.find(session, one.id).text()
    assert told.startswith("【失业登记】")
    assert "收费：不收费" in told
    assert "要带的材料：身份证；社保卡；退工证明" in told
    assert "张三" not in told
    assert "内部联系人" not in told
    with pytest.raises(RecordNotFound):
        cards.find(session, "没有这一条")


def test_the_card_on_paper_is_one_sheet_that_anybody_may_have(session: Session) -> None:
    made = on_paper.card(session, "家庭医生签约")
    [part] = made.parts
    assert isinstance(part, Poster)
    assert (part.title, made.is_posted, made.level) == ("家庭医生签约", True, "L1")
    assert dict(part.facts)["咨询电话"].startswith("021-")
    assert dict(part.facts)["要带的材料"] == "身份证；医保卡"
    writing.save(
        session, "", {"materials": "身份证\n" + "户口簿，" * 20}, record=cards.find(session, "家庭医生签约").id
    )
    [part] = on_paper.card(session, "家庭医生签约").parts
    assert isinstance(part, Poster)
    assert part.paragraphs[:2] == ("【要带的材料】", "身份证"), "what is long is a paragraph below"


def test_help_is_asked_for_by_a_resident_and_tied_to_the_guide(homes: Homes, session: Session) -> None:
    guide = cards.find(session, "临时救助")
    whom = asking.whom(session, ids.to_text(homes.id["王"]))
    assert (whom.person.title, whom.home and whom.home.title) == ("王小明", "银杏新村2号**室")
    typed = asking.opening(guide) | {name: one.id for name, one in whom.preset.items()}
    made = asking.ask(session, guide, typed)
    assert reporting.open_order(session, "topic_row", guide.id).number == made.order_no
    again = asking.ask(session, guide, {"description": "又来问"})
    assert again.order_no != made.order_no, "it is asked as often as somebody asks"
    with session.reader() as reader:
        kept = reader.get(catalog.named("work_order"), ids.from_text(again.id) or b"") or {}
        first = reader.get(catalog.named("work_order"), ids.from_text(made.id) or b"") or {}
    assert (kept["category"], kept["description"]) == ("C402", "临时救助：又来问")
    assert (first["reporter_person"], first["dwelling_uid"]) == (homes.id["王"], homes.id["2号102"])
    assert (first["title"], first["description"]) == ("求助 临时救助", "求助：临时救助。")


def test_what_is_no_guide_is_not_asked_for(homes: Homes, session: Session) -> None:
    defining.take_over(session, "lift")
    lift = writing.save(
        session, "lift", {"device_no": "DT-1", "building": ids.to_text(homes.id["2号"]), "status": "正常"}
    ).id
    for one in (lift, ids.to_text(homes.id["王"]), "x"):
        with pytest.raises(RecordNotFound):
            reporting.asked_for(session, one, {"description": "修"})


def test_whoever_lives_nowhere_has_no_place(session: Session) -> None:
    new = ids.new_id()
    with session.store.write(user="wang", kind="add") as write:
        write.create(catalog.named("person"), [(new, {"name": "赵来客"})])
    assert asking.whom(session, ids.to_text(new)).preset.keys() == {"reporter_person"}
    with pytest.raises(RecordNotFound):
        asking.whom(session, "0" * 32)


def test_rights_are_asked_for(session: Session) -> None:
    add_colleague(session.store, roles=("viewer",))
    viewer = Session(session.store, LI, Settings(session.store.folder))
    guide = cards.find(viewer, "失业登记")
    assert on_paper.card(viewer, guide.id).is_posted
    with pytest.raises(Forbidden):
        asking.ask(viewer, guide, {"description": "x"})


def test_nobody_took_the_ledger_over(homes: Homes) -> None:
    found = cards.listing(homes.office.session)
    assert (found.kept, found.guides, found.total) == (None, (), 0)
    with pytest.raises(RecordNotFound):
        cards.find(homes.office.session, WANG)


def test_the_row_says_that_help_was_asked_for(session: Session) -> None:
    guide = cards.find(session, "失业登记")
    made = asking.ask(session, guide, {"description": "想登记"})
    assert rows.one_row(session, guide.id)[1].order.number == made.order_no
