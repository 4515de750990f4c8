"""Which visit a row of a sheet means, and whom it was made to.

A visit is the same as one that stands when moment, home and people are the same, so a sheet that comes twice makes
nothing twice. Somebody is known by the name among those who live in the home; nobody is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.importing.draft import SheetDraft
from app.importing.facts import Facts
from ledger import catalog, ids, kinds

_Key = tuple[object, object, frozenset[bytes]]


class Visits:
    """The visits of the ledger and of the file so far."""

    def __init__(self, sheet: SheetDraft) -> None:
        self._sheet = sheet
        self._draft = sheet.draft
        self._known: dict[_Key, bytes] = {}
        made_to: dict[bytes, set[bytes]] = {}
        reader = self._draft.reader
        for _, visit, person in reader.scan(catalog.named("visit_person"), ("visit_uid", "person_uid")):
            made_to.setdefault(visit, set()).add(person)
        for one, at, home in reader.scan(catalog.named("visit"), ("visited_at", "dwelling_uid")):
            self._known.setdefault((at, home, frozenset(made_to.get(one, ()))), one)
        gathered = self._draft.singles.get("visit")
        for one in gathered.new if gathered else ():  # of the sheets before this one
            said, people = gathered.values[one] if gathered else {}, self._draft.visited.get(one, ())
            self._known[said.get("visited_at"), said.get("dwelling_uid"), frozenset(people)] = one

    def people(self, facts: Facts, home: bytes) -> tuple[bytes, ...]:
        """Those whom a row names and who live there; a name that is not known is an issue, the row comes in."""
        found: dict[bytes, None] = {}
        for name in kinds.split_list(facts.visited):
            person = self._draft.people.lives_in(name, home)
            if person is None:
                column = self._sheet.column_of("visit", "person_uids")
                self._sheet.issue(facts.row, column, "person_uids", "unknown_person", refuses=False)
            else:
                found[person] = None
        return tuple(found)

    def same_or_new(self, said: Mapping[str, object], people: tuple[bytes, ...]) -> tuple[bytes, bool]:
        """The id of the visit, and whether it is a new one."""
        key = said["visited_at"], said["dwelling_uid"], frozenset(people)
        known = self._known.get(key)
        if known is not None:
            return known, False
        one = self._known[key] = ids.new_id()
        self._draft.visited[one] = people
        return one, True
