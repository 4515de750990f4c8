"""What people read about the annual check and about musters."""

from __future__ import annotations

from app.message_texts.told import FORBIDDEN, NOT_FOUND, USAGE, Told

TEXTS: dict[str, Told] = {
    "CampaignClosed": Told(
        FORBIDDEN,
        "这次核对书记已经确认，没有改动。请记在下一次核对里；要接着核对，请书记写明原因重新打开（campaign reopen）。",
        "这次核对书记已经确认，没有改动。请记在下一次核对里；确实要接着核对的，请书记点“重新打开”。",
    ),
    "CampaignOpen": Told(FORBIDDEN, "这次核对还没有汇总和确认，不用重新打开。"),
    "AlreadyChecking": Told(
        FORBIDDEN,
        "{compounds}在“{name}”里还没有核对完，没有开始。请先请书记确认那一次，或者不选这些小区；"
        "确定要同时核对，请加 --confirm。",
        "{compounds}在“{name}”里还没有核对完，没有开始。请先请书记确认那一次，或者不选这些小区。",
    ),
    "CampaignNotBegun": Told(FORBIDDEN, "这次核对从 {starts_on} 开始，没有记下。到那天再核对。"),
    "NotOfCampaign": Told(USAGE, "这套房屋不在这次核对的小区里，没有记下。请换一次核对，或换一套房屋。"),
    "HomesLeft": Told(
        FORBIDDEN,
        "还有 {unchecked} 套未查、{unreached} 套不遇，没有确认。"
        "确认后不能再核对，只能由书记写明原因重新打开；确定要确认，请加 --confirm。",
        "还有 {unchecked} 套未查、{unreached} 套不遇，没有确认。",
    ),
    "NothingToCheck": Told(NOT_FOUND, "选的小区里还没有房屋，没有开始。请先导入或新增房屋。"),
    "MusterOver": Told(FORBIDDEN, "这幢楼现在没有在清点，没有记下。请先开始清点。"),
}
