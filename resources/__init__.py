"""Files that ship with the program: code tables, icons, fonts, texts; read through importlib.resources."""
