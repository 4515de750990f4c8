"""The forms that the parts of a Shanghai address take, as regular expressions.

Each is matched at one place of a text from which `ledger.address_grammar` has taken blanks and brackets; which part
is looked for where, and what two candidates mean, is decided there. A pattern that ends in a look-ahead does so to
refuse what could be read in two ways. Two stars are an address behind its mask (`ledger.masking`) and count as
whatever they hide, so that a masked address keeps its parts.
"""

import re

# Any letter that is not Latin: the exact ranges of Han would say no more here and compile several times as long.
_H = r"[^\W0-9A-Za-z_]"
CN = "[〇零○一二三四五六七八九十百廿]"
NUM = rf"(?:\d{{1,5}}|{CN}{{1,6}})"
_DASH = "(?:(?<=[号幢栋座楼院#元门洞梯单层甲乙丙丁])-)?"  # 1号-302
DIRECTION = "[东西南北中前后左右]"
_COUNTED = f"{CN}{{1,6}}[号弄幢栋座楼层单门梯室房户]"
MARKS = "甲乙丙丁"
NAMED_KEYS = frozenset("东西南北中甲乙丙丁")

# -- where: region, town, committee -----------------------------------------------------------------------------
_MUNICIPALITY = "北京|天津|重庆"
_PROVINCE = (
    "河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|"
    "内蒙古|广西|西藏|宁夏|新疆"
)
_SHANGHAI_DISTRICT = (
    "(?:浦东新|黄浦|徐汇|长宁|静安|普陀|虹口|杨浦|闵行|宝山|嘉定|金山|松江|青浦|奉贤|崇明|卢湾|闸北|南市|南汇)区|"
    "(?:崇明|奉贤|南汇|川沙|金山|松江|青浦|嘉定|宝山|上海)县|"
    # 浦东东明路 is 东明路 in 浦东; 浦东大道 and 浦东南路 are roads of that name.
    rf"浦东(?!新区|大道|运河|[东南西北中]?[路街])(?={_H}{{2,7}}?[路街])"
)
_DISTRICT = rf"(?:(?!路|弄|号|街道|小区){_H}){{1,9}}?(?:(?<![小社民园校厂院])区|县|(?<![超城门夜菜])市|旗)"
_CITY = rf"(?:(?!路|弄|号|街道|小区){_H}){{2,8}}?(?:(?<![超城门夜菜])市|自治州|地区|盟)"
# Provinces name Shanghai's roads (四川北路), so the bare name counts only before a city or district.
REGION = re.compile(
    rf"(?:中国)?(?:上海市?(?:{_SHANGHAI_DISTRICT})|上海市(?:市辖区|区)?|(?:{_MUNICIPALITY})市(?:市辖区)?(?:{_DISTRICT})?"
    rf"|(?:{_PROVINCE})(?:省|壮族自治区|回族自治区|维吾尔自治区|自治区)(?:{_CITY})?(?:{_DISTRICT})?"
    rf"|(?:{_PROVINCE}){_CITY}(?:{_DISTRICT})?|{_H}{{2,4}}?(?<![超城门夜菜])市{_DISTRICT}|{_SHANGHAI_DISTRICT})"
)
STREET_OFFICE = re.compile(rf"{_H}{{1,10}}?街道(?:办事处)?")
TOWN = re.compile(rf"(?:(?![路街弄村号]){_H}){{1,8}}?[镇乡](?![路街弄]|{DIRECTION}[路街])")
# Without a region before it, a 镇 must be followed by a place (三林镇上南路): 古镇 may begin a compound's name.
_PLACE_AHEAD = (
    rf"\*\*|(?:(?!新村|{_COUNTED}){_H}){{1,8}}?(?:路|街|公路|村|居委|居民区|社区)"
    rf"|(?:(?!{_COUNTED}){_H}){{2,10}}?(?:小区|新村|花园|公寓|家园|苑)"
)
TOWN_ALONE = re.compile(rf"(?:(?![路街弄村号区]){_H}){{2,8}}?[镇乡](?={_PLACE_AHEAD})(?![路街弄]|{DIRECTION}[路街])")
COMMITTEE = re.compile(
    rf"(?:(?![路弄号村幢栋座室]){_H}){{1,12}}?(?:第?\d{{1,2}})?"
    rf"(?:社区(?:居民委员会|居委会|居委)|居民委员会|居委会|居委|居民区"
    rf"|社区(?![\dA-Za-z临{MARKS}]|{CN}|卫生|服务|医院|活动|事务|学校))"
    rf"|(?:(?![路弄号幢栋座室]){_H}){{1,12}}?(?:村民委员会|村委会|村居委会?)"
)

# -- street -----------------------------------------------------------------------------------------------------
_COMPOUND_WORD = (
    "小区|新村|花园|花苑|公寓|家园|嘉园|别墅|公馆|华庭|豪庭|名庭|名邸|大厦|大楼|广场|宿舍|住宅区?|新苑|名苑|佳苑|雅苑|"
    "苑|园|庭|邸|府|湾|城|坊|村|里"
)
_BUILDING_AHEAD = (
    rf"(?:临时?|[{MARKS}])?"
    rf"(?:\d|\*\*|[A-Za-z]\d{{0,4}}[{MARKS}]?(?:号|幢|栋|座|楼|-|#)|{CN}{{1,6}}(?:号|幢|栋|座|单元))"
)
COMPOUND = re.compile(
    rf"(?:(?![路弄号室幢栋])(?:{_H}|·)){{1,20}}?(?:{_COMPOUND_WORD})"
    rf"(?:第?[一二三四五六七八九十]{{1,3}}(?:期|街坊|小区|区|村)|[1-9]\d?期|[一二三四五六七八九十]{{1,2}}(?=[\dA-Za-z*])"
    rf"|[东西南北中A-Za-z][区苑])?(?={_BUILDING_AHEAD})"
)
ROAD = re.compile(
    rf"(?:(?!居委|弄|号|[路街][近靠口与和旁]|(?:小区|新村|花园|公寓|家园)(?!{DIRECTION}?[路街])){_H}){{1,12}}?"
    rf"(?:路|街|道|巷|胡同)"
    rf"(?={_BUILDING_AHEAD}|(?:临时?)?{CN}{{1,6}}(?:弄|支弄)|{COMPOUND.pattern})"
    rf"|(?:(?![路街弄号区村]){_H}){{1,8}}(?:路|街|道|巷|胡同)$"
)
LANE = re.compile(rf"(临时?)?({NUM})([{MARKS}A-Za-z])?弄内?")
SUBLANE = re.compile(rf"({NUM})(?:支弄|弄)")

# -- building, unit, floor, room --------------------------------------------------------------------------------
_KEY = rf"(临时?|[{MARKS}])?({NUM}|[A-Za-z]\d{{0,4}})([A-Za-z](?![A-Za-z])|[{MARKS}])?"
_NOT_A_DOOR = "(?!门(?![口卫面牌]))"
BUILDING = re.compile(
    rf"{_KEY}(号楼|号院|号{_NOT_A_DOOR}(?!弄)|幢|栋|座|#楼|#|楼)(?:([{MARKS}])(?!室|户|单元|门|梯|房|院|楼|弄|\d*[号幢栋座]))?"
)
SECOND_BUILDING = re.compile(rf"(?:[-~、,/&及和至到]|以及)+{_KEY}(?:号楼|号{_NOT_A_DOOR}|幢|栋|座|#)")
BARE_BUILDING = re.compile(rf"(临时?|[{MARKS}])?(\d{{1,4}}|[A-Za-z]\d{{0,3}})([A-Za-z]|[{MARKS}])?-(?=[^-])")
TWO_ROOMS = re.compile(r"\d{3}-\d{3}(?!\d)|\d{4}-\d{4}(?!\d)")
THREE_NUMBERS = re.compile(r"\d{3,4}-\d{1,2}-")  # lane, building and room, or building, unit and room
PART_OF_ROOM = re.compile(r"[A-Za-z]?\d{3,5}[A-Za-z]?-(?:\d{1,2}|[A-Za-z])(?![\dA-Za-z单门梯楼层-])")
DIRECTED_BUILDING = re.compile(r"([东西南北中主副])(幢|栋|座|楼)(?=[A-Za-z]?\d{3,5}|\*\*)")

UNIT = re.compile(
    rf"{_DASH}({NUM}|[A-Za-z]|[东西南北中{MARKS}])(单元|门洞|号门(?![口卫面牌])|门(?![口卫面牌])|梯|单(?=\d))"
)
# 12幢3号301室: inside a building that is no 号 itself, a 号 with a room behind it is a door.
UNIT_HOUSE = re.compile(
    rf"{_DASH}({NUM})(号)(?=-?[A-Za-z]?\d{{3,5}}(?![\d弄号幢栋座-])|[A-Za-z]?\d{{1,2}}室|[〇零一二三四五六七八九]{{3,5}}室?)"
)
UNIT_DASH = re.compile(rf"{_DASH}(\d{{1,2}}|[A-Za-z])-(?=[A-Za-z]?\d{{3,5}})")
UNIT_DASH_SHORT = re.compile(r"(\d{1,2}|[A-Za-z])-(?=[A-Za-z]?\d{1,5}[A-Za-z]?[室房])")
FLOOR = re.compile(rf"{_DASH}({NUM}|[Bb]\d)[楼层]")

ROOM_NAME = re.compile(
    rf"{_DASH}((?:[底顶]|假?{NUM})[楼层](?:{DIRECTION}{{1,2}}(?:间|厢房|厢)?|阁楼|阁)|[底顶][楼层]|假{NUM}层"
    rf"|(?:半)?地下室|过街楼|[阁前后统]楼|亭子间|灶披间|灶间|[前后]?客堂间?|{DIRECTION}?厢房|晒台间?|天井"
    rf"|汽车间|储藏室|车库|门卫室?|{DIRECTION}{{1,2}}间)([室房户])?(?![\dA-Za-z])"
)
ROOM = re.compile(
    rf"{_DASH}([A-Za-z]{{0,2}}\d{{1,5}}[A-Za-z]?|{CN}{{1,6}}|[A-Za-z]|{DIRECTION}{{1,2}}|[{MARKS}])"
    rf"(-(?:\d{{1,2}}|[A-Za-z]))?({DIRECTION}{{1,2}}|[{MARKS}])?(室|房间?|户)"
)
ROOM_AS_HOUSE_NUMBER = re.compile(rf"{_DASH}([A-Za-z]?\d{{3,5}}[A-Za-z]?)()()(号)(?!楼|院|门)")
ROOM_BARE = re.compile(
    rf"{_DASH}([A-Za-z]?\d{{3,5}}[A-Za-z]?|[〇零○一二三四五六七八九]{{3,5}})"
    rf"(-(?:\d{{1,2}}|[A-Za-z]))?(?:({DIRECTION}{{1,2}}|[{MARKS}])(?=$))?()"
    r"(?![\dA-Za-z弄号幢栋座楼层单室房户#-])"
)
SHORT_ROOM = re.compile(r"[1-9]\d?")  # 1-2室 may be building and room, unit and room, or two rooms
SECOND_ROOM = re.compile(r"(?:[-~、,;/\\&.及和至到]|以及)+[A-Za-z]?\d|[A-Za-z]?\d+(?:室|房|号)")

BRACKETED = re.compile(r"[(\[【{〔<《][^()\[\]【】{}〔〕<>《》]*[)\]】}〕>》]")
DASHES = re.compile("[-‐‑‒–—―−]+")
BLANK_IN_NUMBERS = re.compile(r"(?<=\d) (?=\d)")
OTHER_BLANK = re.compile(r" (?![A-Za-z])|(?<![A-Za-z]) ")
COMMA_AFTER_WORD = re.compile("(?<=[市区县镇乡道会委路街弄]),+")
ONLY_PUNCTUATION = re.compile(r"[\s,;:、。.·-]*")
FLOOR_NUMERAL = re.compile(f"^{CN}+(?=[楼层]{DIRECTION})")
