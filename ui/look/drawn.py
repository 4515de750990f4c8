"""The few pictures that a style sheet can only name by path: ticks and arrows, in the colours of each token set.

They are made from the icons at start and registered with Qt as resources in memory, so no coloured copy lies on disk.
The format is that of `rcc`, version 2: a tree, its names and its data; a folder's children are sorted by name hash.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from PySide6.QtCore import qRegisterResourceData

from ui.look.svg import coloured
from ui.look.tokens import Tokens

_VERSION = 2
_FOLDER = 2
_ANY_LANGUAGE = 1  # QLocale.C
_PICTURES = {
    "check": ("check", "on_accent"),
    "minus": ("minus", "on_accent"),
    "tick": ("check", "text"),
    "down": ("chevron-down", "muted"),
    "up": ("chevron-up", "muted"),
    "right": ("chevron-right", "muted"),
    "dot": ("circle-small", "on_accent"),
}
_registered: set[str] = set()
_kept: list[tuple[bytes, bytes, bytes]] = []  # Qt reads from these bytes for as long as it runs


def path(tokens: Tokens, picture: str) -> str:
    """How a style sheet names a picture."""
    return f":/linong-{tokens.kind}-{picture}.svg"


def register(sets: Iterable[Tokens]) -> None:
    """Give Qt the pictures of each set; once for a process."""
    pictures = {
        path(tokens, picture)[2:]: coloured(icon, getattr(tokens, tone))
        for tokens in sets
        for picture, (icon, tone) in _PICTURES.items()
        if tokens.kind not in _registered
    }
    _registered.update(tokens.kind for tokens in sets)
    if pictures:
        packed = _packed(pictures)
        _kept.append(packed)
        qRegisterResourceData(_VERSION, *packed)


def _packed(files: dict[str, bytes]) -> tuple[bytes, bytes, bytes]:
    tree = [struct.pack(">IHIIQ", 0, _FOLDER, len(files), 1, 0)]
    names, data = b"", b""
    for name in sorted(files, key=_hash):
        tree.append(struct.pack(">IHHHIQ", len(names), 0, 0, _ANY_LANGUAGE, len(data), 0))
        names += struct.pack(">HI", len(name), _hash(name)) + name.encode("utf-16-be")
        data += struct.pack(">I", len(files[name])) + files[name]
    return b"".join(tree), names, data


def _hash(name: str) -> int:
    """Qt's `qt_hash`."""
    value = 0
    for letter in name:
        value = (value << 4) + ord(letter)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value
