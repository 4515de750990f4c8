"""The shared errors: facts as attributes, texts for the log without any cell's value."""

from __future__ import annotations

import pytest

from ledger import errors


@pytest.mark.parametrize(
    ("error", "text", "facts", "retry"),
    [
        (errors.UnknownLedger("elephant"), "no ledger elephant", {"name": "elephant"}, "never"),
        (errors.UnknownField("person", "size"), "no field person.size", {"ledger": "person", "name": "size"}, "never"),
        (errors.RecordNotFound("person"), "no such person", {"ledger": "person"}, "never"),
        (errors.AmbiguousRecord("person", 2), "2 records of person", {"ledger": "person", "count": 2}, "never"),
        (
            errors.FieldsRefused("person", (("id_no", "checksum"), ("sex", "required"))),
            "person: id_no checksum, sex required",
            {"ledger": "person", "problems": (("id_no", "checksum"), ("sex", "required"))},
            "never",
        ),
        (
            errors.ChangedBeneath("person", ("phone",), user="li", at="2026-11-21T01:30:00.000Z"),
            "person changed beneath: phone",
            {"ledger": "person", "fields": ("phone",), "user": "li", "at": "2026-11-21T01:30:00.000Z"},
            "now",
        ),
        (
            errors.StillReferred("dwelling", "residence", 3),
            "dwelling is referred to by 3 of residence",
            {"ledger": "dwelling", "referrer": "residence", "count": 3},
            "never",
        ),
        (errors.Cancelled(), "", {}, "now"),
        (errors.DefinitionBroken("person.x: no label"), "person.x: no label", {}, "never"),
    ],
)
def test_an_error_carries_its_facts(error: errors.LedgerError, text: str, facts: dict[str, object], retry: str) -> None:
    assert isinstance(error, errors.LedgerError)
    assert str(error) == text
    assert vars(error) == facts
    assert error.retry == retry
