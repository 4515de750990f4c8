"""The page 活动 with its calendar, one activity in full, and the dialogs that plan and sum up."""
