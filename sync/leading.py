"""Records that became another's: their ids lead there, in references and operations (design, 6.4).

Nothing that a person wrote is rewritten: operations on the loser speak of the survivor from now on, references read as
its id, the loser's row goes. A merge that is taken back lets them speak of the loser again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from ledger import catalog
from ledger.definition import Ledger
from storage import base
from storage.syncing import aliases
from storage.syncing.aliases import Alias
from storage.syncing.landing import Row
from sync.copies import Change
from sync.rebasing import LEDGERS, Rebasing


def land(rebasing: Rebasing, changes: Sequence[Change]) -> int:
    """Take aliases as the cloud sent them; answers how many records became others by them."""
    connection = rebasing.connection
    known = aliases.known(connection, (aliases.read(change, None).loser for change in changes))
    came = [aliases.read(change, known.get(aliases.read(change, None).loser)) for change in changes]
    aliases.put(connection, came)
    moved: dict[str, list[Alias]] = {}
    for alias in came:
        before = known.get(alias.loser)
        if alias.type not in LEDGERS or (before and (before[:3], before.life) == (alias[:3], alias.life)):
            continue
        if alias.life % 2:
            moved.setdefault(alias.type, []).append(alias)
        else:
            _take_back(rebasing, alias)
    for name, several in moved.items():
        rebasing.lead |= {alias.loser: alias.survivor for alias in several}
        _lead(rebasing, catalog.named(name), several, known)
    return sum(map(len, moved.values()))


def forget(rebasing: Rebasing, losers: list[bytes]) -> None:
    """The cloud knows these aliases no more: it was restored to a time before them."""
    known = aliases.known(rebasing.connection, losers)
    aliases.drop(rebasing.connection, losers)
    for alias in known.values():
        if alias.type in LEDGERS:
            _take_back(rebasing, alias)


def _take_back(rebasing: Rebasing, alias: Alias) -> None:
    rebasing.lead.pop(alias.loser, None)
    rebasing.reckon(catalog.named(alias.type), [alias.loser, alias.survivor])
    for ledger, record_ids in aliases.who_names(rebasing.connection, alias.type, [alias.survivor]):
        rebasing.reckon(ledger, record_ids)


def _lead(rebasing: Rebasing, ledger: Ledger, several: Sequence[Alias], known: Mapping[bytes, Alias]) -> None:
    """Let what is here follow aliases of one ledger; of losers that nothing here speaks of, nothing changes."""
    connection = rebasing.connection
    losers = [alias.loser for alias in several]
    former = {known[loser].survivor for loser in losers if loser in known}
    naming = list(aliases.who_names(connection, ledger.name, [*losers, *former]))
    spoken_of = aliases.spoken_of(connection, ledger.name, losers)
    rows = rebasing.landing.rows(ledger, [*losers, *(alias.survivor for alias in several)])
    concerned = [one for one in several if one.loser in rows or one.loser in known or one.loser in spoken_of]
    _absorb(rebasing, ledger, concerned, rows)
    rebasing.reckon(ledger, dict.fromkeys(alias.survivor for alias in concerned))
    for other, record_ids in naming:
        rebasing.reckon(other, record_ids)


def _absorb(rebasing: Rebasing, ledger: Ledger, several: Sequence[Alias], rows: dict[bytes, Row]) -> None:
    """The losers' rows go; where a survivor has none yet, a loser's is the survivor's until that one comes."""
    gone: list[Row] = []
    for alias in several:
        row = rows.pop(alias.loser, None)
        if row is None:
            continue
        if alias.survivor in rows:
            gone.append(row)
        else:
            rebasing.landing.rename(ledger, row, alias.survivor)
            base.rename_copy(rebasing.connection, ledger.name, alias.loser, alias.survivor)
            rows[alias.survivor] = row
    rebasing.landing.drop(ledger, gone)
    base.drop_copies(rebasing.connection, ledger.name, [cast("bytes", row["id"]) for row in gone])
