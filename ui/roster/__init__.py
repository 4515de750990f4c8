"""The page 应急名册: who of a building needs help, and the muster after an alarm."""
