"""Metric sets as data: one TOML file a set and version."""
