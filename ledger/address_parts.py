"""The parts of an address, and the one way they are written out.

A Shanghai address runs 上海市浦东新区 / 东明路街道 / 凌兆居委 / 东明路 / 300弄 / 12支弄 / 凌兆新村 / 1号 / 2单元 /
3层 / 302室 / whatever else stood there. Numbers are kept as keys ('1', '12A', '3甲', '临5') with their word apart,
since 1号, 1幢 and 1# may be one building. Reading text into parts is left to `ledger.address`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """An address in parts; an empty string where the text did not say, `remainder` what could not be placed."""

    region: str = ""  # province, city and district as written
    town: str = ""  # 街道, 镇 or 乡
    committee: str = ""  # 居委, 居民区, 社区
    road: str = ""
    lane: str = ""  # '300' of 300弄
    sublane: str = ""  # '12' of 12支弄
    compound: str = ""
    building: str = ""
    building_suffix: str = ""  # 号 幢 栋 座 号楼 号院 楼, or '' when no word stood there (12-301, 3#201)
    unit: str = ""
    unit_suffix: str = ""  # 单元 门 门洞 号门 梯 号, or ''
    floor: str = ""
    room: str = ""  # '302', '302A', '302-1', or a name: 底楼, 阁楼, 3楼东
    room_suffix: str = ""  # 室 房 房间 号 户, or ''
    remainder: str = ""


def format(address: Address) -> str:  # noqa: A001 - the counterpart of `parse`
    """Write an address so that reading it gives the same parts.

    A building without a word is joined by a dash (12-301); where that dash could be misread, as '12#'.
    """
    return "".join(
        (
            address.region,
            address.town,
            address.committee,
            address.road,
            f"{address.lane}弄" if address.lane else "",
            f"{address.sublane}支弄" if address.sublane else "",
            address.compound,
            _format_building(address),
            _format_unit(address),
            f"{address.floor}层" if address.floor else "",
            address.room,
            address.room_suffix,
            address.remainder,
        )
    )


def _format_building(address: Address) -> str:
    if not address.building:
        return ""
    if address.building_suffix:
        return address.building + address.building_suffix
    followed = address.unit or address.floor or len(address.room) > 2  # 1-2室 is read as nothing certain
    after_road = address.road and not (address.lane or address.compound)
    clear = followed and not after_road and len(address.building) < 3
    return f"{address.building}{'-' if clear else '#'}"


def _format_unit(address: Address) -> str:
    if not address.unit:
        return ""
    return address.unit + (address.unit_suffix or "-")
