"""How a field's value is spelled inside an operation: JSON, by kind of field.

References are uuid text, yes/no is true or false, code lists and details are JSON values, everything else is itself.
A merge group of one field holds the bare value, a group of several fields an object of all its stored fields.

New records are spelled column by column: the standard library's encoder took 10 microseconds for a person of 25
fields, this takes a third, and an import writes hundreds of thousands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from json.encoder import encode_basestring as quoted

from ledger import ids
from ledger.definition import Field, Kind, Ledger

Values = Mapping[str, object]
Column = list[object]

_FEW_VALUES: frozenset[Kind] = frozenset(("code", "choice", "bool", "integer", "date", "month", "account", "code_list"))
"""Kinds whose values repeat so often that their fragments are worth keeping."""


def dump(value: object) -> str:
    """Canonical JSON: no blanks, text as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _text(value: object) -> str:
    return quoted(str(value))


def _ref(value: object) -> str:
    digits = _as_bytes(value).hex()
    return f'"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"'


def _as_bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError(type(value).__name__)
    return value


def _bool(value: object) -> str:
    return "true" if value else "false"


def _read_ref(value: object) -> object:
    return ids.from_text(value) if isinstance(value, str) else None


def _read_integer(value: object) -> object:
    return int(value) if isinstance(value, (int, float)) else None


def _read_decimal(value: object) -> object:
    return float(value) if isinstance(value, (int, float)) else None


def _read_text(value: object) -> object:
    return value if isinstance(value, str) else dump(value)


TO_JSON: dict[Kind, Callable[[object], str]] = {
    "text": _text,
    "long_text": _text,
    "code": _text,
    "code_list": str,
    "choice": _text,
    "bool": _bool,
    "integer": repr,
    "decimal": repr,
    "date": _text,
    "month": _text,
    "phone": _text,
    "id_no": _text,
    "uscc": _text,
    "plate": _text,
    "instant": _text,
    "ref": _ref,
    "account": _text,
    "json": str,
    "attachment": _text,
}
FROM_JSON: dict[Kind, Callable[[object], object]] = {
    **dict.fromkeys(TO_JSON, _read_text),
    "code_list": dump,
    "json": dump,
    "bool": _read_integer,
    "integer": _read_integer,
    "decimal": _read_decimal,
    "ref": _read_ref,
}


class _Speller:
    """Writes `"shown":value` for one field."""

    def __init__(self, item: Field, shown: str) -> None:
        self._start = f"{quoted(shown)}:"
        self._spell = TO_JSON[item.kind]
        self._is_text = self._spell is _text
        self._repeats = item.kind in _FEW_VALUES

    def one(self, value: object) -> str:
        """One member without a comma; null for no value."""
        return self._start + ("null" if value is None else self._spell(value))

    def column(self, values: Column, *, absent: str) -> list[str]:
        """One member with a comma for every value; `absent` where there is none."""
        start, spell = self._start, self._spell
        if values.count(None) == len(values):
            return [absent] * len(values)
        if self._repeats:
            known = {value: f"{start}{spell(value)}," for value in set(values) if value is not None}
            known[None] = absent
            return [known[value] for value in values]
        if self._is_text:  # the tightest loop of an import
            quote: Callable[..., str] = quoted
            return [absent if value is None else f"{start}{quote(value)}," for value in values]
        return [absent if value is None else f"{start}{spell(value)}," for value in values]


class Codec:
    """Spells and reads the groups of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.groups = ledger.groups
        self.group_of = {item.name: item.merge_group for item in ledger.stored}
        self._spellers = {
            item.name: _Speller(item, item.name if len(ledger.groups[item.merge_group]) > 1 else item.merge_group)
            for item in ledger.stored
        }
        self._read = {item.name: FROM_JSON[item.kind] for item in ledger.stored}

    def whole(self, columns: Mapping[str, Column], count: int) -> list[str]:
        """The groups of `count` whole records as JSON objects; groups without a value are left out."""
        pieces: list[list[str]] = []
        for group, fields in self.groups.items():
            present = [name for name in fields if name in columns]
            if all(columns[name].count(None) == count for name in present):
                continue
            if len(fields) == 1:
                pieces.append(self._spellers[fields[0]].column(columns[fields[0]], absent=""))
            else:
                pieces.append(self._group_column(group, columns, count))
        if not pieces:
            return ["{}"] * count
        return ["{" + "".join(members)[:-1] + "}" for members in zip(*pieces, strict=True)]

    def _group_column(self, group: str, columns: Mapping[str, Column], count: int) -> list[str]:
        fields = self.groups[group]
        nothing: Column = [None] * count
        inner = [
            self._spellers[name].column(columns.get(name, nothing), absent=f"{quoted(name)}:null,") for name in fields
        ]
        empty = "".join(f"{quoted(name)}:null," for name in fields)
        start = f"{quoted(group)}:{{"
        joined = ["".join(members) for members in zip(*inner, strict=True)]
        return ["" if text == empty else f"{start}{text[:-1]}}}," for text in joined]

    def chosen(self, groups: Iterable[str], values: Values) -> str:
        """The named groups of one record as a JSON object, with null where there is no value."""
        return "{" + ",".join([self._group(group, values) for group in groups]) + "}"

    def _group(self, group: str, values: Values) -> str:
        members = ",".join([self._spellers[name].one(values.get(name)) for name in self.groups[group]])
        return members if len(self.groups[group]) == 1 else f"{quoted(group)}:{{{members}}}"

    def groups_of(self, fields: Iterable[str]) -> tuple[str, ...]:
        """The merge groups that hold these fields, each once."""
        return tuple(dict.fromkeys(self.group_of[name] for name in fields))

    def read(self, groups: Mapping[str, object]) -> dict[str, object]:
        """Stored values by field name from the groups of an operation; unknown groups and fields are passed over."""
        values: dict[str, object] = {}
        for group, content in groups.items():
            fields = self.groups.get(group, ())
            if len(fields) == 1:
                values[fields[0]] = None if content is None else self._read[fields[0]](content)
            elif fields:
                parts = content if isinstance(content, dict) else {}
                values.update({name: self._value(name, parts.get(name)) for name in fields})
        return values

    def _value(self, name: str, content: object) -> object:
        return None if content is None else self._read[name](content)


_codecs: dict[str, Codec] = {}


def codec(ledger: Ledger) -> Codec:
    """The codec of a ledger; made once per definition."""
    found = _codecs.get(ledger.name)
    if found is None or found.ledger is not ledger:
        found = _codecs[ledger.name] = Codec(ledger)
    return found
