"""What is made known of an activity: the text of its notice 通知, and the poster with the same words on one sheet.

Nothing in it is anybody's but the name of who answers questions. A draft says on its face that it is one.
"""

from __future__ import annotations

from dataclasses import replace

from app import access
from app.activities.rolls import ACTIVITY, found
from app.activities.showing import span
from app.printed import Poster, Printout, printout
from app.records.showing import Shower
from app.stores.session import Session
from ledger import activity_states, clock
from storage.rows import Row

NOT_YET = "草稿，尚未发布"
CALLED_OFF = "本次活动已取消"
_LEVEL = "L1"


@access.operation("view", ledger="activity")
def text(session: Session, activity: str) -> str:
    """The notice as text, to be sent or pasted; raises RecordNotFound."""
    with session.reader() as reader:
        row = found(reader, activity)
    committee, today = session.store.committee_name, clock.today()
    lines = [f"关于举办“{row['title']}”的通知", "", "各位居民："]
    if row["status"] == activity_states.CANCELLED:
        lines.append(f"　　原定于{span(row)}在{row['place']}举办的“{row['title']}”因故取消，请互相转告。")
    else:
        lines.append(f"　　{_invitation(row)}")
        lines += [f"　　{line}" for line in _content(row)]
        lines.append(f"　　{_particulars(row)}")
    return "\n".join((*lines, "", committee, f"{today.year}年{today.month}月{today.day}日"))


@access.operation("print", ledger="activity")
def poster(session: Session, activity: str) -> Printout:
    """The notice as a poster, A4; raises RecordNotFound."""
    with session.reader() as reader:
        row = found(reader, activity)
        number = str(Shower(session, reader, ACTIVITY, clock.today()).rows([row])[0]["activity_no"])
    facts = [("时间", span(row)), ("地点", str(row["place"] or "")), ("对象", str(row["target_group"] or ""))]
    if row["planned_count"]:
        facts.append(("计划人数", f"{row['planned_count']} 人"))
    facts.append(("主办", _hosts(row)))
    facts.append(("联系人", str(row["host"] or "")))
    part = Poster(
        title=str(row["title"] or ""),
        facts=tuple(pair for pair in facts if pair[1]),
        paragraphs=tuple(_content(row)),
        code=number,
        stamp=_stamp(row),
    )
    made = printout(session, part.title, (), (part,), (ACTIVITY.name, _LEVEL))
    return replace(made, is_posted=not part.stamp)  # a draft bears the mark of whoever printed it


def _stamp(row: Row) -> str:
    if row["status"] == activity_states.CANCELLED:
        return CALLED_OFF
    return "" if row["status"] in activity_states.OUT else NOT_YET


def _invitation(row: Row) -> str:
    whom = f"，欢迎{row['target_group']}参加" if row["target_group"] else "，欢迎参加"
    return f"{_hosts(row)}定于{span(row)}在{row['place']}举办“{row['title']}”{whom}。"


def _hosts(row: Row) -> str:
    both = (str(row[name] or "") for name in ("organizer", "co_organizer"))
    return "、".join(filter(None, both))


def _content(row: Row) -> list[str]:
    """The paragraphs of what it is about, unless that is its name again."""
    content = str(row["content"] or "").strip()
    return [line.strip() for line in content.splitlines() if line.strip()] if content != row["title"] else []


def _particulars(row: Row) -> str:
    places = f"计划 {row['planned_count']} 人，请先报名。" if row["planned_count"] else ""
    return f"{places}联系人：{row['host']}。"
