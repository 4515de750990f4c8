"""Widgets that every page builds from: buttons, bands, cards, chips, fields, states, dialogs. They know no ledger."""
