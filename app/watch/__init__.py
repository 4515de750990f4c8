"""What looks unusual in the log: rules, what they noticed, and changes that can be put back."""
