"""Named actions on people and households, each of them one step that can be taken back as one."""
