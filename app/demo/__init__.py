"""An invented committee: for trying the program, for measuring it, and for the demo workbooks. Nobody in it exists."""
