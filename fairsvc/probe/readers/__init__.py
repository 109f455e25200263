"""One file per kind of step: what its exchange says. Pure."""
