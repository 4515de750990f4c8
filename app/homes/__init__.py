"""Compounds, buildings and homes as a tree and as a grid."""
