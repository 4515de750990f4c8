"""The desktop: PySide6 widgets over `app`; shows, asks, hands on."""
