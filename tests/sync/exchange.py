"""PCs of one committee with real stores, their cloud in memory, and a line between on which anything may happen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cloud.enrolling import new_code
from cloud.exchange import Request
from ledger import catalog, ids
from ledger.definition import Ledger
from storage.store import Store
from storage.syncing import device_key
from sync.backoff import Patience
from sync.calls import Calls
from sync.local_side import Enrolment, LocalSide
from sync.outcome import Outcome
from sync.round import Limits, sync
from sync.transport import Reply
from sync.world import World
from tests.cloud.callers import CID, House
from tests.committee import LOGIN, new_store

PERSON = catalog.named("person")
Send = Callable[[], Reply]


@dataclass
class Wire:
    """Carries requests to the service; `fault` may spoil what passes: it gets the request's number and its sending."""

    house: House
    fault: Callable[[int, Send], Reply] | None = None
    seen: list[tuple[str, str]] = field(default_factory=list)

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        number = len(self.seen)
        self.seen.append((method, path.partition("?")[0]))

        def passed() -> Reply:
            found = self.house.service.answer(Request(method, path, headers, body))
            return Reply(found.status, {name.lower(): value for name, value in found.headers.items()}, found.body)

        return passed() if self.fault is None else self.fault(number, passed)


class Pc:
    """One PC: its store, its line, its clock (the cloud's, moved by waiting)."""

    def __init__(self, house: House, folder: Path, name: str, *, store: Store | None = None) -> None:
        self.house, self.name = house, name
        self.store = store or new_store(folder, code=CID)
        self.local = LocalSide(self.store)
        self.wire, self.slept = Wire(house), list[float]()
        self.world = World(
            self.wire,
            f"sha256:{name}",
            "0.1.0",
            now_ms=house.time.now_ms,
            sleep=self._sleep,
            uniform=lambda _, high: high,
        )

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.house.time.ms += int(seconds * 1000)

    def enrol(self) -> Pc:
        private = device_key.generate()
        self.local.put_device_key(private)
        said = {"code": new_code(self.house.means, CID), "pubkey": device_key.public_part(private)}
        calls = Calls(self.world)
        said |= {"fingerprint": self.world.fingerprint, "app": "0.1.0"}
        told = Patience(self.world).tried(lambda: calls.post("/v1/enrol", said)).told
        self.local.enrol(Enrolment(told["device"], told["gen"], "https://cloud.example"))
        return self

    def sync(self, **limits: object) -> Outcome:
        self.wire.seen.clear()
        return sync(self.local, self.world, Limits(**limits))  # type: ignore[arg-type]

    def synced(self, **limits: object) -> Outcome:
        """A round that has to be whole."""
        outcome = self.sync(**limits)
        assert outcome.is_whole, outcome
        return outcome

    # -- what people do

    def add(self, ledger: Ledger = PERSON, **values: object) -> bytes:
        record = ids.new_id()
        with self.store.write(user=LOGIN, kind="add") as write:
            write.create(ledger, [(record, values)])
        return record

    def edit(self, record: bytes, ledger: Ledger = PERSON, **new: object) -> None:
        row = self.row(record, ledger)
        with self.store.write(user=LOGIN, kind="set") as write:
            write.patch(ledger, [(record, {name: row[name] for name in new}, new)])

    def remove(self, record: bytes, ledger: Ledger = PERSON) -> None:
        with self.store.write(user=LOGIN, kind="remove") as write:
            write.delete(ledger, [record], reason="误录")

    def row(self, record: bytes, ledger: Ledger = PERSON) -> Mapping[str, object]:
        with self.store.reader() as reader:
            return reader.get_many(ledger, [record], dead=True)[record]

    def people(self) -> dict[str, tuple[object, ...]]:
        """Every person as both sides must have it."""
        with self.store.reader() as reader:
            rows = reader.get_many(PERSON, [row[0] for row in reader.scan(PERSON, ())])  # type: ignore[misc]
        return {ids.to_text(one): (row["rv"], row["life"], row["name"], row["phone"]) for one, row in rows.items()}
