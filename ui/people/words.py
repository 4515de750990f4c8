"""What the people page calls its ledgers, and what it teaches where one of them is empty."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PanelWords:
    """The words of one ledger. `page`: its rows open on the page of a record that they name."""

    tab: str
    what: str
    unit: str
    search: str
    icon: str
    teach: str
    begin: str
    begin_icon: str = "plus"
    begins_with_import: bool = False
    page: bool = False


WORDS: dict[str, PanelWords] = {
    "person": PanelWords(
        tab="居民",
        what="居民",
        unit="人",
        search="姓名、拼音、电话、证件尾号、12-301",
        icon="users",
        teach="这里是本居委的每一位居民。把现有的人房表格导入进来，重复的人会自动对上，不清楚的会先问您。",
        begin="导入表格",
        begin_icon="file-input",
        begins_with_import=True,
    ),
    "household": PanelWords(
        tab="住户",
        what="住户",
        unit="户",
        search="户号、户主",
        icon="house",
        teach="一套房里一起生活的人是一户。导入人房表格时会自动分户，也可以在一户一档里新增。",
        begin="新增一户",
        page=True,
    ),
    "person_tag": PanelWords(
        tab="标签",
        what="标签",
        unit="个标签",
        search="姓名",
        icon="tag",
        teach="独居老人、党员、志愿者……谁有什么标签、由谁负责，都列在这里。在一人一档里可以添加。",
        begin="新增标签",
        page=True,
    ),
    "topic_vehicle": PanelWords(
        tab="车辆",
        what="车辆",
        unit="辆",
        search="车牌、电话、使用人",
        icon="car",
        teach="小区里的车：车牌、车主、停在哪里。可以从停车登记表导入，也可以一辆一辆新增。",
        begin="新增车辆",
    ),
    "topic_merchant": PanelWords(
        tab="商户",
        what="商户",
        unit="家",
        search="商户名称、地址、电话",
        icon="store",
        teach="沿街的店：经营什么、谁负责、证照到哪天。可以从商户表导入，也可以一家一家新增。",
        begin="新增商户",
    ),
}
