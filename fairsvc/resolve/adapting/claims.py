"""What APIs claim of a file, read as it is: its name, its address, its digest. Pure."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

from fairsvc.formats.digests import name_algorithm, read_digest
from fairsvc.formats.json_node import Node
from fairsvc.model.metadata import Identifier

# What an address may hold unescaped (RFC 3986 section 2.2), and the sign of what is escaped.
_ADDRESS_SAFE = "%/:?#[]@!$&'()*+,;=~"
_ADLER32_LENGTH = 8
_BY_LENGTH = {32: "md5", 40: "sha-1", 64: "sha-256", 128: "sha-512"}


def read_name(node: Node) -> str:
    """Read a file's name with every space that it has; empty when there is none."""
    return node.value if isinstance(node.value, str) else node.text


def read_address(node: Node, base_url: str) -> str:
    """Read a web address as it can be asked for, spaces and letters beyond ASCII escaped; empty when it is none."""
    text = read_name(node).strip()
    if not text:
        return ""
    try:
        url = urljoin(f"{base_url}/", text)
        scheme, host, *_ = urlsplit(url)
        return quote(url, safe=_ADDRESS_SAFE) if scheme in ("http", "https") and host else ""
    except ValueError:
        return ""


def read_checksum(text: str) -> tuple[Identifier, ...]:
    """Read a checksum written algorithm:value, or bare, when its length tells the algorithm; none when it is not one.

    Short bare ones tell nothing: eight digits may be CRC-32 or Adler-32.
    """
    algorithm, colon, value = text.rpartition(":")
    return read_digests(algorithm if colon else _BY_LENGTH.get(len(value), ""), value)


def read_digests(algorithm: str, value: str) -> tuple[Identifier, ...]:
    """Read a digest in the form that entries hold; none when it is not one."""
    # Stores write Adler-32 as a number in hexadecimal, without its leading zeros.
    padded = value.strip().zfill(_ADLER32_LENGTH) if value and name_algorithm(algorithm) == "adler32" else value
    digest = read_digest(algorithm, padded)
    return (digest,) if digest else ()
