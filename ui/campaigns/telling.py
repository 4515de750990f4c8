"""What is told of an annual check in words: its figures in one line, what is worth knowing, what is left to do."""

from __future__ import annotations

from app.campaigns.progress import Progress, Tally
from app.campaigns.standing import PLANNED


def told(tally: Tally) -> str:
    """Figures in one line: 应核 120，完成 32（26%），不遇 3，未查 85."""
    parts = [f"应核 {tally.total:,}", f"完成 {tally.done:,}（{tally.percent}%）"]
    parts += [f"{word} {count:,}" for word, count in (("不遇", tally.unreached), ("未查", tally.unchecked)) if count]
    return "，".join(parts)


def standing_words(found: Progress) -> str:
    """How far it is, beside the title of the page: 进行　应核 120，完成 32（26%），有变待改 2."""
    owed = f"，有变待改 {len(found.owed):,}" if found.owed else ""
    return f"{found.campaign.stage}　{told(found.tally)}{owed}"


def remark(found: Progress) -> str:
    """What is worth knowing of a check beside its figures; "" for nothing."""
    one = found.campaign
    if one.stage == PLANNED:
        return f"从 {one.starts_on} 开始核对。"
    if one.is_closed:
        late = f"确认之后又收到别的电脑记下的 {found.after_signing} 户，没有算在里面。" if found.after_signing else ""
        return f"书记已确认（{one.signed}）。{late}"
    if one.summed:
        return f"已送书记确认（{one.summed}）。"
    return f"重新打开（{one.reopened}）。" if one.reopened else ""


def left_words(found: Progress | None) -> str:
    """What is not done, for whoever is about to close it."""
    tally = found.tally if found else None
    if found is None or tally is None:
        return ""
    counts = (("未查", tally.unchecked), ("不遇", tally.unreached), ("有变、台账还没改", len(found.owed)))
    parts = [f"{count:,} 套{word}" for word, count in counts if count]
    return f"还有{'、'.join(parts)}。" if parts else "每一户都核对到了。"
