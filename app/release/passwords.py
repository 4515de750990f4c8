"""Passwords of workbooks that must be encrypted: made here, shown once, kept nowhere."""

from __future__ import annotations

import secrets

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz"
_DIGITS = "23456789"  # without what is misread: 0 O, 1 l I
_GROUPS, _EACH = 4, 4


def generated() -> str:
    """A new password, `Kq7m-x4Rt-9bVd-aH3s`: 16 random signs in groups that can be read out, over 90 bits."""
    while True:
        groups = ["".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(_EACH)) for _ in range(_GROUPS)]
        made = "-".join(groups)
        if any(sign in _DIGITS for sign in made) and any(sign.isalpha() for sign in made):
            return made
