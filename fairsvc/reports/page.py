"""What the pages of all reports share: one frame, sealed against scripts and requests, and how values are spelt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined


def make_environment(filters: Mapping[str, Callable[..., Any]], names: Mapping[str, Any]) -> Environment:
    """Make the environment of a page's templates; everything that others sent is escaped.

    `filters` and `names` are the page's own, beside the filters `instant` and `web`.
    """
    environment = Environment(
        loader=PackageLoader("fairsvc.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update({"instant": spell_instant, "web": web_address, **filters})
    environment.globals.update(names)
    return environment


def spell_instant(at: datetime) -> str:
    """Spell a moment to the minute."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def web_address(address: str) -> str:
    """Give the address when it may become a link, else an empty string: javascript: and its like stay text."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.hostname else ""
