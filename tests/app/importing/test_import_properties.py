"""Whatever stands in a sheet: a plan never breaks, a second import changes nothing, an undo leaves nothing behind."""

from __future__ import annotations

import csv
import itertools
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from app.importing.plan import ImportPlan
from app.importing.undoing import undo
from ledger import catalog
from tests.office import Office, an_id, an_office

HEADINGS = [
    "小区", "楼栋", "单元", "室号", "住址", "姓名", "身份证号", "性别", "出生日期", "联系电话", "与户主关系",
    "居住关系", "人户状态", "户籍地址", "房屋状态", "标签", "独居", "学历", "年龄", "备注",
]  # fmt: skip
_PLACE_COLUMNS = ["小区", "楼栋", "单元", "室号"]
_NUMBER = itertools.count()

_cells: dict[str, st.SearchStrategy[str]] = {
    "小区": st.sampled_from(["一村", "二村", "一村", ""]),
    "楼栋": st.sampled_from(["1", "1号", "2幢", "2", "3号楼", "A座", ""]),
    "单元": st.sampled_from(["", "", "1", "2单元", "一"]),
    "室号": st.sampled_from(["101", "102室", "201", "301A", ""]),
    "住址": st.sampled_from(["", "", "一村1号101", "东明路300弄1号101室", "二村2幢201", "不知道"]),
    "姓名": st.sampled_from(["王一", "李二", "张三", "欧阳 娜娜", "𠮷野", "A", "王一（租）"]),
    "身份证号": st.one_of(
        st.integers(0, 9).map(an_id),
        st.sampled_from(["", "", "无", "31011519800101", "H12345678", "3.10115E+17"]),
    ),
    "性别": st.sampled_from(["男", "女", "", "1", "不详"]),
    "出生日期": st.sampled_from(["1980-01-01", "1980.1", "1990年5月", "", "昨天", "2999-01-01"]),
    "联系电话": st.sampled_from(["13812345678", "13812345678、58881234", "138", "", "13812345678(儿子)"]),
    "与户主关系": st.sampled_from(["户主", "配偶", "子", "其他", "", "邻居"]),
    "居住关系": st.sampled_from(["", "", "承租人", "产权人", "挂户", "家庭成员"]),
    "人户状态": st.sampled_from(["人户一致", "人在户不在", "户在人不在", "", "x"]),
    "户籍地址": st.sampled_from(["一村1号101室", "安徽省某县", ""]),
    "房屋状态": st.sampled_from(["自住", "出租", "空置", "", "?"]),
    "标签": st.sampled_from(["", "独居老人", "低保、残疾人", "未成年人", "没有的"]),
    "独居": st.sampled_from(["是", "否", "", "√"]),
    "学历": st.sampled_from(["本科", "初中", "", "火箭"]),
    "年龄": st.sampled_from(["46", "30", "", "很大"]),
    "备注": st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=8),
}


@st.composite
def sheets(draw: st.DrawFn) -> list[list[str]]:
    """A sheet of some of the known headings in any order, with a handful of rows.

    The place stands in columns of its own or in one address, as in sheets that people make: where both stand, a row
    may name a compound that only a later row makes known, and the second import knows more than the first.
    """
    places = draw(st.sampled_from([_PLACE_COLUMNS, ["小区", "楼栋", "室号"], ["住址"], []]))
    others = [heading for heading in HEADINGS if heading not in (*_PLACE_COLUMNS, "住址")]
    chosen = draw(st.permutations(places + draw(st.lists(st.sampled_from(others), min_size=3, unique=True))))
    assume({"姓名", "身份证号", "住址", *_PLACE_COLUMNS} & set(chosen))  # else the file is refused: it is about nobody
    rows = draw(st.lists(st.tuples(*(_cells[heading] for heading in chosen)), min_size=1, max_size=12))
    return [list(chosen), *map(list, rows)]


def _write(folder: Path, rows: list[list[str]]) -> Path:
    path = folder / f"sheet{next(_NUMBER)}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def _state(office: Office) -> dict[str, list[tuple[str, ...]]]:
    kept = {"updated_at", "updated_by"}
    return {
        ledger.name: sorted(
            tuple(f"{name}={value!r}" for name, value in row.items() if name not in kept)
            for row in office.rows(ledger.name)
        )
        for ledger in catalog.ALL
    }


@settings(
    max_examples=25,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would import for minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(first=sheets(), second=sheets())
def test_any_sheet_imports_twice_alike_and_is_undone_whole(first: list[list[str]], second: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as name, an_office(Path(name)) as office:
        for rows in (first, second):
            path = _write(office.folder, rows)
            before = _state(office)
            outcome = office.outcome(path)
            plan = outcome.plan
            assert plan.count("refused") == len(plan.refused_rows())
            assert plan.count("doubtful") == len(plan.doubts)
            assert all(1 < row.row <= len(rows) for row in plan.rows)
            _no_duplicates(office)
            after = _state(office)
            again = office.outcome(path)
            if _newly_taken(plan, again.plan):  # a row without a name means somebody once a later row has named them
                last = office.take_file(path)
                assert (last["new"], last["changed"]) == ({}, {}), last
                undo(office.session, again.batch)
            else:
                told = again.as_json()
                assert (told["new"], told["changed"]) == ({}, {}), told
            assert _state(office) == after
            undo(office.session, outcome.batch)
            assert _state(office) == before
            office.take_file(path)


def _newly_taken(first: ImportPlan, again: ImportPlan) -> set[int]:
    """The rows that were refused or held back the first time and are taken the second time."""
    held = {row.row for row in first.rows if row.status in ("refused", "doubtful")}
    return {row.row for row in again.rows if row.row in held and row.status not in ("refused", "doubtful")}


def _no_duplicates(office: Office) -> None:
    """Natural keys stand once among live records; a person lives once in a dwelling and in one main home."""
    for ledger in catalog.ALL:
        rows = office.rows(ledger.name)
        for key in ledger.natural_keys:
            seen = [tuple(row[name] for name in key) for row in rows]
            if ledger.name == "person":
                seen = [values for values in seen if values[1] is not None]
            assert len(seen) == len(set(seen)), (ledger.name, key)
    living = [row for row in office.rows("residence") if row["relation"] not in ("02", "10")]
    homes = [(row["person_uid"], row["dwelling_uid"]) for row in living]
    assert len(homes) == len(set(homes))
    main = [row["person_uid"] for row in living if row["is_actual_resident"]]
    assert len(main) == len(set(main))
