"""The tree of houses and a building's grid tell what is recorded: places, people, names behind their masks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.homes import building_grid, buildings
from app.homes.building_grid import BuildingGrid
from ledger import catalog, clock, ids
from ledger.errors import RecordNotFound
from tests.office import Office, an_office

YEAR = clock.today().year


class Street:
    """Writes places and people by short names."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.id: dict[str, bytes] = {}
        with office.session.store.write(user="wang", kind="edit") as self._write:
            self._places()
            self._people()

    def _add(self, key: str, ledger: str, /, **values: object) -> None:
        self.id[key] = ids.new_id()
        item = catalog.named(ledger)
        known = {
            name: self.id[str(value)] if item.field(name).kind == "ref" else value for name, value in values.items()
        }
        self._write.create(item, [(self.id[key], known)])

    def _places(self) -> None:
        add = self._add
        add("紫藤", "compound", name="紫藤苑")
        add("银杏", "compound", name="银杏新村")
        add("海棠", "compound", name="海棠家园")
        for number in ("10", "2", "1"):
            add(f"{number}号", "building", compound_uid="银杏", building_no=number, building_suffix="号")
        add(
            "塔楼",
            "building",
            compound_uid="海棠",
            building_no="1",
            building_suffix="幢",
            floors_above=5,
            floors_below=1,
        )
        for number in ("10", "2"):
            add(f"{number}单元", "unit", building_uid="塔楼", unit_no=number)
        add("301", "dwelling", building_uid="2号", room_no="301", floor=3, occupancy="1")
        add("303", "dwelling", building_uid="2号", room_no="303", floor=3, occupancy="2")
        add("101", "dwelling", building_uid="2号", room_no="101", occupancy="4")
        add("底商", "dwelling", building_uid="2号", room_no="底商", floor=1, occupancy="3")
        add("地下室", "dwelling", building_uid="2号", room_no="地下室", floor=-1)
        add("阁楼", "dwelling", building_uid="2号", room_no="阁楼", occupancy="4")
        add("塔9901", "dwelling", building_uid="塔楼", unit_uid="2单元", room_no="9901", occupancy="1")
        add("塔501", "dwelling", building_uid="塔楼", unit_uid="2单元", room_no="501", floor=5, occupancy="1")

    def _people(self) -> None:
        add = self._add
        add("老人", "person", name="王老太", birth_date=f"{YEAR - 84}-01-01")
        add("户主", "person", name="欧阳明", birth_date=f"{YEAR - 40}-01-01")
        add("孩", "person", name="欧阳小明", birth_date=f"{YEAR - 9}-01-01")
        add("走了", "person", name="前租客", birth_date="1990-01-01")
        add("户", "household", dwelling_uid="303", head_person_uid="户主", household_kind="家庭户")
        stay = {"is_actual_resident": 1}
        add("住1", "residence", person_uid="老人", dwelling_uid="301", relation="01", **stay)
        add("住2", "residence", person_uid="户主", dwelling_uid="303", relation="03", **stay)
        add("住3", "residence", person_uid="孩", dwelling_uid="303", relation="03", **stay)
        add("住4", "residence", person_uid="走了", dwelling_uid="303", relation="04", end_date="2020-01-01", **stay)
        add("住5", "residence", person_uid="孩", dwelling_uid="塔501", relation="03", **stay)
        add("标签", "person_tag", person_uid="老人", tag="A01", start_date="2020-01-01")


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with an_office(tmp_path_factory.mktemp("office")) as office:
        yield Street(office)


@pytest.fixture(scope="module")
def house(street: Street) -> BuildingGrid:
    return building_grid.grid(street.office.session, ids.to_text(street.id["2号"]))


def test_the_tree_is_in_the_order_of_names_and_numbers(street: Street) -> None:
    tree = buildings.tree(street.office.session)
    assert [compound.name for compound in tree] == ["海棠家园", "银杏新村", "紫藤苑"]
    assert [one.name for one in tree[1].children] == ["1号", "2号", "10号"]
    assert [one.name for one in tree[0].children[0].children] == ["2单元", "10单元"]
    assert tree[2].children == ()


def test_the_tree_counts_homes_and_people(street: Street) -> None:
    tower, village, _ = buildings.tree(street.office.session)
    assert (village.dwellings, village.people, village.vacant) == (6, 3, 2)
    assert (tower.dwellings, tower.people) == (2, 1)
    assert [one.dwellings for one in tower.children[0].children] == [2, 0]


def test_floors_and_columns_follow_the_rooms(house: BuildingGrid) -> None:
    assert house.title == "银杏新村2号"
    assert house.floors == (3, 1, -1)
    (stair,) = house.stairs
    placed = {floor: [(cell.room, cell.column) for cell in cells] for floor, cells in stair.floors.items()}
    assert placed == {3: [("301", 0), ("303", 1)], 1: [("101", 0), ("底商", 2)], -1: [("地下室", 2)]}
    assert stair.columns == 3
    assert [cell.room for cell in house.apart] == ["阁楼"]


def test_a_floor_that_nobody_wrote_is_read_from_the_room_number(house: BuildingGrid) -> None:
    guessed = {cell.room: cell.is_guessed for stair in house.stairs for row in stair.floors.values() for cell in row}
    assert guessed == {"301": False, "303": False, "101": True, "底商": False, "地下室": False}


def test_a_room_number_beyond_the_roof_tells_no_floor(street: Street) -> None:
    tower = building_grid.grid(street.office.session, ids.to_text(street.id["塔楼"]))
    assert [cell.room for cell in tower.apart] == ["9901"]
    assert tower.floors == (5, 4, 3, 2, 1, -1)
    assert [(stair.name, stair.columns) for stair in tower.stairs] == [("2单元", 1), ("10单元", 1)]


def test_cells_say_who_lives_there_behind_masks(house: BuildingGrid) -> None:
    cells = {cell.room: cell for stair in house.stairs for row in stair.floors.values() for cell in row}
    assert (cells["303"].head, cells["303"].people, cells["303"].households) == ("欧阳明", 2, 1)
    assert [mark.text for mark in cells["303"].marks] == ["1 位未成年人"]
    assert cells["301"].head == "王老太"
    assert [mark.kind for mark in cells["301"].marks] == ["alone", "tag"]
    assert cells["301"].marks[1].text == "标签：独居老人"  # of level 3; level 4 and the managed are not named
    assert (cells["101"].head, cells["101"].people) == ("", 0)


def test_a_childs_name_is_masked(street: Street) -> None:
    tower = building_grid.grid(street.office.session, ids.to_text(street.id["塔楼"]))
    (stair, _) = tower.stairs
    assert stair.floors[5][0].head == "欧阳**"


def test_states_are_counted_in_the_order_of_their_table(house: BuildingGrid) -> None:
    assert house.occupancies == (
        ("1", "自住", 1),
        ("2", "出租", 1),
        ("3", "商用", 1),
        ("4", "空置", 2),
        ("", "未填", 1),
    )


def test_a_building_that_is_gone_is_told(street: Street) -> None:
    with pytest.raises(RecordNotFound):
        building_grid.grid(street.office.session, ids.to_text(ids.new_id()))
