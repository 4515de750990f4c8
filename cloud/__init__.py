"""The reference server: shares the words and the merge rule, nothing else."""
