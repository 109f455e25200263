"""Checks, one principle and topic a file; an indicator of a metric set names them by id."""
