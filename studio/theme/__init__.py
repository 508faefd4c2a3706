"""How the window looks: colours, sizes, the style sheet, icons."""
