"""`python -m cloud`: the command line `linong-cloud` where no program of that name is installed."""

from __future__ import annotations

import sys

from cloud.commands import main

if __name__ == "__main__":
    sys.exit(main())
