"""Settings are declared once, kept as JSON beside the store, and never keep a store shut."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.stores.settings import FILE_NAME, SettingRefused, Settings, UnknownSetting


def test_a_saved_setting_is_there_the_next_time(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    assert settings["page_size"] == 50
    settings["page_size"] = 20
    settings["last_user"] = "wang"
    settings.save()
    assert Settings(tmp_path).number("page_size") == 20
    assert Settings(tmp_path).text("last_user") == "wang"
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"page_size": "many"}', '{"page_size": 100000}'])
def test_a_damaged_file_or_value_counts_as_the_default(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE_NAME).write_text(content, encoding="utf-8")
    assert Settings(tmp_path).number("page_size") == 50


def test_keys_of_a_newer_version_are_kept(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"from_later": 3}', encoding="utf-8")
    settings = Settings(tmp_path)
    settings["page_size"] = 10
    settings.save()
    assert json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8")) == {"from_later": 3, "page_size": 10}


def test_unknown_keys_and_wrong_values_are_refused(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    with pytest.raises(UnknownSetting):
        settings["colour"] = 1
    with pytest.raises(SettingRefused):
        settings["page_size"] = 0
    with pytest.raises(SettingRefused):
        settings["page_size"] = "20"
    with pytest.raises(SettingRefused):
        settings.number("last_user")


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "gone")
    settings["page_size"] = 10
    settings.save()
    assert settings.number("page_size") == 10


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a user's folder by its own rights")
def test_only_this_user_may_read_them(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.save()
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_whoever_watches_hears_of_changes_alone(tmp_path: Path) -> None:
    settings, heard = Settings(tmp_path), list[str]()
    settings.watch(heard.append)
    settings["lock_minutes"] = 30
    settings["lock_minutes"] = 30
    settings["theme"] = "system"
    assert heard == ["lock_minutes"]


def test_a_setting_with_choices_takes_nothing_else(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    for key, value in (("lock_minutes", 0), ("theme", "pink"), ("text_percent", 101), ("text_percent", True)):
        with pytest.raises(SettingRefused):
            settings[key] = value
