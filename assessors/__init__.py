"""Verdicts as pure functions of evidence: no clock, no network, no store."""
