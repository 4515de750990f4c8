"""A place in a bucket of any S3-compatible store. The library is loaded when such a place is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from cloud.places.place import Lying, PieceMissing, PlaceTrouble

if TYPE_CHECKING:
    from collections.abc import Mapping

_MISSING: Final = frozenset(("NoSuchKey", "404", "NotFound"))


class S3Place:
    """Keeps `cloud.places.place.Place` below `prefix` in a bucket.

    Address, region and credentials come from where boto3 looks for them: `AWS_ENDPOINT_URL_S3`, `AWS_ACCESS_KEY_ID` …,
    its files, or the machine's role; none of them is an option that a process list would show.
    """

    def __init__(self, bucket: str, prefix: str = "", client: Any = None) -> None:
        self._bucket, self._prefix = bucket, f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._client = client or _client()

    def put(self, name: str, content: bytes) -> None:
        """Keep a piece."""
        with _told():
            self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=content)

    def get(self, name: str) -> bytes:
        """A piece; raises PieceMissing."""
        with _told():
            found: bytes = self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)["Body"].read()
            return found

    def drop(self, name: str) -> None:
        """Remove a piece."""
        with _told():
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + name)

    def lying(self, under: str) -> Iterator[Lying]:
        """Every piece under a name."""
        with _told():
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=f"{self._prefix}{under}/"):
                yield from (self._one(found) for found in page.get("Contents", ()))

    def _one(self, found: Mapping[str, Any]) -> Lying:
        return Lying(found["Key"].removeprefix(self._prefix), int(found["LastModified"].timestamp() * 1000))


def _client() -> Any:
    import boto3  # type: ignore[import-untyped]  # ships no types
    from botocore.config import Config  # type: ignore[import-untyped]

    # Plain checksums: many stores that speak S3 do not know the newer ones.
    config = Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"max_attempts": 3, "mode": "standard"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return boto3.client("s3", config=config)


@contextmanager
def _told() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", "")) if isinstance(error.response, dict) else ""
        if code in _MISSING:
            raise PieceMissing from error
        raise PlaceTrouble(code or "ClientError") from error
    except BotoCoreError as error:
        raise PlaceTrouble(type(error).__name__) from error
