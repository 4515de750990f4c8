"""What people read about the annual check and about musters."""

from __future__ import annotations

from app.message_texts.told import FORBIDDEN, NOT_FOUND, USAGE, Told

TEXTS: dict[str, Told] = {
    "CampaignClosed": Told(FORBIDDEN, "这次核对书记已经确认，没有改动。现在核对到的，请记在下一次核对里。"),
    "CampaignNotBegun": Told(FORBIDDEN, "这次核对从 {starts_on} 开始，没有记下。到那天再核对。"),
    "NotOfCampaign": Told(USAGE, "这套房屋不在这次核对的小区里，没有记下。请换一次核对，或换一套房屋。"),
    "HomesLeft": Told(
        FORBIDDEN,
        "还有 {unchecked} 套未查、{unreached} 套不遇，没有确认。确认后这次核对就不再改动；确定要确认，请加 --confirm。",
        "还有 {unchecked} 套未查、{unreached} 套不遇，没有确认。",
    ),
    "NothingToCheck": Told(NOT_FOUND, "选的小区里还没有房屋，没有开始。请先导入或新增房屋。"),
    "MusterOver": Told(FORBIDDEN, "这幢楼现在没有在清点，没有记下。请先开始清点。"),
}
