"""Moves changes between the store and the cloud; knows the protocol, not the screen."""
