"""One file per kind of repository software: how its API lists the files of a record."""
