"""Numbered steps from one schema version to the next: frozen text that imports nothing from `ledger`.

Module `m0002_….py` gives `STATEMENTS`; `storage/upgrading.py` runs what is pending. A released step is never changed.
"""
