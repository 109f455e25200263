"""Whether bytes are what is claimed of them."""

from __future__ import annotations

from fairsvc.formats.signature_table import find_claimed, load_signatures

# Say only "bytes": no claim at all.
_SAY_NOTHING = frozenset(
    (
        "",
        "*/*",
        "application/download",
        "application/force-download",
        "application/octet-stream",
        "application/unknown",
        "application/x-download",
        "binary/octet-stream",
    ),
)
_PACKED = frozenset(("gzip", "bzip2", "xz", "zstd", "lz4", "zip", "tar", "7z", "rar"))


def compare_type(found: str, media_type: str, name: str) -> str:
    """Compare the format that bytes were recognised as with the claimed media type, else the extension.

    `same` when the claim is true, also by a format that the bytes are made of; `vague` when it tells less than the
    name or speaks of what is packed; `other` when it is wrong; empty when there is nothing to compare.
    """
    type_name = media_type.partition(";")[0].strip().lower()
    says_nothing = type_name in _SAY_NOTHING
    claimed = find_claimed("" if says_nothing else type_name, name)
    known = load_signatures()
    if not found or found not in known or not claimed:
        return ""
    true = any(_compatible(found, one.id) for one in claimed)
    if true:
        return "vague" if says_nothing and type_name else "same"
    packed_claim = found in _PACKED and any(_compatible(found, one.id) for one in find_claimed("", name))
    return "vague" if packed_claim else "other"


def _compatible(found: str, claimed: str) -> bool:
    known = load_signatures()
    return found == claimed or claimed in known[found].within or found in known[claimed].within
