"""A few homes written straight into a store: what exports and filled forms are checked against."""

from __future__ import annotations

from ledger import catalog, ids
from tests.office import Office, an_id

WANG, CHILD = an_id(1), an_id(2, born="20180601", sex=0)
MOVED_IN = "2001-05"


class Homes:
    """2号102 with a man and a child, an empty 2号302 whose last resident died, an empty 10号101; ids by short names."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.id: dict[str, bytes] = {}
        with office.session.store.write(user="wang", kind="edit") as self._write:
            self._places()
            self._people()
            self._relations()

    def _add(self, key: str, ledger: str, /, **values: object) -> None:
        self.id[key] = ids.new_id()
        known = {name: self.id.get(str(value), value) for name, value in values.items()}
        self._write.create(catalog.named(ledger), [(self.id[key], known)])

    def _places(self) -> None:
        add = self._add
        add("小区", "compound", name="银杏新村", address="东明路300弄", division_code="310115")
        for number in ("10", "2"):
            add(f"{number}号", "building", compound_uid="小区", building_no=number)
        add("1单元", "unit", building_uid="2号", unit_no="1")
        add("2号102", "dwelling", building_uid="2号", unit_uid="1单元", room_no="102", occupancy="1", floor_area=60.5)
        add("2号302", "dwelling", building_uid="2号", unit_uid="1单元", room_no="302", occupancy="4", floor=-1)
        add("10号101", "dwelling", building_uid="10号", room_no="101", owner_name="=cmd|x", lease_from="2024-05")
        add("店", "topic_merchant", name="@便利店", kind="1", address="东明路1号", status="营业", month="2026-11")

    def _people(self) -> None:
        add = self._add
        card = {"id_type": "111"}
        wang = {"id_no": WANG, "sex": "1", "birth_date": "1980-01-01", "ethnicity": "01", "population_type": "01"}
        hukou = {"hukou_address": "东明路300弄2号102室", "phone": "13800000001、021-60000000", "remark": "+86 开头"}
        add("王", "person", name="王小明", alive=1, **card, **wang, **hukou)
        add("孩", "person", name="王小宝", id_no=CHILD, sex="2", birth_date="2018-06-01", **card)
        add("亡", "person", name="已故者", birth_date="1930", alive=0)

    def _relations(self) -> None:
        add = self._add
        household = {"household_kind": "家庭户", "household_tag": '["F01"]'}
        add("户", "household", dwelling_uid="2号102", head_person_uid="王", **household)
        home = {"dwelling_uid": "2号102", "household_uid": "户", "relation": "03", "is_actual_resident": 1}
        add("住孩", "residence", person_uid="孩", kinship="20", **home)
        add("住王", "residence", person_uid="王", kinship="02", start_date=MOVED_IN, **home)
        add("空户", "household", dwelling_uid="2号302", household_kind="家庭户")
        gone = {"person_uid": "亡", "dwelling_uid": "2号302", "household_uid": "空户"}
        add("住亡", "residence", relation="03", is_actual_resident=1, **gone)
        add("产权", "residence", person_uid="王", dwelling_uid="10号101", relation="02", is_actual_resident=0)
        add("旧", "residence", person_uid="王", dwelling_uid="2号302", relation="03", end_date="2020-01-01")
        for tag in ("A03", "A01"):
            add(f"签{tag}", "person_tag", person_uid="王", tag=tag, start_date="2020-01-01")
        visit = {"kind": "1", "visited_at": "2026-11-01T01:30:00.000Z", "visitor": "李书记", "dwelling_uid": "2号102"}
        add("访", "visit", result="1", content="一切都好", next_visit_on="2026-12-01", **visit)
        add("访王", "visit_person", visit_uid="访", person_uid="王")
        order = {"order_no": "GD20261101KQTM001", "source": "03", "category": "C104", "need_reply": 1}
        told = {"title": "房屋渗漏", "description": "三楼渗水", "received_at": "2026-11-01T01:30:00.000Z"}
        add("单", "work_order", dwelling_uid="2号102", reporter_person="王", **order, **told)
        held = {"category": "04", "start_at": "2020-05-01T01:30:00.000Z", "status": "5", "summary": "顺利"}
        add("活动", "activity", title="春游", place="公园", organizer="居委会", host="李书记", content="春游", **held)
        for one in ("王", "孩"):
            add(f"游{one}", "activity_person", activity_uid="活动", person_uid=one, signed_in_at=held["start_at"])
        add("车", "topic_vehicle", plate="沪A12345", kind="1", owner_person="孩", dwelling_uid="2号102")
