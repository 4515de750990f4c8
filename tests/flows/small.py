"""A small committee, as `add` takes it: one compound, two homes, a family, and a tenant who has left."""

from __future__ import annotations

HEAD, CHILD, TENANT = "310115195005300754", "310115201603071523", "310112195204274027"
SMALL = (
    ("compound", "name=凌兆小区一", "address=东明路300弄"),
    ("building", "compound_uid=凌兆小区一", "building_no=1", "building_suffix=号"),
    ("dwelling", "building_uid=凌兆小区一1号", "room_no=302", "occupancy=自住"),
    ("dwelling", "building_uid=东明路300弄1号", "room_no=1002", "occupancy=出租"),
    (
        *("person", "name=闫英", f"id_no={HEAD}", "population_type=户籍人口", "phone=13621514755"),
        *("hukou_address=东明路300弄1号302室", "ethnicity=汉", "religion=佛教", "education=初中"),
    ),
    ("person", "name=闫小萱", f"id_no={CHILD}", "population_type=户籍人口"),
    ("person", "name=梁涵玉", f"id_no={TENANT}", "population_type=流动人口", "phone=18980802309"),
    (
        *("household", "dwelling_uid=凌兆小区一1号302室", f"head_person_uid={HEAD}", "household_kind=家庭户"),
        *("member_count=5",),
    ),
    (
        *("residence", f"person_uid={HEAD}", "dwelling_uid=凌兆小区一1号302室", "relation=户主", "kinship=户主"),
        *("is_actual_resident=是", "household_uid=凌兆小区一1号302室", "start_date=2010-03-01"),
    ),
    (
        *("residence", f"person_uid={CHILD}", "dwelling_uid=凌兆小区一1号302室", "relation=家庭成员"),
        *("is_actual_resident=是", "household_uid=凌兆小区一1号302室", "start_date=2016-03-07"),
    ),
    (
        *("residence", f"person_uid={TENANT}", "dwelling_uid=凌兆小区一1号1002室", "relation=承租人"),
        *("is_actual_resident=是", "start_date=2025-01-01", "end_date=2026-06-30"),
    ),
    ("person_tag", f"person_uid={HEAD}", "tag=独居老人", "start_date=2024-05-01"),
)
