"""What an account is to be, as somebody asks for it, read and held to the rules; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.records import references
from app.stores import opening
from ledger import catalog, ids, phone, roles
from ledger.errors import AmbiguousRecord, LedgerError, RecordNotFound
from storage.accounts import Account
from storage.reading import Reader

_APART = frozenset(("accounts", "auditor", "property", "entrusted"))
"""Roles that are nobody's second one: they watch the others, or do not belong to the committee."""
_WHOLE = frozenset(("head", "accounts", "auditor"))
"""Roles that concern the whole committee and are never bounded to compounds."""


class AccountRefused(LedgerError):
    """An account cannot be as it was asked for; `rule` says why (`app.words.ACCOUNT_RULES`)."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"account: {rule}")
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Details:
    """What is asked for; None leaves a thing as it is, "" takes it away. `area` are compounds by id or name."""

    name: str | None = None
    roles: tuple[str, ...] | None = None
    area: tuple[str, ...] | None = None
    phone: str | None = None
    post: str | None = None
    starts_on: str | None = None
    ends_on: str | None = None
    external_id: str | None = None
    is_filed: bool | None = None

    def given(self) -> tuple[str, ...]:
        """Names of what was asked for."""
        return tuple(name for name in self.__slots__ if getattr(self, name) is not None)


def require_login(login: str) -> str:
    """A login that an account may have; raises AccountRefused."""
    if not opening.is_login(login):
        raise AccountRefused("login")
    return login


def applied(account: Account, asked: Details, reader: Reader) -> Account:
    """The account as it would be; raises AccountRefused for what cannot be."""
    values: dict[str, object] = {name: _text(getattr(asked, name)) for name in ("post", "external_id")}
    values["phone"] = _phone(asked.phone)
    values["starts_on"], values["ends_on"] = _day(asked.starts_on), _day(asked.ends_on)
    if asked.name is not None:
        values["name"] = _name(asked.name)
    if asked.roles is not None:
        values["roles"] = _roles(asked.roles)
    if asked.area is not None:
        values["area"] = _area(asked.area, reader)
    if asked.is_filed is not None:
        values["is_filed"] = asked.is_filed
    wanted = replace(account, **{name: values[name] for name in asked.given()})  # type: ignore[arg-type]  # read above
    _require_whole(wanted)
    return wanted


def changed_fields(before: Account, after: Account) -> tuple[str, ...]:
    """Names of what differs, for the audit: never the values."""
    return tuple(name for name in Details.__slots__ if getattr(before, name) != getattr(after, name))


def _text(said: str | None) -> str | None:
    return (said or "").strip() or None


def _name(said: str) -> str:
    if not said.strip():
        raise AccountRefused("name")
    return said.strip()


def _phone(said: str | None) -> str | None:
    if not _text(said):
        return None
    read = phone.normalise(str(said))
    if read is None:
        raise AccountRefused("phone")
    return read


def _day(said: str | None) -> str | None:
    if not _text(said):
        return None
    try:
        return date.fromisoformat(str(said).strip()).isoformat()
    except ValueError as error:
        raise AccountRefused("day") from error


def _roles(said: Iterable[str]) -> tuple[str, ...]:
    """Role codes in the order of their table, from codes or labels."""
    by_word: Mapping[str, str] = {word: role.code for role in roles.ALL for word in (role.code, role.label)}
    try:
        held = {by_word[word.strip()] for word in said}
    except KeyError as error:
        raise AccountRefused("role") from error
    if not held:
        raise AccountRefused("role")
    if len(held) > 1 and held & _APART:
        raise AccountRefused("roles_apart")
    return tuple(role.code for role in roles.ALL if role.code in held)


def _area(said: Iterable[str], reader: Reader) -> tuple[str, ...]:
    found = []
    for one in said:
        try:
            found.append(references.find(reader, catalog.named("compound"), one).hex())
        except (RecordNotFound, AmbiguousRecord) as error:
            raise AccountRefused("area_unknown") from error
    return tuple(dict.fromkeys(found))


def _require_whole(account: Account) -> None:
    if account.area and _WHOLE.intersection(account.roles):
        raise AccountRefused("area_whole")
    if roles.needs_area(account.roles) and not account.area:
        raise AccountRefused("area_missing")
    if any(roles.BY_CODE[code].ends for code in account.roles) and not account.ends_on:
        raise AccountRefused("end_missing")
    if account.starts_on and account.ends_on and account.ends_on < account.starts_on:
        raise AccountRefused("days_order")


def area_words(area: Iterable[str], reader: Reader) -> tuple[str, ...]:
    """The names of an account's compounds."""
    compound = catalog.named("compound")
    rows = reader.get_many(compound, [bytes.fromhex(one) for one in area], dead=True)
    return tuple(str(row["name"]) for row in rows.values())


def compounds(reader: Reader) -> tuple[tuple[str, str], ...]:
    """Every compound that an account may be bounded to, as (id, name)."""
    rows = reader.scan(catalog.named("compound"), ("name",))
    return tuple((ids.to_text(key), str(name)) for key, name in rows)
