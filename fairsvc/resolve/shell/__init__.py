"""A shell in the files of a PID."""
