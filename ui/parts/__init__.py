"""Small widgets that pages are built of: buttons, chips, cards, states of a page, fields with labels."""
