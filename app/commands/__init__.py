"""The commands of `linongctl`: their grammar, what they print, and one function a command."""
