"""Emergency roster 应急名册: who of a building needs which help, on paper too; and the muster after an alarm."""
