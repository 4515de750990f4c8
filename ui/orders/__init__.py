"""The page 工单: board, list, my tasks and places, the page of one order, and the forms of what is done with it."""
