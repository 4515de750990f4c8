"""Everything about one person or one dwelling: its page, its story, its forms."""
