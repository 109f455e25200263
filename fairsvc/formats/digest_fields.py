"""Digests of a whole file as header fields offer them.

Repr-Digest and Content-Digest (RFC 9530), Digest (RFC 3230), Content-MD5 (RFC 2616 section 14.15), and those of the
object stores in use. A field that speaks of the part that was sent says nothing of the file.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence

from fairsvc.model.evidence import FileDigest
from fairsvc.model.exchange import Header

_LENGTHS = {
    "md5": 16,
    "sha-1": 20,
    "sha-256": 32,
    "sha-384": 48,
    "sha-512": 64,
    "adler32": 4,
    "crc32": 4,
    "crc32c": 4,
    "crc64nvme": 8,
}
_BY_LETTERS = {name.replace("-", ""): name for name in _LENGTHS} | {"sha": "sha-1", "adler": "adler32"}
# RFC 9651 section 3.2 and 3.3.5: a dictionary member whose value is a byte sequence.
_STRUCTURED = re.compile(r"([a-z*][a-z0-9_.*-]{0,63})=:([A-Za-z0-9+/=]{0,200}):")
_PAIR = re.compile(r"\s*([A-Za-z0-9-]{1,32})=([A-Za-z0-9+/=_-]{1,200})\s*\Z")
_HEX = re.compile(r"[0-9A-Fa-f]+\Z")
_S3CMD_MD5 = re.compile(r"(?:\A|/)md5:([0-9a-f]{32})(?:/|\Z)")
_S3_ETAG = re.compile(r'"([0-9a-f]{32})"\Z')
_LIMIT = 4096

# Object stores and repositories that name the algorithm in the field's name; the value is hexadecimal or base64.
_NAMED = re.compile(
    r"x-amz-(?:checksum-|meta-(?:content-)?)(sha\d{1,3}|md5|crc32c?|crc64nvme)(?:chksum|sum)?\Z"
    r"|x-(?:checksum|content|goog-meta|object-meta)-(sha-?\d{1,3}|md5)\Z"
    r"|x-ms-blob-content-(md5)\Z"
)


def read_digests(headers: Sequence[Header], *, partial: bool) -> tuple[FileDigest, ...]:
    """Read the digests of the whole file, each once; `partial` says that a part of it was sent (206).

    Nothing is read of an answer with a content coding: its digests are of the coded bytes. What cannot be decoded, or
    has not the algorithm's length, is left out.
    """
    if any(name.lower() == "content-encoding" and value.strip().lower() != "identity" for name, value in headers):
        return ()
    found: dict[tuple[str, str], FileDigest] = {}
    for name, value in headers:
        field = name.lower()
        for algorithm, text in _iter_claims(field, value[:_LIMIT], partial=partial):
            if (digest := _digest(algorithm, text, field)) is not None:
                found.setdefault((digest.algorithm, digest.value), digest)
    if (digest := _of_etag(headers)) is not None:
        found.setdefault((digest.algorithm, digest.value), digest)
    return tuple(found.values())


def digest_algorithm(name: str) -> str:
    """Spell an algorithm's name in one way, `sha-256`; what is not known comes back in lower case."""
    letters = re.sub(r"[^a-z0-9]", "", re.split(r"[#/_:]", name.strip().lower())[-1].removeprefix("id-"))
    return _BY_LETTERS.get(letters, name.strip().lower())


def _iter_claims(field: str, value: str, *, partial: bool) -> Iterator[tuple[str, str]]:
    if field == "repr-digest" or (field == "content-digest" and not partial):
        yield from _STRUCTURED.findall(value)
    elif field in ("digest", "x-goog-hash"):
        matches = (_PAIR.match(part) for part in value.split(","))
        yield from ((match[1], match[2]) for match in matches if match)
    elif field == "content-md5" and not partial:
        yield "md5", value
    elif field == "oc-checksum":
        algorithm, _, text = value.partition(":")
        yield algorithm, text
    elif field == "x-amz-meta-s3cmd-attrs" and (match := _S3CMD_MD5.search(value)):
        yield "md5", match[1]
    elif match := _NAMED.match(field):
        yield next(group for group in match.groups() if group), value


def _digest(algorithm: str, text: str, field: str) -> FileDigest | None:
    name = digest_algorithm(algorithm)
    length = _LENGTHS.get(name)
    octets = _octets(text.strip(), length) if length else None
    return FileDigest(name, octets.hex(), field) if octets is not None else None


def _octets(text: str, length: int) -> bytes | None:
    """Decode hexadecimal or base64 by what gives the algorithm's length."""
    if len(text) == 2 * length and _HEX.match(text):
        return bytes.fromhex(text)
    try:
        octets = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return octets if len(octets) == length else None


def _of_etag(headers: Sequence[Header]) -> FileDigest | None:
    """Read the MD5 in an entity tag of S3: not of parts ("-"), not where a key of the customer or KMS encrypted it."""
    fields = {name.lower(): value for name, value in headers}
    if "x-amz-request-id" not in fields or "x-amz-server-side-encryption-customer-algorithm" in fields:
        return None
    match = _S3_ETAG.match(fields.get("etag", ""))
    if match is None or "kms" in fields.get("x-amz-server-side-encryption", ""):
        return None
    return FileDigest("md5", match[1], "etag")
