"""Catalogues as a stream of pages: one source a file, below `sources`."""
