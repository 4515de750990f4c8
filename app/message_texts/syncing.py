"""What people read about the exchange with the cloud: not reached, not let in, and what nobody may decide alone."""

from __future__ import annotations

from app import words
from app.message_texts.told import BUG, FILE_REFUSED, FORBIDDEN, NOT_FOUND, STORE_IN_USE, USAGE, Told
from ledger.errors import LedgerError

UNREACHED, OUT_OF_TIME = 21, 22
NOT_AUTHORISED, REVOKED, UPGRADE, CLOCK = 30, 31, 32, 33
APPROVAL, CLONED = 40, 43

_KEPT = "改动都留在本机，没有丢，连上后会继续上报。"

STEPS = {
    "dns": "找不到上级平台的地址（域名解析不了）。请检查网线或无线网，以及“上报设置”里的网址",
    "proxy": "代理服务器没有放行。请检查“上报设置”里的代理，或问单位的网络管理员",
    "connect": "连不上上级平台的服务器。请检查网线或无线网；如果别的网站能打开，请稍后再试",
    "tls": "上级平台的证书核对不上，没有发送任何内容",
    "timeout": "上级平台很久没有回音。请稍后再试",
    "lost": "和上级平台的连接中途断了。请稍后再试",
    "answer": "收到的回答不是上级平台发来的，或者不完整（可能要先登录单位的上网认证页面）",
}
"""What a failed step means, without a full stop."""

CERTIFICATES = {
    "expired": "：证书已过期，或者本机的日期不对。请先核对本机日期",
    "not_yet_valid": "：证书还没有生效，或者本机的日期不对。请先核对本机日期",
    "unknown_issuer": "：不认识发证机构。单位自己的证书请在“上报设置”里选证书文件",
    "other_name": "：证书是别的网址的。请核对“上报设置”里的网址",
    "login": "：代理要求登录。请在代理地址里写上账号，或问单位的网络管理员",
}
"""Why, where it is known."""


def unreachable(step: str, why: str) -> str:
    """What a failed step means and what to do, without a full stop."""
    return STEPS.get(step, STEPS["lost"]) + CERTIFICATES.get(why, "")


def _unreachable(error: LedgerError) -> str:
    facts = vars(error)
    return f"没有连上上级平台：{unreachable(str(facts['step']), str(facts['why']))}。{_KEPT}"


_CODES = {
    "enrol_code_unknown": "这个接入码不对，没有接入。请对照上级给的接入码再输一次。",
    "enrol_code_used": "这个接入码已经用过了，没有接入。请向上级另要一个接入码。",
    "enrol_code_expired": "这个接入码已经过期（只能用一天），没有接入。请向上级另要一个接入码。",
}


def _code_refused(error: LedgerError) -> str:
    return _CODES.get(str(vars(error)["code"]), _CODES["enrol_code_unknown"])


def _revoked(error: LedgerError) -> str:
    return _LOST if vars(error)["is_lost"] else _REVOKED


_REVOKED = "上级平台已停用这台电脑的接入，没有收发。台账还在本机，没有改动。请联系街道，重新接入要用新的接入码。"
_LOST = "上级平台把这台电脑登记为遗失，本机的接入信息和钥匙已销毁，台账不能再打开。请联系街道。"


def _upgrade(error: LedgerError) -> str:
    if vars(error)["is_cloud_older"]:
        return f"上级平台还是旧版，暂时收不了这一版里弄的台账。请告诉街道。{_KEPT}"
    return f"上级平台要求更新的里弄，这一版暂时不能上报。请安装新版。{_KEPT}"


def _too_many_gone(error: LedgerError) -> str:
    return f"{_gone(error)}请先问清街道；确认无误后运行 linongctl sync --allow-large。"


def _too_many_gone_in_window(error: LedgerError) -> str:
    return f"{_gone(error)}请先问清街道，再决定是否照办。"


def _gone(error: LedgerError) -> str:
    counts = vars(error)["counts"]
    told = "，".join(f"{words.ledger(name)} {gone:,} 条（共 {count:,} 条）" for name, (gone, count) in counts.items())
    return f"上级平台上少了本机有的{told}，多得不寻常，所以没有动本机的台账。"


TEXTS: dict[str, Told] = {
    "Unreachable": Told(UNREACHED, _unreachable),
    "CloudBusy": Told(UNREACHED, f"上级平台正忙，请稍后再试。{_KEPT}"),
    "CloudFault": Told(UNREACHED, f"上级平台自己出了故障，请稍后再试；一直这样请告诉街道。{_KEPT}"),
    "RequestRefused": Told(BUG, f"上级平台看不懂这台电脑发去的内容（{{code}}），已停下。{_KEPT}请告诉维护人员。"),
    "Malformed": Told(BUG, f"上级平台的回答看不懂（{{what}}），已停下。{_KEPT}请告诉维护人员。"),
    "TokenExpired": Told(NOT_AUTHORISED, f"上级平台没有放行这台电脑，请稍后再试；一直这样请告诉街道。{_KEPT}"),
    "DeviceRevoked": Told(REVOKED, _revoked),
    "CommitteeDenied": Told(
        NOT_AUTHORISED, f"上级平台不再接收这个居委会的台账（可能已经并入别处）。{_KEPT}请联系街道。"
    ),
    "NumberingLost": Told(UNREACHED, f"这台电脑的台账是从备份恢复的，还没有和上级平台对上，请再上报一次。{_KEPT}"),
    "DeviceCloned": Told(
        CLONED,
        f"另一台电脑在用这份台账的副本，为免混乱，这台已停止上报。{_KEPT}请向街道要新的接入码，重新接入这台电脑。",
    ),
    "HistoryChanged": Told(UNREACHED, f"上级平台恢复过旧数据，还没有和它对上，请再上报一次。{_KEPT}"),
    "HeadMoved": Told(UNREACHED, "上级平台正在收别处的上报，没有核对成，请稍后再试。"),
    "CursorExpired": Told(UNREACHED, f"这台电脑太久没有上报，要从头取一遍，请再上报一次。{_KEPT}"),
    "UpgradeNeeded": Told(UPGRADE, _upgrade),
    "EnrolCodeRefused": Told(NOT_AUTHORISED, _code_refused),
    "EnrolCodeMistyped": Told(
        USAGE, "接入码写得不对，没有接入。接入码是 12 位居委会代码，再加三段各 4 位的字母数字，用横线隔开。"
    ),
    "OtherCommittee": Told(
        NOT_AUTHORISED, "这是另一个居委会（{code}）的接入码，没有接入。请向街道要本居委会的接入码。"
    ),
    "NotEnrolled": Told(
        NOT_AUTHORISED,
        "这台电脑还没有接入上级平台。要接入请向街道要接入码，运行 linongctl enrol。",
        "这台电脑还没有接入上级平台。要接入请向街道要接入码，在“上报设置”里填写。",
    ),
    "AddressMissing": Told(
        NOT_AUTHORISED,
        "这台电脑用交换包和上级平台往来，没有网址，不能直接上报。请运行 linongctl package out 导出交换包。",
        "这台电脑用交换包和上级平台往来，没有网址，不能直接上报。请导出交换包，或在“上报设置”里填写网址。",
    ),
    "AlreadyEnrolled": Told(FORBIDDEN, "这台电脑已经接入上级平台，没有改动。"),
    "SyncPaused": Told(FORBIDDEN, "上报已暂停，到 {at} 自动恢复。要马上上报，请先取消暂停。"),
    "SyncUnderWay": Told(STORE_IN_USE, "这台电脑正在上报，没有另外再做。请等它完成。"),
    "DeadlinePassed": Told(OUT_OF_TIME, f"到了规定的时间还没有全部上报完，做完的部分都已保存。{_KEPT}"),
    "ClockWrong": Told(
        CLOCK, f"这台电脑的日期或时间差得太多，上级平台的证书核对不上，没有收发。请先把日期和时间改对。{_KEPT}"
    ),
    "SweepTooLarge": Told(APPROVAL, _too_many_gone, _too_many_gone_in_window),
    "AddressRefused": Told(USAGE, "上级平台的网址要以 https:// 开头，没有改动。请对照街道给的网址再输一次。"),
    "CaRefused": Told(FILE_REFUSED, "这个文件里没有能用的证书，没有改动。请选街道或单位给的证书文件（.pem 或 .crt）。"),
    "ProxyRefused": Told(USAGE, "代理地址写得不对，没有改动。请写成 http://地址:端口，或选“跟随系统”“不用代理”。"),
    "ConflictNotFound": Told(NOT_FOUND, "没有找到这一条“两处都改了”，可能已经处理过。请刷新后再看。"),
    "RefusalNotFound": Told(
        NOT_FOUND,
        "没有找到这一条没有上报成功的，可能已经有人处理过。没有做任何事。请运行 linongctl refused list 再看。",
        "没有找到这一条没有上报成功的，可能已经有人处理过。请刷新后再看。",
    ),
    "AnswerNotResent": Told(
        FORBIDDEN,
        "这是对一处“两处都改了”的处理，别人已经先处理了，不能再上报一次。看过结果，用 linongctl refused done 结束。",
        "这是对一处“两处都改了”的处理，别人已经先处理了，不能再上报一次。看过结果以后，可以放弃它。",
    ),
    "StepNotResent": Told(
        FORBIDDEN,
        "工单的登记和办理不能照原样再上报一次。请在工单里重新登记或办理，再用 linongctl refused done 结束这一条。",
        "工单的登记和办理不能照原样再上报一次。请在工单里重新登记或办理，再放弃这一条。",
    ),
    "CloudNotStarted": Told(UNREACHED, "演示用的上级平台没有启动（{why}）。请再试一次；一直这样请告诉维护人员。"),
    "StoresDiffer": Told(BUG, "演示的两台电脑没有变得一样，请告诉维护人员。"),
    "ChoiceRefused": Told(USAGE, "这一条不能这样处理，没有改动。请选其中一边，或给每一项写上内容。"),
}

SHORT: dict[str, str] = {
    "Unreachable": "没有连上",
    "CloudBusy": "上级平台正忙",
    "CloudFault": "上级平台有故障",
    "DeviceRevoked": "接入已停用",
    "DeviceCloned": "要重新接入",
    "CommitteeDenied": "上级平台没有放行",
    "UpgradeNeeded": "要装新版",
    "ClockWrong": "本机日期不对",
    "SweepTooLarge": "要先问清",
    "DeadlinePassed": "还没有上报完",
}
"""What ended a round, in the status bar."""

EXPLAINED: dict[str, str] = {
    "CloudBusy": "上级平台正忙，过一会儿会自动再试。",
    "CloudFault": "上级平台自己出了故障，会自动再试；一直这样请告诉街道。",
    "DeviceRevoked": _REVOKED,
    "DeviceCloned": "另一台电脑在用这份台账的副本，请向街道要新的接入码，重新接入这台电脑。",
    "CommitteeDenied": "上级平台不再接收这个居委会的台账，请联系街道。",
    "UpgradeNeeded": "里弄和上级平台的版本对不上，请安装新版，或者问街道。",
    "ClockWrong": "这台电脑的日期或时间差得太多，请先改对。",
    "SweepTooLarge": "上级平台上少了本机有的许多条，请先问清街道，再决定是否照办。",
    "DeadlinePassed": "到了规定的时间，没做完的下次接着做。",
}
"""The same in a sentence with what to do."""
OUTDATED = "上级平台已经在用新版的里弄。这一版还能照常上报，请尽快安装新版，以免以后不能上报。"
