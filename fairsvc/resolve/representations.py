"""The forms in which a resolution is handed out, each with its media type."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from fairsvc.errors import ProblemsFound
from fairsvc.formats.aria2_input import write_aria2
from fairsvc.formats.bagit_writing import write_bag
from fairsvc.formats.fetch_list import FetchList, make_fetch_list
from fairsvc.formats.file_table import write_file_table
from fairsvc.formats.linkset_writing import write_linkset_json, write_linkset_text
from fairsvc.formats.metalink_writing import MetalinkHead, write_metalink
from fairsvc.formats.resolution_json import write_resolution
from fairsvc.formats.signposted_links import Landing, signpost
from fairsvc.formats.uri_list import write_uri_list
from fairsvc.model.link import Link
from fairsvc.model.resolution import Resolution
from fairsvc.net.configured import SOFTWARE
from fairsvc.resolve.publishing.documents import find_licence_address
from fairsvc.resolve.trials import gave_metalink

_DATACITE_JSON = "application/vnd.datacite.datacite+json"


@dataclass(frozen=True, slots=True)
class Representation:
    """One form; `of_files` says that it is nothing without files that can be fetched, `binary` that it is no text."""

    id: str
    title: str
    media_type: str
    suffix: str
    write: Callable[[Resolution, FetchList], bytes]
    of_files: bool = True
    binary: bool = False


def represent(resolution: Resolution, form: Representation) -> tuple[bytes, tuple[str, ...]]:
    """Write the form; the sentences say what had to be left out. Raises ProblemsFound when it cannot be written."""
    files = make_fetch_list(resolution.manifest.entries)
    if form.of_files and not files.files:
        raise ProblemsFound("no file can be fetched by HTTP", "; ".join(files.notes), "The JSON lists what is known")
    return form.write(resolution, files), files.notes if form.of_files else ()


def name_of(resolution: Resolution) -> str:
    """Spell the PID as the name of a file or folder."""
    return re.sub(r"[^0-9a-z.]+", "-", resolution.pid.value.lower())[:100].strip("-.") or "files"


def links_of(resolution: Resolution, files: FetchList) -> tuple[Link, ...]:
    """Link the page of the PID with its files and metadata, as far as the answers tell."""
    pid = resolution.pid.uri
    described_by = ((pid, _DATACITE_JSON),) if resolution.agency == "DataCite" else ()
    landing = Landing(resolution.page or pid, pid, find_licence_address(resolution.licence), (), described_by)
    return signpost(landing, files.files)


def _metalink(resolution: Resolution, files: FetchList) -> bytes:
    # Only where the PID itself gives a Metalink can the list be asked for again.
    origin = resolution.pid.uri if gave_metalink(resolution) else ""
    return write_metalink(files.files, MetalinkHead(resolution.resolved_at, SOFTWARE, origin, str(resolution.pid)))


def _bag(resolution: Resolution, files: FetchList) -> bytes:
    info = {
        "External-Identifier": str(resolution.pid),
        "External-Description": resolution.title,
        "Bagging-Date": resolution.resolved_at.date().isoformat(),
        "Bag-Software-Agent": SOFTWARE,
    }
    return write_bag(files.files, info, name_of(resolution))


def _title(resolution: Resolution) -> str:
    return f"{resolution.pid} {resolution.title}".strip()


REPRESENTATIONS = {
    one.id: one
    for one in (
        Representation(
            "json",
            "Everything",
            "application/vnd.fairsvc.resolution+json",
            ".json",
            lambda resolution, _: write_resolution(resolution).encode(),
            of_files=False,
        ),
        Representation("metalink", "Metalink 4", "application/metalink4+xml", ".meta4", _metalink),
        Representation(
            "linkset",
            "Linkset",
            "application/linkset+json",
            ".linkset.json",
            lambda resolution, files: write_linkset_json(links_of(resolution, files)),
        ),
        Representation(
            "linkset-text",
            "Linkset as text",
            "application/linkset",
            ".linkset.txt",
            lambda resolution, files: write_linkset_text(links_of(resolution, files)),
        ),
        Representation("bagit", "Bag without payload", "application/zip", ".zip", _bag, binary=True),
        Representation(
            "aria2",
            "Input file of aria2",
            "text/x-aria2",
            ".aria2.txt",
            lambda resolution, files: write_aria2(files.files, _title(resolution)).encode(),
        ),
        Representation(
            "urls",
            "Addresses",
            "text/uri-list",
            ".txt",
            lambda _, files: write_uri_list(files.files).encode(),
        ),
        Representation(
            "csv",
            "Table of files",
            "text/csv",
            ".csv",
            lambda resolution, _: write_file_table(resolution.manifest.entries).encode(),
            of_files=False,
        ),
    )
}
