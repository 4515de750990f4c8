"""Whether somebody is at the PC, as its system tells: how long nothing was touched, screen locked, going to sleep."""
