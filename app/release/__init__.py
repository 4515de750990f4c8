"""What leaves the program is asked for, approved where it must be, numbered and found again by its number."""
