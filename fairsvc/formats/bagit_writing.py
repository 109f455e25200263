"""Write a bag (RFC 8493) without its payload: fetch.txt says where the files are, the manifests what they must be."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from fairsvc.errors import ProblemsFound
from fairsvc.formats.fetch_list import Fetchable

# The hash functions of section 2.4, as bags spell them.
_ALGORITHMS = ("sha-512", "sha-384", "sha-256", "sha-224", "sha-1", "md5")
# The earliest moment that ZIP can tell: the same files make the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_REGULAR_FILE = 0o100644 << 16
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def write_bag(files: Sequence[Fetchable], info: Mapping[str, str], name: str) -> bytes:
    """Write the bag as a ZIP with the one folder `name` (section 4.2); `info` becomes bag-info.txt.

    Raises ProblemsFound when no digest of one algorithm is known of every file: each manifest must list all (section
    2.1.3).
    """
    tags = {"bagit.txt": _DECLARATION, "bag-info.txt": _info(files, info), "fetch.txt": _fetch(files)}
    tags |= _manifests(files)
    tags["tagmanifest-sha256.txt"] = "".join(
        f"{hashlib.sha256(text.encode()).hexdigest()}  {path}\n" for path, text in sorted(tags.items())
    )
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as bag:
        for path, text in sorted(tags.items()):
            member = ZipInfo(f"{name}/{path}", _TIME)
            member.compress_type, member.create_system, member.external_attr = ZIP_DEFLATED, _UNIX, _REGULAR_FILE
            bag.writestr(member, text.encode())
    return packed.getvalue()


def _manifests(files: Sequence[Fetchable]) -> dict[str, str]:
    shared = [name for name in _ALGORITHMS if all(name in _digests(file) for file in files)]
    if not shared:
        raise ProblemsFound(
            "no bag can be written: no digest by one algorithm is known of every file",
            "",
            "A Metalink, linkset or list of addresses needs none",
        )
    return {
        f"manifest-{name.replace('-', '')}.txt": "".join(
            f"{_digests(file)[name]}  {_payload(file.path)}\n" for file in files
        )
        for name in shared
    }


def _digests(file: Fetchable) -> dict[str, str]:
    return {digest.scheme: digest.value for digest in file.digests}


def _fetch(files: Sequence[Fetchable]) -> str:
    """Write section 2.2.3: address, size in octets or a hyphen, path."""
    return "".join(
        f"{file.addresses[0]} {'-' if file.size_bytes is None else file.size_bytes} {_payload(file.path)}\n"
        for file in files
    )


def _payload(path: str) -> str:
    """Spell a path below data/; only these three characters are encoded (section 2.1.3)."""
    return "data/" + path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _info(files: Sequence[Fetchable], info: Mapping[str, str]) -> str:
    return "".join(f"{label}: {text}\n" for label, text in _iter_info(files, info))


def _iter_info(files: Sequence[Fetchable], info: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for label, text in info.items():
        if line := re.sub(r"\s+", " ", text).strip():
            yield label, line
    sizes = [file.size_bytes for file in files if file.size_bytes is not None]
    if len(sizes) == len(files):
        yield "Payload-Oxum", f"{sum(sizes)}.{len(files)}"
