"""What people see when the program itself failed, and the log in plain words."""
