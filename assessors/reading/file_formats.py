"""What is known of file formats: by media type, by extension, by kinship of bytes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from assessors.reading.addresses import path_of
from fairsvc.vocab import load_toml


@dataclass(frozen=True, slots=True)
class FileFormat:
    """One row of file_formats.toml."""

    id: str
    media_types: tuple[str, ...]
    extensions: tuple[str, ...]
    open: bool
    community: bool
    describes_itself: bool
    kin: tuple[str, ...]


def find_format(media_type: str) -> FileFormat | None:
    """Find the format of a media type, or of a bare extension as some records give; None when it is not known."""
    name = media_type.partition(";")[0].strip().lower()
    return _by_media_type().get(name) or _by_extension().get(name.lstrip("."))


def find_format_of_name(name: str) -> FileFormat | None:
    """Find the format by the extension of a file name or address."""
    stem, dot, extension = path_of(name).rpartition(".")
    return _by_extension().get(extension.lower()) if stem and dot else None


def akin(claimed: FileFormat, found: FileFormat) -> bool:
    """Tell whether bytes of the one format may truthfully carry the claim of the other."""
    return claimed.id == found.id or found.id in claimed.kin or claimed.id in found.kin


@cache
def _formats() -> tuple[FileFormat, ...]:
    return tuple(
        FileFormat(
            row["id"],
            tuple(row.get("media_types", ())),
            tuple(row.get("extensions", ())),
            row.get("open", False),
            row.get("community", False),
            row.get("describes_itself", False),
            tuple(row.get("kin", ())),
        )
        for row in load_toml("file_formats.toml")["format"]
    )


@cache
def _by_media_type() -> dict[str, FileFormat]:
    return {media_type: row for row in _formats() for media_type in row.media_types}


@cache
def _by_extension() -> dict[str, FileFormat]:
    return {extension: row for row in _formats() for extension in row.extensions}
