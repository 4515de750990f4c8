"""The accounts of a store: who has one, who may open, change and stop whose, and by which policy passwords live."""
