"""A day on which everything waits that 今日 can tell: for looking at each of its groups, and for following each one.

The committee is one of `disagreements`, which shares its ledger with another PC. Its store is made in December of the
year before, so that the check of this year, a backup and a drill are due.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from app import access
from app.activities import creating, moving
from app.campaigns import checking, grid, signing, starting
from app.demo import disagreements, doubles, faulty_records, instructions, trial_sheets
from app.demo.disagreements import LOGIN as OTHER
from app.demo.faulty_records import put, rows
from app.demo.fill import fill
from app.demo.moments import At, ago, day_ahead, on
from app.dossiers import drafts
from app.dossiers.drafts import Filled
from app.exports import exporting
from app.exports.exporting import ExportRequest
from app.homes import buildings
from app.importing import applying
from app.importing.plan import ImportOptions
from app.importing.planning import plan
from app.incidents import recording
from app.incidents.recording import NewIncident
from app.jobs import SILENT
from app.orders import intake, major
from app.orders import moving as steps
from app.records import editing
from app.records.filters import Selection
from app.status import operation_events
from app.status.operation_events import Trouble
from app.stores.session import Session
from app.syncing import offers
from app.topics import defining, writing
from app.watch.watching import Watching
from ledger import catalog, clock, ids
from ledger.orders import holidays
from ledger.orders.working_time import DAY, add_working
from storage.rows import id_in
from sync.local_side import LocalSide

LOGIN, NAME = "wang", "王芳"
PASSWORD, _FIRST = "Xinqiu-Wutong8", "Wutong-Lin7"
_PEOPLE: Final = 120
_TOPICS: Final = ("lift", "lighting")
_PASSWORD_AGE, _TOPICS_AGE, _ORDER_AGE, _AT_NIGHT = 26, 120, 40, 12
_NEARLY_OVER: Final = -DAY * 9 / 2  # of the five working days that an order of this category has
_NIGHT: Final = {
    "asker": "night", "result": 10, "acked": 214, "pulled": 36, "conflicts": 2, "reasons": {"gone": 1}, "errors": [],
}  # fmt: skip


def committee(folder: Path, named: tuple[str, str]) -> Session:
    """Make a store in `folder` for the committee (code, name) in which everything waits for `NAME`.

    The files that this takes lie beside it.
    """
    with clock.use(on(date(clock.today().year - 1, 12, 1))):
        session, _ = Session.create(folder, committee=named, account=(LOGIN, NAME), password=_FIRST)
    try:
        fill(session, people=_PEOPLE, seed=1, ctx=SILENT)
        add(session, folder.parent)
    except BaseException:
        session.close()
        raise
    return session


@access.operation("import")
def add(session: Session, folder: Path) -> None:
    """Let everything wait; the password is changed on the way, files lie in `folder`."""
    with clock.use(ago(_PASSWORD_AGE)):
        session.change_password(_FIRST, PASSWORD)
    disagreements.share(session)
    disagreements.add(session)
    disagreements.refuse(session)
    instructions.send(session)
    doubles.add(session)
    _watched(session)
    _told_by_the_program(session)
    _asked(session, folder)
    _activities(session)
    _topics(session)
    _orders(session)
    faulty_records.add(session)
    _left_behind(session, folder)


@access.operation("import")
def walk(session: Session) -> None:
    """Let annual checks go on: one that waits for the head, one that ends soon, one that is behind, one that is not."""
    compounds = [one.id for one in buildings.tree(session)]
    courses = (("2026年人房核对", 40, 40), ("租住户补核", 30, 9), ("沿街商户核对", 30, 40), ("空置房核对", 0, 30))
    made = [
        starting.start(
            session,
            {"name": name, "starts_on": day_ahead(-begun), "ends_on": day_ahead(left)},
            compounds[-1:],
            although=True,
        ).id
        for name, begun, left in courses
    ]
    building = buildings.tree(session)[-1].children[0].id
    for at, cell in enumerate(grid.grid(session, made[0], building).cells):
        outcome, note = ("有变", "换了租客") if at % 11 == 4 else ("不遇" if at % 5 == 3 else "已查", "")
        checking.check(session, made[0], cell.id, outcome, note)
    signing.sum_up(session, made[0])


def _colleague(session: Session) -> Session:
    return Session(session.store, OTHER, session.settings)


def _watched(session: Session) -> None:
    """Some people were changed late last night; the run of the night left questions."""
    with clock.use(ago(1, 23)):
        for number, row in enumerate(rows(session, "person", _AT_NIGHT)):
            put(session, catalog.named("person"), row, {"employer": f"某单位第{number}科"})
        Watching(session).catch_up()
    LocalSide(session.store).put_report(_NIGHT | {"end": clock.now_text()}, user=session.login)
    offer = {"from": "310115012003", "at": clock.instant_text(clock.now() - timedelta(days=2))}
    offers.keep(session, [{"id": "t1", **offer}, {"id": "t2", **offer}])


def _told_by_the_program(session: Session) -> None:
    recording.note(session, NewIncident("misuse", "usual", "花名册发到了别的群", day_ahead(-3), "", 40))
    recording.note(session, NewIncident("device_lost", "larger", "移动硬盘找不到了", day_ahead(-1), "上月的备份", 1530))
    told = (
        ("backup-failed-1", "备份没有做成", "磁盘满了，旧备份没有动。"),
        ("rounds", "上报一直没有成功", "连续三夜没有连上。"),
    )
    troubles = [Trouble(key, "bad", title, why, "backups") for key, title, why in told]
    operation_events.record(session, troubles)


def _asked(session: Session, folder: Path) -> None:
    """A colleague asks for an export; forms were left."""
    request = ExportRequest(
        ledger="person", out_path=folder / "高龄老人.xlsx", columns=("name", "id_no", "phone"), unmasked=True,
        selection=Selection(filters=("age>=80",)), reason="街道民政科核对高龄津贴", purpose="03", basis="01",
    )  # fmt: skip
    exporting.ask(_colleague(session), request)
    session.renew_rights()
    drafts.keep(session, "person", "", Filled({"name": "沈小雨", "phone": "13800001234"}, {}))


def _activities(session: Session) -> None:
    """For review, not ready, today, and one that was never summed up."""
    told = (
        ("冬至汤圆分享会", 4, "", False), ("消防疏散演练", 0, "", False), ("防诈骗讲座", -5, "", False),
        ("岁末义诊", 5, "submit", True), ("业委会换届公示说明会", 9, "submit", True),
    )  # fmt: skip
    other = _colleague(session)
    for title, days, way, is_others in told:
        who = other if is_others else session
        said = {"title": title, "start_at": f"{day_ahead(days)} 14:00", "place": "居委会活动室"}
        made = creating.create(who, said | ({"is_public": "是"} if way or days == 4 else {}))
        if way:
            moving.move(who, made.id, way)
    session.renew_rights()


def _topics(session: Session) -> None:
    """Rows of two ledgers that were checked last some weeks ago."""
    building = buildings.tree(session)[0].children[0].id
    for code in _TOPICS:
        kept = defining.take_over(session, code)
        with clock.use(ago(_TOPICS_AGE)):
            for number in range(3):
                writing.save(session, kept.id, _typed(code, number, building))


def _typed(code: str, number: int, building: str) -> Mapping[str, str]:
    if code == "lift":
        return {
            "device_no": f"3101-{number:04}",
            "building": building,
            "location": f"{number + 1}单元",
            "status": "正常",
        }
    return {"point": f"{number + 1}层走廊", "kind": "楼道灯", "status": "部分不亮"}


def _orders(session: Session) -> None:
    """One of each sort: major, late, near, idle with others, to be decided, to be handled."""
    other = _colleague(session)
    homes = [str(row["full_address"]) for row in rows(session, "dwelling", 6)]

    def one(title: str, at: int) -> str:
        said = {"category": "C104", "title": title, "description": title, "address": homes[at]}
        return intake.create(session, said).id

    with clock.use(ago(_ORDER_AGE)):
        late, others = one("三楼走廊渗水", 0), one("外墙瓷砖脱落", 1)
        for order, person in ((late, session.login), (others, OTHER)):
            steps.move(session, order, "accept", {})
            steps.move(session, order, "dispatch", {"to_person": person, "opinion": "请到现场看一下"})
        steps.move(session, late, "take", {})
    with clock.use(At(add_working(holidays.shipped(), clock.now(), _NEARLY_OVER))):
        near = one("单元门禁刷卡没有反应", 2)
        steps.move(session, near, "accept", {})
        steps.move(session, near, "dispatch", {"to_person": session.login, "opinion": "请尽快修好"})
        steps.move(session, near, "take", {})
    one("地下车库照明坏了", 3)
    checked = one("楼道灯不亮", 4)
    for act, given in (("accept", {}), ("dispatch", {"to_person": OTHER, "opinion": "请换灯"})):
        steps.move(session, checked, act, given)
    steps.move(other, checked, "take", {})
    done = {"result": "换了灯", "result_kind": "实际解决", "minutes_spent": "30"}
    steps.move(other, checked, "finish", done)
    major.mark(other, one("高层外墙大面积空鼓", 5), "楼下是幼儿园")
    session.renew_rights()


def _left_behind(session: Session, folder: Path) -> None:
    """An import with rows that were refused, and something removed."""
    applying.apply(session, plan(session, trial_sheets.messy(session, folder), ImportOptions()))
    (row,) = rows(session, "topic_vehicle", 1)
    editing.remove(session, catalog.named("topic_vehicle"), ids.to_text(id_in(row)), reason="车已卖掉")
