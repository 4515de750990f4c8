"""Access tokens: a PC signs what the cloud asks it to, and may then call for half an hour.

What it signs holds for a few minutes and is bound to committee and device, so a request that was overheard is worth
nothing later; the token names both and is looked at in every call.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from cloud.call import Call
from cloud.exchange import Refusal, bad_request, device_revoked, token_expired
from cloud.means import Means
from sync.enrolment import token_message
from sync.protocol import Json

TOKEN_S: Final = 1800
CHALLENGE_S: Final = 300


def give(means: Means, call: Call) -> dict[str, Json]:
    """The call `token`: without a signature what to sign, with one the token."""
    cid, name = call.text("committee", 12), call.text("device", 100)
    if "sig" not in call.told:
        until = means.now_ms() + CHALLENGE_S * 1000
        return {"nonce": means.challenges.close([until, means.random(9).hex()], f"{cid}/{name}")}
    _check_challenge(means, f"{cid}/{name}", call.text("nonce"))
    with means.store.look(cid) as look:
        call.epoch = look.head.epoch
        device = look.device(name)
    fingerprint = call.text("fingerprint")
    if device is None or not is_signed(
        device.pubkey, call.text("sig"), token_message(cid, name, fingerprint, call.text("nonce"))
    ):
        raise device_revoked(wipe=False)
    if device.fingerprint != fingerprint:
        raise Refusal(409, "device_cloned", "the key is used on another machine")
    call.cid, call.device = cid, name
    until = means.now_ms() + TOKEN_S * 1000
    return {"access": means.tokens.close([cid, name, until], "access"), "expires_in": TOKEN_S}


def _check_challenge(means: Means, bound_to: str, nonce: str) -> None:
    told = means.challenges.open(nonce, bound_to)
    if told is None or told[0] < means.now_ms():
        raise Refusal(401, "challenge_expired", "ask for another one to sign")


def read(means: Means, authorization: str) -> tuple[str, str]:
    """(committee, device) of the token in a header; raises Refusal."""
    kind, _, token = authorization.partition(" ")
    told = means.tokens.open(token.strip(), "access") if kind.lower() == "bearer" else None
    if told is None or told[2] <= means.now_ms():
        raise token_expired()
    return str(told[0]), str(told[1])


def public_key(text: str) -> ec.EllipticCurvePublicKey:
    """A device's key as it told it; raises Refusal."""
    try:
        key = load_der_public_key(b64decode(text, validate=True))
    except (ValueError, UnsupportedAlgorithm):
        raise bad_request("pubkey") from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise bad_request("pubkey")
    return key


def is_signed(pubkey: str, signature: str, message: bytes) -> bool:
    """Whether the holder of a key signed a message."""
    try:
        public_key(pubkey).verify(b64decode(signature, validate=True), message, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
