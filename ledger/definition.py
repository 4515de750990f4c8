"""What a ledger is: `Ledger` and `Field`, frozen data checked when built.

A definition says nothing of SQL, widgets or workbooks: each room that derives something from it looks at
`field.kind` in a table of its own. Field names, labels, other headings, code tables, sensitivity levels and masks
follow the project's data dictionary (docs/data_model.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property
from typing import Literal

from ledger.errors import DefinitionBroken

Kind = Literal[
    "text",  # one line
    "long_text",  # several lines
    "code",  # one code of `code_table`, stored as the code
    "code_list",  # several codes, stored as a JSON list in code order
    "choice",  # one of `choices`, stored as its label
    "bool",
    "integer",
    "decimal",  # `scale` digits after the point
    "date",  # yyyy, yyyy-mm or yyyy-mm-dd: the precision is kept
    "month",  # yyyy-mm
    "phone",  # one or several numbers joined by 、, the first is the one to ring
    "id_no",  # identity number, normalised
    "uscc",  # unified social credit code 统一社会信用代码, GB 32100
    "plate",  # vehicle plate, GA 36
    "instant",  # a moment, UTC text of ledger.clock
    "ref",  # id of a record of `target`
    "account",  # a login name
    "json",  # structured detail, canonical JSON text
    "attachment",  # content address of a file (SHA-256, hex)
]
Level = Literal["L1", "L2", "L3", "L4"]
Need = Literal["required", "optional", "derived", "system"]
Sort = Literal["", "plain", "pinyin", "natural"]
Search = Literal["", "name", "digits", "text"]

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a ledger.

    `need`: `required` binds forms (an import only hints 待完善), `derived` is computed and never typed, though a
    derived field with `stated` keeps a sheet's differing value as an override beside its source; `system` is
    written by the program. `group` is the merge group (docs/sync_protocol.md); empty means the field alone.
    A `kept` statement stands beside the derived value, a `wins` statement replaces it. `inverted` marks a yes/no field
    whose heading asks the opposite (是否死亡 for `alive`). `future` lets a date lie after today.
    `asks` are headings that could mean several fields: a person decides, nothing is guessed. A `local` derived value
    stands in a column that never travels, so that lists sort and filter by it.
    """

    name: str
    kind: Kind
    label: str
    aliases: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    need: Need = "optional"
    level: Level = "L1"
    mask: str = ""
    group: str = ""
    code_table: str = ""
    choices: tuple[str, ...] = ()
    target: str = ""
    max_length: int = 0
    minimum: float | None = None
    maximum: float | None = None
    scale: int = 0
    future: bool = False
    inverted: bool = False
    stated: Literal["", "kept", "wins"] = ""
    local: bool = False
    default: str | int | None = None
    sort: Sort = ""
    indexed: bool = False
    search: Search = ""

    @property
    def merge_group(self) -> str:
        """Name of the group of fields that change together and are compared as one value."""
        return self.group or self.name

    @property
    def mask_rule(self) -> str:
        """Mask shown in lists and exports; "" where the value is shown. L3 and L4 without a named mask are hidden."""
        if self.level in ("L1", "L2"):
            return ""
        return self.mask or "hide"

    @property
    def is_stored(self) -> bool:
        """True when the value lives in a column and travels in operations."""
        return self.need != "derived" or bool(self.stated)

    @property
    def has_column(self) -> bool:
        """True when the value stands in the record's row, so that the store can be asked for it."""
        return self.is_stored or self.local


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """One ledger: its fields in the order of forms and sheets, and how a record is recognised.

    `business_key` names the fields that identify a live record to people; `natural_keys` are the field tuples whose
    values may stand only once among live records. `shown_by` are the fields that name a record in one line.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    business_key: tuple[str, ...]
    natural_keys: tuple[tuple[str, ...], ...] = ()
    shown_by: tuple[str, ...] = ()
    default_order: tuple[str, ...] = ()
    _by_name: dict[str, Field] = dataclass_field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        """Check the definition; raises DefinitionBroken for a mistake a programmer made."""
        by_name: dict[str, Field] = {}
        for item in self.fields:
            _check_field(self.name, item)
            if item.name in by_name:
                raise DefinitionBroken(f"{self.name}.{item.name} is declared twice")
            by_name[item.name] = item
        object.__setattr__(self, "_by_name", by_name)
        named = (self.business_key, *self.natural_keys, self.shown_by, self.default_order)
        for unknown in {name for names in named for name in names} - set(by_name):
            raise DefinitionBroken(f"{self.name} speaks of the unknown field {unknown}")

    def field(self, name: str) -> Field:
        """The field called `name`; KeyError when there is none."""
        return self._by_name[name]

    def has(self, name: str) -> bool:
        """True when a field called `name` is declared."""
        return name in self._by_name

    @cached_property
    def stored(self) -> tuple[Field, ...]:
        """Fields with a column of their own."""
        return tuple(item for item in self.fields if item.is_stored)

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Merge group name -> its stored field names, in declared order."""
        grouped: dict[str, tuple[str, ...]] = {}
        for item in self.stored:
            grouped[item.merge_group] = (*grouped.get(item.merge_group, ()), item.name)
        return grouped

    @cached_property
    def references(self) -> tuple[Field, ...]:
        """Stored fields that hold the id of another record."""
        return tuple(item for item in self.stored if item.kind == "ref")


def _check_field(ledger: str, item: Field) -> None:
    where = f"{ledger}.{item.name}"
    if not _NAME.match(item.name):
        raise DefinitionBroken(f"{where}: not a field name")
    if not item.label:
        raise DefinitionBroken(f"{where}: no label")
    if (item.kind in ("code", "code_list")) != bool(item.code_table):
        raise DefinitionBroken(f"{where}: a code field names its table, no other does")
    if (item.kind == "choice") != bool(item.choices):
        raise DefinitionBroken(f"{where}: a choice field lists its choices, no other does")
    if (item.kind == "ref") != bool(item.target):
        raise DefinitionBroken(f"{where}: a reference names its target, no other does")
    if item.stated and item.need != "derived":
        raise DefinitionBroken(f"{where}: only a derived field keeps a stated value")
    if item.local and item.is_stored:
        raise DefinitionBroken(f"{where}: only a derived field stands in a local column")
    if item.indexed and not item.has_column:
        raise DefinitionBroken(f"{where}: without a column there is no index")
