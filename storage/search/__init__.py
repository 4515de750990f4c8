"""Finding by what people type: the index, its words and numbers, readings of names."""
