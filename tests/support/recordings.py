"""The recorded exchanges of the shared data as Exchanges."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from fairsvc.model.exchange import Exchange, Hop, Need

RECORDED_AT = datetime(2026, 11, 21, tzinfo=UTC)


def iter_recorded(path: Path) -> Iterator[Exchange]:
    """Read one JSON document a line: request (method, url, accept), response (status, headers, body)."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            asked, got = document["request"], document["response"]
            body = base64.b64decode(got["body_b64"]) if "body_b64" in got else got["body"].encode()
            headers = tuple((name, value) for name, value in got["headers"])
            yield Exchange(
                Need(asked["url"], asked["method"], (("Accept", asked["accept"]),)),
                RECORDED_AT,
                (Hop(asked["url"], got["status"], headers),),
                body=body,
                body_sha256=hashlib.sha256(body).hexdigest(),
                size_bytes=len(body),
            )
