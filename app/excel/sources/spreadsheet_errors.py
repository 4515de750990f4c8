"""The error values of the binary Excel formats, xls and xlsb, by their code."""

from __future__ import annotations

from app.excel.cells import Cell, CellFault

_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}

Faults = dict[int, list[tuple[int, Cell]]]  # row -> column, cell; both from 1


def fault(code: int) -> CellFault:
    """Return the cell for an error code."""
    return CellFault(_TEXTS.get(code, "#ERROR"))
