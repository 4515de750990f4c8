"""Codes are read as people type them, and what a device signs is checked with its public part alone."""

from __future__ import annotations

from base64 import b64decode

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from storage.syncing import device_key
from sync import enrolment
from sync.enrolment import EnrolCodeMistyped, read_code


@pytest.mark.parametrize(
    "typed",
    [
        "310115001001-7K3M-X9PQ-04TZ",
        " 310115001001-7k3m-x9pq-04tz ",
        "310115001001 7K3M X9PQ O4TZ",
        "３１０１１５００１００１—７Ｋ３Ｍ—Ｘ９ＰＱ—０４ＴＺ",
    ],
)
def test_a_code_is_read_as_it_was_meant(typed: str) -> None:
    assert read_code(typed) == ("310115001001", "310115001001-7K3M-X9PQ-04TZ")


@pytest.mark.parametrize("typed", ["", "310115001001", "31011500100-7K3M-X9PQ-04TZ", "310115001001-7K3M-X9PQ-04T", "x"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(EnrolCodeMistyped):
        read_code(typed)


def test_the_cloud_knows_a_device_by_its_signature() -> None:
    private = device_key.generate()
    message = enrolment.token_message("310115001001", "d-1", "f", "n")
    signature = b64decode(device_key.sign(private, message))
    public = load_der_public_key(b64decode(device_key.public_part(private)))
    assert isinstance(public, ec.EllipticCurvePublicKey)
    assert isinstance(public.curve, ec.SECP256R1)
    public.verify(signature, message, ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(signature, enrolment.token_message("310115001002", "d-1", "f", "n"), ec.ECDSA(SHA256()))
