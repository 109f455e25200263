"""Write the input file of aria2 (aria2c manual, Input File): aria2c --input-file FILE."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fairsvc.formats.digests import strongest_of
from fairsvc.formats.fetch_list import Fetchable

# What aria2 checks, the strongest first (aria2c --version, Hash Algorithms).
_CHECKED = ("sha-512", "sha-384", "sha-256", "sha-224", "sha-1", "md5", "adler32")


def write_aria2(files: Iterable[Fetchable], title: str = "") -> str:
    """Write each file as its addresses with tabs between them, then its name and its strongest digest."""
    return "".join(f"{line}\n" for line in _iter_lines(files, " ".join(title.split())))


def _iter_lines(files: Iterable[Fetchable], title: str) -> Iterator[str]:
    if title:
        yield f"# {title}"
    for file in files:
        yield "\t".join(file.addresses)
        yield f"  out={' '.join(file.path.splitlines())}"
        if (digest := strongest_of(file.digests, _CHECKED)) is not None:
            yield f"  checksum={digest.scheme}={digest.value}"
