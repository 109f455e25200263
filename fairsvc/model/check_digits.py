"""Check digits of identifiers of persons and organisations."""

from __future__ import annotations

# Crockford's base 32: no i, l, o and u.
_BASE_32 = {character: value for value, character in enumerate("0123456789abcdefghjkmnpqrstvwxyz")}


def orcid_check_digit(digits: str) -> str:
    """Compute the last character of an ORCID iD from its fifteen digits (ISO/IEC 7064, MOD 11-2)."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return "X" if check == 10 else str(check)


def ror_check_digits(characters: str) -> str:
    """Compute the last two digits of a ROR ID from its seven characters in lower case (ISO/IEC 7064, MOD 97-10)."""
    number = 0
    for character in characters:
        number = number * 32 + _BASE_32[character]
    return f"{98 - number * 100 % 97:02d}"
