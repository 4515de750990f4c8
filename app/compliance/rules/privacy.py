"""Encryption, masks, exports and what people are shown (R088, R094 to R099, R105 to R109)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.compliance.inspection import DAYS, Inspection
from app.compliance.rule import ComplianceRule, Finding, bad, good
from app.exports.clearance import MOST_ALONE
from app.figures import small_cells
from app.release.register import SELF
from ledger import catalog, masking
from storage.audit import Action
from storage.backup_file import SUFFIX
from storage.keys import OFFICE_PC, KeySlots
from storage.store import DATABASE, KEYS
from sync.local_side import LocalSide

_PLAIN: Final = (b"SQLite format 3\x00", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
"""How files begin that could hold people's data unencrypted: databases, workbooks, prints."""
_SAMPLE = "310115199001014484"
LOCK_MOST: Final = 30
_BIOMETRIC = ("人脸", "指纹", "虹膜", "声纹", "face", "fingerprint")


def encrypted(look: Inspection) -> Finding:
    """The store is encrypted, and nothing lies beside it that is not."""
    folder = look.store.folder
    if _begins_plain(folder / DATABASE):
        return bad("台账文件没有加密", "马上停止使用，报告条线负责人，从备份恢复。")
    plain = [path.name for path in _files(folder) if _begins_plain(path)]
    if plain:
        return bad(
            f"台账文件夹里有没加密的文件：{'、'.join(sorted(plain)[:5])}", "确认用不着后删除，或移到别处加密保存。"
        )
    return good("台账、备份、日志归档都加密（AES-256），显示有遮盖，含敏感内容的页面、打印、导出有水印")


def keys(look: Inspection) -> Finding:
    """Keys are hard to guess and the recovery key is on paper."""
    slots = KeySlots.load(look.store.folder / KEYS).slots
    weak = [
        slot.name for slot in slots if slot.cost is not None and _is_cheap(slot.cost.memory_kib, slot.cost.iterations)
    ]
    if weak:
        return bad(f"密码保护强度不够：{'、'.join(weak)}", "请他们各改一次密码。")
    if not look.session.is_recovery_key_kept():
        return bad("没有人确认过恢复密钥已打印保管", "到设置的“安全”里重新做一张，打印锁好。")
    return good("密钥随机生成，由密码（Argon2id）和纸质恢复密钥保护；国密算法留有替换位置，没有使用")


def purposes(look: Inspection) -> Finding:
    """Nothing of level 3 or 4 leaves without a purpose, a basis, and a second person where the rule asks for one."""
    aimless = [
        one
        for one in look.departed
        if _is_sensitive(one) and not (one.detail.get("purpose") and one.detail.get("basis"))
    ]
    alone = [one for one in look.departed if one.detail.get("approved") == SELF]
    if aimless:
        return bad(
            f"最近 {DAYS} 天有 {len(aimless)} 次敏感内容导出没有写用途和依据",
            "补写情况说明；以后从窗口导出，写明用途和依据。",
        )
    if alone:
        return bad(
            f"最近 {DAYS} 天有 {len(alone)} 次需要审批的导出由本人自己批准", "再开一个能审批的账号，由第二个人批准。"
        )
    if look.is_alone:
        return bad("只有一个账号，需要审批的导出没有第二个人批准", "再开一个能审批的账号。")
    return good("敏感内容导出都有用途、依据；需要审批的由第二个人批准")


def plain_exports(look: Inspection) -> Finding:
    """Exports name their level; those that need a second person leave encrypted."""
    plain = [
        one
        for one in look.departed
        if one.kind == "export" and _needs_password(one) and not one.detail.get("encrypted")
    ]
    if plain:
        return bad(
            f"最近 {DAYS} 天有 {len(plain)} 份四级或 {MOST_ALONE} 人以上三级的表格没有加密",
            "按导出登记找到这些文件，删除或加密；以后导出时设打开密码。",
        )
    return good(f"每项内容有级别；最近 {DAYS} 天导出、打印 {len(look.departed)} 次，都有登记")


def assessed(look: Inspection) -> Finding:
    """What of the graded protection a program can keep: the lock. The assessment is the organisation's."""
    minutes = look.session.settings.number("lock_minutes")
    if minutes > LOCK_MOST:
        return bad(f"没人操作 {minutes} 分钟才锁定", f"到设置的“安全”里改为 {LOCK_MOST} 分钟以内。")
    return Finding(
        "outside", f"没人操作 {minutes} 分钟锁定；等级保护测评由主管单位组织", "向主管单位要测评结论，和本页一起存档。"
    )


def masks(_look: Inspection) -> Finding:
    """Every sensitive field has a mask that hides something."""
    for ledger in catalog.ALL:
        for field in ledger.fields:
            if field.level in ("L3", "L4") and (
                not field.mask_rule or masking.mask(field.mask_rule, _SAMPLE) == _SAMPLE
            ):
                return bad(f"{ledger.label}的“{field.label}”没有遮盖", "请联系维护人员。")
    return good("三级、四级内容都有遮盖规则；对外提供可以用脱敏数据（假名、偏移、地址到路段）")


def small_numbers(_look: Inspection) -> Finding:
    """Counts below five are left out of statistics."""
    table: dict[small_cells.Place, int] = {(0, 0): 2, (0, 1): 9, (1, 0): 9, (1, 1): 9}
    table |= {(0, None): 11, (1, None): 18, (None, 0): 11, (None, 1): 18, (None, None): 29}
    if (0, 0) not in small_cells.hidden(table).small:
        return bad("统计表里小于 5 的数没有隐去", "请联系维护人员。")
    return good("统计用遮盖或计数的数据，小于 5 的数隐去，不能推算")


def looks(look: Inspection) -> Finding:
    """Looks at level 4 are logged with a reason; the head sees who looked."""
    unexplained = sum(one.detail.get("level") == "L4" and not one.reason.strip() for one in look.reveals)
    if unexplained:
        return bad(f"最近 {DAYS} 天有 {unexplained} 次查看四级内容没有原因", "到日志审计里查明是谁看的。")
    return good(f"最近 {DAYS} 天看遮盖的内容 {len(look.reveals)} 次，都有记录；四级都有原因")


def properties(look: Inspection) -> Finding:
    """A property company sees its own compound only, and its exports are listed."""
    held = look.holding("property")
    boundless = [one.login for one in held if not one.area]
    if boundless:
        return bad(
            f"物业账号没有定小区：{'、'.join(boundless)}", "在账号里写明他负责的小区（没写之前他什么都看不到）。"
        )
    logins = {one.login for one in held}
    taken = sum(one.user in logins for one in look.departed)
    return good(f"物业账号 {len(held)} 个，只看本小区，始终遮盖；最近 {DAYS} 天导出 {taken} 次，可在导出登记里查")


def no_faces(_look: Inspection) -> Finding:
    """No templates of faces or fingers are kept."""
    named = [
        f"{ledger.label}的“{field.label}”"
        for ledger in catalog.ALL
        for field in ledger.fields
        if _is_biometric(field.name, field.label)
    ]
    return bad(f"有生物识别内容：{'、'.join(named)}", "停止采集并删除。") if named else good("不采集、不保存人脸和指纹")


def _is_biometric(name: str, label: str) -> bool:
    return any(word in label or word in name for word in _BIOMETRIC)


def _is_sensitive(one: Action) -> bool:
    return bool(one.detail.get("unmasked")) and str(one.detail.get("highest_level", "")) >= "L3"


def _needs_password(one: Action) -> bool:
    """What leaves encrypted by the rule (`app.exports.clearance`): level 4, or level 3 of many people."""
    level, people = str(one.detail.get("highest_level", "")), one.detail.get("people")
    return level == "L4" or (level == "L3" and isinstance(people, int) and people > MOST_ALONE)


def _is_cheap(memory_kib: int, iterations: int) -> bool:
    return memory_kib < OFFICE_PC.memory_kib or iterations < OFFICE_PC.iterations


def _files(folder: Path) -> Iterator[Path]:
    """The files of the store, but for backups: those are encrypted inside, and looked at with R115."""
    return (path for path in folder.rglob("*") if path.is_file() and path.suffix != SUFFIX)


def _begins_plain(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(16).startswith(_PLAIN)
    except OSError:
        return False


def _is_safe(url: str) -> bool:
    from sync.transport import AddressRefused, checked_address

    try:
        return bool(checked_address(url))
    except AddressRefused:
        return False


def crossing(look: Inspection) -> Finding:
    """What crosses to another network is encrypted and signed, on the line and by hand."""
    if not look.store.is_enrolled():
        return good("没有接入上级平台，没有跨网络传输；不能联网的居委会用加密、签名、编号的交换包")
    url = LocalSide(look.store).facts().url
    if url and not _is_safe(url):
        return bad("上级平台的网址没有加密", "到设置的“上报设置”里改为 https:// 开头的网址。")
    return good("上报走 TLS 1.2 以上，核对证书；不能联网的用交换包：加密、签名、编号，缺号会提示")


RULES = (
    ComplianceRule(
        "R088", "SZSD13 0060—2020 8.2 d", "可视化按角色和内容授权",
        ("app/figures/statistics.py", "app/access/masks.py"), "statistics", small_numbers,
    ),
    ComplianceRule(
        "R094", "沪民基发〔2022〕9号 第15条", "加密、脱敏、水印，细化授权",
        ("storage/database/connection.py", "ledger/masking.py", "app/access/masks.py", "ui/parts/watermark.py"), "",
        encrypted,
    ),
    ComplianceRule(
        "R095", "沪民基发〔2022〕9号 第15条", "重要信息加密保护", ("storage/keys.py", "storage/recovery_key.py"),
        "settings", keys,
    ),
    ComplianceRule(
        "R096", "沪民基发〔2022〕9号 第15条", "未经许可不得提供、公开居民个人信息",
        ("app/exports/clearance.py", "app/release/approvals.py"), "approvals", purposes,
    ),
    ComplianceRule(
        "R097", "沪民基发〔2022〕9号 第15条", "通过网络安全等级保护测评",
        ("ui/login/idle_watch.py", "app/compliance/checking.py"), "settings", assessed,
    ),
    ComplianceRule(
        "R098", "沪民基发〔2022〕9号 第15条", "跨网络交互有保护",
        ("app/syncing/by_package.py", "sync/transport.py"), "", crossing,
    ),
    ComplianceRule(
        "R099", "街道信息化运维方案 三（一）", "分类分级保护，录入、导出落实责任",
        ("app/exports/clearance.py", "app/release/register.py"), "approvals", plain_exports,
    ),
    ComplianceRule(
        "R105", "SZSD13 0060—2020 9.2 c", "按规则脱敏（变形、偏移）",
        ("ledger/masking.py", "app/exports/masked_set.py"), "", masks,
    ),
    ComplianceRule(
        "R106", "SZSD13 0060—2020 9.3 c、f", "经脱敏流程使用，保护隐私", ("app/figures/small_cells.py",),
        "statistics", small_numbers,
    ),
    ComplianceRule(
        "R107", "SZSD13 0060—2020 7.2.2", "个人敏感信息安全、可追溯",
        ("app/rights/revealing.py", "app/rights/looking.py"), "audit", looks,
    ),
    ComplianceRule(
        "R108", "民政部等九部门意见 二（五）", "监督物业企业使用数据", ("ledger/roles.py", "storage/bounds.py"),
        "accounts", properties,
    ),
    ComplianceRule(
        "R109", "民政部等九部门意见 二（六）", "稳妥慎重使用人脸识别", ("ledger/catalog/",), "", no_faces,
    ),
)  # fmt: skip
