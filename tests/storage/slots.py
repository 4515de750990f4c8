"""Key slots for the tests: an account's slot with its pair, and those that were written before there were pairs."""

from __future__ import annotations

import secrets

from storage import former_passwords
from storage.key_wraps import Cost, DatabaseKey, Slot, seal_slot, stretch
from storage.keys import KeySlots
from tests.storage.stores import CHEAP


def put_account(slots: KeySlots, login: str, password: str, key: DatabaseKey, *, cost: Cost = CHEAP) -> bytes:
    """Give an account its slot, or another one; answers the public half of its pair."""
    new = former_passwords.derived(login, password, before=slots.account(login), last=(), cost=cost)
    slots.put_account(new.slot, new.public, key)
    return new.public


def without_pair(login: str, password: str, key: DatabaseKey) -> Slot:
    """A slot as it was before there were pairs: it wraps the store key itself."""
    slot = Slot("account", login, CHEAP, secrets.token_bytes(16), secrets.token_bytes(12), b"")
    return seal_slot(slot, stretch(password, slot.salt, CHEAP), key)
