"""Addresses without their secrets, for the archive, the store and people."""

from __future__ import annotations

import re
from urllib.parse import unquote

_PARAMETER = re.compile(r"([?&;#])([^=?&;#\s\"'<>]{1,80})=([^&;#\s\"'<>]*)")
_USERINFO = re.compile(r"://[^/?#\s\"'<>]*@")
# A place in a list (resumptionToken, page_token) is no secret: without it a harvest cannot be followed.
_SECRET_PARAMETER = re.compile(
    r"_*(?:(?:access|api|auth|csrf|download|id|oauth|private|refresh|sas|security|session|upload|user|xsrf)[_-]?)?token_*"
    r"|x-(?:amz|goog|oss|obs|cos)-.*|(?:aws|google|oss)?access(?:key)?id|(?:.*[_-])?sig(?:nature)?"
    r"|(?:(?:api|unblock|access|private|secret|download)[_-]?)?key|key-pair-id|policy|hdn(?:ea|ts)"
    r"|passw(?:or)?d|pwd|(?:client[_-]?)?secret|auth|authz|authorization|bearer|macaroon|jwt|ticket"
    r"|private_link|view_only"
    r"|(?:j|php)?sess(?:ion)?_?id|session",
    re.IGNORECASE,
)
_NAME = re.compile(r"[?&;#]([^=?&;#\s\"'<>]{1,80})=")
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
    secret = _SECRET_PARAMETER.fullmatch(unquote(match[2])) or _holds_secret(match[3])
    return f"{match[1]}{match[2]}=" if secret else match[0]


def _holds_secret(value: str) -> bool:
    """Tell whether a value is itself an address with a secret: where a login page leads back to."""
    inner = unquote(unquote(value)) if "%" in value else value
    return "=" in inner and any(_SECRET_PARAMETER.fullmatch(unquote(name)) for name in _NAME.findall(inner))
