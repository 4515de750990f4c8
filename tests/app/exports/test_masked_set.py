"""A masked data set: nobody's name or number in it, a person the same in all sheets, registered like an export."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app.exports import exporting, masked_columns, masked_set
from app.exports.masked_set import MaskedOutcome, MaskedRequest, SeedRefused
from app.release import register
from app.release.purposes import Purpose
from ledger import catalog, id_number
from ledger.errors import UnknownLedger
from ledger.id_number import IdNumber
from tests.app.few_homes import CHILD, WANG, Homes
from tests.office import an_id, an_office

SEED = "eine-lange-saat-16"
Sheets = dict[str, list[dict[str, object]]]


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    with an_office(tmp_path) as office:
        homes = Homes(office)
        with office.session.store.write(user="wang", kind="add") as homes._write:
            homes._add("租", "dwelling", building_uid="10号", room_no="102", lessee_name="王小明、张外人",
                       lessee_id_no=WANG, lessee_phone="13800000001", owner_name="王小宝", owner_id_no=an_id(9),
                       owner_address="东明路300弄10号101室", remark="王小明说的")  # fmt: skip
        yield homes


def _write(homes: Homes, name: str = "脱敏.xlsx", **how: object) -> MaskedOutcome:
    return masked_set.write(homes.office.session, MaskedRequest(out_path=homes.office.folder / name, **how))  # type: ignore[arg-type]


def _sheets(outcome: MaskedOutcome) -> Sheets:
    found: Sheets = {}
    for sheet in openpyxl.load_workbook(outcome.path).worksheets[:-1]:
        headings, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(map(str, headings), row, strict=True)) for row in rows]
    return found


def test_nobodys_name_number_phone_or_address_is_in_it(homes: Homes) -> None:
    outcome = _write(homes, ledgers=tuple(ledger.name for ledger in catalog.ALL))
    cells = {
        str(value)
        for sheet in openpyxl.load_workbook(outcome.path).worksheets
        for row in sheet.iter_rows(values_only=True)
        for value in row
        if value is not None
    }
    real = (
        "王小明",
        "王小宝",
        "已故者",
        "张外人",
        WANG,
        CHILD,
        an_id(9),
        "13800000001",
        "60000000",
        "沪A12345",
        "102室",
    )
    for word in (*real, "1980-01-01", "2018-06-01"):
        assert not any(word in cell for cell in cells), word
    assert not any("独居" in cell for cell in cells), "tags are left out"


def test_the_same_person_is_the_same_in_all_sheets(homes: Homes) -> None:
    sheets = _sheets(_write(homes, seed=SEED))
    people = {str(row["姓名"]): row for row in sheets["居民"]}
    assert len(people) == 3
    (car,) = sheets["车辆"]
    child = people[str(car["车主姓名"])]
    read = id_number.parse(str(child["证件号码"]))
    assert isinstance(read, IdNumber)
    assert (read.birth, read.sex, read.division) == (child["出生日期"], "2", CHILD[:6])
    stays = {str(row["姓名"]) for row in sheets["居住关系"]}
    assert stays == set(people)
    (let,) = [row for row in sheets["房屋"] if row["承租人姓名"]]
    wang = next(row for row in sheets["居住关系"] if row["与户主关系"] == "户主")
    assert str(let["承租人姓名"]).split("、")[0] == wang["姓名"], "named in another sheet, the same"
    assert let["承租人证件号"] == wang["证件号码"]
    assert let["产权人"] == child["姓名"]
    assert let["产权人现居地址"] == "东明路300弄"
    person = people[str(wang["姓名"])]
    assert str(person["联系电话"]).split("、")[0] == let["承租人电话"]


def test_homes_stay_together_without_their_numbers(homes: Homes) -> None:
    sheets = _sheets(_write(homes, seed=SEED))
    codes = {str(row["室号"]) for row in sheets["房屋"]}
    assert len(codes) == len(sheets["房屋"]) == 4
    assert {str(row["室号"]) for row in sheets["居住关系"]} <= codes
    assert {row["小区"] for row in sheets["房屋"]} == {"银杏新村"}
    assert "楼栋" not in sheets["房屋"][0]


def test_a_seed_gives_the_same_set_again_and_none_gives_another_each_time(homes: Homes) -> None:
    first, again = _sheets(_write(homes, "a.xlsx", seed=SEED)), _sheets(_write(homes, "b.xlsx", seed=SEED))
    assert first == again
    fewer = _sheets(_write(homes, "c.xlsx", seed=SEED, ledgers=("person",)))
    assert fewer["居民"] == first["居民"], "whatever other sheets there are"
    one, other = (_sheets(_write(homes, name))["居民"] for name in ("d.xlsx", "e.xlsx"))
    assert {row["姓名"] for row in one} != {row["姓名"] for row in other}
    assert {row["证件号码"] for row in one}.isdisjoint({row["证件号码"] for row in other} - {None})


def test_it_is_registered_and_the_seed_is_kept_nowhere(homes: Homes) -> None:
    outcome = _write(homes, seed=SEED, purpose=Purpose("01", "01"), reason="给大学做统计")
    line = register.find(homes.office.session, outcome.number)
    assert (line.form, line.reason, line.purpose, line.level) == ("脱敏数据", "给大学做统计", "上级部门报表", "L2")
    assert line.rows == sum(outcome.rows.values())
    with homes.office.session.reader() as reader:
        assert SEED not in str(reader.actions())
    assert "备注" in outcome.left_out["person"]


def test_what_cannot_be_written_is_said(homes: Homes) -> None:
    with pytest.raises(SeedRefused):
        _write(homes, seed="kurz")
    with pytest.raises(exporting.FormatUnknown):
        _write(homes, "a.csv")
    with pytest.raises(UnknownLedger):
        _write(homes, ledgers=("nobody",))
    assert [path.name for path in homes.office.folder.iterdir()] == ["store"]


@pytest.mark.parametrize("ledger", [ledger.name for ledger in catalog.ALL])
def test_of_level_three_and_four_only_what_has_a_pseudonym_is_told(ledger: str) -> None:
    kept, _ = masked_columns.of_ledger(ledger)
    for one in kept:
        item = one.column.field
        assert item is not None
        assert (
            item.level < "L3" or item.mask in masked_columns._MASKS or item.kind == "date" or item.name == "birth_date"
        )
        assert item.level < "L4"
        assert item.kind not in ("long_text", "json", "account", "attachment", "instant")
