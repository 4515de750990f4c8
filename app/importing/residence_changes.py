"""Residences that a file speaks of: one living-here relation per person and dwelling, never doubled, never weakened."""

from __future__ import annotations

from collections.abc import Mapping

from app.importing.draft import Draft, ResidenceKey
from app.importing.facts import CLEAR
from app.importing.gathering import is_weaker
from app.importing.home_feed import INFERRED, ROW, WRITTEN
from app.importing.ledger_changes import LedgerChanges
from app.importing.stored_values import Row, StoredValues
from ledger import catalog, derive
from ledger.derive import relation_class

_FEW_PEOPLE = 500  # up to so many people are asked for by id; for more, one scan is quicker
_OTHER_RELATION = "99"
_ALWAYS = ("person_uid", "dwelling_uid", "relation", "end_date", "household_uid", "is_actual_resident", "kinship")
_RESIDENCE = catalog.named("residence")
_UNREAD = object()  # stands for a hukou address that no row of the file gave
_LIVES_ELSEWHERE = frozenset((derive.MATCH_REGISTERED, derive.MATCH_NEITHER))


class ResidenceChanges:
    """One run over the residences of a draft; `ids` names the record of each afterwards."""

    def __init__(self, draft: Draft, changes: LedgerChanges, persons_before: StoredValues) -> None:
        self._draft = draft
        self._changes = changes
        self._persons_before = persons_before
        self._before = StoredValues((), {})
        self.ids: dict[ResidenceKey, bytes] = {}

    def run(self, households: Mapping[tuple[bytes, bytes], bytes]) -> None:
        """Create or settle every residence; `households` gives (person, dwelling) its household."""
        draft = self._draft
        existing = self._existing() if draft.people.knows_stored else {}
        main = {
            person: dwelling
            for (person, dwelling, kind), record in existing.items()
            if kind == "living" and self._before.value(record, "is_actual_resident")
        }
        unchanged = 0
        for key, said in draft.residences.items():
            household = households.get(key[:2]) if key[2] == "living" else None
            if household is not None:
                said["household_uid"] = household
            found = existing.get(key)
            if found is None:
                self._create(key, said, main)
            else:
                self.ids[key] = found
                unchanged += not self._settle(key, said, found)
        self._changes.count_unchanged("residence", unchanged)

    def _existing(self) -> dict[ResidenceKey, bytes]:
        """Live residences of the file's people that have not ended; what they hold is kept."""
        today = self._draft.today.isoformat()
        people = self._draft.persons.values.keys()
        named = set[str]().union(*self._draft.residences.values())
        said = sorted(name for name in named if not name.startswith("_") and name not in _ALWAYS)
        fields = (*_ALWAYS, *said)
        found: dict[ResidenceKey, bytes] = {}
        rows: dict[bytes, Row] = {}
        for row in self._draft.reader.scan(_RESIDENCE, fields, where=self._people_asked()):
            key, person, dwelling, relation, ends = row[:5]
            if person in people and (not ends or str(ends) > today):
                found[person, dwelling, relation_class(relation)] = key
                rows[key] = row
        self._before = StoredValues(fields, rows)
        return found

    def _people_asked(self) -> dict[str, object] | None:
        """Ask for the few people of a short sheet by id."""
        people = self._draft.persons.values
        return {"person_uid": list(people)} if len(people) <= _FEW_PEOPLE else None

    def _create(self, key: ResidenceKey, said: dict[str, object], main: dict[bytes, bytes]) -> None:
        person, dwelling, kind = key
        where = said.pop(ROW, None)
        inferred = said.pop(INFERRED, None)
        said.setdefault("relation", inferred or _OTHER_RELATION)
        lives = kind == "living" and said.get("hukou_match") not in _LIVES_ELSEWHERE
        if lives and main.get(person, dwelling) != dwelling:
            lives = False
            self._changes.hint(where, "is_actual_resident", "lives elsewhere too")
        is_actual = said.setdefault("is_actual_resident", int(lives))
        if is_actual == 1 and kind == "living":
            main.setdefault(person, dwelling)
        if self._agrees(key, said, where, lives=is_actual == 1):
            del said["hukou_match"]
        said["person_uid"], said["dwelling_uid"] = person, dwelling
        record = self.ids[key] = self._draft.ids.new()
        self._changes.create("residence", record, said)

    def _settle(self, key: ResidenceKey, said: dict[str, object], record: bytes) -> bool:
        before = self._before
        where = said.pop(ROW, None)
        stated = said.pop("relation", None)
        relation = stated or said.pop(INFERRED, None)
        said.pop(INFERRED, None)
        if isinstance(relation, str) and not is_weaker(
            relation, str(before.value(record, "relation")), stated=stated is not None
        ):
            said["relation"] = relation
        lives = said.get("is_actual_resident", before.value(record, "is_actual_resident"))
        if self._agrees(key, said, where, lives=bool(lives)):
            said["hukou_match"] = CLEAR
        return self._changes.settle(_RESIDENCE, record, said, before)

    def _agrees(self, key: ResidenceKey, said: dict[str, object], where: object, *, lives: bool) -> bool:
        """True when the sheet's 人户一致 is what the ledger derives anyway; a real difference is hinted at."""
        written = said.pop(WRITTEN, _UNREAD)
        stated = said.get("hukou_match")
        if stated is None or stated is CLEAR:
            return False
        derived = self._derived(key, written, lives_here=lives and key[2] == "living")
        if derived not in (stated, derive.MATCH_UNKNOWN):
            self._changes.hint(where, "hukou_match", "differs from derived")
        return derived == stated

    def _derived(self, key: ResidenceKey, written: object, *, lives_here: bool) -> str:
        person, dwelling, _ = key
        home = self._draft.places.by_id[dwelling].home()
        if written is None or isinstance(written, derive.Written):
            return derive.match_code(lives_here=lives_here, registered=derive.is_there(written, home))
        address, population = (self._person_value(person, name) for name in ("hukou_address", "population_type"))
        return derive.hukou_match(address, population, home, lives_here=lives_here)

    def _person_value(self, person: bytes, name: str) -> str | None:
        said = self._draft.persons.values[person].get(name)
        if said is None or said is CLEAR:
            said = self._persons_before.value(person, name)
        return said if isinstance(said, str) else None
