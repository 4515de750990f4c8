"""照片和材料 on the page of what they belong to: shown, added, opened, worded, taken away."""
