"""The pages 一人一档 and 一户一档, and the dialogs of named actions: moving, households, death, tags."""
