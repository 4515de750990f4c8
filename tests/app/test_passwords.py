"""The password rule, each failure by its name."""

from __future__ import annotations

import pytest

from app import passwords


@pytest.mark.parametrize(
    ("password", "broken"),
    [
        ("Lane#300x", ()),
        ("弄堂Lane300！", ()),
        ("a1!", ("too_short",)),
        ("a1!" * 100, ("too_long",)),
        ("12345678!", ("no_letter",)),
        ("abcdefgh!", ("no_digit",)),
        ("abcdefg1", ("no_symbol",)),
        ("abc defg1", ("no_symbol",)),
        ("abcdefgh", ("no_digit", "no_symbol")),
        ("xwangjing#1", ("has_login",)),
        ("XWANGJING#1", ("has_login",)),
        ("P@ssw0rd", ("common",)),
        ("Password123!", ("common",)),
        ("qWER1234!", ("common",)),
        ("", ("too_short", "no_letter", "no_digit", "no_symbol")),
    ],
)
def test_each_broken_rule_has_its_name(password: str, broken: tuple[str, ...]) -> None:
    assert passwords.broken_rules(password, login="wangjing") == broken


def test_the_login_name_itself_is_refused_however_short() -> None:
    assert passwords.broken_rules("a", login="A")[-1] == "has_login"
    assert "has_login" not in passwords.broken_rules("Lane#300x", login="a")


def test_refusal_names_rules_and_never_the_password() -> None:
    with pytest.raises(passwords.PasswordTooWeak) as caught:
        passwords.require_good("geheim", login="wang")
    assert caught.value.rules == ("too_short", "no_digit", "no_symbol")
    assert "geheim" not in str(caught.value)


def test_every_common_password_would_otherwise_be_good() -> None:
    for common in passwords.common_passwords():
        assert set(passwords.broken_rules(common, login="-")) <= {"common"}, common
