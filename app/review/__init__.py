"""An import in front of a person: the steps, what a plan asks, what it will do, what was brought in before."""
