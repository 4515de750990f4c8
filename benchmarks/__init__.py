"""The figures of docs/performance.md, measured: `python3 dev.py bench`."""
