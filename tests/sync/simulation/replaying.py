"""The end of a seed, spelled out: to be compared with the end of the same seed elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from cloud.records import Stamp
from ledger import catalog
from sync.protocol import CONFLICT, dump
from tests.sync.simulation import invariants
from tests.sync.simulation.cloud_side import CloudPlace
from tests.sync.simulation.world import SimulatedWorld, simulated

STEPS = 100


def state_of(world: SimulatedWorld) -> dict[str, object]:
    """Everything that people, operators and PCs could see of a world, spelled out."""
    told: dict[str, object] = {}
    with world.cloud.store.look(world.cloud.cid) as look:
        keys = {(name, one) for name in (*_LEDGERS, CONFLICT, "alias") for one, _, _ in look.marks(name)}
        records = look.records(sorted(keys))
        told["records"] = [[*key, one.rv, one.life, dict(one.f), _stamps(one.fm)] for key, one in records.items()]
        decided = look.decisions(sorted(world.cloud.sent))
        told["decisions"] = sorted([op_id, one.gen, one.n, dump(one.outcome), one.at] for op_id, one in decided.items())
        told["graves"] = sorted([*key, life] for key, life in look.graves(sorted(keys)).items())
        told["head"] = [look.head.epoch, look.head.seq, look.head.floor, look.head.lineage]
        told["devices"] = [[one.id, one.gen, one.last_n, one.last_at] for one in look.devices()]
    for pc in world.pcs:
        with pc.store.reader() as reader:
            for name in (*_LEDGERS, "operation", "sync_base", "sync_conflict", "sync_alias", "sync_dead"):
                rows = reader.connection.rows(f"SELECT * FROM {name} ORDER BY 1, 2, 3")  # noqa: S608 - own words
                told[f"{pc.name} {name}"] = [[_plain(value) for value in row] for row in rows]
    return told


_LEDGERS = tuple(ledger.name for ledger in catalog.EVERY)


def _plain(value: object) -> object:
    """A cell; JSON whatever the order in which it was spelled."""
    if isinstance(value, str) and value.startswith("{"):
        return json.loads(value)
    return value.hex() if isinstance(value, bytes) else value


def _stamps(fm: Mapping[str, Stamp]) -> dict[str, list[object]]:
    return {group: list(stamp) for group, stamp in fm.items()}


def played(seed: int, folder: Path, cloud: CloudPlace) -> dict[str, object]:
    """The end of a seed."""
    with simulated(seed, folder, cloud=cloud) as world:
        world.run(STEPS)
        world.settle()
        invariants.check(world)
        return state_of(world)


def mark(seed: int, folder: Path) -> str:
    """The end of a seed as one hash."""
    return hashlib.sha256(dump(played(seed, folder, CloudPlace())).encode()).hexdigest()
