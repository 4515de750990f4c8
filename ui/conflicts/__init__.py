"""两处都改了: what two PCs changed without knowing of each other, settled by a person."""
