"""Publish a folder for Direct DOI Data Access."""
