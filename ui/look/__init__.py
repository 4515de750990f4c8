"""How everything looks: tokens, themes, the style sheet, icons; the only place with a colour or a size."""
