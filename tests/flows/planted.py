"""Fifty invented people of whom nothing may be found in any file: names, ID numbers, telephones and addresses."""

from __future__ import annotations

from dataclasses import dataclass

from tests.office import an_id

COUNT = 50
_FIRST, _SECOND = "琉璃翡翠玛瑙琥珀珊瑚", "霜露霰雹岚"


@dataclass(frozen=True)
class Planted:
    """One of them."""

    name: str
    number: str
    phone: str
    address: str

    @property
    def words(self) -> tuple[str, ...]:
        """What is looked for."""
        return (self.name, self.number, self.phone, self.address)


PLANTED = tuple(
    Planted(
        f"尉迟{_FIRST[at % 10]}{_SECOND[at // 10]}",
        an_id(at, born="19770707"),
        f"1397650{4100 + 37 * at:04}",
        f"青鸾路{101 + at}弄{at + 1}号{at + 201}室",
    )
    for at in range(COUNT)
)
MARKS = ("尉迟", "31011519770707", "1397650", "青鸾路")
"""What every name, number, telephone and address begins with: where none of these is, none of the others is."""


def sheet() -> str:
    """The people as a committee's own sheet, one of them with a mistake that sends the row back."""
    lines = ["小区,楼栋,室号,姓名,身份证号码,联系电话,户籍地址,备注"]
    for at, one in enumerate(PLANTED):
        lines.append(f"紫藤小区,{at // 10 + 1}号,{at % 10 + 301},{one.name},{one.number},{one.phone},{one.address},")
    wrong = PLANTED[0]
    lines.append(f"紫藤小区,9号,901,{wrong.name},{wrong.number[:-1]}9,{wrong.phone},{wrong.address},")
    return "\n".join(lines) + "\n"
