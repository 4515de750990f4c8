"""Photographs every page and dialog in every state and finds what no person should have to find.

`python3 dev.py screenshots` runs it. Scenes are declared beside their pages, see `ui.stage`.
"""
