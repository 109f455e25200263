"""The command line: one file a command group, errors to exit codes in `main`."""
