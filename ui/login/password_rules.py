"""The password rule as a list that is ticked off while one types."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from app.stores.passwords import broken_rules
from ledger.policy import USUAL, Policy
from ui.look.roles import label
from ui.look.tokens import XS, L
from ui.parts.picture import Picture

_LINES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("{length} 位以上", ("too_short", "too_long"), False),
    ("有字母", ("no_letter",), False),
    ("有数字", ("no_digit",), False),
    ("有特殊符号，如 ! @ # _", ("no_symbol",), False),
    ("不含账号名", ("has_login",), True),
    ("不含姓名或姓名拼音", ("has_name",), True),
    ("不含手机号", ("has_phone",), True),
    ("不是常见密码", ("common",), True),
    ("不靠居委名称、年份、键盘顺序凑成", ("has_committee", "has_year", "keyboard_walk"), True),
)
"""What is told, the rules behind it, and whether it forbids: a broken one of these is red, of the others still open."""
_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Whose:
    """What more is known of whose password it is: the phone, the committee (code, name), the policy that holds."""

    phone: str = ""
    committee: tuple[str, str] = ("", "")
    policy: Policy = USUAL


class PasswordRules(QWidget):
    """Shows which rules hold; `judge` at every letter."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(XS)
        self._lines = [_Line(text.format(length=USUAL["password_length"])) for text, _, _ in _LINES]
        for at, line in enumerate(self._lines):
            is_alone = at == len(_LINES) - 1 and at % _COLUMNS == 0
            grid.addWidget(line, at // _COLUMNS, at % _COLUMNS, 1, _COLUMNS if is_alone else 1)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self.setAccessibleName("密码要求")
        self.is_good = False
        self.judge("", login="", name="")

    def judge(self, password: str, *, login: str, name: str, whose: Whose | None = None) -> None:
        """Look at a password; an empty one leaves everything open."""
        more = whose or Whose()
        broken = set(
            broken_rules(
                password, login=login, name=name, phone=more.phone, committee=more.committee, policy=more.policy
            )
        )
        self._lines[0].show_text(_LINES[0][0].format(length=more.policy["password_length"]))
        self.is_good = bool(password) and not broken
        for line, (_, rules, forbids) in zip(self._lines, _LINES, strict=True):
            if not password:
                line.show_state("open")
            elif broken.isdisjoint(rules):
                line.show_state("kept")
            else:
                line.show_state("broken" if forbids or "too_long" in broken.intersection(rules) else "open")

    def states(self) -> dict[str, str]:
        """What each line says now: open, kept or broken."""
        return {line.text: line.state for line in self._lines}


class _Line(QWidget):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self.state = text, ""
        self._picture = Picture("circle-small", "muted")
        self._label: QLabel = label(text, "caption", wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        row.addWidget(self._picture)
        row.addWidget(self._label, 1)

    def show_text(self, text: str) -> None:
        """Say another rule."""
        if text != self.text:
            self.text = text
            self._label.setText(text)

    def show_state(self, state: str) -> None:
        """Show open, kept or broken, in picture, colour and words."""
        if state == self.state:
            return
        self.state = state
        icon, tone, word = {
            "open": ("circle-small", "muted", "还没有"),
            "kept": ("circle-check", "good", "已满足"),
            "broken": ("circle-x", "bad", "不符合"),
        }[state]
        self._picture.show_icon(icon, tone)
        self.setAccessibleName(f"{word}：{self.text}")
