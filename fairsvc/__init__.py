"""Prove how FAIR a catalogue is, and say what to repair."""

__version__ = "0.1.0"
