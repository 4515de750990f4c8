"""Whether a record stands already: what a form may not add, change into or bring back a second time.

Natural keys come from the catalog. Three ledgers know more: a building is its number, whose suffixes are of few sorts,
one live relation of each class joins a person and a dwelling, and what names a row of a topic ledger is said by its
definition (`topic_keys.py`). Imports find what stands in `app.importing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.records import topic_keys
from ledger import clock, ids, places
from ledger.definition import Ledger
from ledger.derive import relation_class
from ledger.errors import LedgerError
from storage.listing.matching import not_ended_by
from storage.reading import Reader
from storage.rows import Row, text_or_none

Values = Mapping[str, object]
_BUILDING = ("compound_uid", "building_no")
_RESIDENCE = ("person_uid", "dwelling_uid")
_SHARING: dict[str, tuple[tuple[str, ...], ...]] = {
    "building": (_BUILDING,),
    "residence": (_RESIDENCE,),
    topic_keys.ROW.name: (("topic_uid",),),  # its keys are its definition's
}


class AlreadyThere(LedgerError):
    """A live record of `ledger` already has this natural key; `record_id` is its id as text."""

    def __init__(self, ledger: str, record_id: str) -> None:
        super().__init__(f"{ledger} with this key exists")
        self.ledger = ledger
        self.record_id = record_id


def refuse(
    reader: Reader, ledger: Ledger, values: Values, *, own: Row | None = None, known: topic_keys.Known | None = None
) -> None:
    """Raise AlreadyThere when another live record is what `values` would be.

    `own` is the record that is being changed; where its key stays as it was nothing is asked. Who asks of many rows of
    topic ledgers in one snapshot gives a `known`, so that each ledger is read once.
    """
    if ledger.name == topic_keys.ROW.name:
        for twin in topic_keys.others(reader, dict(values), own, known):
            raise AlreadyThere(ledger.name, ids.to_text(twin))
        return
    for fields in _keys(ledger):
        if own is not None and all(values.get(name) == own.get(name) for name in fields):
            continue
        for twin in _found(reader, ledger, fields, values, own):
            raise AlreadyThere(ledger.name, ids.to_text(twin))


def sharing(ledger: Ledger) -> Iterable[tuple[str, ...]]:
    """The field tuples of which two records that are the same share at least one."""
    return _SHARING.get(ledger.name, ledger.natural_keys)


def _keys(ledger: Ledger) -> Iterable[tuple[str, ...]]:
    """The fields whose values together may stand once."""
    if ledger.name == "residence":
        return ((*_RESIDENCE, "relation", "end_date"),)
    return ledger.natural_keys


def _found(reader: Reader, ledger: Ledger, fields: tuple[str, ...], values: Values, own: Row | None) -> Iterable[bytes]:
    if ledger.name == "building":
        return _buildings(_sharing(reader, ledger, _BUILDING, values, own), values)
    if ledger.name == "residence":
        return _relations(_sharing(reader, ledger, _RESIDENCE, values, own), values)
    key = tuple(values.get(name) for name in fields)
    if key[-1] is None or key[0] is None:  # without them nothing is named
        return ()
    own_id = None if own is None else own["id"]
    return [found for found in reader.find_by_keys(ledger, fields, [key]).get(key, ()) if found != own_id]


def _sharing(
    reader: Reader, ledger: Ledger, fields: tuple[str, ...], values: Values, own: Row | None
) -> dict[bytes, Row]:
    """The other live records that hold the same values of `fields`."""
    key = tuple(values.get(name) for name in fields)
    rows = reader.get_many(ledger, reader.find_by_keys(ledger, fields, [key]).get(key, ()))
    return {one: row for one, row in rows.items() if own is None or one != own["id"]}


def _buildings(others: Mapping[bytes, Row], values: Values) -> Iterable[bytes]:
    standing = [str(row.get("building_suffix") or "") for row in others.values()]
    place = places.standing_as(str(values.get("building_suffix") or ""), standing)
    return () if place is None else (list(others)[place],)


def _relations(others: Mapping[bytes, Row], values: Values) -> Iterable[bytes]:
    """Relations of the same class, while neither has ended: one who moved away may come back."""
    if not _goes_on(values):
        return ()
    sort = _class(values)
    return [one for one, row in others.items() if _goes_on(row) and _class(row) == sort]


def _goes_on(residence: Values) -> bool:
    return not_ended_by(residence.get("end_date"), clock.today().isoformat())


def _class(residence: Values) -> str:
    relation = residence.get("relation")
    return relation_class(text_or_none(relation))
