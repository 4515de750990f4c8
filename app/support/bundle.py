"""Puts the support bundle together, part by part as text, for a person to read before it is saved.

What is in it: versions, settings without names and folders, the policy, counts, the status, the check of the store,
the sieved log. It is looked at once more before it is handed over (`require_clean`): numbers that could be an ID or a
telephone, and names of the staff, stop it. What is saved is what was shown, byte for byte.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from app import access, checking, crash_report, files, logs
from app.jobs import SILENT, JobContext
from app.status import concerns, standing
from app.stores import settings
from app.stores.session import Session
from app.support import redacted_log
from ledger import catalog, clock, policy
from ledger.errors import LedgerError
from storage.store import Entry

SUFFIX: Final = ".zip"
SAVED: Final = "support-bundle"
_SAID, _UNSAID = "（已设，内容不带）", "（没有设）"
_KEPT_BACK: Final = frozenset(("last_user", "backup_folder"))
"""Settings of which only is told whether they are set: one names a person, one a folder."""
_FIXED: Final = frozenset(("README.txt", "versions.json"))
"""Parts that say the same whoever works here."""
_LIBRARIES = ("PySide6-Essentials", "sqlcipher3-wheels", "sqlcipher3", "cryptography", "openpyxl", "lxml", "pandas")
_PERSONAL = re.compile(r"(?<!\d)(?:[1-9]\d{16}[\dXx]|1[3-9]\d{9})(?!\d)")
_ABOUT = """\
里弄诊断包
里面有：程序和系统的版本、设置、安全策略的数字、各台账的条数、运行状况、检查结果、程序日志。
里面没有：居民的任何信息，账号名，工作人员的姓名和电话，文件夹的名称，本机名称，密码和密钥。
存之前可以逐项看过；存下来的和看到的一字不差。
"""


class BundleNotClean(LedgerError):
    """The part called `part` holds what could be about a person; nothing was written."""

    def __init__(self, part: str) -> None:
        super().__init__("bundle not clean")
        self.part = part


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the bundle: its name there, what it is called for people, its text."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """The whole bundle, as it is shown and then saved."""

    made_at: str
    parts: tuple[Part, ...]

    def packed(self) -> bytes:
        """The bundle as one file."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
            for part in self.parts:
                packed.writestr(zipfile.ZipInfo(part.name), part.text.encode())
        return stream.getvalue()


@access.operation("support")
def collect(session: Session, ctx: JobContext = SILENT, *, with_check: bool = True) -> Bundle:
    """Put the bundle together; `with_check` checks the whole store, which takes a while for a large one.

    Raises:
        BundleNotClean, Cancelled.
    """
    made = Bundle(clock.now_text(), tuple(_parts(session, ctx, with_check=with_check)))
    require_clean(session, made)
    return made


@access.operation("support")
def save(session: Session, bundle: Bundle, path: Path) -> None:
    """Write the bundle that was shown; raises BundleNotClean, FileNotWritten."""
    require_clean(session, bundle)
    files.write_whole(path, bundle.packed(), "bundle")
    facts: dict[str, object] = {"count": len(bundle.parts)}
    session.store.note([(Entry(session.login, SAVED, class_="ops"), facts)])
    logs.event("support bundle saved", parts=len(bundle.parts))


@access.operation("support")
def require_clean(session: Session, bundle: Bundle) -> None:
    """Raise BundleNotClean where a part could tell of a person."""
    people = [word for one in session.store.accounts() for word in (one.name, one.phone or "") if len(word) > 1]
    for part in bundle.parts:
        is_fixed = part.name in _FIXED
        if _PERSONAL.search(part.text) or (not is_fixed and any(word in part.text for word in people)):
            raise BundleNotClean(part.title)


def _parts(session: Session, ctx: JobContext, *, with_check: bool) -> Iterator[Part]:
    yield Part("README.txt", "说明", _ABOUT)
    yield _json("versions.json", "版本", _versions())
    yield _json("settings.json", "设置", _settings(session))
    yield _json("policy.json", "安全策略", {rule.key: session.policy[rule.key] for rule in policy.ALL})
    yield _json("counts.json", "条数", _counts(session))
    yield _json("status.json", "运行状况", _status(session))
    if with_check:
        yield _json("check.json", "检查结果", checking.whole(session.store, ctx).as_json())
    logins = frozenset(one.login for one in session.store.accounts())
    log = redacted_log.lines(session.store.folder, logins)
    yield Part("log.jsonl", "程序日志", "".join(f"{line}\n" for line in log))


def _json(name: str, title: str, content: Mapping[str, object]) -> Part:
    return Part(name, title, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _versions() -> dict[str, object]:
    found: dict[str, object] = dict(crash_report.program_versions())
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _settings(session: Session) -> dict[str, object]:
    found: dict[str, object] = {}
    for one in settings.ALL:
        value = session.settings[one.key]
        found[one.key] = (_SAID if value else _UNSAID) if one.key in _KEPT_BACK else value
    return found


def _counts(session: Session) -> dict[str, object]:
    accounts = session.store.accounts()
    with session.reader() as reader, reader.snapshot():
        records = {ledger.name: reader.count(ledger) for ledger in catalog.ALL}
        classes = reader.connection.rows("SELECT class, count(*) FROM action GROUP BY class")
    return {
        "records": records,
        "log": {str(name) or "data": number for name, number in classes},
        "accounts": dict(Counter(one.state for one in accounts)),
        "roles": dict(Counter(role for one in accounts for role in one.roles or ("all",))),
    }


def _status(session: Session) -> dict[str, object]:
    now = standing.read(session)
    facts = now.as_json()
    facts["second_folder"] = _SAID if now.backups.second else _UNSAID
    for name in [name for name in facts if name.endswith("_bytes")]:
        # 13 to 19 GB, told in bytes, have the eleven digits of a mobile number and would stop the bundle.
        facts[name.replace("_bytes", "_mb")] = round(int(str(facts.pop(name))) / 1_000_000)
    return facts | {"concerns": [one.key for one in concerns.of(now)]}
