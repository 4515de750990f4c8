"""Guide cards of the invented committee: what residents ask for most, of each kind. What is told is invented."""

from __future__ import annotations

from typing import Final

from app import access
from app.guides.cards import CODE
from app.stores.session import Session
from app.topics import defining, writing
from app.topics.defining import ROW
from ledger import clock, ids

_HALL: Final = "社区事务受理服务中心"
_WEEKDAYS: Final = "周一至周六 8:30–16:30"
_OFFICE: Final = ("居委会", "周一至周五 9:00–17:00")
_APP: Final = "随申办“社区事务”"
_GUIDES: Final = (
    ("失业登记", "就业", "法定劳动年龄内没有工作的居民", "身份证；社保卡；退工证明", _HALL, _WEEKDAYS, _APP, "C405"),
    ("创业指导预约", "就业", "准备开店、办企业的居民", "身份证；想做什么的简单说明", *_OFFICE, "", "C405"),
    (
        "家庭医生签约",
        "健康",
        "常住居民，老人、孕妇、慢病居民优先",
        "身份证；医保卡",
        "社区卫生服务中心",
        _WEEKDAYS,
        "健康云",
        "C401",
    ),
    (
        "最低生活保障申请",
        "救助",
        "人均收入低于低保标准的家庭",
        "全家户口簿和身份证；收入证明；财产情况说明",
        _HALL,
        _WEEKDAYS,
        "",
        "C402",
    ),
    ("临时救助", "救助", "因病、因灾突然困难的家庭", "身份证；困难证明材料，如医疗费单据", *_OFFICE, "", "C402"),
    ("老年综合津贴", "养老", "65 岁以上本市户籍老人", "身份证；敬老卡或本人银行卡", _HALL, _WEEKDAYS, _APP, "C401"),
    (
        "长护险评估申请",
        "养老",
        "60 岁以上、生活要人照料的参保老人",
        "身份证；社保卡；近期病历",
        _HALL,
        _WEEKDAYS,
        _APP,
        "C401",
    ),
    (
        "残疾人两项补贴",
        "助残",
        "持残疾人证的低保或重度残疾居民",
        "身份证；残疾人证；银行卡",
        _HALL,
        _WEEKDAYS,
        _APP,
        "C403",
    ),
    (
        "宝宝屋托育预约",
        "托育",
        "1 至 3 岁幼儿家庭",
        "家长身份证；孩子出生证和预防接种证",
        "社区托育点",
        "周一至周日 9:00–17:00",
        "一网通办“宝宝屋”",
        "C9",
    ),
    (
        "爱心暑托班",
        "未成年人",
        "小学一至五年级学生",
        "学生证或学籍证明；家长身份证",
        "社区文化活动中心",
        "暑期周一至周五",
        "",
        "C9",
    ),
    ("居住证明怎么开", "便民", "住在本小区的居民", "身份证；房产证或租赁合同", *_OFFICE, "", "C404"),
)
_PHONE: Final = "021-5800{number:04}"
_NAMES: Final = ("service", "kind", "for_whom", "materials", "where", "hours", "online", "category")


@access.operation("settings")
def add(session: Session) -> int:
    """Take the ledger over and fill it; answers how many cards there are."""
    kept = defining.find(session, defining.take_over(session, CODE).id)
    with session.reader() as reader, reader.snapshot():
        values = [
            writing.columns(kept, writing.values_of(reader, kept, _typed(at, said), complete=True), {})
            for at, said in enumerate(_GUIDES)
        ]
    today = {"confirmed_on": clock.today().isoformat()}
    with session.store.write(user=session.login, kind="demo") as write:
        write.create(ROW, [(ids.new_id(), one | today) for one in values])
    return len(values)


def _typed(at: int, said: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(_NAMES, said, strict=True)) | {"phone": _PHONE.format(number=at * 11 + 101)}
