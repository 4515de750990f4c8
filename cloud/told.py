"""What the operator reads about a trouble, and the exit code of the command that met it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from cloud.accounts import CloudAccountUnknown, RoleUnknown
from cloud.admin_commands import OperatorNeeded, PackageFileUnusable, SecretUnreadable
from cloud.backing_up import NotEmpty, ServerRunning, TargetTaken
from cloud.data_folder import FolderUnusable
from cloud.erasure.commands import NobodyFound, NumberUnreadable
from cloud.erasure.order import ErasureOfPlace, ErasureUnknown, ReferenceTells
from cloud.feeding import SourceUnknown
from cloud.notices.commands import NoticeFileUnusable, NoticeForbidden
from cloud.notices.questions import AnswerBroken, QuestionUnknown
from cloud.notices.sending import NoticeBroken, NoticeUnknown
from cloud.notices.standing import AnswerFileMissing
from cloud.operating import CommitteeCodeWrong, DataFolderNeeded, DeviceUnknown, HighestUnreadable
from cloud.operators import NotBeneath, OperatorPasswordOver, OperatorPasswordWeak, OperatorRefused, OperatorWaits
from cloud.places.choosing import PlaceUnknown
from cloud.places.place import PlaceTrouble
from cloud.postgres.dumping import CopyFailed
from cloud.postgres.embedded import DatabaseBroken, NoDatabasePrograms
from cloud.postgres.migrating import DatabaseNotMigrated, DatabaseTooNew, NoCitus
from cloud.postgres.moving import CommitteePresent, MoveFileUnusable
from cloud.reaching import AddressTaken, NotLoopback
from cloud.store import Busy, CommitteeUnknown, Unreachable
from cloud.street.module_commands import ModulesFileUnusable, ModulesForbidden
from cloud.street.order_commands import NewsWaiting, OrderForbidden
from cloud.street.orders import (
    MainIsGone,
    NotTaken,
    OrderElsewhere,
    OrderKnown,
    OrderUnknown,
    PartUnknown,
    PositionHalf,
)
from cloud.street.units import UnitUnknown
from ledger import codes, password_rule, position
from ledger.command_line import WrongUsage
from ledger.departments import DepartmentUnknown, GroupUnknown
from ledger.errors import LedgerError
from ledger.orders.modules import ModulesBroken
from ledger.orders.refusals import MoveRefused
from ledger.orders.telling import typed_sentence
from ledger.policy import USUAL
from ledger.tiers import AccountForbidden
from ledger.wanted import WantedUnclear
from sync.packages import PackageBroken, PackageForeign, PackageNewer

FAULT, USAGE, NOT_FOUND, DATABASE, ADDRESS, STOPPED = 1, 2, 3, 5, 6, 130
DENIED, PACKAGE, MOVE, NEWS = 7, 8, 9, 10
FOREIGN: Final = {
    "committee": "这里没有它的居委会",
    "device": "它的居委会没有这台电脑",
    "cloud": "它是给另一个上级平台的",
    "kind": "它是回执包，不是居委会导出的",
}
LEVELS: Final = {
    "no_administrator": "不是管理账号的人",
    "other_unit": "不是本单位或下级单位的账号",
    "other_level": "不是直接下级的账号",
    "own_account": "不能改自己的账号",
    "level_above": "要由上一级办理",
    "last_administrator": "至少要留一位管理人员",
}
NOTICE_PARTS: Final = {
    "title": "标题要写，100 字以内",
    "text": "正文要写，2000 字以内",
    "from_unit": "下发单位要写，60 字以内",
    "due_on": "完成期限要写成一天（如 2026-12-01），不能早于今天；任务必须有",
    "committees": "没有说发给哪个居委会",
    "answer": "答复要写，2000 字以内",
    "answered_by": "答复单位要写，60 字以内",
}
WANTED_PARTS: Final = {
    "ledger": "应为 JSON，ledger 写台账名称或 flat",
    "columns": "columns 里有这张表没有的列",
    "filters": "filters 应为 20 个以内的条件",
    "purpose": "没有这个用途代码",
    "basis": "没有这个依据代码",
}
MODULE_FLAWS: Final = {
    "headings": "第一行应为 module,part,department",
    "module": "第 {what} 行的模块代码不对，见代码表 topic_module",
    "part": "第 {what} 行的 part 应为 lead（牵头）或 coop（配合）",
    "department": "第 {what} 行要写部门名称，60 字以内",
    "twice": "模块 {what} 里同一个部门写了两次",
    "no_lead": "模块 {what} 没有牵头部门，每个模块要有且只有一个",
    "two_leads": "模块 {what} 有两个牵头部门，每个模块要有且只有一个",
}
FILES_OF_ANSWERS: Final = {
    False: "这个居委会没有交清单",
    True: "清单的内容还没有传上来，请等那台电脑下次上报",
}
STATES: Final = {"active": "在用", "retired": "已停用", "lost": "已挂失"}

_Words = Callable[[Any], str]


def _modules(error: ModulesBroken) -> str:
    known = codes.table("topic_module").by_code
    what = f"{error.what} {known[error.what].label}" if error.what in known else error.what
    return f"没有换成这张表，仍用原来的：{MODULE_FLAWS[error.flaw].format(what=what)}"


def _of_password(rule: str) -> str:
    return password_rule.WORDS.get(rule, rule).format(length=USUAL["password_length"])


def _usage(error: WrongUsage) -> str:
    command = " ".join(("linong-cloud", *error.command.split(), "--help"))
    return f"命令写得不对：{error.detail}。用法请看 {command}"


_TOLD: Final[Mapping[type[LedgerError], tuple[int, _Words]]] = {
    WrongUsage: (USAGE, _usage),
    CommitteeUnknown: (NOT_FOUND, lambda _: "没有这个居委会，请先用 admin committee 添加"),
    CommitteeCodeWrong: (USAGE, lambda _: "居委会代码应为 12 位数字"),
    DeviceUnknown: (NOT_FOUND, lambda error: f"这个居委会没有编号为 {error.device} 的电脑"),
    HighestUnreadable: (NOT_FOUND, lambda error: f"读不出最大序号的记录：{error.file}"),
    PlaceUnknown: (USAGE, lambda error: f"不认识这个附件存放处：{error.said}。写文件夹的完整路径，或 s3://桶/前缀"),
    PlaceTrouble: (DATABASE, lambda error: f"附件存放处没有回应或写不进去（{error.what}）"),
    DataFolderNeeded: (USAGE, lambda _: "这个命令要用 --data 指定数据文件夹"),
    FolderUnusable: (DATABASE, lambda error: f"数据文件夹不能用：{error.folder} {error.what}".rstrip()),
    DatabaseBroken: (DATABASE, lambda error: f"自带的数据库启动不了，原因见 {error.log}"),
    NoDatabasePrograms: (DATABASE, lambda _: "没有安装自带的数据库，请用 --dsn 指定 PostgreSQL"),
    DatabaseNotMigrated: (
        DATABASE,
        lambda error: f"数据库是版本 {error.version}，需要 {error.known}，请先运行 linong-cloud migrate",
    ),
    DatabaseTooNew: (DATABASE, lambda error: f"数据库是版本 {error.version}，比本程序（{error.known}）新，请更新程序"),
    NoCitus: (DATABASE, lambda _: "这个数据库没有 Citus 扩展"),
    Unreachable: (DATABASE, lambda _: "数据库没有回应"),
    Busy: (DATABASE, lambda _: "数据库正忙，请稍后再试"),
    PackageBroken: (PACKAGE, lambda _: "这个文件不是交换包，或者损坏、被改动过，没有处理"),
    PackageNewer: (PACKAGE, lambda _: "这个交换包是更新的版本写的，请先更新程序"),
    PackageForeign: (PACKAGE, lambda error: f"不能处理这个交换包：{FOREIGN[error.why]}"),
    PackageFileUnusable: (PACKAGE, lambda error: f"文件不能读写：{error.file}"),
    SecretUnreadable: (USAGE, lambda error: f"读不出密码：{error.file}"),
    OperatorNeeded: (DENIED, lambda _: "请用 --as 和 --password-file 说明是哪位管理人员"),
    OperatorRefused: (DENIED, lambda _: "账号或密码不对，或账号已停用"),
    OperatorWaits: (DENIED, lambda error: f"密码输错多次，请等 {error.seconds} 秒再试"),
    OperatorPasswordOver: (DENIED, lambda _: "密码要先修改：admin operator password"),
    OperatorPasswordWeak: (USAGE, lambda error: f"新密码不合规定：{'、'.join(map(_of_password, error.rules))}"),
    AccountForbidden: (DENIED, lambda error: f"按逐级管理的规定不能这样做：{LEVELS.get(error.why, error.why)}"),
    CloudAccountUnknown: (NOT_FOUND, lambda _: "这个居委会没有这个账号"),
    RoleUnknown: (USAGE, lambda _: "没有这个角色"),
    NotBeneath: (DENIED, lambda _: "这个居委会不归您的单位管"),
    ErasureOfPlace: (USAGE, lambda _: "小区、楼栋、单元、房屋、户不能这样清除"),
    ErasureUnknown: (NOT_FOUND, lambda _: "这个居委会从来没有过这个编号"),
    NobodyFound: (NOT_FOUND, lambda _: "这个居委会没有这个人，请核对号码或编号"),
    NumberUnreadable: (USAGE, lambda error: f"文件读不出，或者里面不是要读的内容：{error.file}"),
    ReferenceTells: (USAGE, lambda _: "依据写文号，100 字以内，不能写这个人的姓名、号码或电话：它会一直保存"),
    NoticeBroken: (USAGE, lambda error: f"不能这样下发：{NOTICE_PARTS[error.part]}"),
    NoticeForbidden: (DENIED, lambda _: "您的角色不办理任务、通知和问题建议"),
    NoticeUnknown: (NOT_FOUND, lambda _: "没有下发过这个编号的任务或通知"),
    NoticeFileUnusable: (USAGE, lambda error: f"文件不能读写：{error.file}"),
    WantedUnclear: (USAGE, lambda error: f"要的清单写得不对：{WANTED_PARTS[error.part]}"),
    AnswerFileMissing: (NOT_FOUND, lambda error: FILES_OF_ANSWERS[error.is_awaited]),
    QuestionUnknown: (NOT_FOUND, lambda _: "这个居委会没有这个编号的问题或建议"),
    AnswerBroken: (USAGE, lambda error: f"不能这样答复：{NOTICE_PARTS[error.part]}"),
    OrderForbidden: (DENIED, lambda _: "您的角色不办理工单"),
    OrderElsewhere: (DENIED, lambda _: "这件工单不是您部门的模块，请找牵头部门或街道，见 admin modules"),
    NewsWaiting: (NEWS, lambda _: "有单位还没有看过通知到的工单，请用 admin order inbox 查看"),
    ModulesBroken: (USAGE, _modules),
    ModulesForbidden: (DENIED, lambda _: "牵头部门由管账号的人（居委主任/书记、账号管理员角色）指定"),
    ModulesFileUnusable: (USAGE, lambda error: f"文件读不出：{error.file}"),
    UnitUnknown: (USAGE, lambda error: f"没有叫“{error.name}”的部门，可以写：{'、'.join(error.known)}"),
    OrderKnown: (MOVE, lambda error: f"这件工单已经登记过，编号 {error.order_no}"),
    NotTaken: (MOVE, lambda error: f"没有办成，工单没有变：它已被清除，或者内容太长（{error.reason}）"),
    MainIsGone: (MOVE, lambda error: f"{error.order_no} 自己已经归并、作废或没有受理，请另选一件正在办理的工单"),
    OrderUnknown: (NOT_FOUND, lambda _: "这个居委会没有这件工单，请核对编号"),
    PartUnknown: (USAGE, lambda error: f"工单没有“{error.part}”这一项，或者它不能这样写"),
    PositionHalf: (USAGE, lambda error: f"{position.TOGETHER}，还缺 {error.lacking}="),
    MoveRefused: (MOVE, typed_sentence),
    SourceUnknown: (USAGE, lambda _: "没有这个下发数据的单位"),
    DepartmentUnknown: (USAGE, lambda _: "没有这个部门"),
    GroupUnknown: (USAGE, lambda _: "没有这一项内容，或它不需要部门审核"),
    NotEmpty: (USAGE, lambda _: "数据库里已有居委会，恢复会替换全部内容；确定要替换请加 --over"),
    ServerRunning: (DATABASE, lambda _: "有程序正在使用数据库，请先停下服务"),
    TargetTaken: (USAGE, lambda error: f"文件夹里已有东西，请换一个：{error.folder}"),
    CommitteePresent: (USAGE, lambda _: "这里已经有这个居委会"),
    MoveFileUnusable: (USAGE, lambda error: f"文件不能用（已经存在、读不出，或数据库版本不同）：{error.file}"),
    CopyFailed: (DATABASE, lambda error: f"备份文件不能用：{error.file} {error.said}".rstrip()),
    NotLoopback: (ADDRESS, lambda error: f"不加密只能在本机监听，{error.host} 不是本机：请加 --tls-cert 和 --tls-key"),
    AddressTaken: (ADDRESS, lambda error: f"{error.where} 不能监听：已经被占用，或没有权限"),
}


def text(error: LedgerError) -> str:
    """The sentence for a trouble."""
    found = _found(error)
    return found[1](error) if found else f"程序出错：{type(error).__name__}"


def exit_code(error: LedgerError) -> int:
    """Its exit code."""
    found = _found(error)
    return found[0] if found else FAULT


def _found(error: LedgerError) -> tuple[int, _Words] | None:
    return next((_TOLD[one] for one in type(error).__mro__ if one in _TOLD), None)
