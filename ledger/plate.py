"""Number plates of vehicles (GA 36): normalised, and told apart by kind.

Ordinary plates have seven characters, new-energy plates eight; the serial holds neither I nor O. Plates of e-bikes
follow no national form and are refused here. Which kind a vehicle must have is left to its ledger.
"""

import re
from dataclasses import dataclass

from ledger.broken import Broken
from ledger.text import squeeze

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SERIAL = "0-9A-HJ-NP-Z"
_DOTS = re.compile(r"[·•‧∙⋅・･.,\-‐‑‒–—−_]")
# In this order: the first that fits names the kind.
_KINDS = (
    ("new_energy", re.compile(rf"[{_PROVINCE}][A-Z](?:[A-HJK][{_SERIAL}][0-9]{{4}}|[0-9]{{5}}[A-HJK])")),
    ("police", re.compile(rf"[{_PROVINCE}][A-Z][{_SERIAL}]{{4}}警")),
    ("training", re.compile(rf"[{_PROVINCE}][A-Z][{_SERIAL}]{{4}}学")),
    ("trailer", re.compile(rf"[{_PROVINCE}][A-Z][{_SERIAL}]{{4}}挂")),
    ("hk_macao", re.compile(rf"粤Z[{_SERIAL}]{{4}}[港澳]")),
    ("consulate", re.compile(rf"[{_PROVINCE}][A-Z][{_SERIAL}]{{4}}领")),
    ("embassy", re.compile(r"使[0-9]{6}|[0-9]{6}使")),
    ("emergency", re.compile(rf"[{_PROVINCE}]X[{_SERIAL}]{{4}}应急")),
    ("armed_police", re.compile(rf"WJ[{_PROVINCE}]?[0-9]{{4}}[0-9A-Z]")),
    ("military", re.compile(r"[A-Z]{2}[0-9]{5}")),
    ("ordinary", re.compile(rf"[{_PROVINCE}][A-Z](?=[A-Z]*[0-9])[{_SERIAL}]{{5}}")),
)


@dataclass(frozen=True, slots=True)
class Plate:
    """A plate without dots or blanks, in capitals, and the kind that its form shows."""

    number: str
    kind: str


def parse(text: str) -> Plate | Broken:
    """Read a plate; `Broken` with rule `length` or `format`."""
    number = _DOTS.sub("", squeeze(text)).upper()
    for kind, shape in _KINDS:
        if shape.fullmatch(number):
            return Plate(number, kind)
    return Broken("format" if len(number) in (7, 8) else "length", {"length": len(number)})
