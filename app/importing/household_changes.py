"""Households that a file speaks of: found, given their head, or made; then held to their members' count."""

from __future__ import annotations

from collections.abc import Callable

from app.importing.counting import Counts
from app.importing.draft import Draft
from app.importing.facts import CLEAR
from app.importing.gathering import NOBODY, Family, families
from app.importing.ledger_changes import LedgerChanges
from ledger import catalog

Known = list[tuple[bytes, bytes | None]]
"""The stored households of one dwelling: id and head."""


class HouseholdChanges:
    """One run over the homes of a draft."""

    def __init__(self, draft: Draft, changes: LedgerChanges) -> None:
        self._draft = draft
        self._changes = changes
        self._said = draft.household_facts
        self._made: dict[bytes, dict[str, object]] = {}

    def join(self) -> dict[tuple[bytes, bytes], bytes]:
        """(person, dwelling) -> household of every member that the file puts into one."""
        draft = self._draft
        if not draft.members and not draft.home_facts:
            return {}
        existing = self._existing()
        joined: dict[tuple[bytes, bytes], bytes] = {}
        people = draft.persons.values
        for dwelling, members in draft.members.items():
            known = existing.get(dwelling, [])
            for family in families(members, lambda person: str(people.get(person, {}).get("name") or "")):
                household = self._household(dwelling, family, known)
                if household is not None:
                    for person in family.members:
                        joined[person, dwelling] = household
        for dwelling, (where, values) in draft.home_facts.items():
            known = existing.get(dwelling, [])
            if len(known) == 1:
                self._said.setdefault(known[0][0], {}).update(values)
            else:
                self._changes.hint(where, "household_tag", "several households" if known else "no household")
        return joined

    def settle(self, counts: Counts) -> None:
        """Compare the known ones once it is clear who belongs to them, and judge the counts that sheets state."""
        for key, values in (*self._said.items(), *self._made.items()):
            drop_derived_count(values, "member_count", counts.members, key)
        known = {key: values for key, values in self._said.items() if key not in self._made}
        self._changes.compare(catalog.named("household"), known)

    def _existing(self) -> dict[bytes, Known]:
        draft = self._draft
        existing: dict[bytes, Known] = {}
        rows = draft.reader.scan(catalog.named("household"), ("dwelling_uid", "head_person_uid"))
        for key, dwelling, head in rows if draft.people.knows_stored else ():
            if dwelling in draft.members or dwelling in draft.home_facts:
                existing.setdefault(dwelling, []).append((key, head))
        return existing

    def _household(self, dwelling: bytes, family: Family, known: Known) -> bytes | None:
        """The household of a family; for followers of a head who was not taken one of his or of nobody's."""
        people = self._draft.persons.values
        if family.head == NOBODY:
            others = [(key, head) for key, head in known if head not in people]
            return self._of(dwelling, Family(None, family.members, family.values), others)
        if family.head is not None and family.head not in people:
            return self._headed_by(family, known)
        return self._of(dwelling, family, known)

    def _of(self, dwelling: bytes, family: Family, known: Known) -> bytes | None:
        """The stored household of a family, a headless one that gets its head, or a new one.

        None when a family without a head could belong to several.
        """
        headed = self._headed_by(family, known)
        if headed is not None:
            return headed
        headless = next((key for key, head in known if head is None), None)
        if family.head is not None and headless is not None:
            known[:] = [(key, family.head if key == headless else head) for key, head in known]
            self._say(headless, {**family.values, "head_person_uid": family.head})
            return headless
        if family.head is None and len(known) == 1:
            self._say(known[0][0], family.values)
            return known[0][0]
        if family.head is None and known:
            return None
        key = self._draft.ids.new()
        values: dict[str, object] = {"dwelling_uid": dwelling}
        if family.head is not None:
            values["head_person_uid"] = family.head
        self._made[key] = values | family.values
        self._changes.create("household", key, self._made[key])
        known.append((key, family.head))
        return key

    def _headed_by(self, family: Family, known: Known) -> bytes | None:
        """The stored household of the family's head; the only one that a head who is held back as doubtful can have."""
        for key, head in known:
            if head == family.head:
                self._say(key, family.values)
                return key
        return None

    def _say(self, key: bytes, values: dict[str, object]) -> None:
        """Add to what the file says of a stored household; what was said first stands."""
        said = self._said.setdefault(key, {})
        for name, value in values.items():
            said.setdefault(name, value)


def drop_derived_count(said: dict[str, object], name: str, count: Callable[[bytes], int], key: bytes) -> None:
    """Keep a sheet's own count only where it differs from the people the ledger will know."""
    stated = said.get(name)
    if stated is not None and stated is not CLEAR and stated == count(key):
        del said[name]
