"""Old and new side by side as rich text, the words that changed marked in both; and the detail of a planned row."""

from __future__ import annotations

from difflib import SequenceMatcher
from html import escape
from typing import TYPE_CHECKING

from ui.look.theme import theme
from ui.look.tokens import XS, M, S

if TYPE_CHECKING:
    from app.review.plan_view import CellTrouble, RecordChange, RowDetail

_KIND = {"new": "新增", "changed": "变更", "unchanged": "无变化"}
_TONES = {"new": "good", "changed": "info", "unchanged": "muted"}


def marked(old: str, new: str) -> tuple[str, str]:
    """The two texts as rich text; where masks hide what differs, nothing can be marked and the whole is."""
    if old == new:
        return _mark(old, "bad"), _mark(new, "good")
    if not old or not new:
        return escape(old), _mark(new, "good") if new else ""
    left, right = [], []
    for kind, at, end, to, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = kind == "equal"
        left.append(escape(old[at:end]) if same else _mark(old[at:end], "bad"))
        right.append(escape(new[to:stop]) if same else _mark(new[to:stop], "good"))
    return "".join(left), "".join(right)


def _mark(text: str, tone: str) -> str:
    tokens = theme().tokens
    style = f"background-color:{tokens.soft(tone)};color:{tokens.tone(tone)};font-weight:600"
    return f'<span style="{style}">{escape(text)}</span>' if text else ""


def page(detail: RowDetail) -> str:
    """Everything about one row of the sheet."""
    line = detail.line
    name = f"　{escape(line.name)}" if line.name else ""
    parts = [f"<p><b>第 {line.row} 行{name}</b><br>{_muted(line.where)}</p>"]
    if line.status in ("refused", "doubtful", "left_out", "repeated"):
        parts.append(f"<p>{escape(line.what)}</p>")
    parts += [_troubles(detail.troubles)] if detail.troubles else []
    parts += [_record(one) for one in sorted(detail.records, key=lambda one: one.kind == "unchanged")]
    return "".join(parts)


def _record(one: RecordChange) -> str:
    tokens = theme().tokens
    state = f'<span style="color:{tokens.tone(_TONES[one.kind])}">{_KIND[one.kind]}</span>'
    name = f" {escape(one.name)}" if one.name else ""
    head = f"<p><b>{escape(one.ledger)}</b>{name} · {state}</p>"
    if not one.fields:
        return head
    rows = []
    for item in one.fields:
        old, new = marked(item.old, item.new)
        arrow = f'<td style="padding:{XS}px {S}px">→</td>' if one.kind == "changed" else ""
        before = f'<td style="padding:{XS}px {S}px">{old or "—"}</td>' if one.kind == "changed" else ""
        shown = new if one.kind == "changed" else escape(item.new)
        label = f'<td style="padding:{XS}px {M}px {XS}px 0">{_muted(item.label)}</td>'
        rows.append(f'<tr>{label}{before}{arrow}<td style="padding:{XS}px {S}px">{shown or "—"}</td></tr>')
    return f'{head}<table cellspacing="0">{"".join(rows)}</table>'


def _troubles(troubles: tuple[CellTrouble, ...]) -> str:
    rows = []
    for one in troubles:
        where = f"{one.column} 列 " if one.column else ""
        rows.append(f"<li>{_muted(where)}{escape(one.heading)}：{escape(one.why)}（{escape(one.done)}）</li>")
    return f"<ul>{''.join(rows)}</ul>"


def _muted(text: str) -> str:
    return f'<span style="color:{theme().tokens.muted}">{escape(text)}</span>'
