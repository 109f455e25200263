"""Logging: one named logger, to standard error; addresses are redacted before they get here."""

from __future__ import annotations

import logging

logger = logging.getLogger("fairsvc")


def configure(*, verbose: bool) -> None:
    """Send warnings, or with `verbose` everything, to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logger.handlers[:] = [handler]
    logger.setLevel(logging.DEBUG if verbose else logging.WARNING)
    logger.propagate = False
