"""When a presigned address ends, by the parameters of the stores in use."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from fairsvc.formats.redaction import redact

_COMPACT = "%Y%m%dT%H%M%SZ"
_SECONDS = re.compile(r"[0-9]{1,9}\Z")
_EPOCH = re.compile(r"[0-9]{9,11}\Z")


def find_expiry(url: str) -> datetime | None:
    """Read when an address ends; None when it says nothing of it.

    AWS Signature Version 4 and Google's V4 (date and seconds), their older forms and CloudFront (Expires, seconds since
    1970), Azure's shared access signature (se).
    """
    if "?" not in url:
        return None
    try:
        query = {name.lower(): value for name, value in parse_qsl(urlsplit(url).query)}
    except ValueError:
        return None
    for vendor in ("amz", "goog"):
        found = _dated(query.get(f"x-{vendor}-date", ""), query.get(f"x-{vendor}-expires", ""))
        if found is not None:
            return found
    if _EPOCH.match(expires := query.get("expires", "")) and has_secret(url):
        return datetime.fromtimestamp(int(expires), UTC)
    return _shared_access(query.get("se", "")) if "sig" in query else None


def has_secret(url: str) -> bool:
    """Tell whether an address carries a secret: it must neither be kept nor be shown."""
    return redact(url) != url


def _dated(signed_at: str, seconds: str) -> datetime | None:
    if not _SECONDS.match(seconds):
        return None
    try:
        return datetime.strptime(signed_at, _COMPACT).replace(tzinfo=UTC) + timedelta(seconds=int(seconds))
    except (ValueError, OverflowError):
        return None


def _shared_access(end: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(end)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
