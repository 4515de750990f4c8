"""The sign-off sheet 年度核对确认表 for paper: the figures, who went, what changed, who was not met, room to sign.

It names homes and what of them changed by the labels of fields, never values, people or tags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app import access
from app.campaigns import changes, standing
from app.campaigns.progress import Place, Progress, Tally, progress
from app.campaigns.standing import CHECK, DWELLING, Check
from app.printed import Part, PrintedColumn, PrintedFields, PrintedTable, Printout, printout
from app.stores.session import Session
from ledger import clock, ids
from ledger.catalog.campaign import CHANGED, CHECKED, UNCHECKED, UNREACHED
from ledger.ordering import natural_key
from storage.reading import Reader

_LEVEL = "L2"
_BLANK = "　" * 8
_OWED = "台账还没有改"
_FIGURES = ("应核房屋", CHECKED, CHANGED, UNREACHED, UNCHECKED, "完成")


@access.operation("print", ledger="dwelling")
def printout_of(session: Session, campaign: str) -> Printout:
    """The sheet of a check; raises RecordNotFound."""
    found = progress(session, campaign)
    one, day = found.campaign, clock.today().isoformat()
    with session.reader() as reader, reader.snapshot():
        campaign_id = ids.from_text(one.id) or b""
        homes = standing.covered(reader, campaign_id).homes
        newest = standing.newest(reader, campaign_id, one.signed_at)
        followed = _followed(reader, newest, found)
        addresses = {
            home: address or "" for home, address in reader.brief(DWELLING, ("id", "full_address"), "id", homes)
        }
    notes = (
        f"{one.starts_on} 至 {one.ends_on}　{one.stage}",
        f"应核 {found.tally.total:,} 套，完成 {found.tally.done:,} 套（{found.tally.percent}%）",
        *((f"记下有变、台账还没有改的 {len(found.owed):,} 套",) if found.owed else ()),
        f"制表 {day}",
        *((f"重新打开 {one.reopened}",) if one.reopened else ()),
    )
    parts = [
        _figures(found),
        _signatures(found),
        *_workers(found),
        *_changed(addresses, newest, followed),
        *_left(addresses, newest),
    ]
    return printout(session, f"年度核对确认表　{one.name}", notes, parts, ("dwelling", _LEVEL))


def _figures(found: Progress) -> PrintedTable:
    columns = (PrintedColumn("小区、楼栋"), *(PrintedColumn(one, is_number=True, wraps=False) for one in _FIGURES))
    rows = [row for place in found.compounds for row in _rows(place)]
    if len(found.compounds) > 1:
        rows.append(("合计", *_cells(found.tally)))
    return PrintedTable(columns, tuple(rows))


def _rows(place: Place) -> Iterator[tuple[str, ...]]:
    yield place.name, *_cells(place.tally)
    for building in place.inside:
        yield f"　{building.name}", *_cells(building.tally)


def _cells(tally: Tally) -> tuple[str, ...]:
    counts = (tally.total, tally.checked, tally.changed, tally.unreached, tally.unchecked)
    return (*(f"{one:,}" for one in counts), f"{tally.percent}%")


def _workers(found: Progress) -> Iterator[Part]:
    """Who went, and what came of it every time."""
    figures = (PrintedColumn(one, is_number=True, wraps=False) for one in ("次数", CHECKED, CHANGED, UNREACHED))
    columns = (PrintedColumn("核对人"), *figures, PrintedColumn("最近一次", wraps=False))
    rows = []
    for one in found.workers:
        counts = (one.tally.total, one.tally.checked, one.tally.changed, one.tally.unreached)
        rows.append((one.name, *(f"{count:,}" for count in counts), one.last_on))
    if rows:
        yield PrintedTable(columns, tuple(rows), "各人走的次数")


def _followed(reader: Reader, newest: Mapping[bytes, Check], found: Progress) -> dict[bytes, str]:
    """Of homes at which 有变 was told in words: what was changed in the ledger since, and which still wait."""
    told = dict.fromkeys(found.owed, _OWED)
    for home, one in newest.items():
        if one.outcome == CHANGED and not one.changes and home not in told:
            told[home] = changes.told_abroad(changes.since(reader, home, one.at))
    return told


def _changed(
    addresses: Mapping[bytes, str], newest: Mapping[bytes, Check], followed: Mapping[bytes, str]
) -> Iterator[Part]:
    columns = (
        PrintedColumn("房屋"),
        PrintedColumn("台账里改了什么"),
        PrintedColumn("核对人", wraps=False),
        PrintedColumn("核对日期", wraps=False),
    )
    told = ((home, newest[home]) for home in addresses if home in newest and newest[home].outcome == CHANGED)
    rows = [
        (addresses[home], changes.told_abroad(one.changes) or followed.get(home) or "见台账", *_who(one))
        for home, one in told
    ]
    if rows:
        yield PrintedTable(columns, _ordered(rows), f"有变的 {len(rows):,} 套")


def _left(addresses: Mapping[bytes, str], newest: Mapping[bytes, Check]) -> Iterator[Part]:
    columns = (
        PrintedColumn("房屋"),
        PrintedColumn("结果", wraps=False),
        PrintedColumn("核对人", wraps=False),
        PrintedColumn("核对日期", wraps=False),
    )
    rows = [
        (addresses[home], newest[home].outcome, *_who(newest[home]))
        if home in newest
        else (addresses[home], UNCHECKED, "", "")
        for home in addresses
        if home not in newest or newest[home].outcome == UNREACHED
    ]
    if rows:
        yield PrintedTable(columns, _ordered(rows), f"没有核对到的 {len(rows):,} 套")


def _who(one: Check) -> tuple[str, str]:
    return str(access.shown(CHECK, CHECK.field("checker"), one.by)), clock.day_of(one.at).isoformat()


def _ordered(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(rows, key=lambda row: natural_key(row[0])))


def _signatures(found: Progress) -> PrintedFields:
    one = found.campaign
    return PrintedFields(
        (("汇总", one.summed or _BLANK), ("书记确认", one.signed or _BLANK), ("签字", _BLANK), ("日期", _BLANK)), "确认"
    )
