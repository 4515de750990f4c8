"""The invented committee itself: compounds, buildings, dwellings and who lives in them, building by building.

`invent` yields one `Block` of records per building, so that a million people need the memory of one building. Values
are stored values, references are ids already made. Writing them into a store is `app.demo.fill`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.demo import families, people
from app.demo.families import Member
from ledger import clock, codes, ids, places, uscc

Record = tuple[bytes, dict[str, object]]

DIVISION = "310115"
LIVES_IN_OWN, FAMILY_MEMBER, TENANT, CO_TENANT = "01", "03", "04", "05"
_ROADS = (
    "银杏路",
    "海棠路",
    "梧桐路",
    "紫藤路",
    "桂花路",
    "玉兰路",
    "香樟路",
    "白杨路",
    "丁香路",
    "石榴路",
    "杜鹃路",
    "木槿路",
)
_FIRST = ("银杏", "海棠", "梧桐", "紫藤", "桂花", "玉兰", "香樟", "白杨", "丁香", "石榴", "杜鹃", "木槿")
_LAST = ("新村", "家园", "公寓", "花苑", "小区", "坊")
_SHOPS = (
    ("便利店", "2"),
    ("小吃", "1"),
    ("面馆", "1"),
    ("理发店", "4"),
    ("药房", "7"),
    ("水果店", "3"),
    ("快递站", "8"),
)
_PEOPLE_PER_COMPOUND = 2500
_HIGH_RISE_EVERY = 4  # every fourth compound has towers with units
_VEHICLE_SHARE = 0.22


@dataclass(frozen=True, slots=True)
class Shape:
    """How the buildings of a compound are built; the number of units is 0 where stairs are doors of their own."""

    floors: int
    rooms: int
    units: int
    suffix: str
    built: int


@dataclass(slots=True)
class Block:
    """Records of one building by ledger name, parents first; a compound stands in the block of its first building."""

    records: dict[str, list[Record]] = field(default_factory=dict)

    def add(self, ledger: str, values: Mapping[str, object]) -> bytes:
        """Add a record with what is known of it; answers its new id."""
        record_id = ids.new_id()
        known = {name: value for name, value in values.items() if value is not None}
        self.records.setdefault(ledger, []).append((record_id, known))
        return record_id

    @property
    def people(self) -> int:
        """How many people this block holds."""
        return len(self.records.get("person", ()))


@dataclass(slots=True)
class _Place:
    """Where the next home stands."""

    compound_id: bytes
    compound: str
    lane: str
    building_id: bytes
    building: str
    shape: Shape


def invent(wanted: int, seed: int, *, today: date | None = None) -> Iterator[Block]:
    """Blocks with exactly `wanted` people; the same seed on the same day gives the same committee, ids apart."""
    inventor = _Inventor(wanted, Random(seed), today or clock.today())  # noqa: S311 - invented data, no secret
    yield from inventor.blocks()


class _Inventor:
    def __init__(self, wanted: int, chance: Random, today: date) -> None:
        self._left = wanted
        self._chance = chance
        self._today = today
        self._registry = people.Registry()
        self._per_compound = max(min(_PEOPLE_PER_COMPOUND, wanted // 2), 60)

    def blocks(self) -> Iterator[Block]:
        order = 0
        while self._left > 0:
            yield from self._compound(order, min(self._per_compound, self._left))
            order += 1

    def _compound(self, order: int, quota: int) -> Iterator[Block]:
        is_tall = order % _HIGH_RISE_EVERY == _HIGH_RISE_EVERY - 1 or (order == 1)
        shape = Shape(11, 3, 2, "幢", 2008) if is_tall else Shape(6, 4, 0, "号", 1988 + order % 15)
        block = Block()
        name, road, lane = _address(order)
        values = {
            "name": name,
            "address": f"{road}{lane}弄",
            "division_code": DIVISION,
            "compound_type": "0" if is_tall else "3",
            "built_year": shape.built,
            "is_gated": 1,
            "property_company": f"{name[:2]}物业管理有限公司",
            "property_phone": people.landline(self._chance),
            "committee_type": self._chance.choice(("已成立", "未成立", "筹备")),
        }
        compound_id = block.add("compound", values)
        self._shop(block, road, lane)
        number = 0
        while quota > 0:
            number += 1
            place = self._building(block, compound_id, (name, f"{road}{lane}弄"), number, shape)
            before = self._left
            self._fill(block, place, quota)
            self._choose_leader(block)
            quota -= before - self._left
            yield block
            block = Block()

    def _building(self, block: Block, compound_id: bytes, at: tuple[str, str], number: int, shape: Shape) -> _Place:
        values = {
            "compound_uid": compound_id,
            "building_no": str(number),
            "building_suffix": shape.suffix,
            "building_type": "2" if shape.units else "3",
            "floors_above": shape.floors,
            "unit_count": shape.units or None,
            "built_year": shape.built,
            "has_lift": 1 if shape.units else 0,
            "status": "在用",
        }
        building_id = block.add("building", values)
        return _Place(compound_id, *at, building_id, places.building_name(str(number), shape.suffix), shape)

    def _fill(self, block: Block, place: _Place, quota: int) -> None:
        stop_at = self._left - quota
        shape = place.shape
        for unit in range(1, max(shape.units, 1) + 1):
            unit_id = None
            if shape.units:
                unit_id = block.add("unit", {"building_uid": place.building_id, "unit_no": str(unit)})
            for floor in range(1, shape.floors + 1):
                for room in range(1, shape.rooms + 1):
                    if self._left <= max(stop_at, 0):
                        return
                    self._dwelling(block, place, (str(unit) if shape.units else "", unit_id), floor, room)

    def _dwelling(self, block: Block, place: _Place, unit: tuple[str, bytes | None], floor: int, room: int) -> None:
        chance = self._chance
        room_no = f"{floor}{room:02}"
        use = chance.choices(("own", "let", "vacant"), (70, 21, 9))[0]
        address = places.full_address(place.lane, place.building, unit[0], room_no)
        family: list[Member] = []
        if use != "vacant":
            family = (families.owners if use == "own" else families.tenants)(chance, self._today)[: self._left]
        let_since = self._some_day(20, 900) if use == "let" else None
        owner = str(family[0].values["name"]) if use == "own" else self._stranger()
        values = {
            "building_uid": place.building_id,
            "unit_uid": unit[1],
            "floor": floor,
            "room_no": room_no,
            "dwelling_use": "11",
            "occupancy": {"own": "1", "let": "2", "vacant": "4"}[use],
            "property_right": "1" if place.shape.units else "2",
            "floor_area": round(chance.uniform(38, 128), 2),
            "layout": chance.choice(("1室1厅1卫", "2室1厅1卫", "2室2厅1卫", "3室2厅2卫")),
            "owner_name": owner,
            "owner_phone": people.mobile(chance),
            "rental_use": "02" if use == "let" else None,
            "lease_from": let_since.isoformat() if let_since else None,
            "lease_to": (let_since + timedelta(days=730)).isoformat() if let_since else None,
            "status": "在用",
            "confirmed_on": self._some_day(1, 400).isoformat(),
        }
        dwelling_id = block.add("dwelling", values)
        if use == "let" and chance.random() < 0.15:  # somebody else lived here before
            self._former_tenant(block, dwelling_id, let_since or self._today)
        if family:
            self._move_in(block, place, dwelling_id, family, (address, let_since))

    def _move_in(
        self, block: Block, place: _Place, dwelling_id: bytes, family: list[Member], at: tuple[str, date | None]
    ) -> None:
        address, let_since = at
        household = {"dwelling_uid": dwelling_id, "household_kind": "租住户" if let_since else "家庭户"}
        members = [self._person(block, place, one, address, is_tenant=let_since is not None) for one in family]
        household_id = block.add("household", {**household, "head_person_uid": members[0]})
        since = let_since or self._some_day(400, 9000)
        for one, person_id in zip(family, members, strict=True):
            start = max(since, date.fromisoformat(str(one.values["birth_date"])))
            values = {
                "person_uid": person_id,
                "dwelling_uid": dwelling_id,
                "household_uid": household_id,
                "relation": _relation(one, is_tenant=let_since is not None),
                "kinship": one.kinship,
                "is_actual_resident": 1,
                "start_date": start.isoformat(),
            }
            block.add("residence", values)
        self._vehicle(block, members[0], str(family[0].values["name"]), dwelling_id)

    def _person(self, block: Block, place: _Place, one: Member, address: str, *, is_tenant: bool) -> bytes:
        chance = self._chance
        values = dict(one.values)
        is_local = values["population_type"] == "01"
        birth = date.fromisoformat(str(values["birth_date"]))
        origin = people.LOCAL if is_local else people.ELSEWHERE
        values |= {
            "id_type": "111",
            "id_no": self._registry.id_no(origin, str(values["sex"]), birth),
            "confirmed_on": self._some_day(1, 400).isoformat(),
        }
        if is_local and not is_tenant and chance.random() < 0.88:
            values |= {"hukou_address": address, "hukou_compound": place.compound_id, "hukou_category": "10"}
        elif is_local:
            values |= {"hukou_address": f"上海市某区某路{chance.randint(1, 900)}号", "hukou_category": "10"}
        else:
            values |= _from_elsewhere(chance)
        if one.years >= families.ELDER:
            values |= {"emergency_contact": self._stranger(), "emergency_phone": people.mobile(chance)}
        person_id = block.add("person", values)
        for tag in one.tags:
            block.add(
                "person_tag", {"person_uid": person_id, "tag": tag, "start_date": self._some_day(1, 900).isoformat()}
            )
        self._left -= 1
        return person_id

    def _former_tenant(self, block: Block, dwelling_id: bytes, until: date) -> None:
        if self._left < 2:
            return
        one = families.tenants(self._chance, self._today)[0]
        values = dict(one.values)
        birth = date.fromisoformat(str(values["birth_date"]))
        values |= {
            "id_type": "111",
            "id_no": self._registry.id_no(people.ELSEWHERE, str(values["sex"]), birth),
            "moved_out": 1,
        }
        person_id = block.add("person", values)
        left = until - timedelta(days=self._chance.randint(3, 60))
        stay = {
            "person_uid": person_id,
            "dwelling_uid": dwelling_id,
            "relation": TENANT,
            "is_actual_resident": 1,
            "start_date": (left - timedelta(days=self._chance.randint(200, 900))).isoformat(),
            "end_date": left.isoformat(),
            "end_reason": "move_out",
        }
        block.add("residence", stay)
        self._left -= 1

    def _vehicle(self, block: Block, owner: bytes, name: str, dwelling_id: bytes) -> None:
        chance = self._chance
        if chance.random() >= _VEHICLE_SHARE:
            return
        is_electric = chance.random() < 0.35
        values = {
            "plate": self._registry.plate(electric=is_electric),
            "kind": "2" if is_electric else "1",
            "nature": "业主",
            "owner_person": owner,
            "user_name": name,
            "phone": people.mobile(chance),
            "color": chance.choice(("白", "黑", "银", "灰", "蓝", "红")),
            "dwelling_uid": dwelling_id,
        }
        block.add("topic_vehicle", values)

    def _shop(self, block: Block, road: str, lane: int) -> None:
        chance = self._chance
        for at in range(chance.randint(2, 5)):
            word, kind = chance.choice(_SHOPS)
            number = f"9131011500{chance.randrange(10**7):07}"
            values = {
                "name": f"{self._stranger()[:1]}记{word}",
                "uscc": number + uscc.check_character(number),
                "kind": kind,
                "address": f"{road}{lane + 2 * at + 2}号",
                "legal_person": self._stranger(),
                "legal_phone": people.mobile(chance),
                "staff_count": chance.randint(1, 12),
                "status": "营业",
                "month": f"{self._today:%Y-%m}",
            }
            block.add("topic_merchant", values)

    def _choose_leader(self, block: Block) -> None:
        """One of the grown-ups who live here leads the building 楼组长."""
        grown = [one for one in block.records.get("person", ()) if "phone" in one[1] and "moved_out" not in one[1]]
        if not grown:
            return
        leader_id, leader = self._chance.choice(grown)
        block.records["building"][0][1].update(leader_person=leader_id, leader_phone=leader["phone"])
        block.add(
            "person_tag", {"person_uid": leader_id, "tag": "C03", "start_date": self._some_day(1, 900).isoformat()}
        )

    def _stranger(self) -> str:
        sex = self._chance.choice((people.MAN, people.WOMAN))
        return people.full_name(self._chance, sex, people.born(self._chance, self._today, self._chance.randint(30, 70)))

    def _some_day(self, youngest: int, oldest: int) -> date:
        return self._today - timedelta(days=self._chance.randint(youngest, oldest))


def _relation(one: Member, *, is_tenant: bool) -> str:
    if is_tenant:
        return TENANT if one.kinship == families.HEAD else CO_TENANT
    return LIVES_IN_OWN if one.kinship == families.HEAD else FAMILY_MEMBER


def _from_elsewhere(chance: Random) -> dict[str, object]:
    division = chance.choice(("江苏省", "安徽省", "浙江省", "河南省", "江西省", "四川省", "湖北省", "山东省"))
    reasons = [line.code for line in codes.table("inflow_reason").lines]
    return {
        "hukou_division": division,
        "hukou_address": f"{division}某市某县某镇{chance.randint(1, 99)}号",
        "inflow_reason": chance.choice(reasons),
        "permit_type": chance.choice(("01", "03")),
        "lodging_type": "02",
    }


def _address(order: int) -> tuple[str, str, int]:
    """Name, road and lane of the compound of that order; all names and lanes differ."""
    first, rest = order % len(_FIRST), order // len(_FIRST)
    last, village = _LAST[rest % len(_LAST)], rest // len(_LAST)
    name = f"{_FIRST[first]}{last}" + (f"{village + 1}村" if village else "")
    return name, _ROADS[first], 100 + rest * 36
