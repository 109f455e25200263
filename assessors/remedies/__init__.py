"""Remedies, one topic a file; a verdict names one by its id."""
