"""Addresses without their secrets, for the archive, the store and people."""

from __future__ import annotations

import re
from urllib.parse import unquote

_PARAMETER = re.compile(r"([?&;#])([^=?&;#\s\"'<>]{1,80})=([^&;#\s\"'<>]*)")
_USERINFO = re.compile(r"://[^/?#\s\"'<>]*@")
# A resumptionToken is no secret: without it a harvest cannot be followed.
_SECRET_PARAMETER = re.compile(
    r"(?:(?:access|api|auth|csrf|download|id|private|refresh|security|session|upload|user|xsrf)[_-]?)?token"
    r"|x-(?:amz|goog)-.*|(?:aws|google)access(?:key)?id|sig|(?:.*[_-])?signature"
    r"|(?:(?:api|unblock|access|private|secret)[_-]?)?key|key-pair-id|policy"
    r"|passw(?:or)?d|pwd|(?:client[_-]?)?secret|auth|authz|macaroon|jwt|ticket"
    r"|(?:j|php)?sess(?:ion)?_?id|session",
    re.IGNORECASE,
)
# Of a UUID; what has fewer holds none.
_HYPHENS = 4
# ICAT+ and ICAT name the session in the path: /ids/{session}/data/..., /catalogue/{session}/dataset/..., /session/{it}.
_SESSION = re.compile(
    r"(/session/|/(?:ids|catalogue)/(?=[^/?#\s]{36}/data))[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])",
    re.IGNORECASE,
)


def redact(url: str) -> str:
    """Blank what looks like a secret in an address, or in text with addresses.

    That is user information, values of a query, and sessions in a path.
    """
    if "=" not in url and "@" not in url and url.count("-") < _HYPHENS:
        return url
    return _USERINFO.sub("://", _SESSION.sub(r"\1", _PARAMETER.sub(_blank_secret, url)))


def _blank_secret(match: re.Match[str]) -> str:
    secret = _SECRET_PARAMETER.fullmatch(unquote(match[2]))
    return f"{match[1]}{match[2]}=" if secret else match[0]
