"""A resolution as one JSON document with stable keys (docs/manifest.md), without secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from fairsvc.formats.link_expiry import has_secret
from fairsvc.formats.redaction import redact
from fairsvc.model.manifest import FileEntry
from fairsvc.model.resolution import Resolution, Trial

SCHEMA_VERSION = 1
COMPLETE = {True: "yes", False: "no", None: "unknown"}


def write_resolution(resolution: Resolution) -> str:
    """Write everything; `schema_version` rises when a key changes its meaning or goes. Null is what is not known."""
    return "".join(_iter_lines(resolution))


def _iter_lines(resolution: Resolution) -> Iterator[str]:
    """Write one line a member and one a file: a list of 100,000 files stays legible, and is never held twice."""
    yield "{\n"
    for key, value in _head(resolution).items():
        yield f"{_dumped(key)}: {_dumped(value)},\n"
    yield '"files": ['
    for number, entry in enumerate(resolution.manifest.entries):
        yield f"{',' if number else ''}\n {_dumped(_file(entry))}"
    yield "\n]\n}\n"


def _head(resolution: Resolution) -> dict[str, Any]:
    manifest, access = resolution.manifest, resolution.access
    return {
        "document": "fairsvc resolution",
        "schema_version": SCHEMA_VERSION,
        "pid": redact(str(resolution.pid)),
        "address": redact(resolution.pid.uri),
        "resolved_at": _instant(resolution.resolved_at),
        "title": resolution.title,
        "page": resolution.page,
        "chain": resolution.chain,
        "agency": resolution.agency,
        "repository": resolution.repository,
        "licence": resolution.licence,
        "access": {"state": access.state, "until": _instant(access.until), "because": access.because},
        "availability": resolution.availability,
        "complete": COMPLETE[manifest.complete],
        "complete_because": manifest.reason,
        "confidence": manifest.confidence,
        "mechanism": manifest.mechanism,
        "file_count": len(manifest.entries),
        "size_bytes": resolution.size_bytes,
        "expires_at": _instant(resolution.expires_at),
        "trouble": resolution.trouble,
        "ways": [_way(trial) for trial in resolution.trials],
        "disagreements": [asdict(finding) for finding in resolution.findings],
        "requests": [asdict(question) for question in resolution.questions],
    }


def _way(trial: Trial) -> dict[str, Any]:
    return asdict(trial) | {"complete": COMPLETE[trial.complete]}


def _file(entry: FileEntry) -> dict[str, Any]:
    return {
        "path": entry.path,
        "url": redact(entry.url),
        "alternates": [redact(url) for url in entry.alternates],
        "other_forms": [redact(url) for url in entry.other_forms],
        "size_bytes": entry.size_bytes,
        "digests": {digest.scheme: digest.value for digest in entry.digests},
        "media_type": entry.media_type,
        "access": entry.access,
        "availability": entry.availability,
        "expires_at": _instant(entry.expires_at),
        "fetchable": bool(entry.addresses),
        "secret_blanked": has_secret(entry.url),
        "found_by": entry.found_by,
    }


def _instant(value: date | datetime | None) -> str | None:
    return value.isoformat() if value is not None else None


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
