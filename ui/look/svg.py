"""Reads the shipped icons: line drawings of 24 by 24 that are drawn in `currentColor`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def source(name: str) -> bytes:
    """The drawing called `name`.

    Raises:
        FileNotFoundError: no such icon ships; copy it to `resources/icons/`.
    """
    return files("resources").joinpath("icons", f"{name}.svg").read_bytes()


def coloured(name: str, colour: str) -> bytes:
    """The drawing in one colour."""
    return source(name).replace(b"currentColor", colour.encode("ascii"))
