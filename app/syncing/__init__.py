"""The exchange with the cloud as people and commands do it: getting in, rounds, what they leave to settle."""
