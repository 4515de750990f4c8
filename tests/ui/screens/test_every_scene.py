"""Every page and dialog, in every state: no text cut, no control nameless or out of Tab's reach, no word from Qt."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.frame.pages import PAGES
from ui.look.theme import theme
from ui.screens.gallery import WINDOW, all_scenes, play
from ui.stage import Scene, Stage

SCENES = all_scenes()


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
@pytest.mark.parametrize("text_percent", [100, 175])
def test_scene_is_fit_to_be_seen(stage: Stage, qtbot: QtBot, scene: Scene, text_percent: int) -> None:
    theme().set("light", text_percent)
    assert play(stage, scene, WINDOW).problems == []


@pytest.mark.parametrize("name", [entry.name for entry in PAGES])
def test_every_page_shows_itself_in_a_normal_state(name: str) -> None:
    assert f"{name}--normal" in {scene.name for scene in SCENES}
