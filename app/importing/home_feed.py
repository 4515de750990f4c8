"""Gathers what a taken row of a home sheet says: person, tags, dwelling, residence, and who belongs to a household.

Who the row is and where it lives was judged before, in `home_sheet`; nothing here refuses a row.
"""

from __future__ import annotations

import json

from app.importing import guardians
from app.importing.draft import ResidenceKey, SheetDraft
from app.importing.facts import CLEAR, Facts
from app.importing.gathering import HEAD_KINSHIPS, NOBODY, Member, fill, relation_from
from app.importing.people import Stay
from app.importing.place_records import Dwelling
from ledger import derive, kinds, text
from ledger.derive import MAIN_TENANT, REGISTERED_ONLY, relation_class
from storage.rows import text_in

ROW = "_row"  # (sheet, row) beside values that are only judged at the end: a stated age, a stated 人户一致
WRITTEN = "_written"  # the person's hukou address read beside the home; read early, while the next rows are awaited
INFERRED = "_relation"  # a relation that only the kinship implies; weaker than one that the sheet states


class HomeFeed:
    """Feeds the draft from the rows of one sheet."""

    def __init__(self, sheet: SheetDraft) -> None:
        self._sheet = sheet
        self._draft = sheet.draft
        self._role = sheet.mapping.role
        self._headless: set[tuple[str, ...]] = set()
        self._last_written: tuple[str, Dwelling | None, derive.Written | None] = ("", None, None)
        self._has_guardians = guardians.has_column(sheet.fields)
        self._has_kinship = ("residence", "kinship") in sheet.fields or self._role == "head"

    def person(
        self, person: bytes, facts: Facts, dwelling: Dwelling | None, stay: Stay | None
    ) -> list[tuple[str, object]]:
        """Take a row about a person; answers the records it feeds."""
        draft = self._draft
        if "hukou_compound" in facts.person:
            self._resolve_hukou_compound(facts)
        if "age" in facts.person:
            facts.person[ROW] = (self._sheet.name, facts.row)
        draft.persons.merge(person, facts.person, lambda name: self._differs(facts, name))
        records: list[tuple[str, object]] = [("person", person)]
        for tag in facts.tags:
            if tag.startswith("F"):
                facts.household["household_tag"] = _with_tag(facts.household.get("household_tag"), tag)
            elif not self._is_derived(tag, facts, person):
                draft.tags[person, tag] = None
                records.append(("person_tag", (person, tag)))
        if self._has_guardians:
            kept = [tag for tag in facts.tags if (person, tag) in draft.tags]
            self._take_guardian(facts, person, kept)
        if dwelling is not None:
            self._take_dwelling(facts, dwelling)
            records.append(("dwelling", dwelling.id))
            records.append(("residence", self._take_residence(facts, dwelling, person, stay)))
        return records

    def _take_guardian(self, facts: Facts, person: bytes, tags: list[str]) -> None:
        """Put the guardian with each tag that the row brought, or with the person when it brought none."""
        said = guardians.said(facts)
        if said and not tags:
            contact = guardians.as_contact(said)
            self._draft.persons.merge(person, contact, lambda name: self._differs(facts, name))
        for tag in tags if said else ():
            for name in fill(self._draft.tag_facts.setdefault((person, tag), {}), said):
                self._differs(facts, name)

    def held_head(self, facts: Facts, home: bytes | None, candidates: tuple[bytes, ...]) -> None:
        """Let the members below a head who is held back follow nobody else: the one whom the head may be, or nobody."""
        if self._is_head(facts) and home is not None:
            self._hold(home, candidates[0] if len(candidates) == 1 else NOBODY)

    def refused_head(self, facts: Facts) -> None:
        """Let the members below a head whose row is refused follow nobody; they are known by their place as written."""
        if self._is_head(facts) and facts.place is not None:
            self._headless.add(tuple(facts.place))

    def _is_head(self, facts: Facts) -> bool:
        return self._has_kinship and facts.residence.get("kinship") in HEAD_KINSHIPS

    def _hold(self, home: bytes, head: bytes) -> None:
        held = Member(head, is_head=True, head_name="", household={}, stays=True)
        self._draft.members.setdefault(home, []).append(held)

    def home(self, facts: Facts, dwelling: Dwelling) -> list[tuple[str, object]]:
        """Take a row about a dwelling and nobody in it; a tag of a person has nobody to go to."""
        self._take_dwelling(facts, dwelling)
        flags = [tag for tag in facts.tags if tag.startswith("F")]
        if flags:
            facts.household["household_tag"] = kinds.code_list(set(flags))
        if len(flags) < len(facts.tags):
            self._sheet.issue(facts.row, self._sheet.column_of("person_tag", "tag"), "tag", "nobody", refuses=False)
        if facts.household:
            where = (self._sheet.name, facts.row)
            self._draft.home_facts.setdefault(dwelling.id, (where, facts.household))
        return [("dwelling", dwelling.id)]

    def _resolve_hukou_compound(self, facts: Facts) -> None:
        """The compound that 户籍小区 names; one that the ledger does not know is left out and listed."""
        name = facts.person.pop("hukou_compound")
        known = self._draft.places.by_name.get(text.squeeze(str(name)))
        if name is CLEAR:
            facts.person["hukou_compound"] = CLEAR
        elif known is not None and (known.used or not known.is_new):
            facts.person["hukou_compound"] = known.id
        else:
            column = self._sheet.column_of("person", "hukou_compound")
            self._sheet.issue(facts.row, column, "hukou_compound", "unknown_compound", refuses=False)

    def _is_derived(self, tag: str, facts: Facts, person: bytes) -> bool:
        """True for an age-driven tag that age and sex agree with; one they do not agree with is kept and hinted."""
        if not derive.is_automatic_tag(tag):
            return False
        values = self._draft.persons.values[person]
        birth, sex = values.get("birth_date"), values.get("sex")
        by_age = derive.automatic_tags(
            birth if isinstance(birth, str) else None, sex if isinstance(sex, str) else None, self._draft.today
        )
        if tag not in by_age:
            self._sheet.hint(facts.row, "tag", "differs from age")
        return tag in by_age

    def _take_dwelling(self, facts: Facts, dwelling: Dwelling) -> None:
        dwelling.use()
        if dwelling.is_new:
            self._draft.dwellings.new.add(dwelling.id)
        self._draft.dwellings.merge(dwelling.id, facts.dwelling, lambda name: self._differs(facts, name))

    def _take_residence(self, facts: Facts, dwelling: Dwelling, person: bytes, stay: Stay | None) -> ResidenceKey:
        said = facts.residence
        self._complete(said)
        said[ROW] = (self._sheet.name, facts.row)
        if "hukou_match" in said:
            address = self._draft.persons.values[person].get("hukou_address")
            if isinstance(address, str):
                said[WRITTEN] = self._written_at(address, dwelling)
        kind = relation_class(text_in(said, "relation"))
        key = (person, dwelling.id, kind)
        known = self._draft.residences.get(key)
        if known is None:
            self._draft.residences[key] = said
        else:
            for name in fill(known, said):
                if name not in (ROW, WRITTEN):
                    self._differs(facts, name)
        if self._has_kinship and kind == "living":
            self._take_member(facts, key, stay)
        return key

    def _written_at(self, address: str, dwelling: Dwelling) -> derive.Written | None:
        """As `derive.written_at`; a family's rows stand one below the other and mostly give the same address."""
        last_address, last_dwelling, written = self._last_written
        if last_dwelling is not dwelling or last_address != address:
            written = derive.written_at(address, dwelling.home())
            self._last_written = (address, dwelling, written)
        return written

    def _complete(self, said: dict[str, object]) -> None:
        """Add what the kind of sheet, 人户一致 or the kinship tells of the relation."""
        if self._role == "tenant":
            said.setdefault("relation", MAIN_TENANT)
        elif self._role == "head":
            said.setdefault("kinship", "02")
        if "relation" in said:
            return
        if said.get("hukou_match") == "3":
            said["relation"] = REGISTERED_ONLY
            return
        inferred = relation_from(said.get("kinship"))
        if inferred is not None:
            said[INFERRED] = inferred

    def _take_member(self, facts: Facts, key: ResidenceKey, stay: Stay | None) -> None:
        """Put the person among the members of the home.

        A row that comes back with its 系统标识 and says of the household what the ledger knows leaves it alone.
        """
        person, dwelling, _ = key
        kinship = facts.residence.get("kinship")
        if self._headless and facts.place is not None and tuple(facts.place) in self._headless:
            self._headless.remove(tuple(facts.place))
            self._hold(dwelling, NOBODY)
        stays = (
            stay is not None
            and (stay.person, stay.dwelling) == (person, dwelling)
            and not facts.head_name
            and kinship in (None, stay.kinship)
            and (stay.household is not None or not facts.household)
        )
        if stays and stay is not None and stay.household is not None:
            known = self._draft.household_facts.setdefault(stay.household, {})
            for name, value in facts.household.items():
                known.setdefault(name, value)
        member = Member(person, kinship in HEAD_KINSHIPS, facts.head_name, facts.household, stays)
        self._draft.members.setdefault(dwelling, []).append(member)

    def _differs(self, facts: Facts, name: str) -> None:
        self._sheet.hint(facts.row, name.removeprefix("_"), "differs within the file")


def _with_tag(known: object, tag: str) -> str:
    found = set(json.loads(known)) if isinstance(known, str) else set()
    return kinds.code_list(found | {tag})
