"""The words of the house as values: frozen, typed, standard library only, no I/O."""
