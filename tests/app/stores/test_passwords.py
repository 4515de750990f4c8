"""The password rule, each failure by its name."""

from __future__ import annotations

import pytest

from app.stores import passwords


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


@pytest.mark.parametrize(
    ("password", "name", "phone", "broken"),
    [
        ("Wangfang#1", "王芳", "", ("has_name",)),
        ("wang_FANG-2026", "王芳", "", ("has_name",)),
        ("Fangwang#26", "王芳", "", ("has_name",)),
        ("zengyi#2026", "曾毅", "", ("has_name",)),
        ("王芳Lane#30", "王芳", "", ("has_name",)),
        ("ShanXiaoyu#1", "单晓雨", "", ("has_name",)),
        ("JohnSmith#12", "John Smith", "", ("has_name",)),
        ("Gulinaer#12", "古丽娜尔·买买提", "", ()),
        ("Yi#2026abc", "一", "", ()),
        ("Ren13812345678!", "", "", ("has_phone",)),
        ("R138-1234-5678!", "", "", ("has_phone",)),
        ("Ren#58581234", "", "5858 1234", ("has_phone",)),
        ("Ren#58581235", "", "5858 1234", ()),
        ("Lane#300x", "王芳", "13812345678", ()),
    ],
)
def test_what_tells_of_the_person_is_no_password(password: str, name: str, phone: str, broken: tuple[str, ...]) -> None:
    assert passwords.broken_rules(password, login="juwei01", name=name, phone=phone) == broken


def test_refusal_names_rules_and_never_the_password() -> None:
    with pytest.raises(passwords.PasswordTooWeak) as caught:
        passwords.require_good("geheim", login="wang")
    assert caught.value.rules == ("too_short", "no_digit", "no_symbol")
    assert "geheim" not in str(caught.value)


def test_every_common_password_would_otherwise_be_good() -> None:
    for common in passwords.common_passwords():
        assert set(passwords.broken_rules(common, login="-")) <= {"common"}, common
