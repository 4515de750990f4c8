"""`activity`: planning activities, their lists, sign-in, summary, series, notice, figures, a workbook of them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from app.accounts.colleagues import volunteers_told
from app.commands import imports, work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.records import filters
from ledger import clock

if TYPE_CHECKING:
    from app.activities.attendance import Attendance, Line
    from app.activities.attending import Signed
    from app.activities.listing import Entry
    from app.activities.showing import Dossier

_SEVERAL = re.compile("[、,，;；]")
_MEAN_SOMEBODY = ("person", "people", "code")
_LEDGER = "activity"


def activity(chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with activities."""
    return _DOERS[chosen.action](chosen, console)


def _create(chosen: argparse.Namespace, console: Console) -> int:
    from app.activities import creating

    with work.session(chosen, console) as session:
        made = creating.create(session, work.pairs(chosen.words, chosen.command))
    answer: dict[str, object] = {
        "id": made.id,
        "activity_no": made.activity_no,
        "status": made.status,
        "volunteers": list(made.volunteers),
    }
    console.give(answer, lambda: (f"已登记活动 {made.activity_no}：{made.id}", *volunteers_told(made.volunteers)))
    return 0


def _list(chosen: argparse.Namespace, console: Console) -> int:
    """The newest first."""
    from app.activities import listing

    work.words(chosen, ())
    first, last = _days(chosen)
    asked = [*chosen.filter]
    asked += [f"start_at>={first}"] if first else []
    asked += [f"start_at<={last}"] if last else []
    for written in asked:
        filters.require_clear(written)
    with work.session(chosen, console) as session:
        found = listing.listing(session, asked)
    answer: dict[str, object] = {"total": len(found), "rows": [one.as_json() for one in found]}
    console.give(answer, lambda: _listed(found))
    return 0


def _days(chosen: argparse.Namespace) -> tuple[date | None, date | None]:
    """The first and the last day that are asked for."""
    first, last = filters.day(chosen.first), filters.day(chosen.last)
    if first and last and first > last:
        raise WrongUsage(f"--from {first} 晚于 --to {last}", chosen.command)
    return first, last


def _listed(found: tuple[Entry, ...]) -> Iterator[str]:
    if not found:
        yield "没有符合的活动。"
        return
    rows = [
        (
            f"{one.day} {one.span}",
            one.title,
            one.category,
            one.place,
            str(one.signed_up),
            str(one.signed_in),
            one.status_label,
        )
        for one in found
    ]
    yield from table(("时间", "活动", "类型", "地点", "报名", "签到", "状态"), rows)
    yield f"共 {len(found):,} 个活动"


def _show(chosen: argparse.Namespace, console: Console) -> int:
    from app.activities import rolls, showing
    from app.records import browsing

    with work.session(chosen, console) as session:
        said = _only(chosen)
        shown = browsing.show(session, rolls.ACTIVITY, said)
        found = showing.dossier(session, said)
    console.give(shown.as_json() | found.as_json(), lambda: _shown(found))
    return 0


def _shown(found: Dossier) -> Iterator[str]:
    yield f"{found.title}　{found.status_label}　{found.number}"
    yield f"{found.when}　{found.where}"
    yield from table(("项目", "内容"), found.facts)
    yield from filter(None, (found.content, found.summary))
    counts = found.counts
    differs = f"（登记的参与人数是 {counts.stated} 人，和签到不一致）" if counts.differs else ""
    planned = f"（{counts.plan_told}）" if counts.plan_told else ""
    yield f"报名 {counts.signed_up} 人{planned}，签到 {counts.signed_in} 人{differs}，志愿时长 {counts.hours:g} 小时"
    if found.attendees:
        rows = [(one.name, one.about, one.code, one.signed_in, one.how, one.hours) for one in found.attendees]
        yield from table(("姓名", "性别年龄", "签到码", "签到", "方式", "时长"), rows)
    yield f"标识  {found.id}"


def _sign_up(chosen: argparse.Namespace, console: Console) -> int:
    from app.activities import attending

    people, names = _people(chosen)
    with work.session(chosen, console) as session:
        done = attending.sign_up(session, _first(chosen), people, names=names)
    _give_signed(done, console, "报名")
    return 0


def _sign_in(chosen: argparse.Namespace, console: Console) -> int:
    from app.activities import attending

    people, names = _people(chosen)
    with work.session(chosen, console) as session:
        done = attending.sign_in(session, _first(chosen), people, names=names)
    _give_signed(done, console, "签到")
    return 0


def _give_signed(done: Signed, console: Console, what: str) -> None:
    answer = {"attendees": list(done.lines), "already": list(done.already), "beyond_plan": done.beyond}
    already = f"，{len(done.already)} 人原来就在" if done.already else ""
    beyond = f"。报名比计划多 {done.beyond} 人" if done.beyond else ""
    console.give(answer, lambda: (f"已{what} {len(done.lines)} 人{already}{beyond}",))


def _move(chosen: argparse.Namespace, console: Console) -> int:
    from app.activities import listing, moving

    if len(chosen.words) != 2:
        raise WrongUsage("要写活动和要做的一步", chosen.command)
    if chosen.words[1] == "cancel" and chosen.scope != "one":
        return _call_off(chosen, console)
    with work.session(chosen, console) as session:
        done = moving.move(session, chosen.words[0], chosen.words[1], reason=chosen.reason)
    answer: dict[str, object] = {"id": done.id, "status": done.status}
    console.give(answer, lambda: (f"活动现在是“{listing.status_label(done.status)}”",))
    return 0


def _call_off(chosen: argparse.Namespace, console: Console) -> int:
    from app.activities import series_moves

    with work.session(chosen, console) as session:
        done = series_moves.call_off(session, chosen.words[0], chosen.reason, chosen.scope)
    console.give({"ids": list(done.ids)}, lambda: (f"已取消 {len(done.ids)} 个活动",))
    return 0


def _put_off(chosen: argparse.Namespace, console: Console) -> int:
    from app.activities import series_moves

    if len(chosen.words) != 2:
        raise WrongUsage("要写活动和新的开始时间", chosen.command)
    with work.session(chosen, console) as session:
        done = series_moves.put_off(session, chosen.words[0], chosen.words[1], chosen.scope)
    told = f"已改期 {len(done.ids)} 个活动" if done.ids else "时间和原来一样，没有改动。"
    console.give({"ids": list(done.ids)}, lambda: (told,))
    return 0


def _hours(chosen: argparse.Namespace, console: Console) -> int:
    from app.activities import attending

    if len(chosen.words) < 2:
        raise WrongUsage("要写活动和小时数", chosen.command)
    said, hours, *lines = chosen.words
    with work.session(chosen, console) as session:
        action = attending.put_hours(session, said, hours, lines)
    done = "已登记志愿时长" if action else "时长和原来一样，没有改动。"
    console.give({"changed": bool(action)}, lambda: (done,))
    return 0


def _summary(chosen: argparse.Namespace, console: Console) -> int:
    from app.activities import moving

    said, typed = _first(chosen), work.pairs(chosen.words[1:], chosen.command)
    with work.session(chosen, console) as session:
        done = moving.sum_up(session, said, typed)
    differs = done.actual_count is not None and bool(done.signed_in) and done.actual_count != done.signed_in
    answer: dict[str, object] = {
        "id": done.id,
        "status": done.status,
        "actual_count": done.actual_count,
        "signed_in": done.signed_in,
        "differs": differs,
    }
    note = f"（签到 {done.signed_in} 人，登记的参与人数是 {done.actual_count} 人，请核对）" if differs else ""
    console.give(answer, lambda: (f"已总结活动{note}",))
    return 0


def _series(chosen: argparse.Namespace, console: Console) -> int:
    from app.activities import series

    with work.session(chosen, console) as session:
        made = series.make(session, _only(chosen), chosen.every, chosen.count)
    answer: dict[str, object] = {"ids": list(made.ids), "passed_over": list(made.passed_over)}
    over = f"，{len(made.passed_over)} 天原来就有" if made.passed_over else ""
    console.give(answer, lambda: (f"已排定 {len(made.ids)} 次{over}",))
    return 0


def _notice(chosen: argparse.Namespace, console: Console) -> int:
    from app.activities import notices

    with work.session(chosen, console) as session:
        text = notices.text(session, _only(chosen))
    console.give({"text": text}, lambda: (text,))
    return 0


def _stats(chosen: argparse.Namespace, console: Console) -> int:
    from app.activities import attendance

    work.words(chosen, ())
    today, (first, last) = clock.today(), _days(chosen)
    first = first or date(today.year, 1, 1)
    last = last or date(max(today.year, first.year), 12, 31)
    with work.session(chosen, console) as session:
        found = attendance.attendance(session, first, last)
    answer: dict[str, object] = {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "total": found.total.as_json(),
        "by_category": [one.as_json() for one in found.by_category],
        "by_month": [one.as_json() for one in found.by_month],
        "by_series": [one.as_json() for one in found.by_series],
        "by_building": [one.as_json() for one in found.by_building],
        "by_age": [one.as_json() for one in found.by_age],
        "by_person": [one.as_json() for one in found.by_person],
    }
    console.give(answer, lambda: _counted(found))
    return 0


def _counted(found: Attendance) -> Iterator[str]:
    headings = ("", "活动", "人次", "人数", "时长", "报名", "未到")
    yield f"{found.first} 至 {found.last}"
    for title, lines in (
        ("按类型", (*found.by_category, found.total)),
        ("按月", found.by_month),
        ("按例会", found.by_series),
        ("按楼栋", found.by_building),
        ("按年龄段", found.by_age),
        ("按人", found.by_person),
    ):
        if lines:
            yield from ("", f"【{title}】")
            yield from table(headings, [_figures(one) for one in lines])


def _figures(one: Line) -> tuple[str, ...]:
    counts = (one.activities, one.visits, one.people)
    return (one.label, *map(str, counts), f"{one.hours:g}", str(one.expected), str(one.absent))


def _import(chosen: argparse.Namespace, console: Console) -> int:
    """A workbook of which every sheet is taken for one of activities."""
    chosen.file = _only(chosen)
    return imports.import_sheets(chosen, console, subject=_LEDGER)


# -- the words behind the verb


def _first(chosen: argparse.Namespace) -> str:
    """The activity that is meant."""
    if not chosen.words:
        raise WrongUsage("缺少：ID", chosen.command)
    return str(chosen.words[0])


def _only(chosen: argparse.Namespace) -> str:
    said = _first(chosen)
    if len(chosen.words) > 1:
        raise WrongUsage(f"多出了不认识的内容：{' '.join(chosen.words[1:])}", chosen.command)
    return said


def _people(chosen: argparse.Namespace) -> tuple[list[str], list[str]]:
    """Whom `person=` and `code=` mean, and the names behind `name=`; each several times, or parted by 、."""
    pairs = [pair for word in chosen.words[1:] for pair in work.pairs([word], chosen.command).items()]
    people = [one for name, value in pairs if name in _MEAN_SOMEBODY for one in _parted(value)]
    names = [one for name, value in pairs if name == "name" for one in _parted(value)]
    if not (people or names):
        raise WrongUsage("要写 person=、code= 或 name=", chosen.command)
    return people, names


def _parted(written: str) -> list[str]:
    return [one.strip() for one in _SEVERAL.split(written) if one.strip()]


_DOERS: dict[str, Callable[[argparse.Namespace, Console], int]] = {
    "create": _create,
    "list": _list,
    "show": _show,
    "move": _move,
    "putoff": _put_off,
    "signup": _sign_up,
    "signin": _sign_in,
    "hours": _hours,
    "summary": _summary,
    "series": _series,
    "notice": _notice,
    "stats": _stats,
    "import": _import,
}
