"""A sample of how the police or the street sends: one small batch of invented people, then what it is asked to check.

    python -m cloud.sample_feeder --url http://127.0.0.1:8423 --source police --committee 310115001001 --token-file FILE

Rows may be given in a file instead (`--rows`): a JSON list of {"t", "f", "id"?}. A batch that is sent again with the
same `--batch` changes nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import requests

from ledger import id_number, ids
from sync.protocol import Json

_TIMEOUT: Final = (10, 120)
_NAMES: Final = ("沈佳音", "陆明远", "顾晓岚", "钱立群", "周思齐", "吴念慈", "郑海波", "冯若水")


def invented(count: int, seed: int) -> Iterator[dict[str, Json]]:
    """Rows of people who do not exist; the same seed makes the same ones."""
    chance = random.Random(seed)  # noqa: S311 - invented people, no secrets
    for number in range(count):
        year, sex = chance.randint(1940, 2015), chance.randint(1, 2)
        born = f"{year}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
        first17 = f"310115{born}{chance.randint(10, 98)}{2 * (number % 5) + sex % 2}"
        document = {"id_type": "111", "id_no": first17 + id_number.check_digit(first17), "id_expiry": None}
        birth = {"sex": str(sex), "birth_date": f"{born[:4]}-{born[4:6]}-{born[6:]}"}
        yield {
            "t": "person",
            "f": {"name": chance.choice(_NAMES), "id_document": document, "sex_birth": birth, "check_status": "1"},
        }


class Feeder:
    """The source's side of the calls; raises requests.HTTPError for a refusal."""

    def __init__(self, url: str, source: str, committee: str, token: str) -> None:
        self._at = f"{url.rstrip('/')}/v1/ingest/{source}/{committee}"
        self._headers = {"Authorization": f"Bearer {token}"}

    def send(self, rows: Sequence[Json], batch: str) -> list[Json]:
        """Send one batch; answers what became of each row."""
        told = {"batch": batch, "rows": list(rows)}
        answer = requests.post(self._at, json=told, headers=self._headers, timeout=_TIMEOUT)
        answer.raise_for_status()
        return list(answer.json()["results"])

    def corrections(self, after: int = 0) -> list[Json]:
        """What committees ask this source to check."""
        found = requests.get(
            f"{self._at}/corrections", params={"after": after}, headers=self._headers, timeout=_TIMEOUT
        )
        found.raise_for_status()
        return list(found.json()["corrections"])


def main(argv: Sequence[str] | None = None) -> int:
    """Send a batch and print what became of it."""
    chosen = _parser().parse_args(argv)
    token = chosen.token_file.read_text(encoding="ascii").strip()
    rows = (
        json.loads(chosen.rows.read_text(encoding="utf-8"))
        if chosen.rows
        else list(invented(chosen.people, chosen.seed))
    )
    feeder = Feeder(chosen.url, chosen.source, chosen.committee, token)
    results = feeder.send(rows, chosen.batch or ids.to_text(ids.new_id()))
    told = {"results": results, "corrections": feeder.corrections()}
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cloud.sample_feeder", description="示例：公安或街道下发一批数据")
    parser.add_argument("--url", required=True, metavar="URL", help="上级平台的网址")
    parser.add_argument("--source", required=True, choices=("police", "street"), help="来源")
    parser.add_argument("--committee", required=True, metavar="CODE", help="12 位居委会代码")
    parser.add_argument("--token-file", required=True, type=Path, metavar="FILE", help="admin source 给的凭证")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="要发的内容（JSON），不写就虚构几个人")
    parser.add_argument("--people", type=int, default=5, metavar="N", help="虚构几个人")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--batch", default="", metavar="UUID", help="批次号，重发时用同一个")
    return parser


if __name__ == "__main__":
    sys.exit(main())
