"""Identifiers of persons and organisations: which scheme they claim, and whether their check digits are right."""

from __future__ import annotations

import re

from assessors.reading.identity import find_target
from fairsvc.model.check_digits import orcid_check_digit
from fairsvc.model.metadata import Identifier

_ORCID_SHAPE = re.compile(r"(?:.*orcid\.org/|orcid:)?\d{4}-?\d{4}-?\d{4}-?\d{3}[\dX]/?", re.IGNORECASE)
_ROR_SHAPE = re.compile(r"(?:https?://)?(?:www\.)?ror\.org/\S+", re.IGNORECASE)
_ISNI = re.compile(
    r"(?:\S*isni\.org/(?:isni/)?|isni:?\s*)?(\d{4})\s?-?(\d{4})\s?-?(\d{4})\s?-?(\d{3}[\dX])/?", re.IGNORECASE
)
# Crossref Funder IDs are DOIs of one prefix; FundRef numbers stand there without it, too.
_FUNDER = re.compile(r"(?:\S*\b10\.13039/)?(?:100|501100)\d{6}/?", re.IGNORECASE)
_GRID = re.compile(r"(?:\S*/)?grid\.\d{1,9}\.[0-9a-f]{1,6}", re.IGNORECASE)
_LONGEST = 200


def claims_orcid(identifier: Identifier) -> bool:
    """Tell whether the identifier means to be an ORCID, right or wrong."""
    return identifier.scheme.lower().startswith("orcid") or _fits(_ORCID_SHAPE, identifier.value)


def claims_ror(identifier: Identifier) -> bool:
    """Tell whether the identifier means to be a ROR, right or wrong."""
    return identifier.scheme.lower() == "ror" or _fits(_ROR_SHAPE, identifier.value)


def valid_orcid(text: str) -> bool:
    """Verify the check digit of an ORCID (ISO/IEC 7064, MOD 11-2)."""
    text = text.strip()
    pid = find_target(f"orcid:{text}" if text[:4].isdigit() else text) if len(text) <= _LONGEST else None
    return pid is not None and pid.scheme == "orcid"


def valid_ror(text: str, scheme: str = "") -> bool:
    """Verify the check digits of a ROR (ISO/IEC 7064, MOD 97-10); without its host where the scheme names it."""
    text = text.strip()
    bare = f"ror:{text}" if scheme.lower() == "ror" and "/" not in text and ":" not in text else text
    pid = find_target(bare) if len(text) <= _LONGEST else None
    return pid is not None and pid.scheme == "ror"


def valid_isni(text: str) -> bool:
    """Verify the check digit of an ISNI (ISO 27729, the one of ORCID)."""
    match = _ISNI.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    digits = "".join(match.groups()).upper() if match else ""
    return bool(match) and orcid_check_digit(digits[:15]) == digits[15]


def valid_organisation(identifier: Identifier) -> bool:
    """Tell whether an organisation or funder is identified: ROR, ISNI, Crossref Funder ID or GRID, digits verified."""
    text = identifier.value.strip()
    if valid_ror(text, identifier.scheme) or _fits(_FUNDER, text) or _fits(_GRID, text):
        return True
    return valid_isni(text)


def _fits(pattern: re.Pattern[str], text: str) -> bool:
    return len(text) <= _LONGEST and pattern.fullmatch(text.strip()) is not None
