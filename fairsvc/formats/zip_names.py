"""The names of members at the start of a ZIP (PKWARE APPNOTE 6.3, 4.3.7), without its central directory."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_MAGIC = b"PK\x03\x04"
# Version, flags, method, time, date, CRC, compressed size, size, lengths of name and extra field.
_FIELDS = struct.Struct("<HHHHHIIIHH")
_MOST_NAMES = 1000
_UNKNOWN_SIZE = 0x08


def iter_zip_names(head: bytes) -> Iterator[str]:
    """Iterate over the names of members that begin within the bytes; stops where they are cut or broken."""
    place = head.find(_MAGIC)
    for _ in range(_MOST_NAMES):
        start = place + len(_MAGIC) + _FIELDS.size
        if place < 0 or start > len(head):
            return
        _, flags, _, _, _, _, packed, _, name_length, extra_length = _FIELDS.unpack_from(head, place + len(_MAGIC))
        name = head[start : start + name_length]
        if len(name) == name_length:
            yield name.decode("utf-8", "replace")
        data = start + name_length + extra_length
        # A size that follows the data (flag bit 3) is not known yet: look for the next member.
        place = head.find(_MAGIC, data if flags & _UNKNOWN_SIZE else data + packed)


def read_zip_mimetype(head: bytes) -> str:
    """Read the first member when it is `mimetype`, stored without compression (OpenDocument 1.3 part 2, 3.3)."""
    if not head.startswith(_MAGIC) or len(head) < len(_MAGIC) + _FIELDS.size:
        return ""
    _, _, method, _, _, _, packed, _, name_length, extra_length = _FIELDS.unpack_from(head, len(_MAGIC))
    start = len(_MAGIC) + _FIELDS.size
    if method != 0 or head[start : start + name_length] != b"mimetype" or packed > 255:
        return ""
    data = start + name_length + extra_length
    return head[data : data + packed].decode("ascii", "replace").strip()
