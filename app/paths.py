"""Where things of this PC are: the default store folder. What lies inside a store is storage's business."""

from __future__ import annotations

from pathlib import Path

PROGRAM_FOLDER = "linong"


def default_store() -> Path:
    """The store folder of this PC's user when none is named.

    A local folder, never the roaming profile: that one is copied over the network, where the store must not lie.
    """
    import platformdirs

    return Path(platformdirs.user_data_dir(PROGRAM_FOLDER, appauthor=False, roaming=False)) / "store"


def store_folder(named: str | None) -> Path:
    """The folder a person named, absolute and with `~` taken, or the default one."""
    if not named:
        return default_store()
    return Path(named).expanduser().absolute()
