"""The one place for how the desktop looks: tokens, theme, style sheet, roles, icons, Qt's own words in Chinese."""
