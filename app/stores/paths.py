"""Where things of this PC's user are: the default store, the demo committee, what the program remembers of them.

What lies inside a store is storage's business.
"""

from __future__ import annotations

from pathlib import Path

PROGRAM_FOLDER = "linong"


def default_store() -> Path:
    """The store folder of this PC's user when none is named.

    A local folder, never the roaming profile: that one is copied over the network, where the store must not lie.
    """
    return _data_folder() / "store"


def demo_folder() -> Path:
    """Where the demo committee of this user lies, apart from every real store."""
    return _data_folder() / "demo"


def user_folder() -> Path:
    """Where the program keeps what it remembers for this user on this PC, whatever store is open."""
    import platformdirs

    return Path(platformdirs.user_config_dir(PROGRAM_FOLDER, appauthor=False, roaming=False))


def store_folder(named: str | None) -> Path:
    """The folder a person named, absolute and with `~` taken, or the default one."""
    if not named:
        return default_store()
    return Path(named).expanduser().absolute()


def _data_folder() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir(PROGRAM_FOLDER, appauthor=False, roaming=False))
